"""Sixteen cases of the demo company, of every kind and in every state: each went through the same actions a
person would use.

Lin and Wang have none: their stories are for whoever tries the demo. `demo-closed` is the article's case as it should
have gone, for the export and the verifier.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from partwell.apps.attendance import actions as attendance
from partwell.apps.cases import actions
from partwell.apps.cases.lawful import statutory_retirement
from partwell.apps.people import queries as people
from partwell.apps.settlements import actions as settlements
from partwell.core.days import UnknownYear, add_months
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar

from .company import ENDING, OLDEST, DemoCompany
from .drive import Drive

STATED: Mapping[str, Any] = {
    "hazard_exposed": False,
    "key_position": False,
    "holds_assets": True,
    "holds_accounts": True,
    "has_loans": False,
    "noncompete_signed": False,
    "training_bond": False,
    "dossier_held": False,
    "hpf_account": True,
    "foreign_national": False,
    "work_injury_grade": "none",
    "severance_due": False,
    "union_established": True,
    "si_arrears": False,
    "notice_mode": "thirty_days",
    "open_ended_eligible": False,
    "death_work_related": "pending",
    "ground39": "rule_breach",
}
"""What HR states about the people of the demo where the records are silent."""
GROUND = "试用期被证明不符合录用条件"
REASONS = ("个人发展原因", "家庭原因，回老家工作", "继续求学", "身体原因，需要休息", "换一个行业试试")
BEFORE = timedelta(days=100)
NOTICE_DAYS = 30
"""《劳动合同法》第三十七条: a resignation takes effect thirty days later at the latest."""


def load_cases(demo: DemoCompany) -> None:
    """Publish the templates, record attendance, and play the cases up to where each stands today."""
    actions.publish_shipped(demo.now - BEFORE)
    probation, regular = set_aside(demo)
    with transaction.atomic():
        days_ago = (*PROBATIONS, *(began for _steps, _stop, began in RESIGNATIONS))
        for person, began in zip([*probation, *regular], days_ago, strict=False):
            record_attendance(demo, people.by_pk(person.pk), demo.now - timedelta(days=began + 1))
    with transaction.atomic():
        _closed_probation(demo, probation[0])
    with transaction.atomic():
        _unanswered(demo, probation[1])
    with transaction.atomic():
        _assessed(demo, probation[2])
    with transaction.atomic():
        _cancelled(demo, probation[3])
    others = iter(regular)
    for (steps, stop, began), person in zip(RESIGNATIONS, others, strict=False):
        with transaction.atomic():
            _resignation(demo, person, steps, stop, began)
    for kind in OTHERS:
        with transaction.atomic():
            kind(demo, others)
    actions.drop_past_timers(demo.company.pk, demo.now)


PROBATIONS = (14, 6, 1, 9)
"""How many days ago the cases of those on probation began: closed, unanswered, assessed, cancelled."""
EARLY = ("ack", "dept_ack", "date_fixed", "occ_exam")
PAID = (*EARLY, "handover_plan", "handover_done", "pay_calc", "wage_pay", "attendance_si_check")
RESIGNATIONS: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (PAID, "", 31),
    (EARLY, "dept_ack", 5),
    (("nothing",), "facts", 0),
)
"""Resignations: the steps that were done, the step each waits at, and how many days ago each began."""


def set_aside(demo: DemoCompany) -> tuple[list[Any], list[Any]]:
    """People of Hangzhou, whose figures are confirmed, without a part in the demo: on probation, and others."""
    cast = {row.pk for row in demo.employees.values()}
    here = {one.pk for one in demo.departments.values() if one.branch_id == demo.branches["hangzhou"].pk}
    rest = [row for row in demo.everyone if row.pk not in cast and row.department_id in here and row.user_id]
    probation = [row for row in rest if row.type == "probation"]
    managers = {row.line_manager_id for row in rest}
    regular = [row for row in rest if row.type == "regular" and row.pk not in managers]
    special = special_people(demo)
    chosen = [row for row in regular if row.pk not in special][: len(RESIGNATIONS) + len(OTHERS)]
    for number, row in enumerate([*probation[:4], *chosen]):
        demo.employees[f"case{number}"] = row
        demo.users_by_key[f"case{number}"] = row.user
    return probation[:4], chosen


def special_people(demo: DemoCompany) -> frozenset[int]:
    """The man who retires soon and the one whose term ends soon, as "retiring" and "ending"."""
    for key, serial in (("retiring", OLDEST), ("ending", ENDING)):
        row = demo.everyone[serial - 1]
        demo.employees[key], demo.users_by_key[key] = row, row.user
    return frozenset(demo.employees[key].pk for key in ("retiring", "ending"))


def record_attendance(demo: DemoCompany, person: Any, at: datetime, ahead: date | None = None) -> None:
    """Months of attendance, from three months ago or from hire, through the present month by the roster.

    Recorded at `at`, the day before the person's case begins: the times of a person's stream do not run back.
    """
    by, today = demo.actor("xu"), demo.today
    first = max(person.hired_on, add_months(today.replace(day=1), -3))
    month = first.replace(day=1)
    while month <= (ahead or today + timedelta(days=12)):
        begin = max(month, person.hired_on)
        last = add_months(month, 1) - timedelta(days=1)
        try:
            due = Decimal(calendar().working_days(begin, last))
        except UnknownYear:
            # The holidays of that year are not published: nobody guesses how many days are due.
            break
        days = attendance.Days(due_days=due, present_days=due)
        attendance.record_month(person.uid, month, days, source="考勤系统导出", by=by, now=at)
        attendance.confirm_month(person.uid, month, by=by, now=at)
        month = add_months(month, 1)
    regular = person.type == "regular"
    for year in {today.year, (today - timedelta(days=46)).year}:
        attendance.record_leave(
            person.uid,
            year,
            full_days=5 if regular else 0,
            taken_days=Decimal(5 if regular else 0),
            source="假期台账",
            by=by,
            now=at,
        )


def _drive(demo: DemoCompany, days_ago: int, last: int | None) -> Drive:
    """A drive that begins in the morning some days ago; the last day counts from today.

    A demo loaded before that hour begins today's case in the night: nothing is recorded ahead of the clock.
    """
    day = demo.today - timedelta(days=days_ago)
    morning = datetime(day.year, day.month, day.day, 9, 12, tzinfo=SHANGHAI)
    drive = Drive(demo, min(morning, demo.now - timedelta(hours=1)))
    drive.last_day = None if last is None else demo.today + timedelta(days=last)
    return drive


def _key(demo: DemoCompany, person: Any) -> str:
    return next(key for key, row in demo.employees.items() if row.pk == person.pk)


def _probation(demo: DemoCompany, person: Any, days_ago: int, last: int, alias: str = "") -> Drive:
    drive = _drive(demo, days_ago, last)
    drive.start(_key(demo, person), "probation_failure", by="hua", ground=GROUND, facts=STATED, alias=alias)
    return drive


def _closed_probation(demo: DemoCompany, person: Any) -> None:
    """The article's case as it should have gone: every node done, closed, to be exported as `demo-closed`."""
    drive = _probation(demo, person, PROBATIONS[0], -6, alias="demo-closed")
    drive.play()
    drive.close()


def _unanswered(demo: DemoCompany, person: Any) -> None:
    """The undertaking was delivered and is not answered; what the law owes was done without waiting for it."""
    drive = _probation(demo, person, PROBATIONS[1], 2)
    drive.play(but=("undertaking", "handover_done", "it_plan", "exit_interview", "si_transfer", "hpf_transfer"))


def _assessed(demo: DemoCompany, person: Any) -> None:
    """The employee was asked to answer the assessment."""
    _probation(demo, person, PROBATIONS[2], 6).play(until="assessment_ack")


def _cancelled(demo: DemoCompany, person: Any) -> None:
    """HR found that the ground does not hold, and the HR manager cancelled the case with the reason."""
    drive = _probation(demo, person, PROBATIONS[3], 3)
    drive.play(until="dept_confirm")
    drive.wait()
    reason = "复核后认定任务延期由接口交付造成，不符合录用条件的理由不成立，继续试用。"
    actions.cancel(by=demo.actor("gu"), case=drive.uid, reason=reason, now=drive.now)


def _resignation(demo: DemoCompany, person: Any, steps: tuple[str, ...], stop: str, began: int) -> None:
    """One resignation: the steps that were done, up to where it waits."""
    drive = _drive(demo, began, NOTICE_DAYS - began)
    drive.resign(_key(demo, person), REASONS[began % len(REASONS)])
    if stop == "facts":
        return
    known = drive.row.facts
    wanted = {fact for view in drive.views().values() for fact in view.unknown if fact in STATED and fact not in known}
    drive.wait()
    actions.state_facts(
        by=demo.actor("hua"),
        case=drive.uid,
        values={name: STATED[name] for name in sorted(wanted)},
        why="核对员工档案和台账",
        now=drive.now,
    )
    drive.play(only=steps, but=(stop,) if stop else ())


def _begin(demo: DemoCompany, who: str, kind: str, days_ago: int, last: int | None = None, **more: Any) -> Drive:
    """A case of another kind, begun some days ago by HR."""
    drive = _drive(demo, days_ago, last)
    drive.anchors = more.pop("anchors", {})
    ground = more.pop("ground", "")
    drive.start(who, kind, by="hua", ground=ground, facts=STATED | more.pop("facts", {}))
    return drive


def _misconduct(demo: DemoCompany, others: Iterator[Any]) -> None:
    """The employee is asked to speak; nothing is decided."""
    drive = _begin(
        demo, _key(demo, next(others)), "serious_misconduct", 4, ground="严重违反《信息安全管理制度》第十二条"
    )
    drive.play(until="defence", by={"rule_valid": 1})
    drive.make("defence", "defence_invite", "han")


def _no_fault(demo: DemoCompany, others: Iterator[Any]) -> None:
    """The business line is closed; the talks on another post failed; three are to decide."""
    drive = _begin(demo, _key(demo, next(others)), "nonfault_dismissal", 6, 40, ground="客观情况重大变化：业务线关闭")
    drive.play(until="decision")


def _agreement(demo: DemoCompany, others: Iterator[Any]) -> None:
    """The employee had the draft and three days to think; both may sign now."""
    person = next(others)
    average = Decimal(13500)
    begun = demo.now - timedelta(days=8)
    settlements.state_figure(person.uid, "average_wage_12m", average, source="工资台账", by=demo.actor("he"), now=begun)
    drive = _begin(
        demo, _key(demo, person), "mutual_agreement", 7, 25, ground="协商一致解除", facts={"severance_due": True}
    )
    drive.play(until="agreement_signed")


def _layoff(demo: DemoCompany, others: Iterator[Any]) -> None:
    """The union was told; its opinions are answered next."""
    drive = _begin(demo, _key(demo, next(others)), "economic_layoff", 7, 45, ground="生产经营发生严重困难")
    drive.play(until="opinions")


def _article_38(demo: DemoCompany, others: Iterator[Any]) -> None:
    """An employee gave notice because wages were late; the company answers next."""
    drive = _drive(demo, 2, None)
    happened = "上个月工资只发了一半，书面催告后仍未补发。"
    drive.notice38(_key(demo, next(others)), {"ground38": "unpaid_wage", "happened": happened, "ends_on": ""})
    drive.play(only=("receipt", "date_fixed"))


def _absence(demo: DemoCompany, others: Iterator[Any]) -> None:
    """Somebody does not come and cannot be reached; the second notice is to go out."""
    began = demo.today - timedelta(days=9)
    drive = _begin(demo, _key(demo, next(others)), "absence_no_contact", 5, anchors={"T0": began}, ground="连续旷工")
    drive.play(until="return_notice_2", by={"rule_valid": 1})


def _death(demo: DemoCompany, others: Iterator[Any]) -> None:
    """An employee died; the certificate is there, the heirs are being established."""
    day = demo.today - timedelta(days=8)
    drive = _begin(
        demo, _key(demo, next(others)), "death_in_service", 7, -8, anchors={"T0": day, "A": day}, ground="员工去世"
    )
    drive.play(only=("condole", "proof", "injury_claim"))


def _expiry(demo: DemoCompany, others: Iterator[Any]) -> None:
    """A term ends in seven weeks; the department has to say whether to renew."""
    _begin(demo, "ending", "contract_expiry", 3, ground="劳动合同期满").play(only=("expiry_alert", "open_ended_check"))


def _retirement(demo: DemoCompany, others: Iterator[Any]) -> None:
    """Retirement in five months: the employee has read the ways and chooses."""
    born = people.born_on(demo.employees["retiring"])
    day = statutory_retirement(born, "M60") if born else demo.today + timedelta(days=150)
    drive = _begin(
        demo, "retiring", "retirement", 6, (day - demo.today).days, anchors={"R": day}, ground="达到法定退休年龄"
    )
    drive.play(only=("age_check", "medical_cover"))


OTHERS = (
    _misconduct,
    _no_fault,
    _agreement,
    _layoff,
    _article_38,
    _absence,
    _death,
    _expiry,
    _retirement,
)
"""One case of every other kind, each at a step where something is to be seen."""
