"""Look-up of dated figures: what the company confirmed, then the city, its province, the nation.

At each level the entries in force on the day count and the latest one wins; a level is left only when none is.
A formula is resolved for the same place and day and has the weaker status of both entries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from .entry import Entry, Figure, Override, weaker

NATION = "000000"
_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Division:
    """A city, municipality, province or the nation with its own entries, oldest first."""

    code: str
    name: str
    pinyin: str
    level: str
    parent: str
    parameters: Mapping[str, tuple[Entry, ...]]
    sources: Mapping[str, str] = field(default_factory=dict)
    """What each source id of the entries is."""
    local_rules: tuple[Mapping[str, Any], ...] = ()
    """Rules in words that matter at separation, as the data hold them."""


class UnknownDivision(LookupError):
    """No such division code. `divided`: there was one, and its area now belongs to several."""

    def __init__(self, code: str, *, divided: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.divided = divided


@dataclass(frozen=True, slots=True)
class Former:
    """A code that papers still carry: which division has it now, empty when its area was divided."""

    name: str
    now: str


class Rulebook:
    """All divisions and their entries. Immutable; one is shared by the whole process."""

    def __init__(
        self,
        divisions: Mapping[str, Division],
        sha256: str = "",
        former: Mapping[str, Former] = MappingProxyType({}),
    ) -> None:
        self.divisions = divisions
        self.sha256 = sha256
        """SHA-256 of the source files: which law data a calculation used."""
        self.former = former

    def division(self, code: str) -> Division:
        """The division with this code; a county by its city, or by its province when that runs it itself.

        A code of former days is answered by the division that has its area now. Raises UnknownDivision: a prefecture
        nobody knows is not taken for its province, or a typing error would pass for a figure.
        """
        if len(code) == 6 and code.isascii() and code.isdecimal():
            for candidate in (code, f"{code[:4]}00"):
                if candidate in self.divisions:
                    return self.divisions[candidate]
                if candidate in self.former:
                    former = self.former[candidate]
                    if former.now in self.divisions:
                        return self.divisions[former.now]
                    raise UnknownDivision(code, divided=former.name)
            above = self.divisions.get(f"{code[:2]}0000")
            # GB/T 2260: 90 holds the counties a province runs itself, 01 to 03 those of a municipality.
            if above and code[2:4] in (("01", "02", "03") if above.level == "municipality" else ("90",)):
                return above
        raise UnknownDivision(code)

    def like(self, text: str, limit: int = 3) -> list[Division]:
        """Divisions whose code, name or pinyin begins like the text, shortest first: for a search and for advice."""
        wanted = text.strip().lower()
        if not wanted:
            return []
        found = [
            one
            for one in self.divisions.values()
            if one.code.startswith(wanted) or wanted in one.name or one.pinyin.startswith(wanted)
        ]
        return sorted(found, key=lambda one: (len(one.name), one.code))[:limit]

    def line(self, code: str) -> list[Division]:
        """The division and what lies above it, nearest first."""
        found = [self.division(code)]
        while found[-1].parent:
            found.append(self.divisions[found[-1].parent])
        return found

    def keys(self) -> list[str]:
        """Every key that any division knows, sorted."""
        return sorted({key for division in self.divisions.values() for key in division.parameters})

    def look_up(self, division: str, key: str, on: date, overrides: Iterable[Override] = ()) -> Figure:
        """The figure for a place and day. Nothing found is a Figure of status `unknown`, never an error.

        Raises UnknownDivision for a code that does not exist.
        """
        place = self.division(division)
        return self._resolve(place, key, on, tuple(overrides), ())

    def _resolve(
        self, place: Division, key: str, on: date, overrides: tuple[Override, ...], trail: tuple[str, ...]
    ) -> Figure:
        if key in trail:
            raise ValueError(f"{place.code}: {' -> '.join((*trail, key))} is a circle")
        confirmed = [
            o for o in overrides if o.division == place.code and o.key == key and o.valid_from <= on <= o.valid_to
        ]
        if confirmed:
            # Latest confirmation wins: a correction made later stands for the same days, also one of the same day.
            last = max(enumerate(confirmed), key=lambda pair: (pair[1].confirmed_on, pair[0]))[1]
            return Figure(
                key,
                place.code,
                on,
                last.value,
                "confirmed",
                valid_from=last.valid_from,
                level="override",
                source=last.source,
                ref=last.ref,
                no_limit=last.no_limit,
                confirmed_on=last.confirmed_on,
                valid_to=last.valid_to,
            )
        for holder in self.line(place.code):
            held = [entry for entry in holder.parameters.get(key, ()) if entry.holds_on(on)]
            if held:
                latest = max(enumerate(held), key=lambda pair: (pair[1].valid_from, pair[0]))[1]
                return self._figure(place, holder, key, on, latest, overrides, trail)
        return Figure(key, place.code, on, None, "unknown")

    def _figure(
        self,
        place: Division,
        holder: Division,
        key: str,
        on: date,
        entry: Entry,
        overrides: tuple[Override, ...],
        trail: tuple[str, ...],
    ) -> Figure:
        value, status, fallback, no_limit = entry.value, entry.status, entry.fallback, entry.no_limit
        source, superseded = ", ".join(entry.sources), entry.superseded
        since, review_by, ref, published = entry.valid_from, entry.review_by, entry.ref, entry.published
        if entry.formula:
            basis = self._resolve(place, entry.formula, on, overrides, (*trail, key))
            status, fallback = weaker(status, basis.status), fallback or basis.fallback
            no_limit, superseded = basis.no_limit, superseded or basis.superseded
            source = f"{source}; {basis.source}" if basis.source else source
            # The computed value holds since both the rule and its basis do, and is as old as the older document.
            since, ref = max(since, basis.valid_from or since), ref or basis.ref
            review_by = min((day for day in (review_by, basis.review_by) if day is not None), default=None)
            published = published or basis.published
            value = basis.value
            if isinstance(value, Decimal):
                scaled = value * (entry.multiply_by or 1) / (entry.divide_by or 1)
                value = scaled if scaled == value else scaled.quantize(_PLACES, ROUND_HALF_UP)
        if value is None and not no_limit:
            # An entry may name the rule that gives the figure and hold no figure: whoever asks is told it is unknown.
            status = "unknown"
        return Figure(
            key,
            place.code,
            on,
            value,
            status,
            valid_from=since,
            level=holder.level,
            source=source,
            ref=ref,
            note=entry.note,
            fallback=fallback,
            no_limit=no_limit,
            superseded=superseded,
            review_by=review_by,
            extra=entry.extra,
            valid_to=entry.to,
            published=published,
            formula=entry.formula,
            how=entry.how,
            from_kind=entry.from_kind,
        )
