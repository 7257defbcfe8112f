"""Deadlines of law by rule: the day by which something is due, counted as DL-01 says.

The employer's own duties are planned to the unrolled day, never later; a period in which somebody may still act
(limitation, lawsuit) rolls over a day of rest.
"""

from datetime import date, timedelta

from partwell.core.cite import LCL, SIL, Cite
from partwell.core.days import add_months
from partwell.core.settlement.inquiry import Answer, Case, Unknown, Wrong, rule
from partwell.core.settlement.statement import Ask, Line

from .periods import period, rolled

ARBITRATE = Cite("LDMAL-27", "劳动争议调解仲裁法", "第二十七条")
AWARD = Cite("LDMAL-43", "劳动争议调解仲裁法", "第二十九条、第三十条、第四十三条、第四十七条至第五十条")
INSPECT = Cite("INSPECT-20", "劳动保障监察条例", "第十七条、第二十条")
HPF = Cite("HPF-15", "住房公积金管理条例", "第十五条")
UNEMPLOYED = Cite("UI-16", "失业保险条例", "第十六条")


def _lines(cite: tuple[Cite, ...], **days: date | None) -> tuple[Line, ...]:
    return tuple(Line(code, value=day.isoformat(), cite=cite) for code, day in days.items() if day is not None)


def _end(case: Case) -> date:
    return case.day("end" if case.has("end") else "last_day")


@rule("END-37", needs="notice_received", may="in_probation", gives="earliest_end")
def end_37(case: Case) -> Answer:
    """The day a resignation ends the contract: 30 days after the notice, 3 in probation; nobody approves it."""
    day = case.day("notice_received") + timedelta(days=3 if case.flag("in_probation", False) else 30)
    return Answer({"earliest_end": day}, _lines((LCL(37),), statutory_date=day), ("no_approval_needed",))


@rule("SEV-07", needs="handover_done", gives="due")
def sev_07(case: Case) -> Answer:
    """Severance is due when the handover is completed."""
    day = case.day("handover_done")
    return Answer({"due": day}, _lines((LCL(50),), severance_due_on=day))


@rule("WAGE-01", needs="last_day|end", gives="due")
def wage_01(case: Case) -> Answer:
    """All wages are due on the last day."""
    day = _end(case)
    return Answer(
        {"due": day}, _lines((Cite("WAGE9", "工资支付暂行规定", "第九条"),), wages_due_on=day), ("waits_for_nothing",)
    )


@rule("CERT-01", needs="last_day|end", gives="due")
def cert_01(case: Case) -> Answer:
    """The certificate is due on the last day."""
    day = _end(case)
    return Answer({"due": day}, _lines((LCL(50),), certificate_due_on=day), ("waits_for_nothing",))


@rule("CERT-03", needs="last_day|end", gives="due")
def cert_03(case: Case) -> Answer:
    """Dossier and social insurance move within 15 days."""
    day = _end(case) + timedelta(days=15)
    return Answer({"due": day}, _lines((LCL(50),), transfer_due_on=day))


@rule("HF-01", needs="last_day|end", gives="due")
def hf_01(case: Case) -> Answer:
    """The housing fund account is changed or sealed within 30 days."""
    day = _end(case) + timedelta(days=30)
    return Answer({"due": day}, _lines((HPF,), housing_fund_due_on=day))


@rule("SI-01", needs="start", gives="due")
def si_01(case: Case) -> Answer:
    """Enrolment within 30 days of the first day of work."""
    day = case.day("start") + timedelta(days=30)
    return Answer({"due": day}, _lines((SIL(58),), enrol_by=day))


@rule("SI-07", needs="last_day|end", gives="target due")
def si_07(case: Case) -> Answer:
    """The list of unemployed: planned within 7 days, by law within 15."""
    end = _end(case)
    target, due = end + timedelta(days=7), end + timedelta(days=15)
    return Answer({"target": target, "due": due}, _lines((SIL(50), UNEMPLOYED), list_target=target, list_due_on=due))


@rule("SI-05", needs="last_violation_day", gives="looks_back_until")
def si_05(case: Case) -> Answer:
    """Labor inspection looks two years back from the end of a violation; collection has no stated limit."""
    day = add_months(case.day("last_violation_day"), 24)
    return Answer({"looks_back_until": day}, _lines((INSPECT,), inspection_until=day), ("collection_has_no_limit",))


def _rolled(case: Case, day: date) -> tuple[date | None, tuple[Ask, ...]]:
    """The day rolled over a day of rest; when its year is not published, None and what is lacking."""
    try:
        return rolled(case, day), ()
    except Unknown as gone:
        return None, gone.asks


@rule("OT-04", needs="last_day|end", gives="last_filing_day unrolled")
def ot_04(case: Case) -> Answer:
    """Overtime may be claimed until a year after the end."""
    unrolled = add_months(_end(case), 12)
    day, asks = _rolled(case, unrolled)
    return Answer({"last_filing_day": day, "unrolled": unrolled}, _lines((ARBITRATE,), filing_until=day), unknown=asks)


@rule(
    "DIS-01",
    needs="known|end|last_day",
    may="interrupted_on wage_arrears end last_day",
    gives="last_filing_day unrolled",
)
def dis_01(case: Case) -> Answer:
    """Limitation: a year from knowing, for wages of the employment from its end; an interruption starts it again."""
    begun = _end(case) if case.flag("wage_arrears", False) or not case.has("known") else case.day("known")
    again = case.day_or_none("interrupted_on")
    if again is not None:
        if again < begun:
            raise Wrong("contradiction", ["interrupted_on", "known"], f"{again} is before the period began, {begun}.")
        if again > add_months(begun, 12):
            raise Wrong(
                "contradiction", ["interrupted_on", "known"], "The period had run out before it was interrupted."
            )
        begun = again
    unrolled = add_months(begun, 12)
    day, asks = _rolled(case, unrolled)
    return Answer({"last_filing_day": day, "unrolled": unrolled}, _lines((ARBITRATE,), filing_until=day), unknown=asks)


@rule(
    "DIS-02",
    needs="accepted|filed|award_received",
    may="accepted filed copy_received award_received extended",
    gives="accept_by copy_by answer_by award_by sue_by set_aside_by",
)
def dis_02(case: Case) -> Answer:
    """The clock of an arbitration: 5 and 10 working days at its start, 45 (+15) days to the award, then 15 or 30."""
    days: dict[str, date | None] = {}
    asks: list[Ask] = []

    def put(name: str, make: object) -> None:
        try:
            days[name] = make()  # type: ignore[operator]
        except Unknown as gone:
            days[name] = None
            asks.extend(gone.asks)

    if case.has("filed"):
        put("accept_by", lambda: period(case, case.day("filed"), 5, "workday"))
    if case.has("accepted"):
        accepted = case.day("accepted")
        put("copy_by", lambda: period(case, accepted, 5, "workday"))
        length = 60 if case.flag("extended", False) else 45
        put("award_by", lambda: rolled(case, accepted + timedelta(days=length)))
    if case.has("copy_received"):
        put("answer_by", lambda: period(case, case.day("copy_received"), 10, "workday"))
    if case.has("award_received"):
        got = case.day("award_received")
        put("sue_by", lambda: rolled(case, got + timedelta(days=15)))
        put("set_aside_by", lambda: rolled(case, got + timedelta(days=30)))
    return Answer(days, _lines((AWARD,), **days), unknown=tuple(asks))


@rule("DIS-04", needs="case_opened|last_violation_day", may="extended", gives="closed_by looks_back_until")
def dis_04(case: Case) -> Answer:
    """Labor inspection closes a case within 60 working days (+30), and looks two years back."""
    result: dict[str, date | None] = {}
    asks: tuple[Ask, ...] = ()
    if case.has("case_opened"):
        try:
            count = 90 if case.flag("extended", False) else 60
            result["closed_by"] = period(case, case.day("case_opened"), count, "workday")
        except Unknown as gone:
            result["closed_by"], asks = None, gone.asks
    if case.has("last_violation_day"):
        result["looks_back_until"] = add_months(case.day("last_violation_day"), 24)
    return Answer(result, _lines((INSPECT,), **result), unknown=asks)


RETENTION = {"contract": 24, "pay": 24, "pay_migrant": 36, "pipia": 36, "accounting": 360}


@rule("ARCH-01", needs="record_type last_day|end", gives="keep_until")
def arch_01(case: Case) -> Answer:
    """The last day of the shortest lawful retention of a record."""
    kind = case.choice("record_type", tuple(RETENTION))
    day = add_months(_end(case), RETENTION[kind])
    return Answer({"keep_until": day}, _lines((LCL(50),), keep_until=day))
