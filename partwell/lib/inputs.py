"""Words only a person can give: what is asked when a paper or a sum is made, and reading what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.translation import gettext as _

from partwell.core.money import typed

from .refusal import BadInput

LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Input:
    """Something a person writes. `many`: one entry a line, the `parts` of an entry divided by a bar."""

    name: str
    label: Any
    needed: bool = True
    many: bool = False
    kind: Literal["text", "day", "money", "number"] = "text"
    parts: tuple[str, ...] = ()
    choices: tuple[tuple[str, Any], ...] = ()


def first_of_month(text: str) -> date:
    """The first day of a month typed as 2026-11.

    Raises ValueError, also outside the years people work in (1990 to 2100): a month has days before and after it.
    """
    first = date.fromisoformat(f"{text}-01")
    if not 1990 <= first.year <= 2100:
        raise ValueError(text)
    return first


def read(wanted: Sequence[Input], given: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as values; what was left open is absent. Raises BadInput naming each field.

    Nothing typed at all is no fault: whoever uses the values names what is missing.
    """
    found: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for one in wanted:
        text = str(given.get(one.name, "")).strip()[:LIMIT]
        if not text:
            if one.needed and given:
                wrong[one.name] = _("This is needed: %(label)s.") % {"label": one.label}
            continue
        try:
            found[one.name] = _value(one, text)
        except (ValueError, InvalidOperation):
            wrong[one.name] = _("This can't be read: %(label)s. Check the day, the number or the choice.") % {
                "label": one.label
            }
    if wrong:
        raise BadInput(wrong)
    return found


def _value(one: Input, text: str) -> Any:
    if one.choices and text not in dict(one.choices):
        raise ValueError(text)
    if one.kind == "day":
        return date.fromisoformat(text)
    if one.kind == "number":
        return int(text)
    if one.kind == "money":
        return amount(text)
    if one.parts:
        return rows(text, one.parts)
    return [line.strip() for line in text.splitlines() if line.strip()] if one.many else text


def amount(text: str) -> Decimal:
    """A sum in yuan; thousands may be set apart by commas. Raises ValueError, InvalidOperation."""
    found = Decimal(typed(text))
    if not found.is_finite() or abs(found) >= Decimal("1e10") or found != round(found, 2):
        raise ValueError(text)
    return found


def rows(text: str, parts: Sequence[str]) -> list[dict[str, str]]:
    """Lines of a form as rows: parts divided by a bar; what is left out says so."""
    found = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        cells = [cell.strip() for cell in line.replace("｜", "|").split("|")]
        cells += ["—"] * (len(parts) - len(cells))
        found.append({part: cell or "—" for part, cell in zip(parts, cells, strict=False)})
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Every text in nested mappings and lists: a filled-in form with its tables, a template with its steps."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)
