"""The list of all cities, and one figure of a city with its whole history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partwell.core.rulebook import Division, Entry, Figure
from partwell.lib.actor import Actor
from partwell.lib.law_files import rulebook

from . import origins, queries, words
from .models import FigureConfirmation


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the figures that sums need: how many may be printed, wait for HR, or nobody knows."""

    printable: int
    secondary: int
    unknown: int

    @property
    def to_confirm(self) -> int:
        """What HR has to look at before a paper can be printed."""
        return self.secondary + self.unknown


@dataclass(frozen=True, slots=True)
class City:
    """A line of the list."""

    place: Division
    province: str
    counts: Counts
    branches: tuple[str, ...] = ()
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to."""

    text: str = ""
    province: str = ""
    needs: bool = False
    own: bool = False


def _count(figures: Sequence[Figure]) -> Counts:
    printable = sum(1 for one in figures if one.printable)
    known = sum(1 for one in figures if one.known)
    return Counts(printable, known - printable, len(figures) - known)


@lru_cache(maxsize=4)
def _by_law(sha256: str, today: date) -> dict[str, Counts]:
    """The counts of every city by the law data alone; they change with the data and the day."""
    book = rulebook()
    return {
        code: _count([book.look_up(code, key, today) for key in queries.KEPT])
        for code, one in book.divisions.items()
        if one.level in ("city", "municipality")
    }


def provinces() -> list[Division]:
    """Provinces and municipalities, in the order of their codes."""
    found = rulebook().divisions.values()
    return sorted((one for one in found if one.level in ("province", "municipality")), key=lambda one: one.code)


def cities(by: Actor, wanted: Wanted, today: date) -> list[City]:
    """All cities that fit, those of the own branches first. Raises NotAllowed."""
    queries.require_figures(by)
    book = rulebook()
    law = _by_law(book.sha256, today)
    own = {place.code: place for place in queries.places(by, today)}
    made = []
    for code in (*own, *(code for code in sorted(law) if code not in own)):
        place, mine = book.divisions[code], own.get(code)
        counts = _own_counts(by, code, today) if mine else law[code]
        if not _fits(place, counts, wanted, own=mine is not None):
            continue
        above = book.divisions[place.parent].name if place.level == "city" else place.name
        branches, asked = (mine.branches, mine.asked_count) if mine else ((), 0)
        made.append(City(place, above, counts, branches, asked))
    return made


def _own_counts(by: Actor, code: str, today: date) -> Counts:
    look_up = queries.figures(by.company or 0, code)
    return _count([look_up(key, today) for key in queries.KEPT])


def _fits(place: Division, counts: Counts, wanted: Wanted, *, own: bool) -> bool:
    text = wanted.text.strip().lower().replace(" ", "")
    if text and not (text in place.name or place.pinyin.startswith(text) or place.code.startswith(text)):
        return False
    if wanted.province and place.code[:2] != wanted.province[:2]:
        return False
    return (not wanted.needs or counts.to_confirm > 0) and (not wanted.own or own)


# --- one figure -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dated:
    """One value a figure had or has: from the law data at some level, or confirmed by this company."""

    value: str
    since: date
    until: date | None
    level: str
    status: str
    tone: str
    origin: str
    """The document it is read from, or what its sources are."""
    note: str
    counts: bool
    """Whether it is the one that counts today."""
    confirmation: FigureConfirmation | None = None


def history(by: Actor, code: str, key: str, today: date) -> list[Dated]:
    """Every dated value of a figure, the newest first: what the company confirmed, then each level of the law data."""
    queries.place(by, code)
    book = rulebook()
    now = queries.figures(by.company or 0, code)(key, today)
    confirmed = FigureConfirmation.objects.filter(company=by.company, division=code, key=key, answer="confirmed")
    made = [
        Dated(
            words.value(key, row.value),
            row.valid_from,
            row.valid_to,
            str(words.LEVELS["override"]),
            str(words.STATUSES["confirmed"]),
            "ok",
            row.ref,
            _("confirmed by %(first)s and %(second)s") % {"first": row.asked_by_name, "second": row.answered_by_name},
            now.level == "override" and now.valid_from == row.valid_from and now.value == row.value,
            row,
        )
        for row in confirmed.order_by("-valid_from", "-pk")
    ]
    for place in book.line(code):
        entries = place.parameters.get(key, ())
        made += [_dated(key, place, entry, now) for entry in reversed(entries)]
    return made


def _dated(key: str, place: Division, entry: Entry, now: Figure) -> Dated:
    status = "unknown" if entry.fallback or entry.status == "memory" else entry.status
    figure = Figure(key, place.code, entry.valid_from, entry.value, entry.status, no_limit=entry.no_limit)
    language = get_language() or ""
    shown = words.formula(entry) if entry.formula else words.figure_value(figure)
    return Dated(
        shown,
        entry.valid_from,
        entry.to,
        str(words.LEVELS["nation"]) if place.level == "nation" else place.name,
        str(words.STATUSES[status]),
        words.TONES[status],
        origins.origin(entry.ref, entry.sources, language),
        origins.note(entry.note, language),
        now.level == place.level and (now.valid_from == entry.valid_from or bool(entry.formula and now.formula)),
    )


def sources(code: str, row: queries.FigureRow) -> list[tuple[str, str]]:
    """What each mark of a figure's sources stands for, in the reader's language."""
    known: dict[str, str] = {}
    for place in reversed(rulebook().line(code)):
        known |= place.sources
    language = get_language() or ""
    return [(mark, origins.source(mark, known[mark], language)) for mark in row.marks if mark in known]
