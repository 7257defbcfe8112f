"""One signature into one PDF: room is made in a child process, the key's holder signs, the gap is filled.

CMS and PDF structure are pyHanko's. What a time-stamp authority says comes in through `stamp`, a function from a
query to its answer, so that nothing here knows a network.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from partwell.lib.isolated import ChildFailed, run_warm

from .providers import Provider

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
        "reserve": 2 * (RESERVE_STAMPED if stamp else RESERVE),
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
    try:
        cms = _cms(provider, bytes.fromhex(where["digest"]), stamp)
    except (OSError, ValueError) as why:
        raise CannotSign(f"{type(why).__name__}: {why}") from why
    start, end = where["start"] + 1, where["end"] - 1
    filled = cms.hex().encode()
    if len(filled) > end - start or prepared[start:end].strip(b"0"):
        raise CannotSign("the signature does not fit into the room made for it")
    return prepared[:start] + filled.ljust(end - start, b"0") + prepared[end:]


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
            return bytes(256) if dry_run else self._provider.sign(data)

    class Asked(TimeStamper):
        """A time-stamp authority that is asked through a function."""

        def __init__(self, ask: AskAuthority) -> None:
            super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
            self._ask = ask

        async def async_request_tsa_response(self, req: Any) -> Any:
            return tsp.TimeStampResp.load(self._ask(req.dump()))

    return Held, Asked
