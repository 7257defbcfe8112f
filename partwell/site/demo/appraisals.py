"""Criteria and monthly reports of the demo: Lin misses his tasks two months running, the others are on their way.

Lin acknowledged the first report and objected to the second, which Han Bing answered; so every page has something
to show and the case can be started with a frozen basis.
"""

from datetime import date, datetime, timedelta
from typing import Any

from partwell.apps.appraisals import actions, queries
from partwell.apps.people import queries as people
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.core.days import add_months
from partwell.lib.clock import SHANGHAI

from .company import DemoCompany

TASKS = (
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
OBJECTION = "第 7、9 项依赖支付组接口，接口在当月 29 日才交付，我无法按期完成。"
REPLY = (
    "已核对接口交付记录：第 7、9 项确实受接口影响，已随报告注明；第 3、5 项与接口无关，"
    "任务完成率仍低于要求，结论不变。您可以向工会或劳动争议调解组织反映。"
)


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def _month(missed: tuple[int, ...], team: tuple[int, ...], exams: tuple[int, int]) -> dict[str, list[Any]]:
    return {
        "tasks": [{"title": title, "done": number not in missed} for number, title in enumerate(TASKS, 1)],
        "team": [str(score) for score in team],
        "learning": [{"title": "测试基础", "score": str(exams[0])}, {"title": "信息安全", "score": str(exams[1])}],
    }


LIN = (
    _month((3, 6, 8), (78, 74, 80, 73, 75), (82, 76)),
    _month((3, 5, 7, 9), (75, 72, 78, 70, 75), (85, 77)),
)
MISSING = 7
"""How many of those on probation, Lin first, did not reach their tasks: the demo's cases need them."""
FINE = _month((4,), (84, 80, 79, 85, 82), (90, 86))


def load_appraisals(demo: DemoCompany) -> None:
    """Write criteria of each post, hand them out, and the past months of everyone on probation."""
    by, data = demo.actor("hua"), [one.as_data() for one in ARTICLE]
    on_probation = [people.by_pk(row.pk) for row in demo.everyone if row.type == "probation"]
    plans: dict[int, Any] = {}
    for row in on_probation:
        if row.position_id not in plans:
            title = f"{row.position.title}录用条件"
            plans[row.position_id] = actions.create_plan(row.position, title, data, by=by, now=_at(row.hired_on, 8))
        number = on_probation.index(row)
        _probation(demo, row, plans[row.position_id], missed=number < MISSING, silent=number == MISSING)


def _probation(demo: DemoCompany, row: Any, plan: Any, *, missed: bool, silent: bool) -> None:
    """One person's receipt and months; who missed the tasks has the article's figures, a silent one did not answer."""
    begun = _at(row.hired_on, 9)
    actor = people.actor_for(row.user, today=demo.today)
    receipt = actions.hand_out(plan, row, by=demo.actor("hua"), now=begun)
    actions.receive(receipt, by=actor, now=begun + timedelta(hours=2))
    is_lin = row.pk == demo.employees["lin"].pk
    manager = people.actor_for(row.line_manager.user, today=demo.today)
    for number, inputs in enumerate(LIN if missed else (FINE, FINE)):
        month = add_months(row.hired_on.replace(day=1), number)
        published = _at(add_months(month, 1) + timedelta(days=1), 10)
        if published > demo.now:
            return
        report = actions.open_month(row, month, by=manager, now=published - timedelta(hours=20))
        actions.score(report, inputs, by=manager, now=published - timedelta(hours=1))
        report = actions.publish(report, by=manager, now=published, tell=False)
        answered = published + timedelta(hours=6)
        if answered > demo.now or (silent and number):
            return
        actions.note_opening(report, by=actor, now=answered - timedelta(minutes=20))
        actions.answer(report, OBJECTION if is_lin and number else None, by=actor, now=answered)
        if is_lin and number and answered + timedelta(hours=23) < demo.now:
            han = demo.actor("han")
            actions.reply(queries.report(han, report.uid), REPLY, by=han, now=answered + timedelta(hours=23))
