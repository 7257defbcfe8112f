"""Where sealed bytes lie: an interface, and the folder of one machine that implements it.

A store knows addresses and sealed bytes, nothing of names, media types or companies; an S3 bucket has the same
six verbs. An address is 64 hexadecimal digits.
"""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

_ADDRESS = re.compile(r"[0-9a-f]{64}")


class Store(Protocol):
    """Keeps sealed bytes under an address. Bytes under one address open to the same content always."""

    def write(self, address: str, make: Callable[[], bytes]) -> None:
        """Keep what `make` returns, durably, unless the address is already kept; then only renew its age."""

    def read(self, address: str) -> bytes:
        """The sealed bytes. Raises FileNotFoundError."""

    def length(self, address: str) -> int | None:
        """How many sealed bytes are kept; None for an address that has none."""

    def older_than(self, seconds: int) -> Iterator[str]:
        """Addresses written, or written again, more than so many seconds ago."""

    def discard(self, address: str, seconds: int, still_wanted: Callable[[], bool]) -> bool:
        """Remove the bytes unless somebody wants them after all; True when they are gone."""


def _sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class FolderStore:
    """Files `<root>/<first 2 digits>/<address>`: written beside their place, synced, renamed, folder synced."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, address: str) -> Path:
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"not an address: {address!r}")
        return self.root / address[:2] / address

    def _age_limit(self, seconds: int) -> float:
        """Files with an earlier modification time are older than `seconds`, by the clock of the file system itself.

        The machine's clock may differ from that of a network folder, and the clock of acts may be set by the demo.
        """
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = self.root / ".clock"
        probe.write_bytes(b"")
        return probe.stat().st_mtime - seconds

    def write(self, address: str, make: Callable[[], bytes]) -> None:
        """Keep what `make` returns, durably, unless the address is already kept; then only renew its age."""
        path = self._path(address)
        try:
            # Renewing the age, not only looking, keeps a sweep that runs at this moment from taking it away.
            os.utime(path)
            return
        except FileNotFoundError:
            pass
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sync_folder(path.parent.parent)
        beside = path.parent / f".{address[:8]}.{secrets.token_hex(8)}.part"
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)

    def read(self, address: str) -> bytes:
        """The sealed bytes. Raises FileNotFoundError."""
        return self._path(address).read_bytes()

    def length(self, address: str) -> int | None:
        """How many sealed bytes are kept; None for an address that has none."""
        try:
            return self._path(address).stat().st_size
        except FileNotFoundError:
            return None

    def older_than(self, seconds: int) -> Iterator[str]:
        """Addresses written, or written again, more than so many seconds ago; leftovers of a crash are removed."""
        limit = self._age_limit(seconds)
        for path in self.root.glob("??/*"):
            if path.stat().st_mtime >= limit:
                continue
            if path.name.endswith(".part"):
                path.unlink(missing_ok=True)
            elif _ADDRESS.fullmatch(path.name):
                yield path.name

    def discard(self, address: str, seconds: int, still_wanted: Callable[[], bool]) -> bool:
        """Remove the bytes unless somebody wants them after all; True when they are gone.

        The file is first renamed away. A writer that comes later finds nothing and writes anew; one that came
        just before has renewed the age or left its row, and the file goes back.
        """
        path = self._path(address)
        aside = path.parent / f".{address}.going"
        try:
            os.replace(path, aside)
        except FileNotFoundError:
            return True
        if aside.stat().st_mtime >= self._age_limit(seconds) or still_wanted():
            os.replace(aside, path)
            return False
        aside.unlink()
        return True
