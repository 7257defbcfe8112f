"""Open a bundle safely: a zip with one folder, no traps, bounded in size, then a BagIt bag (RFC 8493).

Nothing is ever unpacked to disk: names are keys of a mapping, so `..` could do no harm here; they are refused because
another program would unpack them.
"""

import hashlib
import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from .plain import Trap, Unusable, check_zip, unpacked

MAX_FILES = 20_000
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 2 * 1024 * 1024 * 1024
MAX_RATIO = 200
"""Uncompressed to compressed size of one file; text of entries stays below 20, a bomb is above 1000."""
EMPTY = 2
"""Bytes that nothing takes when it is packed: some programs pack a folder's."""

_MANIFEST_LINE = re.compile(r"([0-9a-f]{64}) [ *]?(\S.*)")
_LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line of a manifest (RFC 8493 2.1.3). `splitlines` knows more: a changed line end would go unseen."""
_BAGIT = re.compile(r"[^/\\]+[/\\]bagit\.txt")
_PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_PLAIN_FLAGS = 0x080E
"""How hard deflate tried, sizes behind the member, names in UTF-8."""
_NUMBER = "[0-9]{4,6}"
_PLACES = re.compile(
    r"bagit\.txt|bag-info\.txt|(?:tag)?manifest-sha256\.txt|README\.txt|存证页\.pdf|验证\.html"
    r"|data/(?:case|template|calendar)\.json|data/templates/[0-9a-f]{64}\.json|data/files/.+"
    rf"|data/(?:entries|open)/x?{_NUMBER}\.json|data/log/(?:checkpoint-[0-9]{{4}}|x?{_NUMBER}\.tlog-proof)"
    rf"|data/anchors/{_NUMBER}\.(?:checkpoint|consistency|tsr)"
    r"|data/trust/(?:log\.vkey|fingerprint\.txt|tsa\.pem|rotation-[0-9]{4})"
)
"""Every file that the format speaks of: another one would be taken for proven, and no check reads it."""


def _wrong_name(name: str) -> str:
    """Why a name is refused, "" when it is fine."""
    path = PurePosixPath(name)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or "\\" in name:
        return "absolute, or with a backslash"
    if ".." in path.parts or "." in name.split("/") or "//" in name:
        return "leads out of its folder"
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in name):
        return "control character"
    if unicodedata.normalize("NFC", name) != name:
        return "not in Unicode NFC"
    return ""


def _traps(infos: list[zipfile.ZipInfo]) -> Iterator[str]:
    """Every trap among the entries of a zip."""
    if len(infos) > MAX_FILES:
        yield f"{len(infos)} files, more than {MAX_FILES}"
    if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
        yield f"unpacked larger than {MAX_TOTAL_BYTES} bytes"
    seen: dict[str, str] = {}
    for info in infos:
        name = info.filename
        if why := _wrong_name(name):
            yield f"{name!r}: {why}"
        folded = unicodedata.normalize("NFKC", name).lower().upper().lower()
        if folded in seen:
            yield f"{name!r}: the same name as {seen[folded]!r}"
        seen[folded] = name
        if info.flag_bits & ~_PLAIN_FLAGS or info.compress_type not in _PLAIN:
            yield f"{name!r}: encrypted, or an unusual compression"
        if info.is_dir() and (info.file_size or info.compress_size > EMPTY):
            yield f"{name!r}: a folder with content"
        if stat.S_ISLNK(info.external_attr >> 16):
            yield f"{name!r}: a symbolic link"
        if info.file_size > MAX_FILE_BYTES or info.file_size > MAX_RATIO * max(info.compress_size, 1024):
            yield f"{name!r}: {info.file_size} bytes unpacked from {info.compress_size}"


class Bag:
    """The files of a bundle by their path inside its folder. Reading is bounded and checks the zip's own CRC."""

    def __init__(self, source: BinaryIO) -> None:
        doubt: Trap | None = None
        try:
            check_zip(source)
        except Trap as trap:
            doubt = trap
        self._source = source
        try:
            every = zipfile.ZipFile(source).infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as why:
            raise doubt or Unusable(f"not a zip file: {why}") from why
        infos = [info for info in every if not info.is_dir()]
        # Somebody else's zip is no bundle with traps in it, however it is packed.
        if not any(_BAGIT.fullmatch(info.filename) for info in infos):
            raise Unusable("no bagit.txt in a folder of its own")
        if traps := list(_traps(every)) + (doubt.places if doubt else []):
            raise Trap(traps)
        tops = {info.filename.partition("/")[0] for info in every}
        if len(tops) != 1 or not all("/" in info.filename for info in every):
            raise Unusable("a bundle has one folder and everything in it")
        self.folder = tops.pop()
        self._sums: dict[str, bytes] = {}
        self._infos = {info.filename.removeprefix(f"{self.folder}/"): info for info in infos}

    @property
    def names(self) -> list[str]:
        """Paths of all files, sorted."""
        return sorted(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def _chunks(self, name: str) -> Iterator[bytes]:
        """The content in pieces. Raises `Trap` when the zip is damaged or gives more than it declared."""
        info, total, crc = self._infos[name], 0, 0
        try:
            for chunk in unpacked(self._source, info.header_offset, info.compress_type, info.compress_size):
                total, crc = total + len(chunk), zlib.crc32(chunk, crc)
                if total > info.file_size:
                    raise Trap([f"{name}: larger than declared"])
                yield chunk
        except (ValueError, zlib.error, OSError) as why:
            raise Trap([f"{name}: {why}"]) from why
        if (total, crc) != (info.file_size, info.CRC):
            raise Trap([f"{name}: another size or sum than declared"])

    def read(self, name: str) -> bytes:
        """The content of a file. Raises KeyError, `Trap`."""
        return b"".join(self._chunks(name))

    def text(self, name: str) -> str:
        """The content of a text file. Raises KeyError, `Trap`, ValueError when it is not UTF-8."""
        return self.read(name).decode()

    def sha256(self, name: str) -> bytes:
        """SHA-256 of a file's content, read in pieces and only once."""
        if name in self._sums:
            return self._sums[name]
        digest = hashlib.sha256()
        for chunk in self._chunks(name):
            digest.update(chunk)
        self._sums[name] = digest.digest()
        return self._sums[name]

    def _manifest(self, name: str) -> dict[str, str]:
        """Path -> SHA-256 of a manifest. Raises ValueError with the line."""
        found: dict[str, str] = {}
        lines = _LINE_END.split(self.text(name))
        for number, line in enumerate(lines if lines[-1] else lines[:-1], start=1):
            match = _MANIFEST_LINE.fullmatch(line)
            if not match or match[2] in found:
                raise ValueError(f"{name}, line {number}")
            path = match[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
            found[path] = match[1]
        return found

    def faults(self) -> list[str]:
        """What does not fit between manifests and files; empty when the bag is whole."""
        wrong = [f"{name}: has no place in a bundle" for name in self.names if not _PLACES.fullmatch(name)]
        for manifest, wanted in (
            ("manifest-sha256.txt", {name for name in self._infos if name.startswith("data/")}),
            (
                "tagmanifest-sha256.txt",
                {name for name in self._infos if not name.startswith("data/")} - {"tagmanifest-sha256.txt"},
            ),
        ):
            if manifest not in self._infos:
                wrong.append(f"{manifest}: missing")
                continue
            try:
                listed = self._manifest(manifest)
            except ValueError as why:
                wrong.append(f"{why}: not a line of a manifest")
                continue
            wrong += [f"{name}: listed in {manifest}, not in the bundle" for name in sorted(listed.keys() - wanted)]
            wrong += [f"{name}: not listed in {manifest}" for name in sorted(wanted - listed.keys())]
            wrong += [
                f"{name}: differs from {manifest}"
                for name in sorted(listed.keys() & wanted)
                if self.sha256(name).hex() != listed[name]
            ]
        return wrong


def open_bag(source: bytes | BinaryIO) -> Bag:
    """The bag of a bundle. Raises `Unusable` or `Trap`."""
    return Bag(io.BytesIO(source) if isinstance(source, bytes) else source)
