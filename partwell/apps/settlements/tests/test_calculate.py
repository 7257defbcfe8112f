"""A calculation is worked out from records and confirmed figures, sealed, recorded, and never changed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from partwell.apps.attendance import actions as attendance
from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_employee
from partwell.apps.law.hangzhou import confirm_hangzhou
from partwell.apps.law.models import FigureConfirmation
from partwell.apps.settlements import actions, queries
from partwell.apps.settlements.models import Calculation, StatedFigure
from partwell.lib.calculations import CaseInput
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import NOW, Cast
from tests.stages import stage

LAST = date(2026, 11, 30)


def lin_case(cast: Cast, **anchors: date) -> CaseInput:
    """Lin's case as a calculation is told about it."""
    return CaseInput(
        cast.company.pk,
        cast.lin.pk,
        cast.lin.department.path,
        facts={"employee_type": "probation"},
        anchors={"T0": date(2026, 11, 20), **anchors},
    )


def calculate(cast: Cast, name: str, who: str = "tang", **anchors: date) -> actions.Made:
    """Make a calculation for Lin."""
    return actions.calculate(name, by=cast.actor(who), case=lin_case(cast, **anchors), now=NOW)


@stage
def confirmed(cast: Cast) -> Cast:
    """The company confirmed Hangzhou's figures of 2026."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    return cast


def fill_attendance(cast: Cast) -> None:
    """September to November, confirmed, and the leave of the year."""
    xu = cast.actor("xu")
    for month, days in ((date(2026, 9, 1), "16"), (date(2026, 10, 1), "18"), (date(2026, 11, 1), "21")):
        made = attendance.Days(Decimal(days), Decimal(days), late_count=1)
        attendance.record_month(cast.lin.uid, month, made, source="打卡记录", by=xu, now=NOW)
        attendance.confirm_month(cast.lin.uid, month, by=xu, now=NOW)
    attendance.record_leave(
        cast.lin.uid, 2026, full_days=0, taken_days=Decimal(0), source="工龄不满一年", by=xu, now=NOW
    )


def test_without_a_confirmation_no_sum_is_made_in_hangzhou(cast: Cast) -> None:
    """The limits of the medical base are from memory: the refusal names each and who confirms it."""
    with pytest.raises(Refused) as refusal:
        calculate(cast, "back_payment")
    assert refusal.value.code == "not_computed"
    assert {missing.who for missing in refusal.value.missing} == {"社保专员"}
    assert len(refusal.value.missing) == 5
    assert not Calculation.objects.exists()


def test_with_the_confirmation_the_back_payment_is_1050_and_may_be_printed(confirmed: Cast) -> None:
    """5000 × 2 × (8 % + 2 % + 0.5 %), sealed, and the entry of the log names its hash."""
    made = calculate(confirmed, "back_payment")
    assert made.total == "1050.00"
    assert made.statement.printable
    assert made.statement.inputs["formula"] == "5000.00 × 2 × (8% + 2% + 0.5%)"
    kept = [entry for entry in log.entries(stream_of_employee(confirmed.lin.pk, NOW)) if "sha256" in entry.payload]
    assert (kept[0].type, kept[0].payload["sha256"]) == ("settlement.calculated", made.sha256)
    row = queries.calculation(confirmed.actor("tang"), made.uid)
    assert queries.statement_of(row).as_data() == made.statement.as_data()
    assert b"5000" not in bytes(row.statement_sealed)


def test_arrears_to_the_fund_stand_apart_from_the_back_payment(confirmed: Cast) -> None:
    """Two months: 2,620.00 by the employer, 1,050.00 by the employee, surcharge to the day of payment."""
    statement = calculate(confirmed, "si_arrears").statement
    assert statement.total("fund", "employer") == Decimal("2620.00")
    assert statement.total("fund", "employee") == Decimal("1050.00")
    # September was due on the 30th: 57 days to 26 November; October on the 31st: 26 days.
    assert {line.inputs["days"] for line in statement.lines if line.column == "surcharge"} == {"57", "26"}
    assert statement.printable


def test_the_record_says_arrears_and_only_proposes_a_back_payment(cast: Cast) -> None:
    """Whether the company pays of its own will is a person's decision, not the program's."""
    made = calculate(cast, "si_history", "xu")
    assert dict(made.facts) == {"si_arrears": True}
    assert made.statement.proposals == {"back_payment_due": True}
    assert made.total == ""


def test_someone_without_any_record_is_asked_about(cast: Cast) -> None:
    """No contributions on record: unknown, neither true nor false."""
    case = CaseInput(cast.company.pk, cast.wang.pk, cast.wang.department.path)
    with pytest.raises(Refused, match="2021-03"):
        actions.calculate("si_history", by=cast.actor("xu"), case=case, now=NOW)


def test_a_resignation_gets_its_day_from_the_law(cast: Cast) -> None:
    """T0 + 30 days, in probation + 3; the calculation sets D."""
    assert calculate(cast, "statutory_date").anchors == {"D": date(2026, 11, 23)}
    case = CaseInput(
        cast.company.pk,
        cast.wang.pk,
        cast.wang.department.path,
        facts={"employee_type": "regular"},
        anchors={"T0": date(2026, 11, 26)},
    )
    made = actions.calculate("statutory_date", by=cast.actor("hua"), case=case, now=NOW)
    assert (dict(made.facts), made.anchors) == ({}, {"D": date(2026, 12, 26)})


def test_the_final_pay_asks_for_everything_at_once(confirmed: Cast) -> None:
    """Attendance and leave are both missing: one refusal names both."""
    with pytest.raises(Refused) as refusal:
        calculate(confirmed, "final_pay", "he", D=LAST)
    assert len(refusal.value.missing) == 2


def test_the_final_pay_is_wage_leave_and_refund(confirmed: Cast) -> None:
    """A whole month is the monthly wage; what was withheld too much comes back with it and waits for nothing."""
    fill_attendance(confirmed)
    row = confirmed.lin.contributions.get(insurance="pension", month=date(2026, 10, 1))
    row.withheld = "500.00"
    row.save()
    statement = calculate(confirmed, "final_pay", "he", D=LAST).statement
    assert [(line.code, str(line.amount)) for line in statement.lines] == [
        ("last_wage", "5000.00"),
        ("unused_leave_pay", "0.00"),
        ("over_withheld_refund", "100.00"),
    ]
    assert statement.total("employee") == Decimal("5100.00")


def test_leave_that_is_left_needs_the_average_wage(confirmed: Cast) -> None:
    """The contract's wage is no average: payroll states it, with where it was read."""
    fill_attendance(confirmed)
    xu = confirmed.actor("xu")
    attendance.record_leave(
        confirmed.lin.uid, 2026, full_days=10, taken_days=Decimal(0), source="社保缴费满十年", by=xu, now=NOW
    )
    with pytest.raises(Refused) as refusal:
        calculate(confirmed, "final_pay", "he", D=LAST)
    assert len(refusal.value.missing) == 1
    actions.state_figure(
        confirmed.lin.uid,
        "average_wage_without_overtime",
        Decimal("5100.00"),
        source="工资台账",
        by=confirmed.actor("he"),
        now=NOW,
    )
    statement = calculate(confirmed, "final_pay", "he", D=LAST).statement
    # 84 days from 8 September: 84 ÷ 365 × 10 = 2.30, two whole days.
    leave = next(line for line in statement.lines if line.code == "unused_leave_pay")
    assert leave.basis == "5100.00 ÷ 21.75 × 2 × 200%"
    assert str(leave.amount) == "937.93"


def test_the_attendance_summary_wants_every_month_confirmed(cast: Cast) -> None:
    """A month nobody confirmed is named; then the sums are those of the months."""
    with pytest.raises(Refused) as refusal:
        calculate(cast, "attendance_summary", "xu")
    assert len(refusal.value.missing) == 3
    fill_attendance(cast)
    total = calculate(cast, "attendance_summary", "xu").statement.lines[-1]
    assert (total.inputs["due"], total.inputs["present"], total.inputs["late"]) == ("55", "55", "3")


def test_severance_asks_for_the_average_and_uses_the_confirmed_cap(confirmed: Cast) -> None:
    """Hired 8 September, last day 30 November: half a unit."""
    with pytest.raises(Refused):
        calculate(confirmed, "severance", "he", D=LAST)
    actions.state_figure(
        confirmed.lin.uid, "average_wage_12m", Decimal(5000), source="工资台账", by=confirmed.actor("he"), now=NOW
    )
    made = calculate(confirmed, "severance", "he", D=LAST)
    assert (made.total, made.statement.lines[0].basis) == ("2500.00", "5000.00 × 0.5")


def test_bond_and_non_compete_take_what_was_stated(confirmed: Cast) -> None:
    """The last figure stated counts; what is missing is asked for by name."""
    with pytest.raises(Refused) as refusal:
        calculate(confirmed, "bond", "han")
    assert len(refusal.value.missing) == 4
    for name, value in (
        ("training_cost", "90000"),
        ("bond_agreed", "100000"),
        ("bond_months", "60"),
        ("bond_served_months", "20"),
        ("bond_served_months", "24"),
        ("average_wage_12m", "20000"),
        ("noncompete_months", "3"),
    ):
        actions.state_figure(confirmed.lin.uid, name, Decimal(value), source="协议", by=confirmed.actor("he"), now=NOW)
    assert calculate(confirmed, "bond", "han").total == "54000.00"
    assert calculate(confirmed, "noncompete_schedule", "he", D=LAST).total == "18000.00"


def test_an_injury_subsidy_is_unknown_until_confirmed(confirmed: Cast) -> None:
    """The province's sum is not in the data."""
    case = CaseInput(
        confirmed.company.pk, confirmed.lin.pk, confirmed.lin.department.path, facts={"work_injury_grade": "g7_10"}
    )
    with pytest.raises(Refused, match="“"):
        actions.calculate("injury_subsidy", by=confirmed.actor("he"), case=case, now=NOW)


@pytest.mark.parametrize(
    ("name", "inputs", "field", "sentence"),
    [
        ("medical_period", {"first_work": "2019-05-06", "sick": "三月病了 | 四月"}, "sick", "每行一段病假"),
        ("medical_period", {"first_work": "2019-05-06", "sick": "2026-04-10 | 2026-03-02"}, "sick", "末日不早于首日"),
        ("medical_period", {"first_work": "2026-10-08", "sick": "2026-10-09 | 2026-10-20"}, "first_work", "不晚于"),
        ("layoff_threshold", {"headcount": "110", "to_cut": "111"}, "to_cut", "不超过职工总数"),
        ("layoff_threshold", {"headcount": "110", "to_cut": "2.5"}, "to_cut", "看不懂：拟裁减人数"),
        ("si_arrears", {"pay_on": "明天"}, "pay_on", "2026-12-01"),
    ],
)
def test_what_can_not_be_is_said_in_the_words_of_the_form(
    confirmed: Cast, name: str, inputs: dict[str, str], field: str, sentence: str
) -> None:
    """No name of the program and no English sentence of a rule reaches a Chinese page."""
    with pytest.raises(BadInput) as refused:
        actions.calculate(name, by=confirmed.actor("tang"), case=lin_case(confirmed), now=NOW, inputs=inputs)
    said = str(refused.value.fields[field])
    assert sentence in said
    assert "“" not in said


def test_a_calculation_nobody_wrote_is_refused(cast: Cast) -> None:
    """A template that asks for a sum this version does not have gets a sentence, not an error."""
    with pytest.raises(Refused) as refusal:
        calculate(cast, "no_such_sum")
    assert refusal.value.code == "no_such_calculation"


def test_a_kept_calculation_is_never_changed(confirmed: Cast) -> None:
    """Neither update nor delete passes the database."""
    made = calculate(confirmed, "back_payment")
    rows = Calculation.objects.filter(uid=made.uid)
    for attack in (lambda: rows.update(name="x"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()
    actions.state_figure(
        confirmed.lin.uid, "average_wage_12m", Decimal(5000), source="工资台账", by=confirmed.actor("he"), now=NOW
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        StatedFigure.objects.update(source="x")


def test_sums_are_for_the_person_and_those_who_keep_money(confirmed: Cast) -> None:
    """Another company sees nothing; a manager of the same company is told that it is not his business."""
    uid = calculate(confirmed, "back_payment").uid
    assert queries.calculation(confirmed.actor("lin"), uid)
    assert queries.calculation(confirmed.actor("he"), uid)
    with pytest.raises(NotVisible):
        queries.calculation(confirmed.actor("wei"), uid)
    for stranger in ("zhao", "wang"):
        with pytest.raises(NotAllowed):
            queries.calculation(confirmed.actor(stranger), uid)


@pytest.mark.parametrize("who", ["zhao", "lin", "tang"])
def test_a_figure_about_pay_is_stated_by_those_who_keep_it(cast: Cast, who: str) -> None:
    """Not by the manager, not about oneself, not by another clerk."""
    with pytest.raises(NotAllowed):
        actions.state_figure(cast.lin.uid, "average_wage_12m", Decimal(1), source="x", by=cast.actor(who), now=NOW)


def test_the_newest_of_a_case_counts(confirmed: Cast) -> None:
    """A corrected record gives a second calculation; the first one stays in the log."""
    case_uid = "0193a1f0-0000-7000-8000-000000000001"
    case = CaseInput(
        confirmed.company.pk,
        confirmed.lin.pk,
        confirmed.lin.department.path,
        case_uid=case_uid,
        anchors={"T0": date(2026, 11, 20)},
    )
    first = actions.calculate("back_payment", by=confirmed.actor("tang"), case=case, now=NOW)
    confirmed.lin.contributions.filter(month=date(2026, 9, 1)).update(paid_on=date(2026, 9, 20))
    later = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
    second = actions.calculate("back_payment", by=confirmed.actor("tang"), case=case, now=later)
    assert (first.total, second.total) == ("1050.00", "525.00")
    newest: Any = queries.latest(case_uid, "back_payment")
    assert str(newest.uid) == second.uid
    assert queries.statements_of_case(case_uid)["back_payment"].total() == Decimal("525.00")


def test_the_papers_get_an_estimate_of_the_arrears_beside_the_back_payment(confirmed: Cast) -> None:
    """The undertaking shows what the fund will get before it was paid; unknown there holds nothing up here."""
    calculate(confirmed, "back_payment")
    names = list(Calculation.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["back_payment", "si_arrears_estimate"]


def test_a_record_is_kept_although_no_estimate_can_be_made(cast: Cast) -> None:
    """Without confirmed figures the record of social insurance is still checked."""
    calculate(cast, "si_history", "xu")
    assert list(Calculation.objects.values_list("name", flat=True)) == ["si_history"]


def test_a_month_recorded_whole_is_cut_at_the_last_day_only_where_that_is_certain(confirmed: Cast) -> None:
    """No absence and the calendar's own days: 15 working days to 20 November. With an absence HR is asked."""
    fill_attendance(confirmed)
    line = calculate(confirmed, "final_pay", "he", D=date(2026, 11, 20)).statement.lines[0]
    assert (line.basis, line.note) == ("5000.00 ÷ 21.75 × 15", "days_by_calendar")
    xu = confirmed.actor("xu")
    absent = attendance.Days(Decimal(21), Decimal(20), absent_days=Decimal(1))
    november = date(2026, 11, 1)
    attendance.record_month(confirmed.lin.uid, november, absent, source="打卡记录", by=xu, now=NOW)
    attendance.confirm_month(confirmed.lin.uid, november, by=xu, now=NOW)
    with pytest.raises(Refused, match="2026-11-20"):
        calculate(confirmed, "final_pay", "he", D=date(2026, 11, 20))
    part = attendance.Days(Decimal(15), Decimal(14), absent_days=Decimal(1))
    attendance.record_month(
        confirmed.lin.uid, november, part, source="打卡记录", by=xu, now=NOW, through=date(2026, 11, 20)
    )
    attendance.confirm_month(confirmed.lin.uid, november, by=xu, now=NOW)
    line = calculate(confirmed, "final_pay", "he", D=date(2026, 11, 20)).statement.lines[0]
    assert (line.basis, line.inputs["unpaid_days"]) == ("5000.00 ÷ 21.75 × 14", "1")


def test_a_month_on_record_is_not_asked_for_once_more(confirmed: Cast) -> None:
    """Recorded and not confirmed, or confirmed to another day: the refusal says which, and what is to be done."""
    fill_attendance(confirmed)
    xu, month, last_day = confirmed.actor("xu"), date(2026, 11, 1), date(2026, 11, 20)
    made = attendance.Days(Decimal(21), Decimal(20), absent_days=Decimal(1))
    attendance.record_month(confirmed.lin.uid, month, made, source="打卡记录", by=xu, now=NOW)
    with pytest.raises(Refused) as refusal:
        calculate(confirmed, "final_pay", "he", D=last_day)
    assert "还没有核对" in str(refusal.value) and refusal.value.missing[0].what == "核对当月考勤"
    attendance.confirm_month(confirmed.lin.uid, month, by=xu, now=NOW)
    with pytest.raises(Refused, match="没有截止到离职日"):
        calculate(confirmed, "final_pay", "he", D=last_day)


def test_a_confirmed_figure_is_never_rewritten(confirmed: Cast) -> None:
    """Not its value, not its answer, not its paper; and nobody confirms what he asked, even past the action."""
    rows = FigureConfirmation.objects.filter(company=confirmed.company)
    for attack in (lambda: rows.update(value=Decimal("0.5")), lambda: rows.update(answer="declined"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attack()
    kept = rows.first()
    assert kept is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureConfirmation.objects.create(
            company=kept.company,
            division="330100",
            key="minimum_wage.monthly",
            value=Decimal(1),
            valid_from=kept.valid_from,
            valid_to=kept.valid_to,
            ref="x",
            paper=kept.paper,
            asked_by="same",
            asked_by_name="x",
            asked_at=NOW,
            answer="confirmed",
            answered_by="same",
            answered_by_name="x",
            answered_at=NOW,
        )
