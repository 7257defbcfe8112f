"""Checks that come out as a limit or a yes or no: probation, severance due, benefit, minimum wage, non-compete."""

from datetime import timedelta
from decimal import Decimal

from partwell.core.cite import LCL, REG, SIL, Cite
from partwell.core.days import add_months, period_end
from partwell.core.money import cents, plain
from partwell.core.settlement.inquiry import ENDINGS, Answer, Case, Wrong, known, read_day, rule
from partwell.core.settlement.statement import Line, Source

from .periods import lawful_months

BENEFIT = frozenset({"36E", "38", "39-1", "39-2", "39-3", "39-4", "39-5", "39-6", "40-1", "40-2", "40-3", "41"})
BENEFIT_AT_END = frozenset({"44-1", "44-1R", "44-4", "44-5", "UNLAWFUL"})


@rule(
    "PROB-01",
    needs="contract_type|contract_months",
    may="previous_probation probation_months only_probation start max_months",
    gives="max_months legal lawful_end",
)
def prob_01(case: Case) -> Answer:
    """The longest lawful probation by the term of the contract; one probation only (第十九条)."""
    if case.has("contract_months") and case.has("contract_type"):
        kind = case.choice("contract_type", ("fixed", "open", "task", "part_time"))
        if kind == "open":
            raise Wrong("contradiction", ["contract_type", "contract_months"], "An open-ended contract has no term.")
    most = lawful_months(case)
    assert most is not None
    asked = case.number("probation_months") if case.has("probation_months") else None
    end = None
    if case.has("start") and most:
        held = Decimal(most) if asked is None else min(Decimal(most), asked)
        # A part of a month has no length in days by law: its last day stands in the contract, not here.
        end = period_end(case.day("start"), int(held)) if held and held == int(held) else None
    line = Line("probation_limit", value=str(most), cite=(LCL(19),), inputs={"max_months": str(most)})
    legal = None if asked is None else asked <= most
    return Answer({"max_months": most, "legal": legal, "lawful_end": end}, (line,), ("one_probation_only",))


@rule(
    "PROB-02",
    needs="contract_wage",
    may="lowest_same_post probation_wage min_wage start",
    gives="floor floor_safest ok",
)
def prob_02(case: Case) -> Answer:
    """Least wage in probation: 80 % of the contract or of the post's lowest grade, never below the minimum wage."""
    wage, share = case.number("contract_wage"), Decimal("0.8")
    floor = case.figure("min_wage", "minimum_wage.monthly", case.day("start", case.on))
    least = known(floor).number if floor is not None else Decimal(0)
    options = [wage * share]
    if case.has("lowest_same_post"):
        options.append(case.number("lowest_same_post") * share)
    one, both = max(least, min(options)), max(least, *options)
    ok = case.number("probation_wage") >= one if case.has("probation_wage") else None
    line = Line(
        "probation_wage_floor",
        value=f"{one:.2f}",
        basis=f"max({least:.2f}, min({', '.join(f'{o:.2f}' for o in options)}))",
        cite=(LCL(20), REG(15)),
        sources=() if floor is None else (Source.of(floor),),
    )
    unchecked = ("min_wage",) if floor is None else ()
    return Answer({"floor": cents(one), "floor_safest": cents(both), "ok": ok}, (line,), unchecked=unchecked)


@rule("SEV-01", needs="ending|ending_type", gives="due")
def sev_01(case: Case) -> Answer:
    """Whether severance is due for an ending (第四十六条)."""
    if not case.has("ending"):
        case.facts = {**case.facts, "ending": case.raw("ending_type")}
    ending = case.ending()
    due = ENDINGS[ending]
    line = Line("severance_due", value="yes" if due else "no", basis=ending, cite=(LCL(46), REG(22)))
    return Answer({"due": due, "damages": ending == "UNLAWFUL"}, (line,))


@rule("SI-08", needs="ending|ending_type", may="months_paid", gives="eligible involuntary")
def si_08(case: Case) -> Answer:
    """Whether the ending opens unemployment benefit: against one's will, and a year of contributions (第四十五条)."""
    if not case.has("ending"):
        case.facts = {**case.facts, "ending": case.raw("ending_type")}
    ending = case.ending()
    involuntary = ending in BENEFIT | BENEFIT_AT_END
    local = ending in ("TASK", "REG5", "REG6", "PT")
    enough = case.number("months_paid") >= 12 if case.has("months_paid") else None
    eligible = None if local else (involuntary if enough is None else involuntary and enough)
    line = Line(
        "unemployment_benefit",
        value={True: "yes", False: "no", None: "ask"}[eligible],
        basis=ending,
        cite=(SIL(45), Cite("MOHRSS13-13", "实施社会保险法若干规定（人社部令第13号）", "第十三条")),
    )
    return Answer({"eligible": eligible, "involuntary": None if local else involuntary}, (line,))


@rule("WAGE-04", needs="normal_pay", may="min_wage month", gives="minimum ok gap")
def wage_04(case: Case) -> Answer:
    """Pay for ordinary work against the minimum wage of the place of work (劳动法第四十八条)."""
    pay = case.number("normal_pay")
    on = read_day("month", f"{str(case.raw('month'))[:7]}-01") if case.has("month") else case.today
    least = case.needed("min_wage", "minimum_wage.monthly", on)
    gap = max(Decimal(0), least.number - pay)
    line = Line(
        "minimum_wage_gap",
        value=f"{gap:.2f}",
        basis=f"{least.number:.2f} − {pay:.2f}",
        cite=(Cite("LL48", "劳动法", "第四十八条"),),
        sources=(Source.of(least),),
    )
    return Answer(
        {"minimum": least.number, "ok": not gap, "gap": cents(gap)}, (line,), ("insurance_inside_or_outside_local",)
    )


@rule(
    "OT-02",
    needs="month_overtime_h|day_overtime_h",
    may="month_overtime_h day_overtime_h",
    gives="ok over_month over_day",
)
def ot_02(case: Case) -> Answer:
    """Overtime limits: three hours a day in special cases, 36 hours a month (劳动法第四十一条)."""
    month = case.number("month_overtime_h", 0)
    day = case.number("day_overtime_h", 0)
    over_month, over_day = max(Decimal(0), month - 36), max(Decimal(0), day - 3)
    line = Line("overtime_limit", value=plain(over_month), cite=(Cite("LL41", "劳动法", "第四十一条"),))
    return Answer({"ok": not over_month and not over_day, "over_month": over_month, "over_day": over_day}, (line,))


@rule("NC-01", needs="months", may="knows_secret role", gives="enforceable_months")
def nc_01(case: Case) -> Answer:
    """How long a non-compete binds: at most 24 months, and none who knows no secret (第二十四条)."""
    months = min(case.whole("months"), 24)
    if not case.flag("knows_secret", True):
        months = 0
    line = Line("noncompete_months", value=str(months), cite=(LCL(23), LCL(24)))
    return Answer({"enforceable_months": months}, (line,))


def layoff_threshold(headcount: int) -> int:
    """How many must be to go for Article 41 to be open: 20 people, or a tenth of the staff, whichever is less."""
    return min(20, -(-headcount // 10))


@rule("END-41", needs="headcount to_cut", gives="mass_layoff threshold")
def end_41(case: Case) -> Answer:
    """Whether Article 41 is open: 20 people, or a tenth of the staff."""
    staff, cut = case.whole("headcount"), case.whole("to_cut")
    if cut > staff:
        raise Wrong("contradiction", ["headcount", "to_cut"], "More are to go than there are.")
    threshold = layoff_threshold(staff)
    line = Line("layoff_threshold", value=str(threshold), basis=f"min(20, {staff} × 10%)", cite=(LCL(41),))
    return Answer({"mass_layoff": cut >= threshold, "threshold": threshold}, (line,))


@rule("MAT-01", needs="birth", gives="protected_until last_protected_day")
def mat_01(case: Case) -> Answer:
    """Protection in nursing until the child is one; the birthday is the first day without it (第四十二条)."""
    end = add_months(case.day("birth"), 12)
    last = end - timedelta(days=1)
    line = Line("protected_until", value=last.isoformat(), cite=(LCL(42), LCL(45)))
    return Answer({"protected_until": end, "last_protected_day": last}, (line,), ("provinces_add_days",))


@rule("END-42", needs="start last_day birth_date category", gives="near_retirement years_service months_to_retirement")
def end_42(case: Case) -> Answer:
    """Fifteen years of service and less than five to the personal day of retirement (第四十二条第五项)."""
    from partwell.core.days import full_months

    from .retirement import dates

    start, last = case.day("start"), case.day("last_day")
    if last < start:
        raise Wrong("contradiction", ["start", "last_day"], f"The last day {last} is before the first, {start}.")
    _, retire, _, _ = dates(case)
    months = full_months(last, retire) if retire >= last else 0
    years = full_months(start, last) // 12
    held = years >= 15 and retire > last and retire < add_months(last, 60)
    line = Line("near_retirement", value="yes" if held else "no", basis=f"{years} y; {retire}", cite=(LCL(42),))
    return Answer({"near_retirement": held, "years_service": years, "months_to_retirement": months}, (line,))
