"""Reading figures of law: what this company confirmed, then the law data."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.people import queries as people
from partwell.core.rulebook import KEYS, Division, Figure, Override, UnknownDivision
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.law_files import national_rules, rulebook
from partwell.lib.refusal import NotAllowed, NotVisible

from . import origins, words
from .models import FigureConfirmation, FigureTable

CONFIRMS = ("si_specialist", "payroll", "hr_ops", "hrbp", "hr_manager", "hr_director")
"""Roles that ask for a figure to be confirmed, and confirm what another asked."""
SEES_FIGURES = (*CONFIRMS, "er", "legal", "owner")
KEPT = (
    "social_insurance.base.floor",
    "social_insurance.base.ceiling",
    "social_insurance.base.medical.floor",
    "social_insurance.base.medical.ceiling",
    "social_insurance.base.unemployment.floor",
    "social_insurance.base.unemployment.ceiling",
    "social_insurance.base.work_injury.floor",
    "social_insurance.base.work_injury.ceiling",
    "social_insurance.pension.employer",
    "social_insurance.pension.employee",
    "social_insurance.medical.employer",
    "social_insurance.medical.employee",
    "social_insurance.medical.employee_fixed",
    "social_insurance.maternity.employer",
    "social_insurance.unemployment.employer",
    "social_insurance.unemployment.employee",
    "social_insurance.work_injury.employer",
    "minimum_wage.monthly",
    "severance.cap_3x_monthly",
    "work_injury.employment_subsidy.g5_6",
    "work_injury.employment_subsidy.g7_10",
    "medical_subsidy.months",
)
"""Figures that calculations use: the list HR confirms once a city and year."""

YEARLY = tuple(key for key in KEPT if key.startswith(("social_insurance.base.", "minimum_wage.", "severance.cap_")))
"""Figures published anew every year or nearly: one of the year before the last round is not taken for today's."""
CONFIRMABLE = tuple(key for key, one in KEYS.items() if not one.is_table)
"""Every figure a company may confirm for its own city: all that are one number."""

Figures = Callable[[str, date], Figure]


def overrides(company: int, division: str) -> tuple[Override, ...]:
    """What the company confirmed for a place."""
    rows = FigureConfirmation.objects.filter(company=company, division=division, answer="confirmed")
    return tuple(_override(row) for row in rows.order_by("answered_at", "pk"))


def _override(row: FigureConfirmation) -> Override:
    answered = row.answered_at or row.asked_at
    return Override(
        row.division,
        row.key,
        row.value,
        row.valid_from,
        row.valid_to,
        row.ref,
        f"{row.asked_by_name}, {row.answered_by_name}",
        answered.astimezone(SHANGHAI).date(),
        str(row.uid),
        no_limit=row.value is None,
    )


def figures(company: int, division: str) -> Figures:
    """The look-up for a place of a company: what it confirmed, then the law data. One query for all its look-ups."""
    confirmed = overrides(company, division)
    book = rulebook()
    place = book.division(division).code

    def look_up(key: str, on: date) -> Figure:
        return book.look_up(place, key, on, confirmed)

    return look_up


def figures_of(employee: int) -> Figures:
    """The look-up for a person's place of work."""
    row = people.by_pk(employee)
    return figures(row.company_id, place_of(row.department.branch.division))


def place_of(division: str) -> str:
    """The code under which figures of a branch are kept: its city, or its province's own county."""
    return rulebook().division(division).code


def division_of(employee: int) -> str:
    """The code of a person's place of work."""
    return place_of(people.by_pk(employee).department.branch.division)


def place_or_none(division: str) -> str | None:
    """As `place_of`, for a code that may be none."""
    try:
        return place_of(division)
    except UnknownDivision:
        return None


def constant(key: str, on: date) -> Figure:
    """A number that is the same in the whole country."""
    return national_rules().constant(key, on)


# --- figures to confirm -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A city in which the company has a branch, and how many of its figures wait."""

    code: str
    name: str
    branches: tuple[str, ...]
    open_count: int
    asked_count: int


def usual_period(figure: Figure, today: date) -> tuple[date, date]:
    """The days a paper about this figure speaks of most likely: the year from its last change, else the calendar year.

    A figure that changed in July is not confirmed for the months before, in which another one held.
    """
    since = figure.valid_from
    if since is None or not timedelta(0) <= today - since < timedelta(days=365):
        return date(today.year, 1, 1), date(today.year, 12, 31)
    if (since.month, since.day) == (1, 1):
        return since, date(since.year, 12, 31)
    last = date(since.year + 1, since.month, 1) - timedelta(days=1) if since.day == 1 else since + timedelta(days=364)
    return since, last


def to_answer(by: Actor) -> tuple[dict[str, int], list[FigureTable]]:
    """What others asked and this person may answer: by city the number of figures, and the tables of a year."""
    if by.is_system or not by.holds(*CONFIRMS):
        return {}, []
    asked = FigureConfirmation.objects.filter(company=by.company, answer="").exclude(asked_by=by.pid)
    cities = Counter(asked.order_by("division").values_list("division", flat=True))
    tables = FigureTable.objects.filter(company=by.company, answer="", asked_at__isnull=False)
    return dict(cities), list(tables.exclude(made_by=by.pid).order_by("asked_at", "pk"))


@dataclass(frozen=True, slots=True)
class Question:
    """A figure someone put before a second person, in words."""

    row: FigureConfirmation
    title: str
    shown: str
    found_shown: str
    mine: bool


def question(row: FigureConfirmation, by: Actor) -> Question:
    """A confirmation as the page shows it."""
    found = words.value(row.key, Decimal(row.found)) if row.found else ""
    return Question(row, words.key_title(row.key), words.value(row.key, row.value), found, row.asked_by == by.pid)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure of a place on a day: what it is, how sure, and what waits for a second person."""

    figure: Figure
    title: str
    value: str
    state: str
    status: str
    tone: str
    icon: str
    level: str
    asked: Question | None

    @property
    def origin(self) -> str:
        """The document it is read from, or what its sources are, in the reader's language."""
        return origins.origin(self.figure.ref, self.marks, get_language() or "")

    @property
    def reference(self) -> str:
        """The document it is read from, in the reader's language; empty if none is named."""
        return origins.reference(self.figure.ref, get_language() or "")

    @property
    def note(self) -> str:
        """What stands beside it in the data, in the reader's language."""
        return origins.note(self.figure.note, get_language() or "")

    @property
    def marks(self) -> list[str]:
        """The marks of its sources, each once; a computed figure has those of its basis too."""
        return list(dict.fromkeys(re.split("[,;] *", self.figure.source))) if self.figure.source else []

    @property
    def to_confirm(self) -> bool:
        """Whether HR has to confirm it before a paper can be printed with it."""
        return self.used and not self.figure.printable

    @property
    def used(self) -> bool:
        """Whether sums need it: then it is asked for once a city and year."""
        return self.figure.key in KEPT

    @property
    def may_ask(self) -> bool:
        """Whether it can be confirmed at all: a table of tiers is the law's own."""
        return self.figure.key in CONFIRMABLE


def may_see_figures(by: Actor) -> bool:
    """Whether the figures are this person's business."""
    return by.is_system or by.holds(*SEES_FIGURES)


def require_figures(by: Actor) -> None:
    """Raises NotAllowed for someone whose role has nothing to do with figures."""
    if not may_see_figures(by):
        raise NotAllowed(_("Figures of law are kept by HR, payroll and social insurance. Please ask them."))


def places(by: Actor, today: date) -> list[Place]:
    """The places of the company's branches."""
    require_figures(by)
    made = []
    for code, names in own_codes(by).items():
        rows = _rows(by, code, today)
        asked = sum(1 for row in rows if row.asked is not None)
        waiting = sum(1 for row in rows if row.to_confirm and row.asked is None)
        made.append(Place(code, rulebook().division(code).name, tuple(names), waiting, asked))
    return made


def place(by: Actor, code: str) -> Division:
    """A place by its own code. Law data are for everyone who keeps figures. Raises NotVisible for no such place."""
    require_figures(by)
    found = rulebook().divisions.get(code)
    if found is None or found.level == "nation":
        raise NotVisible
    return found


def own_codes(by: Actor) -> dict[str, list[str]]:
    """The places of the actor's branches with the names of these, in the order of the branches."""
    found: dict[str, list[str]] = {}
    for branch in accounts.branches_visible_to(by):
        try:
            found.setdefault(place_of(branch.division), []).append(branch.name)
        except UnknownDivision:
            continue
    return found


def own_place(by: Actor, code: str) -> Division:
    """A place in which the company works. Raises NotVisible, and NotAllowed for one in which it does not."""
    found = place(by, code)
    if code not in own_codes(by):
        raise NotAllowed(
            _("Your company has no branch in %(city)s. Figures are confirmed for the cities of branches.")
            % {"city": found.name}
        )
    return found


def figure_rows(by: Actor, code: str, today: date) -> list[FigureRow]:
    """Every figure of a place. Raises NotVisible, NotAllowed."""
    place(by, code)
    return _rows(by, code, today, tuple(KEYS))


def _rows(by: Actor, code: str, today: date, keys: tuple[str, ...] = KEPT) -> list[FigureRow]:
    waiting = {
        row.key: question(row, by)
        for row in FigureConfirmation.objects.filter(company=by.company, division=code, answer="").order_by("pk")
    }
    look_up = figures(by.company or 0, code)
    return [_row(look_up(key, today), waiting.get(key)) for key in keys]


def row_of(figure: Figure) -> FigureRow:
    """A figure in words, without what was asked about it."""
    return _row(figure, None)


def waiting_keys(by: Actor) -> dict[str, frozenset[str]]:
    """What waits for a second person, by place. One query."""
    found: dict[str, set[str]] = {}
    rows = FigureConfirmation.objects.filter(company=by.company, answer="")
    for code, key in rows.values_list("division", "key"):
        found.setdefault(code, set()).add(key)
    return {code: frozenset(keys) for code, keys in found.items()}


def _row(figure: Figure, asked: Question | None) -> FigureRow:
    status = figure.status if figure.known else "unknown"
    if figure.due_for_review and status in ("verified", "confirmed"):
        status = "secondary"
    tone = words.TONES[status]
    shown = words.figure_value(figure) if figure.known else str(words.STATUSES["unknown"])
    return FigureRow(
        figure,
        words.key_title(figure.key),
        shown,
        status,
        str(words.STATUSES[status]),
        tone,
        words.ICONS[tone],
        str(words.LEVELS.get(figure.level, "")),
        asked,
    )


def confirmation(by: Actor, uid: object) -> FigureConfirmation:
    """One question of the own company. Raises NotAllowed, NotVisible."""
    row = FigureConfirmation.objects.filter(company=by.company, uid=uid).select_related("paper").first()
    if row is None:
        raise NotVisible
    require_figures(by)
    return row


def history(by: Actor, code: str, *, limit: int = 50) -> list[Question]:
    """What was asked and answered for a place, the newest first."""
    place(by, code)
    rows = FigureConfirmation.objects.filter(company=by.company, division=code).order_by("-pk")[:limit]
    return [question(row, by) for row in rows]
