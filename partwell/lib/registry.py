"""Frozen mappings of kinds. `site.discovery` fills them once; apps read them and never import a kind by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

GROUPS = ("steps", "channels", "documents", "calculations")
_kinds: dict[str, Mapping[str, Any]] = {}


def fill(group: str, found: Mapping[str, Any]) -> None:
    """Set the kinds of one group."""
    if group not in GROUPS:
        raise KeyError(group)
    _kinds[group] = MappingProxyType(dict(found))


def kinds(group: str) -> Mapping[str, Any]:
    """All kinds of a group by key."""
    return _kinds[group]


def kind(group: str, key: str) -> Any:
    """One kind. Raises KeyError with the group and the key when there is none."""
    try:
        return _kinds[group][key]
    except KeyError:
        raise KeyError(f"no kind {key!r} among {group}") from None
