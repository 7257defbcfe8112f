"""Each message with invented facts, as it looks on each channel. Nothing here is sent or stored. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from partwell.lib.clock import SHANGHAI

from .messages import SMS_LENGTH, TEMPLATES, Rendered, render
from .words import Both, Language

SMS_PART = 67
"""Characters that a carrier bills as one part of a long short message."""
LINK = "https://hr.example.cn/n/Kq4mTz7wXa"
NAME = Both("林晓", "Lin Xiao")


def facts(now: datetime) -> Mapping[str, Any]:
    """A value for every fact that a message can take."""
    today = now.astimezone(SHANGHAI).date()
    return {
        "what": Both("工作交接", "Handover"),
        "who": "马越",
        "due": now.astimezone(SHANGHAI).replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=1),
        "due_class": "internal",
        "cite": Both("《劳动合同法》第五十条", "Labor Contract Law, Art. 50"),
        "contact": "华敏 0571-8800 0126",
        "needs": [
            Both("试用期考核报告：阅读并答复", "Probation report: read and answer"),
            Both("工作交接", "Handover"),
        ],
        "receives": [Both("离职证明", "Certificate of separation"), Both("离职权益告知函", "Rights letter")],
        "pages": 3,
        "day": today,
        "last_day": today + timedelta(days=30),
        "late": Both("24 小时", "24 hours"),
        "reason": Both("号码停机或不存在", "the number is out of service"),
        "person": "林晓",
        "code": "000000",
        "minutes": 5,
        "count": 4,
        "text": Both("请在最后一天前整理好项目资料。", "Please put the project papers in order before the last day."),
    }


@dataclass(frozen=True, slots=True)
class Sample:
    """A message as it would go out. `parts` is how many short messages a carrier bills."""

    said: Rendered
    sms: str
    length: int
    parts: int
    limit: int
    by_sms: bool
    inside: bool
    quiet: bool


def sample(key: str, *, company: str, now: datetime, language: Language) -> Sample:
    """The message `key` with invented facts. Raises KeyError."""
    template = TEMPLATES[key]
    known = facts(now)
    context = {name: known[name] for name in template.needs | template.takes}
    if key in (
        "assessment_ready",
        "notice_served",
        "code",
        "paper_for_you",
        "return_notice",
        "defence_invite",
        "answer_kept",
    ):
        context["what"] = {
            "paper_for_you": Both("弹性退休告知书", "Ways of Retiring"),
            "return_notice": Both("返岗通知书（第一次）", "Notice to Return (first)"),
            "defence_invite": Both("陈述申辩通知书", "Invitation to State One's Defence"),
            "assessment_ready": Both("试用期考核报告", "Probation report"),
            "notice_served": Both("解除劳动合同通知书", "Notice of termination"),
            "code": Both("离职保证书", "Separation Undertaking"),
            "answer_kept": Both("离职保证书", "Separation Undertaking"),
        }[key]
    if key == "answer_kept":
        context["code"] = "K7Q4-2M9D"
    name = NAME.en if language == "en" else NAME.zh
    said = render(template, context, name=name, company=company, now=now, language=language)
    sms = said.sms.replace("{link}", LINK)
    parts = 1 if len(sms) <= 70 else -(-len(sms) // SMS_PART)
    return Sample(
        said, sms, len(sms), parts, SMS_LENGTH, "sms" in template.channels, not template.secret, template.quiet
    )


def title(key: str) -> Both:
    """What a message is called in a list: its own title without its facts."""
    names = {
        "case_started": Both("离职手续开始", "Separation begins"),
        "assessment_ready": Both("考核报告待阅读", "Assessment to read"),
        "course_assigned": Both("参加培训", "Course to take"),
        "rating_asked": Both("请为同事评分", "Colleague to score"),
        "attendance_ready": Both("月度考勤待核对", "Attendance to check"),
        "request_asked": Both("同事：请假、加班或补卡待答复", "Colleague: a request to answer"),
        "request_approved": Both("请假、加班或补卡已同意", "Request approved"),
        "request_declined": Both("请假、加班或补卡没有同意", "Request not approved"),
        "probation_ends": Both("同事：试用期将满", "Colleague: probation ends soon"),
        "noshow_found": Both("同事：连续未到岗", "Colleague: somebody has not come"),
        "undertaking_ready": Both("《离职保证书》待答复", "Undertaking to answer"),
        "notice_served": Both("通知书送达", "Notice served"),
        "resign_ack": Both("辞职回执", "Resignation received"),
        "handover_ready": Both("交接清单待核对", "Handover list to check"),
        "step_ready": Both("轮到下一步", "Next step"),
        "next_actor": Both("接下来由谁办理", "Who acts next"),
        "reminder": Both("到期前提醒", "Reminder"),
        "due_now": Both("到期", "Due now"),
        "wage_paid": Both("工资付清", "Wages paid"),
        "card_message": Both("同事：节点的说明", "Colleague: message of a step"),
        "card_message_own": Both("节点的说明", "Message of a step"),
        "answer_kept": Both("答复的回执", "Receipt of an answer"),
        "certificate_ready": Both("离职证明已出具", "Certificate ready"),
        "certificate_again": Both("离职证明重新出具", "Certificate issued again"),
        "certificate_taken_back": Both("离职证明收回", "Certificate taken back"),
        "rights_letter": Both("权益告知函", "Rights letter"),
        "back_payment_done": Both("补发款已支付", "Back payment made"),
        "case_closed": Both("办结", "Case closed"),
        "paper_for_you": Both("一份文书", "A paper to read"),
        "return_notice": Both("返岗通知", "Notice to return"),
        "defence_invite": Both("请您说明情况", "Asked to state one's side"),
        "code": Both("签署验证码", "Signing code"),
        "door_code": Both("离职后登录验证码", "Code after the last day"),
        "file_opened": Both("档案被查看", "File opened"),
        "figures_to_confirm": Both("法定数字待确认", "Figures of law to confirm"),
        "todo_assigned": Both("同事的待办", "To-do of a colleague"),
        "staff_reminder": Both("同事：到期前提醒", "Colleague: reminder"),
        "staff_due_now": Both("同事：到期", "Colleague: due now"),
        "others_may": Both("同事：可由您继续", "Colleague: you can go on"),
        "escalated": Both("超时升级", "Escalation"),
        "seat_asked": Both("同事：加签与委派", "Colleague: an answer asked for"),
        "seat_answered": Both("同事：已答复", "Colleague: answered"),
        "taken_back": Both("同事：签署被撤回", "Colleague: a signature taken back"),
        "copied": Both("同事：抄送", "Colleague: shown"),
        "seat_empty": Both("无人担任的角色", "Nobody holds the role"),
        "delivery_failed": Both("没有送达", "Not delivered"),
    }
    return names[key]
