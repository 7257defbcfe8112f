"""A model attribute that is encrypted in its column and opened only when it is read."""

import os
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from .keyring import Keyring, read, seal, unseal


@lru_cache(maxsize=1)
def _read(folder: Path, _mark: tuple[int, ...]) -> Keyring:
    return read(folder)


LOOK_SECONDS = 0.25
"""How long a process goes on with the keys it has read before it looks whether one was replaced."""


class _Last:
    given: Any = None
    ring: Keyring | None = None
    until = 0.0


def keyring() -> Keyring:
    """The keys of this installation, from `settings.KEYS_DIR`; read again when one was rotated meanwhile."""
    given, now = settings.KEYS_DIR, time.monotonic()
    if given is _Last.given and now < _Last.until and _Last.ring is not None:
        return _Last.ring
    folder = Path(given)
    names = ("log", "log.retired", "persons", "persons.next")
    ring = _read(folder, tuple(_mark(folder / name) for name in names))
    _Last.given, _Last.ring, _Last.until = given, ring, now + LOOK_SECONDS
    return ring


def look_again() -> None:
    """Read the files at the next use: this process has just replaced one."""
    _Last.ring = None


def _mark(path: Path) -> int:
    """What changes when a file is replaced."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return 0
    return hash((found.st_ino, found.st_mtime_ns, found.st_size))


@lru_cache(maxsize=8)
def derived(purpose: str) -> bytes:
    """The installation's key for one purpose; kept because each derivation costs a hash chain."""
    return keyring().derived(purpose)


ERASED = b"\0"
"""What stands in a sealed column whose words were lawfully erased; no sealed text is as short."""


class Sealed:
    """Text sealed in the binary column `<name>_sealed`, bound to table, column and the row's `uid`.

    The model declares the column and the attribute side by side::

        phone_sealed = models.BinaryField(null=True, editable=False)
        phone = Sealed()

    Reading opens the value, so a list page that shows no phone pays nothing. An empty text is stored as NULL.
    """

    def __set_name__(self, owner: type[models.Model], name: str) -> None:
        self.name = name

    def _place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}.{self.name}:{row.uid}"  # type: ignore[attr-defined]

    def __get__(self, row: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if row is None:
            return self
        sealed = getattr(row, f"{self.name}_sealed")
        if not sealed:
            return ""
        if bytes(sealed) == ERASED:
            return _("(lawfully erased)")
        return unseal(derived("field"), bytes(sealed), bound_to=self._place(row)).decode()

    def __set__(self, row: models.Model, value: str | None) -> None:
        sealed = seal(derived("field"), value.encode(), bound_to=self._place(row)) if value else None
        setattr(row, f"{self.name}_sealed", sealed)


def look_up(purpose: str, value: str) -> bytes:
    """HMAC of a value, to find the row that holds it without opening any."""
    return keyring().look_up(purpose, value)
