"""Read the bytes of a zip and of JSON so that no other program reads something else in them.

A zip says everything twice, in front of each member and in its directory, and programs differ in which they believe;
JSON may hold a key twice, and programs differ in which they take. Where two readings are possible, none is taken.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn


class Unusable(Exception):
    """The file is not a bundle at all."""


class Trap(Exception):
    """The zip is built so that two programs would read different things, or one would be flooded. Lists each place."""

    def __init__(self, places: list[str]) -> None:
        super().__init__("; ".join(places))
        self.places = places


_END = struct.Struct("<4s4H2LH")
_LISTED = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_MAX_COMMENT = 65535
_LOCATOR = 20
"""Length of what points to an end record of 64 bits; it stands right before the plain one."""
_NEWEST = 63
"""Version of the format above which a member may need what nobody here knows."""
_DESCRIBED = 0x8
"""Flag: size and sum stand behind the member and not in front of it."""
_OTHER_NAME, _LARGE = 0x7075, 0x0001
"""Extra fields that give a member a second name or a second size."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Member:
    """One line of the directory."""

    raw: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    extra: frozenset[int]

    @property
    def said(self) -> str:
        """Its name for a report."""
        return repr(self.raw.decode("utf-8", "replace"))


def check_zip(source: BinaryIO) -> None:
    """Refuse a zip that another program could read otherwise. Raises `Unusable`, `Trap`."""
    start, members = _directory(source)
    wrong = [place for member in members for place in _doubtful(source, member)]
    if not wrong:
        wrong = _order(source, members, start)
    if wrong:
        raise Trap(wrong)


def _read(source: BinaryIO, start: int, count: int) -> bytes:
    source.seek(start)
    return source.read(count)


def _directory(source: BinaryIO) -> tuple[int, list[_Member]]:
    """Where the directory begins, and its lines; the file ends with its end record. Raises `Unusable`."""
    length = source.seek(0, 2)
    longest = _LOCATOR + _END.size + _MAX_COMMENT
    tail = _read(source, max(0, length - longest), longest)
    at = len(tail) - _END.size
    while at >= 0:
        if tail[at : at + 4] == b"PK\5\6" and at + _END.size + _END.unpack_from(tail, at)[7] == len(tail):
            break
        at -= 1
    if at < 0:
        raise Unusable("not a zip file, or cut off")
    # Most programs take the last end record, fitting or not, and the 64-bit one where something points to it.
    if tail.find(b"PK\5\6", at + 1) >= 0:
        raise Unusable("a zip with two end records")
    if tail[max(0, at - _LOCATOR) : at].startswith(b"PK\6\7"):
        raise Unusable("a zip of the 64-bit kind")
    _sign, disk, first, here, count, size, start, _comment = _END.unpack_from(tail, at)
    if disk or first or here != count or start + size != length - len(tail) + at:
        raise Unusable("not a plain zip file: in parts, of the 64-bit kind, or with something before it")
    raw, place, found = _read(source, start, size), 0, list[_Member]()
    while place < size:
        if place + _LISTED.size > size or raw[place : place + 4] != b"PK\1\2":
            raise Unusable("the directory of the zip is damaged")
        line = _LISTED.unpack_from(raw, place)
        _sign, _by, needs, flags, method, _at, _day, crc, packed, full, name, extra, comment = line[:13]
        place += _LISTED.size
        if place + name + extra + comment > size or not name:
            raise Unusable("the directory of the zip is damaged")
        if needs > _NEWEST:
            raise Unusable(f"a zip of version {needs / 10}")
        fields = _fields(raw[place + name : place + name + extra])
        found.append(_Member(raw[place : place + name], flags, method, crc, packed, full, line[16], fields))
        place += name + extra + comment
    if len(found) != count:
        raise Unusable("the directory of the zip is damaged")
    return start, found


def _fields(raw: bytes) -> frozenset[int]:
    """Numbers of the extra fields. Raises `Unusable`."""
    found, at = set(), 0
    while at + 4 <= len(raw):
        number, size = struct.unpack_from("<2H", raw, at)
        at += 4 + size
        if at > len(raw):
            raise Unusable("the directory of the zip is damaged")
        found.add(number)
    return frozenset(found)


def _doubtful(source: BinaryIO, member: _Member) -> list[str]:
    """Where the front of a member does not say what the directory does."""
    found = []
    if b"\0" in member.raw:
        found.append("a name that ends early")
    if member.extra & {_OTHER_NAME, _LARGE}:
        found.append("a second name or size")
    front = _read(source, member.offset, _LOCAL.size)
    if len(front) < _LOCAL.size or front[:4] != b"PK\3\4":
        return [f"{member.said}: {why}" for why in [*found, "no file header"]]
    _sign, _needs, flags, method, _at, _day, crc, packed, size, name, _extra = _LOCAL.unpack(front)
    if _read(source, member.offset + _LOCAL.size, name) != member.raw:
        found.append("another name in the file header")
    pairs = ((crc, member.crc), (packed, member.packed), (size, member.size))
    same = all(said == listed or (flags & _DESCRIBED and said == 0) for said, listed in pairs)
    if (flags, method) != (member.flags, member.method) or not same:
        found.append("the file header says something else")
    if method == 0 and member.packed != member.size:
        found.append("stored in another size than its own")
    return [f"{member.said}: {why}" for why in found]


def _order(source: BinaryIO, members: list[_Member], start: int) -> list[str]:
    """Where members lie over each other or leave room for something the directory does not name."""
    at, behind = 0, {b""}
    for member in sorted(members, key=lambda one: one.offset):
        if not _follows(source, at, member.offset, behind):
            return [f"{member.said}: does not lie behind the one before it"]
        front = _LOCAL.unpack(_read(source, member.offset, _LOCAL.size))
        at = member.offset + _LOCAL.size + front[9] + front[10] + member.packed
        described = struct.pack("<3L", member.crc, member.packed, member.size)
        behind = {described, b"PK\7\x08" + described} if member.flags & _DESCRIBED else {b""}
    return [] if _follows(source, at, start, behind) else ["the directory does not lie behind the last file"]


def _follows(source: BinaryIO, at: int, next_: int, behind: set[bytes]) -> bool:
    """Whether nothing but one of these lies between the end of a member and what comes next."""
    return next_ - at in {len(one) for one in behind} and _read(source, at, next_ - at) in behind


def unpacked(source: BinaryIO, offset: int, method: int, packed: int) -> Iterator[bytes]:
    """The content of a member that `check_zip` let through, in pieces. Raises ValueError, `zlib.error`.

    What is packed must end where the member ends: a program that reads without the directory goes on from there.
    """
    front = _LOCAL.unpack(_read(source, offset, _LOCAL.size))
    source.seek(offset + _LOCAL.size + front[9] + front[10])
    inflate, left = zlib.decompressobj(-15), packed
    while left:
        raw = source.read(min(_CHUNK, left))
        if not raw:
            raise ValueError("cut off")
        left -= len(raw)
        if method == 0:
            yield raw
            continue
        while raw and not inflate.eof:
            yield inflate.decompress(raw, _CHUNK)
            raw = inflate.unconsumed_tail
        if inflate.eof and (left or inflate.unused_data):
            raise ValueError("something lies behind the end of what is packed")
    if method and not inflate.eof:
        raise ValueError("cut off")


# ---- JSON -----------------------------------------------------------------------------------------------------------

MAX_DEPTH, MAX_DIGITS = 100, 1000


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key} twice")
        found[key] = value
    return found


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError("a number too long")
    return int(text)


def _none(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")


_decode = json.JSONDecoder(object_pairs_hook=_once, parse_int=_integer, parse_constant=_none).decode


def read_json(text: str) -> Any:
    """The value of JSON in which every reader finds the same. Raises ValueError."""
    try:
        value = _decode(text)
    except RecursionError as why:
        raise ValueError("nested too deep") from why
    rest = [(value, 0)]
    while rest:
        one, depth = rest.pop()
        if depth > MAX_DEPTH:
            raise ValueError("nested too deep")
        if isinstance(one, dict | list):
            rest += [(inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one)]
    return value
