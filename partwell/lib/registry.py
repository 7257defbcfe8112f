"""Frozen mappings of kinds. `site.discovery` fills them once; apps read them and never import a kind by name."""

import importlib
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


_services: dict[str, str] = {}


def provide(name: str, path: str) -> None:
    """Offer a function of a higher layer to lower ones under a name, by its dotted path; `site.discovery` does this."""
    _services[name] = path


def service(name: str) -> Callable[..., Any]:
    """The function offered under a name, imported when first asked for. Raises KeyError when nobody offers it."""
    module, _dot, attribute = _services[name].rpartition(".")
    return getattr(importlib.import_module(module), attribute)  # type: ignore[no-any-return]
