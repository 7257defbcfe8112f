"""The messages this system sends: each in Chinese and English with the same facts.

Every request to an employee says what, who, until when and of which kind that deadline is, what does not depend on
it, and where to open it. Nothing threatens. A short message holds no amount, no ground and no result of appraisal.

Texts are `str.format` patterns over the placeholders of `_placeholders`. No time is relative ("in 4 hours"): a message
may wait for the morning. A paragraph that speaks of something the caller did not give is left out, and of a sentence
the part between ⟨ and ⟩ that does. `{link}` stays in the stored text; each delivery has a link of its own.
"""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from .words import (
    KIND,
    Both,
    Language,
    deadline,
    in_language,
    listing,
    moment,
    short_name,
)

SMS_LENGTH = 140
LINK_LENGTH = 36
"""Room a link takes: https://, a host of 15 characters, /n/ and a token of 10. A longer host costs a second part."""

FORBIDDEN = ("逾期将影响", "务必", "请尽快", "亲，", "仅剩", "自动离职", "不可篡改")
FORBIDDEN_EN = (
    "as soon as possible",
    "immediately",
    "or else",
    "failure to",
    "will be affected",
    "must sign",
    "!",
)

Audience = Literal["employee", "staff"]
TEXT = (str, Both)
FIELDS: Mapping[str, tuple[type, ...]] = {
    "what": TEXT,
    "who": (str,),
    "due": (datetime, date, type(None)),
    "due_class": (str,),
    "cite": TEXT,
    "contact": (str,),
    "needs": (list, tuple),
    "receives": (list, tuple),
    "pages": (int,),
    "day": (date,),
    "last_day": (date,),
    "late": TEXT,
    "reason": TEXT,
    "person": (str,),
    "code": (str,),
    "minutes": (int,),
    "count": (int,),
    "text": (str, Both),
}
"""What a caller may give, and its type. `day` and `last_day` are days of Shanghai, `due` an instant or a day."""


class WrongContext(TypeError):
    """A message was asked for with a fact missing, unknown or of the wrong type."""


@dataclass(frozen=True, slots=True)
class Text:
    """One message in one language."""

    title: str
    paragraphs: tuple[str, ...]
    action: str
    sms: str


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A message by its key. `channels` are asked for when the caller names none."""

    key: str
    audience: Audience
    needs: frozenset[str]
    takes: frozenset[str]
    zh: Text
    en: Text
    channels: tuple[str, ...] = ("sms", "dingtalk")
    quiet: bool = False
    """Whether it waits for the morning when it falls into the night. Deadlines never wait."""
    secret: bool = False
    """Whether its text may not stand in the evidence log, and is not shown inside the application."""

    def text(self, language: Language) -> Text:
        """Its patterns in a language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message with its facts filled in; `sms` still holds `{link}`."""

    title: str
    paragraphs: tuple[str, ...]
    action: str
    sms: str


HELLO = ("{name}，您好：", "Dear {name},")
UNAFFECTED = (
    "不取决于这件事：工资、社保补缴、离职证明，照常办理。",
    "Not depending on this: wages, social insurance arrears and the certificate go ahead as usual.",
)
ANSWER_FREE = (
    "无论您怎么答复，工资、社保补缴和离职证明都照常办理。",
    "Whatever you answer, wages, social insurance arrears and the certificate go ahead as usual.",
)
ASK = (
    "有疑问请联系{contact}，也可拨打 12333 咨询。",
    "Questions: {contact}. You may also ask the public hotline 12333.",
)
STAFF_UNAFFECTED = ("{unaffected}", "{unaffected}")


def _employee(
    key: str,
    *,
    needs: str,
    title: tuple[str, str],
    body: Sequence[tuple[str, str]],
    action: tuple[str, str],
    sms: tuple[str, str],
    takes: str = "",
    unaffected: tuple[str, str] = UNAFFECTED,
    **more: Any,
) -> MessageTemplate:
    """A message to an employee: greeting, what it says, what does not depend on it, whom to ask."""
    paragraphs = (HELLO, *body, unaffected, ASK)
    return MessageTemplate(
        key,
        "employee",
        frozenset(needs.split()),
        frozenset(f"contact {takes}".split()),
        Text(
            title[0],
            tuple(pair[0] for pair in paragraphs),
            action[0],
            "【{sign}】{name}您好，" + sms[0] + "打开 {link}",
        ),
        Text(
            title[1],
            tuple(pair[1] for pair in paragraphs),
            action[1],
            "[{sign}] " + sms[1] + " Open {link}",
        ),
        **more,
    )


def _staff(
    key: str,
    *,
    needs: str,
    title: tuple[str, str],
    body: Sequence[tuple[str, str]],
    takes: str = "",
    action: tuple[str, str] = ("打开案件", "Open the case"),
    sms: tuple[str, str],
    **more: Any,
) -> MessageTemplate:
    """A message to a colleague: what, who, until when, what does not wait for it."""
    paragraphs = (*body, STAFF_UNAFFECTED)
    return MessageTemplate(
        key,
        "staff",
        frozenset(needs.split()),
        frozenset(takes.split()),
        Text(
            title[0],
            tuple(pair[0] for pair in paragraphs),
            action[0],
            "【{sign}】" + sms[0] + "打开 {link}",
        ),
        Text(
            title[1],
            tuple(pair[1] for pair in paragraphs),
            action[1],
            "[{sign}] " + sms[1] + " Open {link}",
        ),
        channels=("dingtalk",),
        **more,
    )


_READ = ("阅读并答复", "Read and answer")
_LOOK = ("打开查看", "Open")

_ALL = (
    _employee(
        "case_started",
        needs="needs receives",
        takes="who due due_class cite what",
        title=(
            "您的离职手续已开始，这里是清单",
            "Your separation has begun; here is the list",
        ),
        body=[
            (
                "您的离职手续已开始办理。下面是需要您准备或答复的，和您会收到的。",
                "Your separation is under way. Below is what we ask of you and what you will receive.",
            ),
            ("需要您准备或答复：\n{needs}", "We ask of you:\n{needs}"),
            ("您会收到：\n{receives}", "You will receive:\n{receives}"),
            (
                "现在由{who}办理“{what}”⟨，期限：{deadline}⟩。",
                "Now {who} works on “{what}”⟨; deadline: {deadline}⟩.",
            ),
        ],
        action=("查看清单和进度", "See the list and the progress"),
        sms=(
            "您的离职手续已开始，需要您做的和您会收到的都在清单里。工资、社保补缴、离职证明照常办理。",
            "Your separation began; see the list. Wages, certificate go ahead.",
        ),
    ),
    _employee(
        "assessment_ready",
        needs="what due due_class",
        takes="cite",
        title=(
            "请在 {when} 前阅读《{what}》（{kind}）",
            "Please read “{what}” by {when} ({kind})",
        ),
        body=[
            (
                "《{what}》已准备好。您可以确认收到，也可以写下异议。签收表示收到，不表示同意。",
                (
                    "“{what}” is ready. You can confirm that you received it, or object in writing. "
                    "Signing for it means you received it, not that you agree."
                ),
            ),
            (
                "期限：{deadline}。期限过后您仍可答复。",
                "Deadline: {deadline}. You can still answer after it.",
            ),
        ],
        action=_READ,
        unaffected=ANSWER_FREE,
        sms=(
            "《{what}》请于 {when} 前阅读（{kind}），可确认收到或写异议。工资、社保补缴、离职证明不受影响。",
            "A paper to read by {when} ({kind}); wages, certificate unaffected.",
        ),
    ),
    _employee(
        "course_assigned",
        needs="what",
        takes="due due_class",
        title=("请参加培训“{what}”", "Please take the course “{what}”"),
        body=[
            (
                "公司为您安排了培训“{what}”。材料和考试都在手机上，可以分几次看完。",
                "The company asks you to take the course “{what}”. Material and exam are on your phone.",
            ),
            (
                "期限：{deadline}。期限过后您仍可参加。",
                "Deadline: {deadline}. You can still take it after that.",
            ),
        ],
        action=("打开培训", "Open the course"),
        unaffected=(
            "不取决于这件事：您的出勤和工资照常。",
            "Not depending on this: your attendance and pay go on as usual.",
        ),
        sms=(
            "公司为您安排了培训，材料和考试都在手机上。出勤和工资照常。",
            "The company asks you to take a course; material and exam are on your phone.",
        ),
    ),
    _employee(
        "rating_asked",
        needs="person due due_class",
        title=("请为{person}的月度表现评分", "Please score the month of {person}"),
        body=[
            (
                "请就{person}当月的协作评一个分数（0–100）并写一句话。{person}看不到评分人。有利害关系的，可以声明后退出。",
                (
                    "Please give a score (0–100) and a sentence on working with {person} this month. {person} does "
                    "not see who scored. If you have a conflict, say so and step out."
                ),
            ),
            ("期限：{deadline}。", "Deadline: {deadline}."),
        ],
        action=("打开评分", "Open the form"),
        unaffected=(
            "不取决于这件事：您的出勤和工资照常。",
            "Not depending on this: your attendance and pay go on as usual.",
        ),
        sms=(
            "请为一位同事评分，同事看不到评分人。{deadline_short}。",
            "Please score a colleague; your name is not shown. {deadline_short}.",
        ),
        quiet=True,
    ),
    _employee(
        "attendance_ready",
        needs="what due due_class",
        title=("请核对{what}", "Please check: {what}"),
        body=[
            (
                "{what}已汇总。您可以确认无误，也可以写明哪里不对；写明的，HR 会书面答复。",
                "{what} is ready. You can agree, or say what is wrong; HR answers in writing.",
            ),
            ("期限：{deadline}。期限过后您仍可答复。", "Deadline: {deadline}. You can still answer after it."),
        ],
        action=("查看并答复", "Look and answer"),
        unaffected=(
            "不取决于这件事：工资照常发放，有误的部分更正后补发。",
            "Not depending on this: pay goes on as usual; what was wrong is paid once it is mended.",
        ),
        sms=(
            "您的月度考勤请于 {when} 前核对（{kind}），可确认或写明哪里不对。工资照常发放。",
            "Please check your attendance by {when} ({kind}); pay goes on as usual.",
        ),
    ),
    _employee(
        "request_approved",
        needs="what day",
        title=("已同意：{what}", "Approved: {what}"),
        body=[
            (
                "您申请的{what}（自 {day} 起）已同意。还没到的日子，您可以撤回。",
                "{what} from {day} on is approved. You can withdraw it while its days are to come.",
            )
        ],
        action=("查看申请", "Open the request"),
        unaffected=(
            "不取决于这件事：工资照常发放。",
            "Not depending on this: pay goes on as usual.",
        ),
        sms=("您的考勤申请已同意。", "Your request is approved."),
        quiet=True,
    ),
    _employee(
        "request_declined",
        needs="what day",
        title=("没有同意：{what}", "Not approved: {what}"),
        body=[
            (
                "您申请的{what}（自 {day} 起）没有同意，理由写在申请里。可以重新申请，或请 HR 核实；法定假期不减少。",
                (
                    "{what} from {day} on was not approved; the reason stands with the request. You can ask anew, "
                    "or ask HR to look into it; leave of law is not lost by this."
                ),
            )
        ],
        action=("查看理由", "Read the reason"),
        unaffected=(
            "不取决于这件事：工资照常发放。",
            "Not depending on this: pay goes on as usual.",
        ),
        sms=("您的考勤申请没有同意，理由写在申请里。", "Your request was not approved; the reason stands with it."),
        quiet=True,
    ),
    _employee(
        "undertaking_ready",
        needs="due due_class",
        takes="what cite pages",
        title=(
            "请在 {when} 前答复《离职保证书》（{kind}）",
            "Please answer the Separation Undertaking by {when} ({kind})",
        ),
        body=[
            (
                "《离职保证书》已准备好。您可以签署、附异议签署，也可以拒绝签署，三种都有效。",
                (
                    "The Separation Undertaking is ready. You can sign it, sign with objections, or decline; "
                    "all three are valid."
                ),
            ),
            (
                "共 {pages} 页，含补发金额和计算依据。",
                "It has {pages} pages, with the amount and how it was worked out.",
            ),
            (
                "期限：{deadline}。期限过后您仍可答复。",
                "Deadline: {deadline}. You can still answer after it.",
            ),
        ],
        action=_READ,
        unaffected=ANSWER_FREE,
        sms=(
            (
                "《离职保证书》请于 {when} 前阅读并答复（{kind}），可签署、附异议或拒签。"
                "社保补缴、工资、离职证明不受影响。"
            ),
            "Please answer by {when} ({kind}); wages, certificate unaffected.",
        ),
    ),
    _employee(
        "notice_served",
        needs="what",
        takes="last_day",
        title=("《{what}》送达给您", "“{what}” is served on you"),
        body=[
            (
                "《{what}》已送达，内容以文书为准。签收表示收到，不表示同意。",
                (
                    "“{what}” is served on you; the paper itself says what holds. "
                    "Signing for it means you received it, not that you agree."
                ),
            ),
            ("劳动合同解除日：{last_day}。", "Last day of the contract: {last_day}."),
            (
                (
                    "您有不同意见的，可以书面提出，也可以自知道之日起一年内申请劳动仲裁"
                    "（法定期限，《劳动争议调解仲裁法》第二十七条）。"
                ),
                (
                    "If you disagree, you can say so in writing, or apply for labor arbitration within one year "
                    "(statutory deadline, Labor Dispute Mediation and Arbitration Law, Art. 27)."
                ),
            ),
        ],
        action=_LOOK,
        sms=(
            "一份文书已送达给您，请打开阅读。签收表示收到，不表示同意。工资、社保补缴、离职证明照常办理。",
            "A paper is served on you. Receipt is not consent. Wages, certificate go ahead.",
        ),
    ),
    _employee(
        "resign_ack",
        needs="day last_day",
        takes="cite",
        title=(
            "已收到您的辞职，最迟 {last_day} 解除（法定期限）",
            "Resignation received; it ends by {last_day} (statutory)",
        ),
        body=[
            (
                "您的辞职已于 {day} 收到，自提交起生效，不需要批准。",
                "Your resignation was received on {day}. It took effect when submitted and needs no approval.",
            ),
            (
                "劳动合同最迟于 {last_day} 解除（法定期限，{cite}）。",
                "The contract ends on {last_day} at the latest (statutory deadline, {cite}).",
            ),
        ],
        action=("查看回执", "See the receipt"),
        sms=(
            "已收到您的辞职，不需要批准，最迟 {last_day} 解除劳动合同（法定期限）。工资、社保、离职证明照常办理。",
            "Your resignation was received; the contract ends by {last_day} (statutory). Wages go ahead.",
        ),
    ),
    _employee(
        "handover_ready",
        needs="who due due_class",
        takes="cite what",
        title=(
            "工作交接清单已准备好，请在 {when} 前核对（{kind}）",
            "The handover list is ready; please check it by {when} ({kind})",
        ),
        body=[
            (
                "工作交接清单已准备好，由{who}与您一起核对，双方签字。",
                "The handover list is ready; {who} goes through it with you and both sign.",
            ),
            (
                "期限：{deadline}。期限过后您仍可办理。",
                "Deadline: {deadline}. You can still do it after that.",
            ),
        ],
        action=("查看交接清单", "See the handover list"),
        sms=(
            "工作交接清单请于 {when} 前与{who}核对（{kind}）。工资、社保补缴、离职证明不受影响。",
            "Handover with {who} by {when} ({kind}); wages, certificate unaffected.",
        ),
    ),
    _employee(
        "step_ready",
        needs="what who",
        takes="due due_class cite",
        title=("下一步：{what}", "Next: {what}"),
        body=[
            (
                "“{what}”由{who}办理⟨，期限：{deadline}⟩。",
                "{who} does “{what}”⟨; deadline: {deadline}⟩.",
            )
        ],
        action=_LOOK,
        sms=(
            "离职手续的下一步由{who}办理⟨，期限：{deadline_short}⟩。工资、社保补缴、离职证明照常办理。",
            "{who} is next⟨: {deadline_short}⟩. Wages, certificate go ahead.",
        ),
    ),
    _employee(
        "next_actor",
        needs="what who",
        takes="due due_class cite",
        title=("现在由{who}办理：{what}", "{who} acts now: {what}"),
        body=[
            (
                "这一步已完成。接下来由{who}办理“{what}”⟨，期限：{deadline}⟩。",
                "This step is done. {who} does “{what}” next⟨; deadline: {deadline}⟩.",
            )
        ],
        action=("查看进度", "See the progress"),
        channels=("in_app",),
        sms=(
            "接下来由{who}办理⟨，期限：{deadline_short}⟩。工资、社保补缴、离职证明照常办理。",
            "{who} acts now⟨: {deadline_short}⟩. Wages, certificate go ahead.",
        ),
    ),
    _employee(
        "reminder",
        needs="what due due_class",
        takes="cite",
        title=("提醒：{what}，{when}（{kind}）", "Reminder: {what}, {when} ({kind})"),
        body=[
            (
                "“{what}”等待您答复⟨，期限：{deadline}⟩。",
                "“{what}” waits for your answer⟨; deadline: {deadline}⟩.",
            ),
            (
                "期限过后您仍可答复。",
                "You can still answer after the deadline.",
            ),
        ],
        action=_READ,
        unaffected=ANSWER_FREE,
        quiet=True,
        sms=(
            "提醒：有一份文件等待您答复，期限 {deadline_short}。工资、社保补缴、离职证明不受影响。",
            "Awaits your answer: {deadline_short}. Wages, certificate unaffected.",
        ),
    ),
    _employee(
        "due_now",
        needs="what due due_class",
        takes="cite",
        title=(
            "{kind}已到，您仍可答复：{what}",
            "The {kind} has come; you can still answer: {what}",
        ),
        body=[
            (
                "“{what}”的期限已到：{deadline}。您仍可答复。",
                "The deadline of “{what}” has come: {deadline}. You can still answer.",
            )
        ],
        action=_READ,
        unaffected=ANSWER_FREE,
        quiet=True,
        sms=(
            "{kind}已到（{when}），您仍可答复。社保补缴、工资、离职证明照常办理。",
            "{kind} {when}: you can still answer. Wages, certificate go ahead.",
        ),
    ),
    _employee(
        "card_message_own",
        needs="what text",
        title=("关于“{what}”", "About “{what}”"),
        body=[("{text}", "{text}")],
        action=("查看进度", "See the progress"),
        sms=("公司就您的离职手续有一条说明。", "there is a message on your separation. "),
    ),
    _employee(
        "wage_paid",
        needs="day",
        takes="cite",
        title=("工资已于 {day} 付清", "Your wages were paid in full on {day}"),
        body=[
            (
                "您的工资已于 {day} 一次付清，明细和计算依据可以随时查看。",
                "Your wages were paid in full on {day}; the statement with its basis is open to you at any time.",
            ),
            (
                "付清工资是公司的法定义务（{cite}）。",
                "Paying wages in full is the company's statutory duty ({cite}).",
            ),
        ],
        action=("查看工资明细", "See the statement"),
        unaffected=(
            "不取决于这件事：社保补缴、离职证明，照常办理。对明细有异议可以书面提出。",
            (
                "Not depending on this: social insurance arrears and the certificate. "
                "You can object to the statement in writing."
            ),
        ),
        sms=(
            "您的工资已于 {day} 付清，明细可随时查看。社保补缴、离职证明照常办理。",
            "Wages paid in full on {day}; see the statement. Certificate goes ahead.",
        ),
    ),
    _employee(
        "answer_kept",
        needs="what code",
        title=("回执 {code}：您对《{what}》的答复已记录", "Receipt {code}: your answer to “{what}” is recorded"),
        body=[
            (
                "您对《{what}》的答复已记录，回执号 {code}。",
                "Your answer to “{what}” is recorded; the receipt is {code}.",
            ),
            (
                "请保存这条消息或下载回执：日后答复被改动或抽走，凭它可以发现。",
                "Keep this message or the receipt: should your answer be changed or removed later, it will show.",
            ),
        ],
        action=("保存回执", "Keep the receipt"),
        sms=(
            "您对《{what}》的答复已记录，回执号 {code}，请保存。",
            "Your answer is recorded, receipt {code}; keep it.",
        ),
    ),
    _employee(
        "certificate_ready",
        needs="day",
        takes="cite",
        title=("离职证明已出具", "Your certificate of separation is ready"),
        body=[
            (
                "离职证明已于 {day} 出具，您可以随时打开和下载，也可以领取纸质件。",
                "Your certificate was issued on {day}; open and download it at any time, or collect it on paper.",
            ),
            (
                "出具证明是公司的法定义务（{cite}）。",
                "Issuing it is the company's statutory duty ({cite}).",
            ),
        ],
        action=("打开离职证明", "Open the certificate"),
        unaffected=(
            "领取证明不需要先办完其他手续。",
            "You need not finish anything else to receive it.",
        ),
        sms=(
            "您的离职证明已于 {day} 出具，可随时打开下载，不需要先办完其他手续。",
            "Your certificate was issued on {day}; nothing else is needed first.",
        ),
    ),
    _employee(
        "certificate_again",
        needs="day",
        title=("离职证明已重新出具", "Your certificate of separation was issued again"),
        body=[
            (
                "离职证明已于 {day} 重新出具，代替原来的一份。请打开核对，并使用新的一份。",
                "Your certificate was issued again on {day} in place of the earlier one; check it and use it.",
            ),
            (
                "原来的一份仍可查看；扫描它的二维码会显示“已被新的证明取代”。",
                "The earlier one can still be read; whoever scans its code is told that it was replaced.",
            ),
        ],
        action=("打开离职证明", "Open the certificate"),
        unaffected=(
            "重新出具不收费用，也不需要先办完其他手续；工资、社保补缴照常办理。",
            "It costs nothing and waits for nothing; wages and social insurance arrears go ahead as usual.",
        ),
        sms=(
            "您的离职证明已于 {day} 重新出具，代替原来的一份，请使用新的一份。",
            "Your certificate was issued again on {day}; use the new one.",
        ),
    ),
    _employee(
        "certificate_taken_back",
        needs="day",
        title=("离职证明已收回", "Your certificate of separation was taken back"),
        body=[
            (
                "公司已于 {day} 收回您的离职证明，没有出具新的。扫描它的二维码会显示“已撤回”。原因写在文书上方。",
                (
                    "On {day} the company took your certificate back; whoever scans its code is told so. "
                    "Why stands above the paper."
                ),
            ),
        ],
        action=_LOOK,
        unaffected=(
            "工资、社保补缴照常办理。如果劳动关系已经结束，您有权得到离职证明，可以要求公司出具。",
            (
                "Wages and social insurance arrears go ahead as usual. If your employment is over you are owed a "
                "certificate and may ask for it."
            ),
        ),
        sms=(
            "您的离职证明已于 {day} 收回，请打开查看原因。",
            "Your certificate was taken back on {day}; open to see why.",
        ),
    ),
    _employee(
        "paper_for_you",
        needs="what",
        takes="due due_class",
        title=("一份文书给您：《{what}》", "A paper for you: “{what}”"),
        body=[
            (
                "《{what}》已准备好，请打开阅读。内容以文书为准；有不同意见可以书面提出，意见会保存。",
                (
                    "“{what}” is ready; please open and read it. The paper itself says what holds; "
                    "you may object in writing, and what you write is kept."
                ),
            ),
            ("期限：{deadline}。", "Deadline: {deadline}."),
        ],
        action=_LOOK,
        sms=(
            "一份文书已准备好，请打开阅读；有不同意见可以书面提出。工资、社保补缴、离职证明不受影响。",
            "A paper for you to read; you may object. Wages, certificate unaffected.",
        ),
    ),
    _employee(
        "return_notice",
        needs="what",
        takes="due due_class",
        title=("您还好吗？公司联系不上您", "Are you well? We cannot reach you"),
        body=[
            (
                "公司有一段时间没有联系上您，首先关心您是否平安。《{what}》写明了怎么联系、怎么补办请假。",
                (
                    "We have not been able to reach you for a while and hope that you are well. "
                    "“{what}” says how to reach us and how to ask for leave."
                ),
            ),
            ("期限：{deadline}。期限过后您仍可联系公司。", "Deadline: {deadline}. You can still reach us after it."),
        ],
        action=_LOOK,
        unaffected=(
            "不取决于这件事：已经工作的工资和社会保险，照常办理。",
            "Not depending on this: wages for work done and social insurance go ahead as usual.",
        ),
        sms=(
            "公司联系不上您，希望您平安。请打开文书或者回电。已经工作的工资和社会保险照常办理。",
            "We cannot reach you; please open the notice or call. Wages for work done go ahead.",
        ),
    ),
    _employee(
        "defence_invite",
        needs="what due due_class",
        title=("请您说明情况，{when} 前（{kind}）", "Please tell us your side by {when} ({kind})"),
        body=[
            (
                "公司正在核实一件与您有关的事，尚未作出任何决定。《{what}》写明了是什么事、怎么说明。",
                (
                    "The company is looking into a matter that concerns you; nothing is decided. "
                    "“{what}” says what it is and how to answer."
                ),
            ),
            ("期限：{deadline}。期限过后您仍可补充。", "Deadline: {deadline}. You can still add to it after that."),
        ],
        action=_READ,
        unaffected=(
            "不取决于这件事：工资和社会保险，照常办理。",
            "Not depending on this: wages and social insurance go ahead as usual.",
        ),
        sms=(
            "公司想听您说明一件事，请于 {when} 前打开（{kind}）。尚未作出任何决定，工资和社会保险照常办理。",
            "Tell us your side by {when} ({kind}); wages go ahead.",
        ),
    ),
    _employee(
        "rights_letter",
        needs="",
        takes="what",
        title=(
            "《离职权益告知函》：您有哪些权益，怎么办",
            "Your rights after the separation, and how to use them",
        ),
        body=[
            (
                "《离职权益告知函》写明工资、社保、离职证明、失业保险金和申诉途径，请留存。",
                (
                    "The rights letter explains wages, social insurance, the certificate, unemployment benefit "
                    "and where to complain."
                ),
            )
        ],
        action=("打开告知函", "Open the letter"),
        sms=(
            "《离职权益告知函》已发给您，写明工资、社保、证明、失业金和申诉途径。这些权益不取决于您签署任何文件。",
            "Your rights letter is here. None of it depends on signing anything.",
        ),
        unaffected=(
            "这些权益不取决于您签署任何文件。",
            "These rights do not depend on your signing anything.",
        ),
    ),
    _employee(
        "back_payment_done",
        needs="day",
        title=("公司补发款已于 {day} 支付", "The back payment was made on {day}"),
        body=[
            (
                "补发款已于 {day} 支付给您，金额、计算依据和付款凭证可以随时查看。",
                "The back payment was made to you on {day}; amount, basis and voucher are open to you at any time.",
            ),
            (
                "补发付给个人，补缴交给征收机构，互不替代。",
                "Back payment goes to the person, arrears to the fund; one does not replace the other.",
            ),
        ],
        action=("查看凭证", "See the voucher"),
        sms=(
            "公司补发款已于 {day} 支付，计算依据和凭证可随时查看。工资、社保补缴、离职证明照常办理。",
            "Back payment made on {day}; see its basis. Wages, certificate go ahead.",
        ),
    ),
    _employee(
        "case_closed",
        needs="day",
        title=("离职手续已于 {day} 办结", "Your separation was closed on {day}"),
        body=[
            (
                "离职手续已于 {day} 办结，《离职手续完成确认函》和您的全部文书可以随时打开和下载。",
                "Your separation was closed on {day}. The completion letter and all your papers stay open to you.",
            ),
            (
                "办结不影响您提出异议或申请劳动仲裁的权利。",
                "Closing does not touch your right to object or to apply for labor arbitration.",
            ),
        ],
        action=("打开我的文书", "Open my papers"),
        sms=(
            "您的离职手续已于 {day} 办结，确认函和全部文书可随时打开下载。您提出异议的权利不受影响。",
            "Closed on {day}. Your papers stay open, and so does your right to object.",
        ),
    ),
    MessageTemplate(
        "code",
        "employee",
        frozenset({"code", "minutes", "what"}),
        frozenset({"contact"}),
        Text(
            "签署验证码",
            (
                "验证码 {code}，{minutes} 分钟内有效，用于答复《{what}》。",
                "不是您本人操作的，请不要告诉任何人。没有使用就什么都不会发生。",
            ),
            "返回文书",
            "【{sign}】验证码 {code}，{minutes} 分钟内有效，用于答复《{what}》。"
            "请不要告诉任何人，公司的同事也不会向您要。",
        ),
        Text(
            "Your signing code",
            (
                "Code {code}, valid for {minutes} minutes, for your answer to “{what}”.",
                "If this was not you, tell nobody. Nothing happens unless the code is used.",
            ),
            "Back to the paper",
            "[{sign}] Code {code}, valid {minutes} minutes, for your answer to “{what}”. "
            "Tell nobody; no colleague will ask for it.",
        ),
        channels=("sms",),
        secret=True,
    ),
    MessageTemplate(
        "door_code",
        "employee",
        frozenset({"code", "minutes"}),
        frozenset(),
        Text(
            "查看离职档案的验证码",
            (
                "验证码 {code}，{minutes} 分钟内有效，用于离职后查看您自己的档案。",
                "不是您本人操作的，请不要告诉任何人。没有使用就什么都不会发生。",
            ),
            "返回",
            "【{sign}】验证码 {code}，{minutes} 分钟内有效，用于离职后查看您自己的档案。请不要告诉任何人。",
        ),
        Text(
            "Your code to open your file",
            (
                "Code {code}, valid for {minutes} minutes, to open your own file after the last day.",
                "If this was not you, tell nobody. Nothing happens unless the code is used.",
            ),
            "Back",
            "[{sign}] Code {code}, valid {minutes} minutes, to open your own file after the last day. Tell nobody.",
        ),
        channels=("sms",),
        secret=True,
    ),
    MessageTemplate(
        "file_opened",
        "employee",
        frozenset({"what"}),
        frozenset({"contact"}),
        Text(
            "有人查看了您的离职档案",
            (
                "有人用验证码和{what}登录，查看了您的离职档案。",
                "如果不是您本人，可以联系公司的人力资源，并更换口令。",
                UNAFFECTED[0],
                ASK[0],
            ),
            "查看",
            "【{sign}】有人用验证码和{what}登录查看了您的离职档案。不是您本人的，请联系公司人力资源。",
        ),
        Text(
            "Your file was opened",
            (
                "Somebody signed in with a code and {what} and opened your file.",
                "If this was not you, tell the company's HR and change the passphrase.",
                UNAFFECTED[1],
                ASK[1],
            ),
            "Look",
            "[{sign}] Somebody signed in with a code and {what} and opened your file. If it was not you, tell HR.",
        ),
        channels=("sms",),
    ),
    _staff(
        "figures_to_confirm",
        needs="what count due due_class",
        title=("{what}：{count} 项法定数字待确认", "{what}: {count} figures of law to be confirmed"),
        body=[
            (
                "{what}有 {count} 项基数、比例或标准要凭文件核实，期限：{deadline}。核实前，用到它们的结算单不能打印。",
                (
                    "{count} bases, rates or limits of {what} are to be confirmed with the paper; "
                    "deadline: {deadline}. Until then no statement is printed with them."
                ),
            ),
        ],
        action=("打开数字清单", "Open the figures"),
        quiet=True,
        sms=("{count} 项法定数字待确认，{deadline_short}。", "{count} figures to be confirmed, {deadline_short}."),
    ),
    _staff(
        "todo_assigned",
        needs="what person",
        takes="due due_class cite",
        title=("待办：{person}的“{what}”", "To do: “{what}” for {person}"),
        body=[
            (
                "“{what}”（{person}）由您办理⟨，期限：{deadline}⟩。",
                "“{what}” for {person} is yours⟨; deadline: {deadline}⟩.",
            )
        ],
        sms=(
            "有一项离职待办由您办理⟨，期限：{deadline_short}⟩。",
            "A separation step is yours⟨; deadline: {deadline_short}⟩.",
        ),
    ),
    _staff(
        "staff_reminder",
        needs="what person due due_class",
        takes="cite",
        title=(
            "提醒：{person}的“{what}”，{when}（{kind}）",
            "Reminder: “{what}” for {person}, {when} ({kind})",
        ),
        body=[
            (
                "“{what}”（{person}）由您办理⟨，期限：{deadline}⟩。",
                "“{what}” for {person} is yours⟨; deadline: {deadline}⟩.",
            ),
        ],
        quiet=True,
        sms=(
            "一项离职待办将到期：{deadline_short}。",
            "A separation step is due: {deadline_short}.",
        ),
    ),
    _staff(
        "staff_due_now",
        needs="what person due due_class",
        takes="cite",
        title=(
            "{kind}已到：{person}的“{what}”",
            "The {kind} has come: “{what}” for {person}",
        ),
        body=[
            (
                "“{what}”（{person}）的期限已到：{deadline}，由您办理。",
                "The deadline of “{what}” for {person} has come: {deadline}. It is yours.",
            )
        ],
        quiet=True,
        sms=(
            "一项离职待办已到期：{deadline_short}。",
            "A separation step has come due: {deadline_short}.",
        ),
    ),
    _staff(
        "others_may",
        needs="what person",
        takes="due due_class cite",
        title=("可由您继续：{person}的“{what}”", "You can go on: “{what}” for {person}"),
        body=[
            (
                "“{what}”（{person}）本人没有办理⟨，期限：{deadline}⟩。现在可由您继续，不必再等本人。",
                "{person} has not done “{what}”⟨; deadline: {deadline}⟩. You can go on now without waiting for it.",
            ),
        ],
        quiet=True,
        sms=(
            "有一项离职待办本人没有办理，现在可由您继续。",
            "A separation step was not done by the employee; you can go on.",
        ),
    ),
    _staff(
        "escalated",
        needs="what who person due due_class late",
        takes="cite",
        title=("超时 {late}：{person}的“{what}”", "{late} late: “{what}” for {person}"),
        body=[
            (
                "“{what}”（{person}）由{who}办理，期限 {deadline}，已超时 {late}。",
                "“{what}” for {person} is with {who}; deadline {deadline}, {late} late.",
            ),
            (
                "{silent}没有答复的，由案件经办人记录“无答复”并附送达回执。",
                "If {silent} did not answer, the case handler records that, with the proof of delivery.",
            ),
        ],
        quiet=True,
        sms=(
            "一项离职待办已超时 {late}，由{who}办理。",
            "A separation step with {who} is {late} late.",
        ),
    ),
    _staff(
        "probation_ends",
        needs="person day due due_class",
        title=("试用期将满：{person}", "Probation ends soon: {person}"),
        body=[
            (
                "{person}的试用期于 {day} 届满，还没有结论。请在 {when} 前（{kind}）写明结论和理由；期满后按转正处理。",
                (
                    "Probation of {person} ends {day} and nobody has concluded yet. Please conclude with reasons by "
                    "{when} ({kind}); after its last day the person is a regular employee."
                ),
            )
        ],
        action=("查看并写结论", "Look and conclude"),
        sms=(
            "有员工的试用期将满，请于 {when} 前（{kind}）写明结论。",
            "A probation ends; conclude by {when} ({kind}).",
        ),
    ),
    _staff(
        "noshow_found",
        needs="person day",
        title=("连续未到岗：{person}", "Has not come: {person}"),
        body=[
            (
                "{person}自 {day} 起连续未到岗，没有请假记录。请先联系本人，再写明情况；系统不作任何决定。",
                (
                    "{person} has not come since {day} and no leave is on record. Please get in touch first and say "
                    "what it was; the program decides nothing."
                ),
            )
        ],
        action=("查看并处理", "Look into it"),
        sms=("有员工连续未到岗，请先联系本人。", "Somebody has not come for some days; please get in touch."),
    ),
    _staff(
        "request_asked",
        needs="person what day",
        title=("{person}申请{what}", "{person} asks: {what}"),
        body=[
            (
                "{person}申请{what}，自 {day} 起。请同意，或写明不同意的理由；您答复后，系统会通知本人。",
                (
                    "{person} asks for: {what}, from {day} on. Please approve it, or say why not; the person is told "
                    "as soon as you answer."
                ),
            )
        ],
        action=("查看并答复", "Look and answer"),
        sms=("有一项考勤申请等您答复。", "A request waits for your answer."),
        quiet=True,
    ),
    _staff(
        "seat_asked",
        needs="what person who",
        takes="due due_class",
        title=("{who}请您就“{what}”答复（{person}）", "{who} asks for your answer on “{what}” for {person}"),
        body=[
            (
                "{who}请您就“{what}”（{person}）给出意见。您的答复会记入案件，由原经办席位作出决定。",
                "{who} asks for your answer on “{what}” for {person}. It is kept in the file; the seat itself decides.",
            )
        ],
        sms=("一项离职待办等您答复。", "A separation step waits for your answer."),
    ),
    _staff(
        "seat_answered",
        needs="what person who",
        title=("{who}已就“{what}”答复（{person}）", "{who} has answered on “{what}” for {person}"),
        body=[
            (
                "{who}已就“{what}”（{person}）答复，现在由您继续办理。",
                "{who} has answered on “{what}” for {person}; you can go on.",
            )
        ],
        sms=("一项离职待办已有答复，由您继续办理。", "A separation step was answered; you can go on."),
    ),
    _staff(
        "taken_back",
        needs="what person who",
        title=("{who}撤回了“{what}”（{person}）", "{who} took back “{what}” for {person}"),
        body=[
            (
                "{who}在对方签署之前撤回了“{what}”（{person}）。原签署留档，对双方没有约束力；仍要办理的，请重新出具文书。",
                (
                    "{who} took back “{what}” for {person} before the other side had signed. What was signed stays on "
                    "record and binds nobody; make the paper anew where it is still wanted."
                ),
            )
        ],
        sms=("一项离职签署被撤回，请查看。", "A signature in a separation was taken back."),
    ),
    _staff(
        "copied",
        needs="what person who",
        title=("{who}抄送您：{person}的“{what}”", "{who} shows you “{what}” for {person}"),
        body=[
            (
                "{who}把“{what}”（{person}）抄送给您，供知悉，不需要您办理。",
                "{who} shows you “{what}” for {person}, for your information; nothing is asked of you.",
            )
        ],
        sms=("一项离职节点抄送给您，供知悉。", "A separation step was shown to you."),
    ),
    _staff(
        "card_message",
        needs="what person text",
        title=("关于“{what}”（{person}）", "About “{what}” for {person}"),
        body=[("{text}", "{text}")],
        sms=("一项离职节点有给您的说明。", "There is a message for you on a separation step."),
    ),
    _staff(
        "seat_empty",
        needs="what person",
        title=("没有人可以办理：案件 {person} 的“{what}”", "Nobody can do “{what}” of case {person}"),
        body=[
            (
                "“{what}”（案件 {person}）的角色目前没有人担任，也没有可以接手的角色。节点不会自动通过，请指定人员。",
                (
                    "Nobody holds the role that “{what}” of case {person} falls to, nor one it falls back to. "
                    "No step passes by itself; please give somebody the role."
                ),
            )
        ],
        action=("指定人员", "Give the role"),
        sms=("一项离职节点无人可办，请指定人员。", "A separation step waits for somebody to hold its role."),
    ),
    _staff(
        "delivery_failed",
        needs="what person reason",
        title=("没有送达：{person}，“{what}”", "Not delivered: “{what}” to {person}"),
        body=[
            (
                "发给{person}的“{what}”没有送达：{reason}。请改发邮件、邮寄或当面送达；在此之前不算送达。",
                (
                    "“{what}” did not reach {person}: {reason}. Please use mail, courier or hand it over; "
                    "until then it does not count as delivered."
                ),
            )
        ],
        action=("查看待人工送达", "See what is to be served by hand"),
        sms=(
            "一份通知没有送达{person}，需要人工送达。",
            "A notice did not reach {person} and must be served by hand.",
        ),
    ),
)

TEMPLATES: Mapping[str, MessageTemplate] = {template.key: template for template in _ALL}
FOR_STAFF: Mapping[str, str] = {
    "reminder": "staff_reminder",
    "due_now": "staff_due_now",
    "step_ready": "todo_assigned",
    "next_actor": "todo_assigned",
}
"""What a colleague gets where the employee would get the first: callers need not tell them apart."""


def template_for(key: str, audience: Audience) -> MessageTemplate:
    """The template under `key` for someone of this audience. Raises KeyError."""
    return TEMPLATES[FOR_STAFF.get(key, key) if audience == "staff" else key]


def _checked(template: MessageTemplate, context: Mapping[str, Any]) -> None:
    for missing in template.needs - context.keys():
        raise WrongContext(f"{template.key}: {missing!r} is missing")
    for name, value in context.items():
        if name not in template.needs | template.takes:
            raise WrongContext(f"{template.key} does not know {name!r}")
        if not isinstance(value, FIELDS[name]) or isinstance(value, bool):
            raise WrongContext(f"{template.key}: {name!r} cannot be {type(value).__name__}")
    if "due" in template.needs and context["due"] is None:
        raise WrongContext(f"{template.key}: 'due' cannot be open")
    if isinstance(context.get("due"), datetime) and context["due"].tzinfo is None:
        raise WrongContext(f"{template.key}: 'due' needs a time zone")
    if context.get("due") is not None and context.get("due_class") not in (
        "internal",
        "statutory",
    ):
        raise WrongContext(f"{template.key}: a deadline says whether it is internal or statutory")


def _staff_unaffected(context: Mapping[str, Any], language: Language) -> str:
    """What does not wait for a colleague's step; a statutory duty itself waits for nothing."""
    if context.get("due_class") == "statutory":
        return (
            "This is a statutory duty; it waits for no step of the company's own."
            if language == "en"
            else "这是法定义务，不等待公司内部的任何一步。"
        )
    return (
        "The employee's wages, arrears and certificate do not wait for this."
        if language == "en"
        else "员工的工资、社保补缴和离职证明不等待这一步。"
    )


def _placeholders(
    context: Mapping[str, Any],
    name: str,
    company: str,
    now: datetime,
    language: Language,
) -> dict[str, str]:
    """Every placeholder that can be filled from what was given."""
    filled = {
        "name": name,
        "company": company,
        "sign": short_name(company),
        "link": "{link}",
    }
    for key, value in context.items():
        if isinstance(value, str | Both):
            filled[key] = in_language(value, language)
        elif isinstance(value, list | tuple):
            filled[key] = listing(value, language)
        elif isinstance(value, date):
            filled[key] = moment(value, now, language)
        elif value is not None:
            filled[key] = str(value)
    due, kind = context.get("due"), context.get("due_class", "internal")
    if due is not None:
        filled |= {"when": moment(due, now, language), "kind": KIND[kind, language]}
        filled["deadline"] = deadline(due, kind, context.get("cite", ""), now, language)
        filled["deadline_short"] = deadline(due, kind, "", now, language)
    if context.get("person") and context["person"] in context.get("who", ""):
        filled["silent"] = context["person"]
    filled["unaffected"] = _staff_unaffected(context, language)
    return filled


def placeholders_of(pattern: str) -> set[str]:
    """Names of the placeholders in a pattern."""
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(pattern) if name}


OPTIONAL = re.compile("⟨([^⟩]*)⟩")


def _filled(pattern: str, filled: Mapping[str, str]) -> str:
    """A pattern with its facts, without the optional parts that lack one. Raises KeyError for any other."""

    def part(found: re.Match[str]) -> str:
        return found[1] if placeholders_of(found[1]) <= filled.keys() else ""

    return OPTIONAL.sub(part, pattern).format_map(filled)


def _can_be_said(pattern: str, filled: Mapping[str, str]) -> bool:
    return placeholders_of(OPTIONAL.sub("", pattern)) <= filled.keys()


def _short(pattern: str, filled: Mapping[str, str], language: Language) -> str:
    """The short text, within SMS_LENGTH with its link; long names give way to a general sentence, never cut off."""
    room = SMS_LENGTH - (LINK_LENGTH - len("{link}") if "{link}" in pattern else 0)
    text = _filled(pattern, filled)
    if len(text) <= room:
        return text
    general = (
        "[{sign}] A message on your separation: what, until when, what is not affected. Open {link}"
        if language == "en"
        else "【{sign}】{name}您好，离职手续有一条给您的消息，里面写明事项、期限和不受影响的权益。打开 {link}"
    )
    text = general.format_map(filled)
    return text if len(text) <= room else general.replace("{name}", "").format_map(filled)


def render(
    template: MessageTemplate,
    context: Mapping[str, Any],
    *,
    name: str,
    company: str,
    now: datetime,
    language: Language,
) -> Rendered:
    """A message with its facts. Raises WrongContext for facts it cannot use."""
    _checked(template, context)
    text = template.text(language)
    filled = _placeholders(context, name, company, now, language)
    return Rendered(
        title=text.title.format_map(filled),
        paragraphs=tuple(_filled(pattern, filled) for pattern in text.paragraphs if _can_be_said(pattern, filled)),
        action=text.action.format_map(filled),
        sms=_short(text.sms, filled, language),
    )
