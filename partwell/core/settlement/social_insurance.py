"""Social insurance of one person month by month: what is owed to the fund, what the company adds of its own will.

Three columns go to the collecting authority and to nobody else: the employer's share, the employee's share and the
late surcharge, which the employer bears alone (社会保险法第八十六条). A back payment is another thing: money the
company pays the person of its own will, here the employee's share of the late months. What was withheld from
wages beyond the lawful share is wages and is refunded with them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from partwell.core.cite import SIL, SPC2
from partwell.core.money import percent, plain
from partwell.core.rulebook import Figure

from .statement import EMPLOYEE, FUND, Ask, Line, NotComputed, Source, Statement, money_line

INSURANCES = ("pension", "medical", "unemployment", "work_injury")
WITHHELD = ("pension", "medical", "unemployment")
"""Insurances with an employee's share; work injury has none (社会保险法第三十三条)."""
_SI = "social_insurance"

Figures = Callable[[str, date], Figure]
"""Looks a key up for a day: the rulebook bound to the person's place of work and the company's confirmations."""


@dataclass(frozen=True, slots=True)
class Month:
    """One insurance for one month as recorded. `month` is its first day, `due_on` the last day to pay in time.

    `wage_base` is the wage the contribution is reckoned on before floor and ceiling; None: not on record.
    """

    insurance: str
    month: date
    due_on: date
    wage_base: Decimal | None
    enrolled: bool
    paid_on: date | None
    withheld: Decimal = Decimal(0)

    @property
    def label(self) -> str:
        """`2026-10`."""
        return f"{self.month:%Y-%m}"

    def owed(self, today: date) -> bool:
        """Whether the contribution is outstanding: never enrolled, or not paid when it was due."""
        return self.paid_on is None and (not self.enrolled or self.due_on < today)

    def late(self, today: date, since: date | None = None) -> bool:
        """Whether it is outstanding, or was paid late on or after `since` (the start of the case)."""
        paid_late = self.paid_on is not None and self.paid_on > self.due_on
        return self.owed(today) or (
            paid_late and since is not None and self.paid_on is not None and self.paid_on >= since
        )

    def state(self, today: date) -> str:
        """paid, paid_late, owed, not_enrolled or open (not due yet)."""
        if self.paid_on is not None:
            return "paid" if self.paid_on <= self.due_on else "paid_late"
        if not self.enrolled:
            return "not_enrolled"
        return "owed" if self.due_on < today else "open"


@dataclass(frozen=True, slots=True)
class Base:
    """A contribution base after floor and ceiling, with the limits it was held against."""

    amount: Decimal
    wage: Decimal
    clipped: str
    sources: tuple[Source, ...]


def _needed(figures: Figures, keys: Iterable[tuple[str, date]]) -> dict[tuple[str, date], Figure]:
    """Look all keys up at once, so that a refusal names everything that is unknown. Raises NotComputed."""
    found = {(key, on): figures(key, on) for key, on in keys}
    unknown: dict[str, Ask] = {}
    for (key, on), figure in found.items():
        if not figure.known and key not in unknown:
            unknown[key] = Ask(key, "si_specialist", figure.division, on, figure=True)
    if unknown:
        raise NotComputed(*unknown.values())
    return found


def _base_keys(insurance: str) -> tuple[str, str]:
    part = "" if insurance == "pension" else f"{insurance}."
    return f"{_SI}.base.{part}floor", f"{_SI}.base.{part}ceiling"


def clip(wage: Decimal, floor: Figure, ceiling: Figure) -> Base:
    """The wage held between floor and ceiling; a place may have no ceiling."""
    sources = (Source.of(floor), Source.of(ceiling))
    if wage < floor.number:
        return Base(floor.number, wage, "floor", sources)
    if not ceiling.no_limit and wage > ceiling.number:
        return Base(ceiling.number, wage, "ceiling", sources)
    return Base(wage, wage, "", sources)


def _work_injury(figures: Figures, on: date) -> Figure:
    """The company's own work-injury rate when it confirmed one; else class 1, which is only a guess at its class."""
    own = figures(f"{_SI}.work_injury.employer", on)
    return own if own.known else figures(f"{_SI}.work_injury.class1.employer", on)


def employer_rate(insurance: str, on: date, figures: Figures) -> tuple[Figure, ...]:
    """The employer's rates of one insurance: medical and maternity stand beside each other unless joined."""
    if insurance == "work_injury":
        return (_work_injury(figures, on),)
    main = figures(f"{_SI}.{insurance}.employer", on)
    if insurance == "medical" and not (main.extra or {}).get("includes_maternity") and main.level != "override":
        return (main, figures(f"{_SI}.maternity.employer", on))
    return (main,)


def employee_rate(insurance: str, on: date, figures: Figures) -> Figure | None:
    """The employee's rate, or None where the employee pays nothing."""
    return figures(f"{_SI}.{insurance}.employee", on) if insurance in WITHHELD else None


def _keys_of(month: Month) -> list[tuple[str, date]]:
    floor, ceiling = _base_keys(month.insurance)
    keys = [(floor, month.month), (ceiling, month.month)]
    if month.insurance in WITHHELD:
        keys.append((f"{_SI}.{month.insurance}.employee", month.month))
    if month.insurance == "medical":
        keys.append((f"{_SI}.medical.employee_fixed", month.month))
    return keys


def _wages(months: Sequence[Month]) -> None:
    missing = sorted({m.label for m in months if m.wage_base is None})
    if missing:
        raise NotComputed(Ask("contribution_base", "si_specialist", detail=", ".join(missing)))


def base_of(month: Month, figures: Figures) -> Base:
    """The contribution base of a month. Raises NotComputed when wage, floor or ceiling is unknown."""
    _wages([month])
    floor, ceiling = _base_keys(month.insurance)
    found = _needed(figures, [(floor, month.month), (ceiling, month.month)])
    return clip(month.wage_base or Decimal(0), found[floor, month.month], found[ceiling, month.month])


def employee_share(month: Month, figures: Figures) -> Line | None:
    """The employee's lawful share of a month: base × rate, and the fixed sum some cities add for medical."""
    rate = employee_rate(month.insurance, month.month, figures)
    if rate is None:
        return None
    base = base_of(month, figures)
    exact, basis, fixed = base.amount * rate.number, f"{base.amount:.2f} × {percent(rate.number)}", Decimal(0)
    sources = (Source.of(rate), *base.sources)
    if month.insurance == "medical":
        monthly = figures(f"{_SI}.medical.employee_fixed", month.month)
        sources, fixed = (*sources, Source.of(monthly)), monthly.number
        if fixed:
            exact, basis = exact + fixed, f"{basis} + {plain(fixed)}"
    return money_line(
        "si_employee_share",
        exact,
        basis=basis,
        inputs={
            "wage": plain(base.wage),
            "base": plain(base.amount),
            "clipped": base.clipped,
            "rate": plain(rate.number),
            "fixed": plain(fixed),
        },
        cite=(SIL(60),),
        sources=sources,
        payee=FUND,
        column="employee",
        month=month.label,
        insurance=month.insurance,
    )


def employer_share(month: Month, figures: Figures) -> Line:
    """The employer's share of a month."""
    rates = employer_rate(month.insurance, month.month, figures)
    base = base_of(month, figures)
    used = [rate for rate in rates if rate.number or len(rates) == 1]
    total = sum((rate.number for rate in rates), Decimal(0))
    shown = percent(total) if len(used) == 1 else f"({' + '.join(percent(rate.number) for rate in used)})"
    note = "work_injury_class_unconfirmed" if rates[0].key.endswith("class1.employer") else ""
    sources = [Source.of(rate) for rate in rates]
    if note:
        # The class of the employer's industry is nowhere in the data: whatever class 1 costs is not yet its rate.
        sources = [_unsure(source) for source in sources]
    return money_line(
        "si_employer_share",
        base.amount * total,
        basis=f"{base.amount:.2f} × {shown}",
        inputs={"wage": plain(base.wage), "base": plain(base.amount), "clipped": base.clipped, "rate": plain(total)},
        cite=(SIL(60),),
        sources=(*sources, *base.sources),
        payee=FUND,
        column="employer",
        month=month.label,
        insurance=month.insurance,
        note=note,
    )


def _unsure(source: Source) -> Source:
    return Source(
        source.key,
        source.value,
        "secondary" if source.status in ("verified", "confirmed") else source.status,
        source.level,
        source.source,
        source.ref,
        source.valid_from,
        source.confirmed_on,
        printable=False,
    )


def surcharge_days(due_on: date, paid_on: date) -> int:
    """Days of late surcharge: from the day after the last day to pay in time to the day of payment, both counted."""
    return max(0, (paid_on - due_on).days)


def late_surcharge(month: Month, owed: Decimal, paid_on: date, daily: Figure) -> Line | None:
    """Simple surcharge per day on both shares, borne by the employer; None when nothing is late.

    Whether it stops at the principal (行政强制法第四十五条) is disputed: from 2,000 days on the line says so.
    """
    days = surcharge_days(month.due_on, paid_on)
    if days == 0 or owed == 0:
        return None
    exact = owed * daily.number * days
    return money_line(
        "si_late_surcharge",
        exact,
        basis=f"{owed:.2f} × {plain(daily.number)} × {days}",
        inputs={
            "owed": plain(owed),
            "days": str(days),
            "first_day": date.fromordinal(month.due_on.toordinal() + 1).isoformat(),
            "last_day": paid_on.isoformat(),
        },
        cite=(SIL(86),),
        sources=(Source.of(daily),),
        payee=FUND,
        column="surcharge",
        month=month.label,
        insurance=month.insurance,
        note="surcharge_above_principal" if exact > owed else "",
    )


def _order(months: Iterable[Month]) -> list[Month]:
    return sorted(months, key=lambda m: (m.month, INSURANCES.index(m.insurance)))


def arrears(
    months: Iterable[Month], *, today: date, pay_on: date, figures: Figures, daily: Figure, since: date | None = None
) -> Statement:
    """What is owed to the fund for the late months: employer's share, employee's share, late surcharge.

    `pay_on` is the planned day of payment for what is still outstanding; a month already paid keeps its own day.
    Raises NotComputed with every figure or base that is unknown.
    """
    late = _order(m for m in months if m.insurance in INSURANCES and m.late(today, since))
    _wages(late)
    needed = [key for m in late for key in _keys_of(m)]
    needed += [(rate.key, m.month) for m in late for rate in employer_rate(m.insurance, m.month, figures)]
    _needed(figures, needed)
    lines: list[Line] = []
    for month in late:
        employer = employer_share(month, figures)
        employee = employee_share(month, figures)
        lines.append(employer)
        owed = employer.amount or Decimal(0)
        if employee is not None:
            lines.append(employee)
            owed += employee.amount or Decimal(0)
        surcharge = late_surcharge(month, owed, month.paid_on or pay_on, daily)
        if surcharge is not None:
            lines.append(surcharge)
    return Statement(
        "si_arrears",
        today,
        tuple(lines),
        notes=("fund_only", "surcharge_employer_only", "surcharge_days_local"),
        inputs={"pay_on": pay_on.isoformat(), "months": " ".join(sorted({m.label for m in late}))},
    )


def back_payment(months: Iterable[Month], *, today: date, figures: Figures, since: date | None = None) -> Statement:
    """What the company pays the person of its own will: the employee's share of the late months.

    Months of one base and rate are one line: 5000.00 × 2 × 8%. It replaces no contribution and no wage.
    """
    late = _order(m for m in months if m.insurance in WITHHELD and m.late(today, since))
    _wages(late)
    _needed(figures, [key for m in late for key in _keys_of(m)])
    groups: dict[tuple[str, Decimal, Decimal, Decimal], list[tuple[Month, Line]]] = {}
    for month in late:
        share = employee_share(month, figures)
        if share is None:
            continue
        base, rate, fixed = (Decimal(share.inputs[name]) for name in ("base", "rate", "fixed"))
        groups.setdefault((month.insurance, base, rate, fixed), []).append((month, share))
    lines = []
    for insurance in WITHHELD:
        for (name, base, rate, fixed), members in groups.items():
            if name != insurance:
                continue
            count = len(members)
            fixed_text = f" + {plain(fixed)} × {count}" if fixed else ""
            lines.append(
                money_line(
                    "back_payment",
                    base * count * rate + fixed * count,
                    basis=f"{base:.2f} × {count} × {percent(rate)}{fixed_text}",
                    inputs={
                        "base": plain(base),
                        "count": str(count),
                        "rate": plain(rate),
                        "months": " ".join(month.label for month, _ in members),
                    },
                    cite=(SIL(60), SPC2(19)),
                    sources=members[0][1].sources,
                    payee=EMPLOYEE,
                    column="back_payment",
                    insurance=insurance,
                )
            )
    return Statement(
        "back_payment",
        today,
        tuple(lines),
        notes=("voluntary", "not_the_arrears", "waits_for_nothing_owed"),
        inputs={"formula": _joint_formula(lines), "months": " ".join(sorted({m.label for m in late}))},
    )


def _joint_formula(lines: Sequence[Line]) -> str:
    """`5000.00 × 2 × (8% + 2% + 0.5%)` when all lines share base and months; else the lines' formulas added."""
    if not lines:
        return ""
    shared = {(line.inputs["base"], line.inputs["count"]) for line in lines}
    plain_lines = all(line.basis.count(" + ") == 0 for line in lines)
    if len(shared) == 1 and plain_lines and len(lines) > 1:
        base, count = next(iter(shared))
        rates = " + ".join(percent(Decimal(line.inputs["rate"])) for line in lines)
        return f"{Decimal(base):.2f} × {count} × ({rates})"
    return " + ".join(line.basis for line in lines)


def over_withheld(months: Iterable[Month], *, figures: Figures, today: date) -> tuple[Line, ...]:
    """What was taken from wages beyond the lawful share, month by month: wages, due with the final pay.

    A month that was withheld and is still owed to the fund keeps its lawful share for the fund.
    """
    lines = []
    for month in _order(m for m in months if m.insurance in INSURANCES and m.withheld > 0):
        if month.insurance in WITHHELD:
            _needed(figures, _keys_of(month))
        share = employee_share(month, figures)
        lawful = share.amount if share is not None and share.amount is not None else Decimal("0.00")
        excess = month.withheld - lawful
        if excess > 0:
            lines.append(
                money_line(
                    "over_withheld_refund",
                    excess,
                    basis=f"{month.withheld:.2f} − {lawful:.2f}",
                    inputs={
                        "withheld": plain(month.withheld),
                        "lawful": plain(lawful),
                        "share": share.basis if share else "0",
                    },
                    cite=(SIL(60), SIL(86)),
                    sources=share.sources if share else (),
                    payee=EMPLOYEE,
                    column="refund",
                    month=month.label,
                    insurance=month.insurance,
                )
            )
    return tuple(lines)


def arrears_on_record(owed: Statement, record: "History") -> Statement:
    """What is owed as far as the record tells: months without a record are named, never taken for paid ones.

    Raises NotComputed when nothing is owed in the months on record and others have none.
    """
    if not record.missing:
        return owed
    if not owed.lines:
        raise NotComputed(Ask("contributions", "si_specialist", detail=spans(month for month, _ in record.missing)))
    return replace(owed, notes=(*owed.notes, "months_without_record"))


def spans(labels: Iterable[str]) -> str:
    """Months in a row as first – last: 2019-12 – 2026-08, 2026-10."""
    runs: list[list[str]] = []
    for label in sorted(set(labels)):
        if runs and _next(runs[-1][-1]) == label:
            runs[-1].append(label)
        else:
            runs.append([label])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} – {run[-1]}" for run in runs)


def _next(label: str) -> str:
    year, number = int(label[:4]), int(label[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


@dataclass(frozen=True, slots=True)
class History:
    """What the record says about the months a person should be insured in."""

    statement: Statement
    missing: tuple[tuple[str, str], ...]
    """(month, insurance) without any record."""


def history(months: Iterable[Month], *, first: date, last: date, today: date) -> History:
    """The record of every due month from `first` to `last`, and whether there are arrears.

    `si_arrears` is true when any month is owed, unknown while a month has no record, else false. The company's
    own will is not in the data: a back payment is only proposed.
    """
    known: Mapping[tuple[str, str], Month] = {(m.label, m.insurance): m for m in months if m.insurance in INSURANCES}
    lines, missing, owed, late = [], [], False, False
    year, number = first.year, first.month
    end = min(last, today)
    while date(year, number, 1) <= end:
        label = f"{year:04d}-{number:02d}"
        for insurance in INSURANCES:
            month = known.get((label, insurance))
            if month is None:
                missing.append((label, insurance))
                lines.append(Line("si_month", value="no_record", month=label, insurance=insurance, cite=(SIL(60),)))
                continue
            owed = owed or month.owed(today)
            late = late or month.owed(today) or month.state(today) == "paid_late"
            lines.append(
                Line(
                    "si_month",
                    value=month.state(today),
                    inputs={
                        "due_on": month.due_on.isoformat(),
                        "paid_on": month.paid_on.isoformat() if month.paid_on else "",
                        "wage": "" if month.wage_base is None else plain(month.wage_base),
                        "withheld": plain(month.withheld),
                    },
                    cite=(SIL(60),),
                    month=label,
                    insurance=insurance,
                )
            )
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    found = True if owed else (None if missing else False)
    proposals: dict[str, bool | str] = {} if found is None else {"back_payment_due": late}
    statement = Statement("si_history", today, tuple(lines), facts={"si_arrears": found}, proposals=proposals)
    return History(statement, tuple(missing))


def cover(statement: Statement) -> Decimal:
    """What must be paid to the fund in all."""
    return statement.total(FUND)
