"""One signature into one PDF: room is made in a child process, the key's holder signs, the gap is filled.

CMS and PDF structure are pyHanko's. What a time-stamp authority says comes in through `stamp`, a function from a
query to its answer, so that nothing here knows a network.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from partwell.lib.isolated import ChildFailed, run_warm

from .providers import Provider, verify

_CHILD = Path(__file__).with_name("prepare_child.py")
SECONDS = 30
RESERVE, RESERVE_STAMPED = 8_192, 24_576
"""Bytes kept free for the CMS, in hex; a time stamp brings its certificates along."""

AskAuthority = Callable[[bytes], bytes]
"""A TimeStampReq in, a TimeStampResp out. Raises OSError or ValueError when there is none to be had."""


class CannotSign(Exception):
    """No signature was made; the file is as it was."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and as what a signature shows. Without a picture it shows nowhere.

    `find` is a text of the paper the field stands beside, by `box` (left, bottom, width, height in points from where
    the text begins); where it is not found, the box is counted from `corner` of page `page`.
    """

    field: str
    words: str = ""
    picture: bytes = b""
    find: str = ""
    box: tuple[int, int, int, int] = (0, 0, 120, 60)
    page: int = -1
    corner: tuple[int, int] = (400, 120)
    clear: bool = False
    """Whether the picture keeps its transparency: a seal lies over text."""


@dataclass(slots=True)
class _Once:
    """A provider that is asked for one signature at most: a licensed authority's key may be good for no second one."""

    provider: Provider
    made: tuple[bytes, bytes] | None = None
    """What was signed, and the signature."""

    @property
    def certificate(self) -> bytes:
        """The certificate, DER."""
        return self.provider.certificate

    @property
    def chain(self) -> Sequence[bytes]:
        """Certificates above it, DER."""
        return self.provider.chain

    @property
    def kept(self) -> str:
        """By whom the private key is held."""
        return self.provider.kept

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`; what was signed before is not asked for again."""
        if self.made is None or self.made[0] != data:
            self.made = data, self.provider.sign(data)
        return self.made[1]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A PDF with room for one signature, and the digest of all that is outside of the room."""

    pdf: bytes
    start: int
    end: int
    digest: bytes

    def filled(self, cms: bytes) -> bytes:
        """The PDF with the signature in its room. Raises `CannotSign`."""
        filled = cms.hex().encode()
        if len(filled) > self.end - self.start or self.pdf[self.start : self.end].strip(b"0"):
            raise CannotSign("the signature does not fit into the room made for it")
        return self.pdf[: self.start] + filled.ljust(self.end - self.start, b"0") + self.pdf[self.end :]


def sign(
    pdf: bytes,
    provider: Provider,
    place: Place,
    *,
    reason: str,
    name: str,
    at: datetime,
    stamp: AskAuthority | None = None,
) -> bytes:
    """The PDF with one more PAdES signature: B-B, or B-T with the authority's time stamp. Raises `CannotSign`."""
    room = _prepare(pdf, place, reason=reason, name=name, at=at, reserve=RESERVE_STAMPED if stamp else RESERVE)
    try:
        return room.filled(_cms(provider, room.digest, stamp))
    except (OSError, ValueError) as why:
        raise CannotSign(f"{type(why).__name__}: {why}") from why


def sign_stamped_or_not(
    pdf: bytes, provider: Provider, place: Place, *, reason: str, name: str, at: datetime, stamp: AskAuthority
) -> tuple[bytes, str]:
    """As `sign` with a time stamp; where none is to be had, the very same signature without, and why.

    The time stamp comes after the signature, and a licensed authority's key may be good for one signature only.
    """
    room, once = _prepare(pdf, place, reason=reason, name=name, at=at, reserve=RESERVE_STAMPED), _Once(provider)
    try:
        return room.filled(_cms(once, room.digest, stamp)), ""
    except (OSError, ValueError, CannotSign) as why:
        told = f"{type(why).__name__}: {why}"
        if once.made is None:
            raise CannotSign(told) from why
    return room.filled(_cms(once, room.digest, None)), told


def _prepare(pdf: bytes, place: Place, *, reason: str, name: str, at: datetime, reserve: int) -> _Prepared:
    """Make room for a signature, in a process that is given no key. Raises `CannotSign`."""
    asked = {
        "pdf": len(pdf),
        "image": len(place.picture),
        "field": place.field,
        "words": place.words or place.field,
        "page": place.page,
        "corner": place.corner,
        "box": place.box,
        "find": place.find,
        "clear": place.clear,
        "reason": reason,
        "name": name,
        "at": at.isoformat(),
        "reserve": 2 * reserve,
    }
    try:
        answer = run_warm(_CHILD, json.dumps(asked).encode() + b"\n" + pdf + place.picture, seconds=SECONDS)
    except ChildFailed as why:
        raise CannotSign(str(why)) from None
    head, _, body = answer.partition(b"\n")
    if head != b"ok":
        raise CannotSign(body.decode(errors="replace")[:300])
    line, _, prepared = body.partition(b"\n")
    where = json.loads(line)
    return _Prepared(prepared, where["start"] + 1, where["end"] - 1, bytes.fromhex(where["digest"]))


def _cms(provider: Provider, digest: bytes, stamp: AskAuthority | None) -> bytes:
    """The CMS over a document digest, with the provider's signature and, with `stamp`, a time stamp over it."""
    signer, authority_of = held(provider), _classes()[1]
    timestamper = authority_of(stamp) if stamp else None
    made = _finished(signer.async_sign(digest, digest_algorithm="sha256", use_pades=True, timestamper=timestamper))
    return bytes(made.dump())


def held(provider: Provider) -> Any:
    """pyHanko's signer for the key a provider holds."""
    return _classes()[0](provider)


def _finished(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine, in a thread of its own: the caller's may have an event loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@cache
def _classes() -> tuple[Any, Any]:
    """pyHanko's base classes filled with our key and our way to the authority; imported on first use, it is large."""
    from asn1crypto import tsp, x509
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Held(Signer):
        """A signer whose key is an object somebody holds: nothing is parsed for a signature."""

        def __init__(self, provider: Provider) -> None:
            certificate = x509.Certificate.load(provider.certificate)
            store = SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]
                [x509.Certificate.load(one) for one in provider.chain]
            )
            super().__init__(signing_cert=certificate, cert_registry=store)
            self._provider = provider

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002
            if digest_algorithm != "sha256":
                raise ValueError(digest_algorithm)
            if dry_run:
                return bytes(256)
            signature = self._provider.sign(data)
            # A token or a file may hold a key beside the certificate of another: that signature would prove nothing.
            verify(self._provider.certificate, signature, data)
            return signature

    class Asked(TimeStamper):
        """A time-stamp authority that is asked through a function."""

        def __init__(self, ask: AskAuthority) -> None:
            super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
            self._ask = ask

        async def async_request_tsa_response(self, req: Any) -> Any:
            return tsp.TimeStampResp.load(self._ask(req.dump()))

    return Held, Asked
