"""What is asked of a rule, and what it answers: facts by name in, lines and named results out.

A rule of `law/national-rules.yaml` is a function of a `Case`. The case reads facts by name, looks figures of law up
and remembers everything it was asked for, so that a sheet can print each input, figure and convention, and a refusal
can name the fact that is missing, cannot be read or contradicts another one. Nothing here reads a clock or a file.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from partwell.core.days import Calendar, Service
from partwell.core.money import exact, plain
from partwell.core.rulebook import Figure, NationalRules

from .statement import Ask, Line

LookUp = Callable[[str, date], Figure]

SETTINGS: Mapping[str, tuple[str, ...]] = {
    # The first one holds unless the sheet says otherwise; every one used is printed.
    "last_day": ("inclusive", "exclusive"),
    "rest_days_roll": ("yes", "no"),
    "part_month": ("forward", "reverse"),
    "part_month_days": ("weekdays", "calendar"),
    "double_wage_months": ("rolling", "calendar"),
    "notice_pay_base": ("last_month", "normal", "average"),
    "short_notice": ("full_month", "pro_rata"),
    "city_average_month": ("to_the_fen", "whole_yuan"),
    "special_months": ("include", "exclude"),
    "old_service_base": ("average", "capped"),
    "old_part_year": ("by_article", "full_year", "none"),
    "surcharge_limit": ("none", "principal"),
    "surcharge_days": ("from_due_date", "second_month"),
    "ending_tax": ("exempt", "wages"),
    "noncompete_share": ("30%", "one_third", "one_half"),
    "bond_share": ("months", "days"),
    "leave_change": ("days_of_the_later_band", "days_of_the_earlier_band", "split"),
    "flexible_holiday_pay": ("none", "300%"),
    "stoppage_month_days": ("30", "21.75"),
    "medical_month_days": ("30",),
    "housing_fund_rounding": ("fen", "yuan"),
}
"""Where places or authorities count differently: each way by name, the one taken without a word first."""

ENDINGS: Mapping[str, bool] = {
    # ending of the matrix -> whether severance N is due (Art. 46; 实施条例 Art. 5, 6, 22)
    "36E": True,
    "36W": False,
    "37": False,
    "37P": False,
    "38": True,
    "39-1": False,
    "39-2": False,
    "39-3": False,
    "39-4": False,
    "39-5": False,
    "39-6": False,
    "40-1": True,
    "40-2": True,
    "40-3": True,
    "41": True,
    "44-1": True,
    "44-1R": False,
    "44-2": False,
    "44-3": False,
    "44-4": True,
    "44-5": True,
    "TASK": True,
    "REG5": False,
    "REG6": True,
    "PT": False,
    "UNLAWFUL": False,
}
ALIASES: Mapping[str, str] = {"40": "40-1", "39": "39-2", "39-2..6": "39-2", "44": "44-1", "44-4/5": "44-4"}
"""Rows of the matrix that stand for several endings with the same sums."""


class Wrong(ValueError):
    """A fact that is missing, unknown, unreadable, or that contradicts another. `facts` are its names.

    `code`: missing, unknown, unreadable, contradiction.
    """

    def __init__(self, code: str, facts: Iterable[str], sentence: str) -> None:
        self.code, self.facts = code, tuple(facts)
        super().__init__(sentence)


class Unknown(Exception):
    """The rule cannot give its value because figures of law are not known. `asks` say which."""

    def __init__(self, *asks: Ask) -> None:
        super().__init__(", ".join(ask.what for ask in asks))
        self.asks = asks


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule answers: named results and the lines that show how they were reached.

    A result is money (Decimal with two places), a number, a day, a truth, text, a list of those, or None (unknown).
    `unchecked` names figures that would have been looked at, had a place or the figure been given.
    """

    result: Mapping[str, Any]
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[Ask, ...] = ()
    unchecked: tuple[str, ...] = ()


@dataclass
class Case:
    """The facts of one question, the day it is asked for, and where figures come from."""

    facts: Mapping[str, Any]
    on: date | None
    national: NationalRules
    look_up: LookUp | None = None
    division: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    read: set[str] = field(default_factory=set)
    used_settings: dict[str, str] = field(default_factory=dict)

    # --- reading ----------------------------------------------------------------------------------------------------

    def has(self, name: str) -> bool:
        """Whether the fact is given (null counts as not given)."""
        self.read.add(name)
        return self.facts.get(name) is not None

    def raw(self, name: str) -> Any:
        """The fact as it was written. Raises Wrong when it is missing."""
        if not self.has(name):
            raise Wrong("missing", [name], f"The fact “{name}” is missing.")
        return self.facts[name]

    def day(self, name: str, default: date | None = None) -> date:
        """A day."""
        if default is not None and not self.has(name):
            return default
        return read_day(name, self.raw(name))

    def day_or_none(self, name: str) -> date | None:
        """A day, or None when it is not given."""
        return self.day(name) if self.has(name) else None

    def number(self, name: str, default: Decimal | int | None = None) -> Decimal:
        """A number that is not negative."""
        if default is not None and not self.has(name):
            return Decimal(default)
        return read_number(name, self.raw(name))

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        number = self.number(name, default)
        if number != number.to_integral_value():
            raise Wrong("unreadable", [name], f"“{name}” is a whole number, not {plain(number)}.")
        return int(number)

    def months(self, name: str) -> int:
        """A length of time in whole months, at most a hundred years."""
        months = self.whole(name)
        if months > MOST_MONTHS:
            raise Wrong("unreadable", [name], f"“{name}” is at most {MOST_MONTHS} months.")
        return months

    def flag(self, name: str, default: bool | None = None) -> bool:  # noqa: FBT001
        """A truth."""
        if default is not None and not self.has(name):
            return default
        value = self.raw(name)
        if not isinstance(value, bool):
            raise Wrong("unreadable", [name], f"“{name}” is true or false, not {value!r}.")
        return value

    def choice(self, name: str, choices: Iterable[str], default: str = "") -> str:
        """One of several words."""
        known = tuple(choices)
        if default and not self.has(name):
            return default
        value = str(self.raw(name))
        if value not in known:
            raise Wrong("unreadable", [name], f"“{name}” is one of {', '.join(known)}, not {value!r}.")
        return value

    def ending(self, default: str = "") -> str:
        """The ending by its key in the matrix; a row for several grounds (`40`, `39-2..6`) is read as its first."""
        if default and not self.has("ending"):
            return default
        value = str(self.raw("ending")).strip()
        value = ALIASES.get(value, value)
        if value not in ENDINGS:
            raise Wrong("unreadable", ["ending"], f"“ending” is one of {', '.join(ENDINGS)}, not {value!r}.")
        return value

    def rows(self, name: str) -> list[Any]:
        """A list."""
        value = self.raw(name)
        if not isinstance(value, list | tuple) or not value:
            raise Wrong("unreadable", [name], f"“{name}” is a list with at least one entry.")
        return list(value)

    def service(self) -> Service | None:
        """A stated length of service: {years, months, days}; None when days are given instead."""
        if not self.has("service"):
            return None
        value = self.raw("service")
        if not isinstance(value, Mapping) or set(value) - {"years", "months", "days"}:
            raise Wrong("unreadable", ["service"], "“service” holds years, months and days.")
        years, months, days = (read_number(f"service.{n}", value.get(n, 0)) for n in ("years", "months", "days"))
        if months >= 12 or days >= 31 or any(n != n.to_integral_value() for n in (years, months, days)):
            raise Wrong("unreadable", ["service"], "“service” holds whole years, at most 11 months and 30 days.")
        return Service(int(years) * 12 + int(months), int(days))

    def setting(self, name: str) -> str:
        """How it is counted here; remembered for the sheet."""
        choices = SETTINGS[name]
        value = str(self.settings.get(name, choices[0]))
        if value not in choices:
            raise Wrong("unreadable", [f"settings.{name}"], f"“{name}” is one of {', '.join(choices)}, not {value!r}.")
        self.used_settings[name] = value
        return value

    # --- figures of law -----------------------------------------------------------------------------------------------

    def stated(self, name: str, key: str, on: date) -> Figure:
        """A figure as the facts state it: a number, or {value, source, ref, status}."""
        value = self.raw(name)
        return stated_figure(key, self.division, on, value, name)

    def figure(self, name: str, key: str, on: date) -> Figure | None:
        """The figure stated under `name`, else `found`."""
        return self.stated(name, key, on) if self.has(name) else self.found(key, on)

    def found(self, key: str, on: date) -> Figure | None:
        """The figure stated by its key, else the one of the place; None when neither a place nor it is given."""
        figures = self.facts.get("figures")
        if isinstance(figures, Mapping) and key in figures:
            return stated_figure(key, self.division, on, figures[key], key)
        return self.look_up(key, on) if self.look_up is not None else None

    def needed(self, name: str, key: str, on: date) -> Figure:
        """The same, or a refusal that names the fact; a figure nobody knows raises Unknown."""
        figure = self.figure(name, key, on)
        if figure is None:
            raise Wrong("missing", [name], f"The fact “{name}” is missing, and no region to look it up in.")
        return known(figure)

    def constant(self, key: str, on: date) -> Figure:
        """A number of the nation. Raises Unknown for a day before the data."""
        return known(self.national.constant(key, on))

    @property
    def today(self) -> date:
        """The day the question is asked for. Raises Wrong when nobody said."""
        if self.on is None:
            raise Wrong("missing", ["on"], "The day the sheet is worked out for (“on”) is missing.")
        return self.on


def known(figure: Figure) -> Figure:
    """The figure, when money may be computed with it. Raises Unknown."""
    if not figure.known:
        raise Unknown(Ask(figure.key, "payroll", figure.division, figure.on, detail=figure.status, figure=True))
    return figure


def stated_figure(key: str, division: str, on: date, value: Any, name: str) -> Figure:
    """A figure someone states. From memory, or a stand-in, it is not known."""
    source, ref, status = "stated", "", "stated"
    if isinstance(value, Mapping):
        extra = set(value) - {"value", "source", "ref", "status"}
        if extra or "value" not in value:
            raise Wrong("unreadable", [name], f"“{name}” holds value, source, ref and status.")
        source, ref = str(value.get("source", source)), str(value.get("ref", ""))
        status = str(value.get("status", status))
        if status not in ("stated", "confirmed", "verified", "secondary", "memory", "unknown"):
            raise Wrong("unreadable", [name], f"“{name}” has no status {status!r}.")
        value = value["value"]
    number = None if value is None else read_number(name, value)
    return Figure(key, division, on, number, "unknown" if number is None else status, on, "stated", source, ref)


LARGEST = Decimal(10**9)
"""No sum, count or period of one person is larger."""
PLACES = 18
"""Decimal places of a number: an average written out by a machine has some sixteen."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Days outside are slips of the pen: nobody at work was born before, no period of law ends after."""
MOST_MONTHS = 1200
_THOUSANDS = re.compile(r"\s*\d{1,3}(,\d{3})+(\.\d*)?\s*")


def read_number(name: str, value: Any) -> Decimal:
    """A number that is not negative and not absurdly large. Raises Wrong."""
    try:
        if isinstance(value, str) and "," in value and not _THOUSANDS.fullmatch(value):
            raise ValueError(value)
        number = exact(value)
    except (TypeError, ValueError):
        raise Wrong("unreadable", [name], f"“{name}” is a number, not {value!r}.") from None
    if number < 0:
        raise Wrong("unreadable", [name], f"“{name}” is not below zero.")
    if number > LARGEST:
        raise Wrong("unreadable", [name], f"“{name}” is at most {LARGEST}.")
    if number != round(number, PLACES):
        raise Wrong("unreadable", [name], f"“{name}” has at most {PLACES} decimal places.")
    return number


def read_day(name: str, value: Any) -> date:
    """A day between 1900 and 2199. Raises Wrong."""
    try:
        # An instant is a day too, for Python; for the law it is not.
        day = value if type(value) is date else date.fromisoformat(str(value))
    except ValueError:
        raise Wrong("unreadable", [name], f"“{name}” is a day (YYYY-MM-DD), not {str(value)!r}.") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Wrong("unreadable", [name], f"“{name}” is a day from {FIRST_DAY} to {LAST_DAY}, not {day}.")
    return day


@dataclass(frozen=True, slots=True)
class RuleSum:
    """One rule that can be asked: its function and the facts it reads.

    `needs` are facts without which it refuses; in a group `a|b` one of them is enough. `may` are the others.
    """

    id: str
    answer: Callable[[Case], Answer]
    needs: tuple[str, ...]
    may: tuple[str, ...]
    gives: tuple[str, ...]
    since: date | None = None
    """First day its law is known here; None: the day of the rule in the national rules."""

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact it reads."""
        return (*(name for group in self.needs for name in group.split("|")), *self.may)


RULES: dict[str, RuleSum] = {}
"""Every rule that can be asked, by id; filled by the modules of `rules`."""


def rule(
    id: str, *, needs: str = "", may: str = "", gives: str = "", since: date | None = None
) -> Callable[[Callable[[Case], Answer]], Callable[[Case], Answer]]:
    """Register the function of a rule."""

    def keep(function: Callable[[Case], Answer]) -> Callable[[Case], Answer]:
        if id in RULES:
            raise ValueError(f"{id} is registered twice")
        RULES[id] = RuleSum(id, function, tuple(needs.split()), tuple(may.split()), tuple(gives.split()), since)
        return function

    return keep
