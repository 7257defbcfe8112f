"""Frozen mappings of kinds. `site.discovery` fills them once; apps read them and never import a kind by name."""

from collections.abc import Callable, Mapping
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


_services: dict[str, Callable[..., Any]] = {}


def provide(name: str, call: Callable[..., Any]) -> None:
    """Offer a function of a higher layer to lower ones under a name; `site.discovery` does this once."""
    _services[name] = call


def service(name: str) -> Callable[..., Any]:
    """The function offered under a name. Raises KeyError when nobody offers it."""
    return _services[name]
