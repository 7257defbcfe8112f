"""Criteria and monthly reports of the demo: Lin misses his tasks two months running, the others are on their way.

Lin's months come out of real tasks, some recorded late, of exams he took, and of forms five colleagues filled in; he
acknowledged the first report and objected to the second, which Han Bing answered. Two others show the other side: one
has a strong defence (an objection upheld, the last month met in full), one never received the criteria, so nothing
can be judged.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from partwell.apps.appraisals import actions, queries, ratings, records, tasks
from partwell.apps.people import queries as people
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.core.days import add_months
from partwell.lib.clock import SHANGHAI

from .company import DemoCompany
from .exams import Event, courses, exams, titles

TESTING = (
    "编写登录模块测试用例",
    "回归测试 3.2 版本",
    "搭建支付接口自动化",
    "缺陷复测与关闭",
    "压测报告（结算服务）",
    "整理测试数据",
    "支付回调用例",
    "移动端兼容测试",
    "支付对账用例",
    "周报与复盘",
)
BUILDING = (
    "登录模块单点登录改造",
    "3.2 版本缺陷修复",
    "支付接口超时重试",
    "代码评审（每周两次）",
    "结算服务慢查询优化",
    "接口文档补全",
    "支付回调幂等处理",
    "移动端适配",
    "支付对账任务上线",
    "周报与复盘",
)
SELLING = (
    "拜访新客户 8 家",
    "更新客户档案",
    "华东区报价方案",
    "老客户回访",
    "季度续约清单",
    "竞品情况整理",
    "投标文件（园区项目）",
    "合同回款跟进",
    "展会线索跟进",
    "周报与复盘",
)
TASKS = {"软件工程师": BUILDING, "销售经理": SELLING}
"""Tasks of a month by the title of the post; TESTING for every other."""
OBJECTION = "第 7、9 项依赖支付组接口，接口在当月 29 日才交付，我无法按期完成。"
REPLY = (
    "已核对接口交付记录：第 7、9 项确实受接口影响，已随报告注明；第 3、5 项与接口无关，"
    "任务完成率仍低于要求，结论不变。您可以向工会或劳动争议调解组织反映。"
)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def _month(missed: tuple[int, ...], team: tuple[int, ...], exams: tuple[int, int]) -> dict[str, list[Any]]:
    return {
        "tasks": [{"title": title, "done": number not in missed} for number, title in enumerate(TESTING, 1)],
        "team": [str(score) for score in team],
        "learning": [{"title": "测试基础", "score": str(exams[0])}, {"title": "信息安全", "score": str(exams[1])}],
    }


def _of_post(inputs: dict[str, list[Any]], title: str) -> dict[str, list[Any]]:
    """The same month with the tasks and the first course of a post."""
    if title not in TASKS:
        return inputs
    tasks = [row | {"title": of} for row, of in zip(inputs["tasks"], TASKS[title], strict=True)]
    first, *others = inputs["learning"]
    return inputs | {"tasks": tasks, "learning": [first | {"title": "岗位基础"}, *others]}


LIN = (
    _month((3, 6, 8), (78, 74, 80, 73, 75), (82, 76)),
    _month((3, 5, 7, 9), (75, 72, 78, 70, 75), (85, 77)),
)
FINE = _month((4,), (84, 80, 79, 85, 82), (90, 86))


IN_CASES = 4
"""How many of Hangzhou's probationers the demo's cases are about: they missed their tasks, as Lin did."""
DEFENDED = (_month((2, 5, 9), (82, 80, 84, 79, 81), (88, 90)), _month((), (88, 86, 90, 85, 87), (92, 94)))
UPHELD = "第 2、5、9 项因测试环境停用无法执行，本月未达标。"
CONCEDED = "异议成立：经核对，测试环境当月停用九个工作日，三项任务不应计为未完成。本月不作为不符合录用条件的依据。"
SENTENCES = ("用例写得清楚", "沟通及时", "缺陷描述完整", "遇到问题愿意求助", "配合回归测试")
LOGGED_LATE, SET_LATE = (2, 8), (10,)
"""Tasks of Lin's second month: recorded six days later, and set after their due day."""


def load_appraisals(demo: DemoCompany) -> None:
    """Write criteria of each post, hand them out, and the past months of everyone on probation."""
    by, data = demo.actor("hua"), [one.as_data() for one in ARTICLE]
    on_probation = [people.by_pk(row.pk) for row in demo.everyone if row.type == "probation"]
    unproved, silent, defended = _others(demo, on_probation)
    plans: dict[int, Any] = {}
    offered = courses(demo, min(row.hired_on for row in on_probation))
    for row in on_probation:
        if row.position_id not in plans:
            title = f"{row.position.title}录用条件"
            plans[row.position_id] = actions.create_plan(row.position, title, data, by=by, now=_at(row.hired_on, 8))
        if row.pk == unproved:
            actions.hand_out(plans[row.position_id], row, by=by, now=_at(row.hired_on, 9))
            continue
        missed = row.pk not in (silent, defended)
        _probation(
            demo, row, plans[row.position_id], offered,
            missed=missed, silent=row.pk == silent, defended=row.pk == defended,
        )  # fmt: skip


def _others(demo: DemoCompany, on_probation: list[Any]) -> tuple[int, int, int]:
    """Three whom no case is about: criteria never received, last report not answered, a strong defence."""
    hangzhou = demo.branches["hangzhou"].pk
    lin = demo.employees["lin"].pk
    here = [row.pk for row in on_probation if row.department.branch_id == hangzhou and row.user_id and row.pk != lin]
    free = [row.pk for row in on_probation if row.pk != lin and row.pk not in here[:IN_CASES]]
    unproved, silent, defended = free[-3:]
    return unproved, silent, defended


def _probation(
    demo: DemoCompany, row: Any, plan: Any, offered: dict[str, Any], *, missed: bool, silent: bool, defended: bool
) -> None:
    """One person's receipt and months; who missed the tasks has the article's figures, a silent one did not answer."""
    begun = _at(row.hired_on, 9)
    actor = people.actor_for(row.user, today=demo.today)
    receipt = actions.hand_out(plan, row, by=demo.actor("hua"), now=begun)
    actions.receive(receipt, by=actor, now=begun + timedelta(hours=2))
    is_lin = row.pk == demo.employees["lin"].pk
    manager = people.actor_for(row.line_manager.user, today=demo.today)
    told = is_lin or defended
    months = LIN if missed else DEFENDED if defended else (FINE, FINE)
    for number, inputs in enumerate(_of_post(one, row.position.title) for one in months):
        month = add_months(row.hired_on.replace(day=1), number)
        published = _at(add_months(month, 1) + timedelta(days=1), 10)
        if published > demo.now:
            return
        if told:
            last = add_months(month, 1) - timedelta(days=1)
            first = max(month + timedelta(days=3), row.hired_on)
            chosen = [offered[title] for title in titles(number, row.position.title)]
            happened = _tasks(
                row, first, last, inputs["tasks"], by=manager, person=actor, late=is_lin and number == 1
            ) + exams(chosen, row, first, last, wrong=0 if missed else 1, by=manager, person=actor)
            for when, _place, act in sorted(happened, key=lambda one: one[:2]):
                act(when)
        report = actions.open_month(row, month, by=manager, now=published - timedelta(hours=20))
        given: dict[str, Any] = dict(inputs)
        if told:
            _ratings(report, inputs["team"], by=manager, now=published - timedelta(hours=19))
            given |= {"tasks": records.RECORDS, "team": records.RECORDS, "learning": records.RECORDS}
        actions.score(report, given, by=manager, now=published - timedelta(hours=1))
        # The report nobody answers goes out as a message: without a delivery on record silence could not be recorded.
        waits = silent and bool(number)
        report = actions.publish(report, by=manager, now=published, tell=waits, freeze=told)
        answered = published + timedelta(hours=6)
        if answered > demo.now or waits:
            return
        actions.note_opening(report, by=actor, now=answered - timedelta(minutes=20))
        objection = OBJECTION if is_lin and number else UPHELD if defended and not number else None
        actions.answer(report, objection, by=actor, now=answered)
        replied = answered + timedelta(hours=23)
        if objection and replied < demo.now:
            han = demo.actor("han")
            text = REPLY if is_lin else CONCEDED
            actions.reply(queries.report(han, report.uid), text, by=han, now=replied)


def _tasks(
    person_row: Any, first: date, last: date, rows: list[Any], *, by: Any, person: Any, late: bool
) -> list[Event]:
    """Tasks of a month as they were set and recorded; with `late` some after the fact."""
    made: dict[int, Any] = {}

    def is_set(at: int, due: date) -> Callable[[datetime], None]:
        def happens(now: datetime) -> None:
            made[at] = tasks.set_task(person_row, rows[at - 1]["title"], due, by=by, now=now)

        return happens

    def is_done(at: int, due: date) -> Callable[[datetime], None]:
        def happens(now: datetime) -> None:
            tasks.complete(made[at], due, by=person, now=now)

        return happens

    events: list[Event] = []
    for at, row in enumerate(rows, 1):
        due = first + timedelta(days=(last - first).days * at // 11 + 1)
        behind = late and at in SET_LATE
        events.append((_at(due + timedelta(days=1), 17) if behind else _at(first, 13), at, is_set(at, due)))
        if row["done"]:
            days = 6 if late and at in LOGGED_LATE else 1 if behind else 0
            events.append((min(_at(due + timedelta(days=days), 18), _at(last, 19)), at, is_done(at, due)))
    return events


def _ratings(report: Any, scores: list[str], *, by: Any, now: datetime) -> None:
    """Colleagues' forms of a month as they came in."""
    ratings.ask(report, _colleagues(report, len(scores), now), by=by, now=now, tell=False)
    for minute, (row, score, text) in enumerate(zip(ratings.of_report(report), scores, SENTENCES, strict=False)):
        rater = people.actor_for(row.rater.user, today=report.ends_on)
        ratings.give(row, score, text, by=rater, now=now + timedelta(minutes=20 + 7 * minute))


def _colleagues(report: Any, count: int, now: datetime) -> list[Any]:
    """The nearest colleagues without a conflict."""
    bars = ratings.conflicts(report, now)
    near = people.colleagues(report.employee, limit=40)
    return [one for one in near if not bars.why(one) and one.hired_on <= report.begins_on][:count]
