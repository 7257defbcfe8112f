"""Kinds of leave with what the law gives, and balances. Days are Decimal with halves.

What a city adds (marriage, maternity, paternity, parental leave) is dated data of the rulebook, named by `figure`;
where it is not known the balance is None and the pages say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of leave."""

    key: str
    title: str
    title_en: str
    paid: bool
    cite: str
    figure: tuple[str, ...] = ()
    """Keys of the rulebook whose sum is the days; empty: no number of days in law."""
    days: Decimal | None = None
    """Days by national law, where they are one number."""
    proof: bool = False
    """Whether a paper has to be shown."""
    natural: bool = False
    """Whether days off within it count (自然日), as for the leaves around a birth and a marriage."""


KINDS: dict[str, Kind] = {
    one.key: one
    for one in (
        Kind("annual", "年休假", "Annual leave", True, "《职工带薪年休假条例》第三条"),
        Kind("sick", "病假", "Sick leave", True, "《企业职工患病或非因工负伤医疗期规定》第三条", proof=True),
        Kind("personal", "事假", "Personal leave", False, ""),
        Kind(
            "marriage", "婚假", "Marriage leave", True, "地方人口与计划生育条例", ("leave.marriage.days",), proof=True,
            natural=True,
        ),
        Kind(
            "maternity", "产假", "Maternity leave", True, "《女职工劳动保护特别规定》第七条",
            ("leave.maternity.base_days", "leave.maternity.extra_days"), proof=True, natural=True,
        ),
        Kind(
            "paternity", "护理假", "Paternity leave", True, "地方人口与计划生育条例", ("leave.paternity.days",),
            proof=True, natural=True,
        ),
        Kind(
            "parental", "育儿假", "Parental leave", True, "地方人口与计划生育条例", ("leave.parental.days",),
            natural=True,
        ),
        Kind("bereavement", "丧假", "Bereavement leave", True, "〔80〕劳总薪字29号", ("leave.bereavement.days",)),
        Kind(
            "injury", "工伤停工留薪期", "Leave after a work injury", True, "《工伤保险条例》第三十三条", proof=True,
            natural=True,
        ),
        Kind("in_lieu", "调休", "Time off in lieu", True, "《劳动法》第四十四条"),
    )
}  # fmt: skip


def annual_of_year(year: int, full_days: int, hired_on: date) -> Decimal:
    """Days due in a calendar year: whole days of the rest of the joining year (《实施办法》第五条), else all."""
    if hired_on.year > year:
        return Decimal(0)
    if hired_on.year < year or full_days == 0:
        return Decimal(full_days)
    rest = (date(year, 12, 31) - hired_on).days + 1
    return (Decimal(rest) / 365 * full_days).to_integral_value(ROUND_FLOOR)


@dataclass(frozen=True, slots=True)
class Balance:
    """Days of one kind in one year. `due` None: the law or the city gives no number we know."""

    kind: str
    due: Decimal | None
    taken: Decimal
    asked: Decimal

    @property
    def left(self) -> Decimal | None:
        """What can still be asked for."""
        return None if self.due is None else self.due - self.taken - self.asked


def balance(kind: str, due: Decimal | None, taken: Iterable[Decimal], asked: Iterable[Decimal]) -> Balance:
    """The balance from what was taken and what waits for approval."""
    return Balance(kind, due, sum(taken, Decimal(0)), sum(asked, Decimal(0)))


def overlaps(first: tuple[date, int, date, int], other: tuple[date, int, date, int]) -> bool:
    """Whether two leaves share half a day. Each is (first day, its first half 1 or 2, last day, its last half)."""
    one, two = (first[0], first[1]), (first[2], first[3])
    return one <= (other[2], other[3]) and (other[0], other[1]) <= two


def bits_on(day: date, first: date, first_half: int, last: date, last_half: int) -> int:
    """Halves of `day` that lie in a leave, as bits: from the first or second half of the first day on."""
    if not first <= day <= last:
        return 0
    bits = 3
    if day == first and first_half == 2:
        bits &= 2
    if day == last and last_half == 1:
        bits &= 1
    return bits
