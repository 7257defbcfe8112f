"""What another day or another ground would cost: N, N+1 and 2N side by side, by the same rules as the sheet.

Nothing is kept: it is a comparison for whoever decides. What is unknown is said and makes no sum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.law import queries as law_of
from partwell.apps.people import queries as people
from partwell.core.settlement.inquiry import ENDINGS, Wrong
from partwell.core.settlement.sheet import Item, Law, Sheet, settle
from partwell.core.settlement.statement import Source
from partwell.lib.holiday_file import calendar
from partwell.lib.law_files import national_rules, rulebook
from partwell.lib.refusal import BadInput

from . import queries, records, sheets, words

OWN: Mapping[str, str] = {
    # kind of separation -> the ending of the rule file
    "probation_failure": "39-1",
    "serious_misconduct": "39-2",
    "absence_no_contact": "39-2",
    "voluntary_resignation": "37",
    "constructive_dismissal": "38",
    "mutual_agreement": "36E",
    "nonfault_dismissal": "40-2",
    "economic_layoff": "41",
    "contract_expiry": "44-1",
    "retirement": "44-2",
    "death_in_service": "44-3",
}
GROUND40 = {"medical": "40-1", "incompetent": "40-2", "changed_circumstances": "40-3"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to end: what it costs in severance or damages, and how that was reached. No amount: unknown."""

    key: str
    title: str
    law: str
    amount: Decimal | None
    basis: str
    note: str
    own: bool = False
    late: bool = False
    status: sheets.Status | None = None
    """How sure the figures of law behind it are, where one of them is still to be confirmed."""


@dataclass(frozen=True, slots=True)
class Day:
    """Everything for one last day. `exposure`: what an unlawful ending would cost beyond this case's own ground."""

    on: date
    service: str
    units: str
    ways: tuple[Way, ...]
    leave: Decimal | None
    leave_basis: str
    notice: Decimal
    exposure: Decimal | None
    unknown: tuple[str, ...]
    notes: tuple[str, ...]
    to_confirm: tuple[str, ...]
    """Figures of law that sums of this day rest on and that the company has not confirmed yet."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One or two days side by side. `assumed`: the average is the contract's wage because nobody stated one."""

    days: tuple[Day, ...]
    average: Decimal
    monthly: Decimal
    assumed: bool
    ending: str


def ending_of(separation_type: str, facts: Mapping[str, Any], initiator: str) -> str:
    """The ending of a case by its kind, its ground and who proposed it."""
    if separation_type == "mutual_agreement" and initiator == "employee":
        return "36W"
    if separation_type == "nonfault_dismissal":
        return GROUND40.get(str(facts.get("ground40", "")), "40-2")
    if separation_type == "contract_expiry" and facts.get("severance_due") is False:
        return "44-1R"
    return OWN.get(separation_type, "36E")


def compare(employee: int, *, ending: str, days: tuple[date, ...], average: Decimal | None = None) -> Comparison:
    """The comparison of a person for some last days. Raises BadInput for a day before the hire, NotComputed."""
    hired_on = records.hired_on(employee)
    for name, on in zip(("last_day", "other_day"), days, strict=False):
        if on < hired_on:
            raise BadInput({name: _("This is before the first day of work, %(day)s.") % {"day": hired_on.isoformat()}})
        if on > date(hired_on.year + 60, 1, 1):
            raise BadInput({name: _("This day is too far away.")})
    monthly = records.monthly_wage(employee, max(days))
    stated = queries.stated(employee).get("average_wage_12m")
    used = average if average is not None else stated if stated is not None else monthly
    assumed = average is None and stated is None
    made = tuple(_day(employee, hired_on, on, ending, used, monthly) for on in days)
    return Comparison(made, used, monthly, assumed, ending)


def _law(employee: int) -> tuple[Law, str]:
    """The law data as the rules take them, with what this company confirmed, and the person's place."""
    row = people.by_pk(employee)
    place = law_of.place_of(row.department.branch.division)
    look_up = law_of.figures(row.company_id, place)
    book = rulebook()
    return (
        Law(
            national_rules(),
            lambda _code, key, on: look_up(key, on),
            calendar(),
            book.sha256,
            lambda code: book.division(code).code,
        ),
        place,
    )


def _day(employee: int, hired_on: date, on: date, ending: str, average: Decimal, monthly: Decimal) -> Day:
    law, place = _law(employee)
    due = ENDINGS[ending]
    base = {"start": hired_on, "last_day": on, "avg_wage": average}
    items: list[dict[str, Any]] = [
        {"rule": "SEV-03", "id": "mutual", "facts": {**base, "ending": "36E"}},
        {
            "rule": "END-40",
            "id": "nofault",
            "facts": {**base, "ending": ending if ending.startswith("40") else "40-2", "last_month_wage": monthly},
        },
        {"rule": "SEV-08", "id": "unlawful", "facts": {**base, "ending": "UNLAWFUL"}},
    ]
    if due and ending != "36E" and not ending.startswith("40"):
        items.append({"rule": "SEV-03", "id": "own", "facts": {**base, "ending": ending}})
    leave_items, leave_unknown = _leave(employee, hired_on, on, monthly)
    none_left = None if leave_unknown else Decimal("0.00")
    try:
        sheet = settle({"region": place, "on": on, "items": [*items, *leave_items]}, law, today=on)
    except Wrong:
        raise BadInput({"average": _("Write the average wage in yuan, as 12000.00.")}) from None
    found = {item.id: item for item in sheet.items}
    ways = _ways(found, ending, due=due, monthly=monthly)
    own = next(way.amount for way in ways if way.own)
    double = next(way.amount for way in ways if way.key == "unlawful")
    units = found["mutual"].answer.result
    return Day(
        on,
        _service(found["mutual"]),
        "" if units.get("units") is None else f"{units['units']:f}",
        ways,
        found["leave"].answer.result.get("extra_due") if "leave" in found else none_left,
        found["leave"].answer.lines[-1].basis if "leave" in found and found["leave"].answer.lines else "",
        monthly,
        None if own is None or double is None else double - own,
        (*_unknown(sheet), *leave_unknown),
        _notes(found["mutual"]),
        tuple(dict.fromkeys(words.key_title(one.key) for item in sheet.items for one in _unsure(item))),
    )


def _leave(employee: int, hired_on: date, on: date, monthly: Decimal) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Unused leave on that day, when the leave of its year is on record."""
    from partwell.core.settlement.statement import NotComputed

    try:
        held = records.leave_of(employee, on.year)
    except NotComputed:
        return [], (str(words.FACTS["annual_leave"]),)
    average = queries.stated(employee).get("average_wage_without_overtime", monthly)
    facts = {
        "start": hired_on,
        "last_day": on,
        "full_days": held.full_days,
        "taken": held.taken,
        "previous_years_unused": held.carried_over,
        "avg_ex_ot": average,
    }
    if held.full_days not in (5, 10, 15):
        return [], ()
    return [{"rule": "AL-04", "id": "leave", "facts": facts}], ()


def _ways(found: Mapping[str, Item], ending: str, *, due: bool, monthly: Decimal) -> tuple[Way, ...]:
    mutual, nofault, unlawful = found["mutual"], found["nofault"], found["unlawful"]
    n, plus, double = (
        mutual.answer.result.get("amount"),
        nofault.answer.result.get("total"),
        unlawful.answer.result.get("damages"),
    )
    own = found.get("own")
    title = _("This case: %(what)s") % {"what": ending_title(ending)}
    ways = []
    if not due:
        ways.append(
            Way(
                "own",
                title,
                "劳动合同法第四十六条",
                Decimal("0.00"),
                "0",
                _("no severance is due for this ground"),
                own=True,
            )
        )
    elif own is not None:
        ways.append(
            Way(
                "own",
                title,
                "劳动合同法第四十六条、第四十七条",
                own.answer.result.get("amount"),
                _basis(own),
                "",
                own=True,
                status=_status(own),
            )
        )
    ways.append(
        Way(
            "mutual",
            title if ending == "36E" else _("By agreement, proposed by the company: N"),
            "劳动合同法第三十六条、第四十六条",
            n,
            _basis(mutual),
            "",
            own=ending == "36E",
            status=_status(mutual),
        )
    )
    ways.append(
        Way(
            "nofault",
            title if ending.startswith("40") else _("No-fault dismissal without notice: N+1"),
            "劳动合同法第四十条",
            plus,
            f"{_basis(nofault)} + {monthly:.2f}" if plus is not None else "",
            _("only with proof of one of the three grounds; with 30 days' notice N alone"),
            own=ending.startswith("40"),
            status=_status(nofault),
        )
    )
    ways.append(
        Way(
            "unlawful",
            _("Held unlawful: 2N"),
            "劳动合同法第八十七条",
            double,
            _basis(unlawful),
            _("the employee may ask to go on working instead; never together with N"),
            late=True,
            status=_status(unlawful),
        )
    )
    return tuple(ways)


def _unsure(item: Item) -> list[Source]:
    """The figures behind a sum that no paper may be printed with yet."""
    return [source for line in item.answer.lines for source in line.sources if not source.printable]


def _status(item: Item) -> sheets.Status | None:
    unsure = _unsure(item)
    return sheets.status_of(unsure) if unsure else None


def _basis(item: Item) -> str:
    return item.answer.lines[0].basis if item.answer.lines else ""


def _service(item: Item) -> str:
    line = item.answer.lines[0] if item.answer.lines else None
    if line is None:
        return ""
    months, days = int(line.inputs.get("months", 0)), int(line.inputs.get("days", 0))
    return _("%(years)d years %(months)d months %(days)d days") % {
        "years": months // 12,
        "months": months % 12,
        "days": days,
    }


def _notes(item: Item) -> tuple[str, ...]:
    return tuple(str(words.NOTES[code]) for code in item.answer.notes if code in words.NOTES)


def _unknown(sheet: Sheet) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.key_title(one.what) for one in sheet.unknown))


def ending_title(ending: str) -> str:
    """An ending in words."""
    return {
        "36E": _("by agreement, proposed by the company"),
        "36W": _("by agreement, proposed by the employee"),
        "37": _("resignation"),
        "38": _("the employee leaves for a breach by the company"),
        "39-1": _("failed probation (Art. 39)"),
        "39-2": _("fault (Art. 39)"),
        "40-1": _("medical period over (Art. 40)"),
        "40-2": _("not up to the job (Art. 40)"),
        "40-3": _("changed circumstances (Art. 40)"),
        "41": _("layoff (Art. 41)"),
        "44-1": _("the contract runs out"),
        "44-1R": _("renewal on the same or better terms was refused"),
        "44-2": _("retirement"),
        "44-3": _("death"),
    }[ending]
