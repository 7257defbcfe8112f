"""The answer of `./run region`: one figure of a place on a day, as a program or a person reads it. No Django.

Raises Unusable for a code, key or day that cannot be one, with a sentence on how to mend it. A key that nobody has a
figure for is no error: the figure is unknown, and that is the answer.
"""

import difflib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from partwell.core.money import plain
from partwell.core.rulebook import KEYS, Rulebook, UnknownDivision, Value

from .law_files import LAW, rulebook, rulebook_of

FIELDS = ("value", "from", "level", "status", "source", "ref", "fallback")
_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unusable(ValueError):
    """A code, key or day that cannot be looked up; the text says why."""


def day_of(text: str) -> date:
    """A day written as 2026-11-26. Raises Unusable."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unusable(f"{text!r} is no day. Write it as 2026-11-26.")


def _code(code: str) -> str:
    if re.fullmatch(r"[0-9]{6}", code, re.ASCII):
        return code
    like = "".join(f" {one.code} is {one.name}." for one in rulebook(LAW).like(code))
    raise Unusable(f"{code!r} is no division code: it has six digits, for example 330100 for 杭州市.{like}")


def _no_division(unknown: UnknownDivision) -> Unusable:
    if unknown.divided:
        return Unusable(
            f"{unknown.code} was {unknown.divided}, whose area belongs to several cities now. Give the city's own code."
        )
    return Unusable(f"There is no division {unknown.code} in the mainland's 31 provinces. Please check the code.")


def region(code: str, key: str, on: date, book: Rulebook | None = None) -> dict[str, Any]:
    """value, from, level, status, source, ref, fallback of one figure.

    `value` is a Decimal, a table of them, or None when it is unknown or there is no limit (then `ref` says so).
    Raises Unusable.
    """
    _code(code)
    if not _KEY.fullmatch(key) or len(key) > 80:
        raise Unusable(f"{key!r} is no key: a key is words joined by dots, for example minimum_wage.monthly.")
    try:
        figure = (book or rulebook_of(code)).look_up(code, key, on)
    except UnknownDivision as unknown:
        raise _no_division(unknown) from None
    ref = figure.ref
    if figure.no_limit:
        ref = f"{ref} (no limit)" if ref else "no limit"
    return {
        "value": figure.value,
        "from": figure.valid_from.isoformat() if figure.valid_from else None,
        "level": figure.level or None,
        "status": figure.status,
        "source": figure.source or None,
        "ref": ref or None,
        "fallback": figure.fallback,
    }


def advice(key: str) -> str:
    """For a key nobody has a figure for: the nearest ones there are."""
    if key in KEYS:
        return ""
    near = difflib.get_close_matches(key, KEYS, n=3, cutoff=0.6)
    return f"No figure is called {key}." + (f" Near it: {', '.join(near)}." if near else "")


def _number(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return f"[{', '.join(_number(item) for item in value)}]"
    return plain(value)


def as_json(answer: Mapping[str, Any]) -> str:
    """The answer as one line of JSON; numbers are written digit by digit, not through a float."""
    rest = json.dumps({name: item for name, item in answer.items() if name != "value"}, ensure_ascii=False)
    return f'{{"value": {_number(answer["value"])}, {rest[1:]}'


def as_text(answer: Mapping[str, Any]) -> str:
    """The answer for people, one field a line."""
    shown = {**answer, "value": "unknown" if answer["value"] is None else _number(answer["value"])}
    if (answer["value"] is None and str(answer["ref"]).endswith("no limit)")) or answer["ref"] == "no limit":
        shown["value"] = "no limit"
    return "".join(f"{name:10} {'' if value is None else value}".rstrip() + "\n" for name, value in shown.items())
