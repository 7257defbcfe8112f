"""Exams of the demo's months of probation: each score is the outcome of an attempt at real questions.

Two courses a month, of five questions with points that add to a hundred. Whoever misses the tasks gets one question
wrong, whoever has a strong defence another one; the scorecard takes what they reached from the records.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from partwell.apps.training import actions, queries
from partwell.lib.clock import SHANGHAI

from .company import DemoCompany

Event = tuple[datetime, int, Callable[[datetime], None]]
"""When something happens, its place among those of the same moment, and what."""


def _q(points: int, text: str, *options: str, right: Sequence[int] = (0,)) -> Mapping[str, Any]:
    kind = "judge" if not options else "multiple" if len(right) > 1 else "single"
    return {"kind": kind, "text": text, "options": list(options), "right": list(right), "points": points}


BANKS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "岗位基础": (
        _q(18, "任务无法按期完成时，最先应当：", "在到期前告诉主管", "到期后再说", "等待询问"),
        _q(12, "完成任务后应当登记的内容：", "完成日期", "结果或链接", "同事的评分", right=(0, 1)),
        _q(30, "登记晚于实际完成日的，系统会标出。"),
        _q(20, "客户资料应当存放在：", "公司规定的位置", "个人网盘", "聊天记录"),
        _q(20, "任务由主管下达，到期日写在任务上。"),
    ),
    "测试基础": (
        _q(18, "输入框允许 1 至 100，边界值用例至少包括：", "0、1、100、101", "50", "1、50"),
        _q(12, "缺陷单必须写明：", "复现步骤", "实际结果", "期望结果", "心情", right=(0, 1, 2)),
        _q(30, "回归测试在修复合入之后进行。"),
        _q(20, "缺陷复测由谁完成？", "提出人", "开发", "产品"),
        _q(20, "用例评审应当在执行之前。"),
    ),
    "数据保密": (
        _q(24, "收到索要密码的邮件，应当：", "上报信息部", "回复", "转发同事"),
        _q(10, "属于个人信息的：", "身份证号", "手机号", "公司公开电话", "银行账号", right=(0, 1, 3)),
        _q(26, "离开工位应当锁屏。"),
        _q(20, "发现泄露应在多久内上报？", "当天", "一周", "一个月"),
        _q(20, "测试环境不得使用未脱敏的客户数据。"),
    ),
    "需求与沟通": (
        _q(15, "需求不清楚时，应当：", "向提出人确认并留下记录", "按自己的理解做", "先放一放"),
        _q(8, "一次有效的反馈包括：", "事实", "影响", "建议", "评价人品", right=(0, 1, 2)),
        _q(27, "变更应当写进任务，不只口头说明。"),
        _q(25, "依赖其他组的任务受阻时，应当：", "书面告知主管和对方", "自己等待", "取消任务"),
        _q(25, "会议结论应当有负责人和日期。"),
    ),
    "质量与复盘": (
        _q(23, "线上故障之后，复盘首先要做的是：", "还原时间线", "确定责任人", "写道歉信"),
        _q(6, "复盘报告至少写明：", "原因", "改进措施", "负责人和期限", "当事人的年龄", right=(0, 1, 2)),
        _q(31, "同一原因的缺陷再次出现，说明改进措施没有落实。"),
        _q(20, "缺陷的严重程度由谁确定？", "按约定的分级标准", "报告人的感觉", "开发的工作量"),
        _q(20, "发布前应当确认回滚办法。"),
    ),
}
"""Course -> its questions. The first is the one Lin and the others get wrong, the second the one with a defence."""
MONTHS: Sequence[tuple[str, str]] = (("岗位基础", "数据保密"), ("需求与沟通", "质量与复盘"))
"""Courses of the first and the second month; who tests software has 测试基础 for the first."""
TESTER = "测试工程师"


def titles(number: int, position: str) -> tuple[str, str]:
    """The two courses of a month of probation for a post."""
    first, second = MONTHS[number]
    return ("测试基础", second) if number == 0 and position == TESTER else (first, second)


def courses(demo: DemoCompany, since: date) -> dict[str, Any]:
    """The courses with their questions, made before anybody of them is put into one."""
    hua, made = demo.actor("hua"), {}
    for title, bank in BANKS.items():
        terms = actions.CourseTerms(title, "induction", "试用期必修，考试及格即通过。", exam_questions=len(bank))
        made[title] = actions.create_course(terms, by=hua, now=_at(since, 8))
        actions.add_questions(made[title], bank, by=hua, now=_at(since, 8))
    return made


def exams(
    courses_of: Sequence[Any], row: Any, first: date, last: date, *, wrong: int, by: Any, person: Any
) -> list[Event]:
    """A person is put into the month's courses, due some days before its end, and takes each exam the day before."""
    due = max(last - timedelta(days=2), first)
    begun: dict[int, Any] = {}

    def asked(at: int, course: Any) -> Callable[[datetime], None]:
        def happens(now: datetime) -> None:
            (begun[at],) = actions.assign(course, [row], due_on=due, by=by, now=now, tell=False)

        return happens

    def taken(at: int) -> Callable[[datetime], None]:
        def happens(now: datetime) -> None:
            actions.note_opening(begun[at], by=person, now=now)
            attempt = actions.begin_exam(begun[at], by=person, now=now, draw=_in_order)
            answers = {
                str(one.uid): one.right if place != wrong else [len(one.options) - 1]
                for place, one in enumerate(queries.asked(attempt))
            }
            actions.hand_in(begun[at], answers, by=person, now=now + timedelta(minutes=12))

        return happens

    events: list[Event] = []
    for at, course in enumerate(courses_of):
        events.append((_at(first, 13), 50 + at, asked(at, course)))
        day = max(due - timedelta(days=1), first)
        events.append((_at(day, 19) + timedelta(minutes=20 * at), 60 + at, taken(at)))
    return events


def _in_order(bank: Sequence[Any], count: int) -> list[Any]:
    """All questions in their order: the demo is the same on every start."""
    return list(bank)[:count]


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
