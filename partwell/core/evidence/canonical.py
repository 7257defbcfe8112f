"""Canonical JSON: exactly one sequence of bytes for each value (the subset of RFC 8785 that this product writes).

Values are objects with ASCII keys, arrays, strings, integers of at most 53 bits, booleans and null. There are no
floats: money is an integer of fen, a rate is a string. Within this subset `json.dumps` with sorted keys gives the
bytes of RFC 8785; a test holds that against another implementation.
"""

import json
from typing import Any

MAX_INTEGER = (1 << 53) - 1
MAX_DEPTH = 32


class NotCanonical(ValueError):
    """The value is outside the subset, or the bytes are not the canonical ones. The text names the place."""


def _check(value: Any, place: str, depth: int) -> None:
    """Refuse what the subset leaves out; `place` is a path like `payload.items[2].amount`."""
    if value is None or value is True or value is False:
        return
    if isinstance(value, str):
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError as why:
                raise NotCanonical(f"{place}: half of a surrogate pair") from why
    elif isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise NotCanonical(f"{place}: an integer of more than 53 bits")
    elif depth == 0:
        raise NotCanonical(f"{place}: nested deeper than {MAX_DEPTH}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{place}: the key {key!r} is not ASCII text")
            _check(inner, f"{place}.{key}" if place else key, depth - 1)
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            _check(inner, f"{place}[{position}]", depth - 1)
    else:
        raise NotCanonical(f"{place or 'value'}: {type(value).__name__} is not in the subset")


def _plain(value: Any, depth: int) -> bool:
    """Whether a value is surely in the subset: a quick answer for most; `_check` decides and names the place."""
    kind: Any = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-MAX_INTEGER <= value <= MAX_INTEGER)
    if depth == 0:
        return False
    if kind is dict:
        for key, inner in value.items():
            if type(key) is not str or not key.isascii() or not (type(inner) is str or _plain(inner, depth - 1)):
                return False
        return True
    return (kind is list or kind is tuple) and all(_plain(inner, depth - 1) for inner in value)


_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def encode(value: Any) -> bytes:
    """The canonical bytes of `value`. Raises `NotCanonical` with the place for floats, dates, Decimals and the like."""
    if not _plain(value, MAX_DEPTH):
        _check(value, "", MAX_DEPTH)
    try:
        return _dumps(value).encode()
    except UnicodeEncodeError as why:
        _check(value, "", MAX_DEPTH)
        raise NotCanonical("half of a surrogate pair") from why


def _no_float(text: str) -> Any:
    raise NotCanonical(f"the number {text} is not an integer")


# Made once: `json.loads` makes one for each call that names a parser, which costs more than reading a small value.
_loads = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode


def decode(raw: bytes) -> Any:
    """The value of canonical bytes. Raises `NotCanonical` unless `encode` of the result gives the same bytes.

    Comparing the bytes catches duplicate keys, spaces, escapes, key order, a BOM, `-0` and `1.0` in one rule.
    """
    try:
        value = _loads(raw.decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as why:
        raise NotCanonical(f"not JSON in UTF-8: {why}") from why
    except ValueError as why:
        raise NotCanonical(str(why)) from why
    if encode(value) != raw:
        raise NotCanonical("the bytes are not the canonical form of their value")
    return value
