"""Give checkpoints of the log to the outside: time stamps of RFC 3161, mail, files; and tell how far it is anchored.

Under a checkpoint that somebody outside keeps, nothing before it can be changed unseen. What came after the newest one
is vouched for by this installation alone, so its age is told wherever evidence is shown.
"""

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from cryptography import x509
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from partwell.lib import registry
from partwell.verifier import stamp

from . import queries
from .models import Anchor, Checkpoint, Entry, Log, Node, Pending

SECONDS, PATIENCE = 20, 6
"""How long an authority is waited for: by a job, and while a person waits for the signature to be made."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the logs of a company are anchored outside. `at` is the authority's time; None: never."""

    set_up: bool
    at: datetime | None
    size: int
    waiting: int
    """Entries that no time stamp covers."""
    oldest: datetime | None
    """When the oldest of those was written."""
    copies: tuple[tuple[str, str, datetime], ...] = ()
    """(kind, target, when) of the newest copy each receiver outside got."""


def waits_since(eid: object) -> datetime | None:
    """When an entry was written that has no place in the tree yet; None when it has one."""
    placed = Node.objects.filter(entry__eid=eid)
    return None if placed.exists() else Entry.objects.values_list("at", flat=True).get(eid=eid)


def _newest(log: int) -> Checkpoint | None:
    return Checkpoint.objects.filter(log=log).order_by("-size").first()


def roots() -> list[x509.Certificate]:
    """The root certificates of the authorities that are set up. Raises OSError, ValueError."""
    return stamp.certificates(Path(settings.TSA_ROOTS).read_bytes()) if settings.TSA_ROOTS else []


def holds(anchor: Anchor, known: Sequence[x509.Certificate]) -> bool:
    """Whether a reader who is given these roots finds the time stamp of an anchor to hold."""
    note = queries.note_at(anchor.log_id, anchor.size).encode()
    try:
        stamp.check(bytes(anchor.token or b""), note, known)
    except stamp.NoStamp:
        return False
    return True


def problem() -> str:
    """What is wrong with the settings of anchoring; "" when nothing is."""
    if not settings.TSA:
        return ""
    for address in settings.TSA:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return "PARTWELL_TSA is a list of http:// or https:// addresses, separated by commas"
    try:
        found = roots()
    except (OSError, ValueError) as why:
        return f"PARTWELL_TSA_ROOTS cannot be read: {type(why).__name__}"
    return "" if found else "PARTWELL_TSA needs PARTWELL_TSA_ROOTS, the root certificates of these authorities"


def unstamped() -> list[tuple[int, int]]:
    """(log, size) of every log that grew since its last time stamp."""
    if not settings.TSA:
        return []
    done = dict(
        Anchor.objects.filter(kind=Anchor.Kind.RFC3161)
        .values_list("log")
        .annotate(most=Max("size"))
        .values_list("log", "most")
    )
    heads = Checkpoint.objects.values_list("log").annotate(most=Max("size")).values_list("log", "most")
    return [(log, size) for log, size in heads if done.get(log, 0) < size]


def ungiven() -> list[tuple[int, int, str, str]]:
    """(log, size, kind, target) of every checkpoint that a receiver outside has not got yet."""
    targets = [("mail", address) for address in settings.ANCHOR_MAIL]
    targets += [("file", "drop")] if settings.ANCHOR_DROP else []
    heads = Checkpoint.objects.values_list("log").annotate(most=Max("size")).values_list("log", "most")
    given = set(Anchor.objects.exclude(kind=Anchor.Kind.RFC3161).values_list("log", "size", "kind", "target"))
    return [
        (log, size, kind, target)
        for log, size in heads
        for kind, target in targets
        if (log, size, kind, target) not in given
    ]


def stamp_all(log: int, now: datetime, *, seconds: float = SECONDS) -> list[str]:
    """A time stamp over the newest checkpoint from each authority that has not given one; what failed, by host."""
    import httpx  # late: a sixth of the time every start of the program took

    head = _newest(log)
    if head is None:
        return []
    failed = []
    for address in settings.TSA:
        host = (urlsplit(address).hostname or "")[:200]
        if Anchor.objects.filter(log=log, size=head.size, kind=Anchor.Kind.RFC3161, target=host).exists():
            continue
        try:
            token, found = request(address, head.note.encode(), seconds)
        except (httpx.HTTPError, stamp.NoStamp, OSError) as why:
            failed.append(f"{host}: {type(why).__name__}")
            continue
        _keep(log, head.size, "rfc3161", host, found.at, now, token=token, sha256=bytes.fromhex(found.sha256))
    return failed


def request(address: str, message: bytes, seconds: float = SECONDS) -> tuple[bytes, stamp.Stamp]:
    """The token of one authority over a message, checked before it is believed.

    Raises httpx.HTTPError, `NoStamp`, OSError.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True)
    query = asked.build()
    token = _asked(address, query.as_bytes(), seconds)
    return token, stamp.check(token, message, roots(), nonce=query.nonce)


def ask(query: bytes) -> bytes:
    """The answer of the first authority that gives one to a TimeStampReq. Raises OSError, ValueError."""
    import httpx

    failed: list[str] = []
    for address in settings.TSA:
        try:
            return _asked(address, query, PATIENCE)
        except (httpx.HTTPError, stamp.NoStamp, OSError) as why:
            failed.append(f"{urlsplit(address).hostname}: {type(why).__name__}")
    raise OSError("; ".join(failed) or "no time-stamp authority is set")


def _asked(address: str, query: bytes, seconds: float) -> bytes:
    """What an authority answers. Raises httpx.HTTPError, `NoStamp`, OSError."""
    import httpx

    parts = urlsplit(address)
    auth = httpx.BasicAuth(parts.username, parts.password or "") if parts.username else None
    plain = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    token = b""
    # No proxy from the environment and no redirect: the request goes where the settings say, or nowhere.
    with (
        httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False, auth=auth) as client,
        client.stream("POST", plain, content=query, headers=headers) as response,
    ):
        response.raise_for_status()
        for chunk in response.iter_bytes():
            token += chunk
            if len(token) > stamp.MAX_TOKEN_BYTES:
                raise stamp.NoStamp("too long")
    return token


def _keep(log: int, size: int, kind: str, target: str, at: datetime, now: datetime, **token: Any) -> None:
    """Keep what was given away; twice the same is once."""
    if Anchor.objects.filter(log=log, size=size, kind=kind, target=target).exists():
        return
    with suppress(IntegrityError), transaction.atomic():  # two workers at the same moment
        Anchor.objects.create(log_id=log, size=size, kind=kind, target=target, at=at, made_at=now, **token)


def give_away(log: int, size: int, kind: str, target: str, now: datetime) -> str:
    """Mail a checkpoint or write it to the folder; why it did not work, "" when it did."""
    head = Checkpoint.objects.select_related("log").get(log=log, size=size)
    why = str(registry.service("mail_text")(target, *_letter(head), now=now)) if kind == "mail" else _drop(head)
    if not why:
        _keep(log, size, kind, target, now, now)
    return why


def file_name(head: Checkpoint) -> str:
    """Name of a checkpoint as a file: log and size."""
    return re.sub(r"[^0-9A-Za-z]+", "-", head.log.origin) + f"-{head.size:09d}.checkpoint"


def _drop(head: Checkpoint) -> str:
    folder = Path(settings.ANCHOR_DROP)
    try:
        part = folder / f".{file_name(head)}.part"
        with part.open("wb") as file:
            file.write(head.note.encode())
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / file_name(head))
    except OSError as why:
        return f"the folder of PARTWELL_ANCHOR_DROP: {type(why).__name__}"
    return ""


def _letter(head: Checkpoint) -> tuple[str, str]:
    """Subject and text of the mail that carries a checkpoint."""
    text = (
        "请保存本邮件。下面的文字是一个检查点：它能证明此前的存证记录后来有没有被改动。核验时与证据包一起放入核验程序。\n"
        "Please keep this mail. The text below is a checkpoint of an evidence log: with it anyone can show whether\n"
        "the entries before it were changed later. Save it as a file and give it to the verifier with a bundle.\n\n"
    )
    return f"检查点 Checkpoint {head.log.origin} {head.size}", text + head.note


def state(company: int | None) -> State:
    """How far a company's logs are anchored."""
    logs = list(Log.objects.filter(company=company).order_by("pk"))
    newest = Anchor.objects.filter(log__in=logs, kind=Anchor.Kind.RFC3161).order_by("-at").first()
    waiting, oldest = 0, None
    for log in logs:
        covered = Anchor.objects.filter(log=log, kind=Anchor.Kind.RFC3161).aggregate(most=Max("size"))["most"] or 0
        nodes = Node.objects.filter(log=log, level=0, index__gte=covered)
        count = nodes.count()
        if count:
            waiting += count
            first = nodes.order_by("index").values_list("entry__at", flat=True).first()
            oldest = min(oldest, first) if oldest and first else first or oldest
    waiting += Entry.objects.filter(log__in=logs, pending__isnull=False).count()
    copies = (
        Anchor.objects.filter(log__in=logs)
        .exclude(kind=Anchor.Kind.RFC3161)
        .values_list("kind", "target")
        .annotate(newest=Max("at"))
        .order_by("kind", "target")
    )
    return State(
        bool(settings.TSA), newest.at if newest else None, newest.size if newest else 0, waiting, oldest, tuple(copies)
    )


def newest(company: int | None, limit: int = 100) -> list[Anchor]:
    """What a company's logs gave outside, newest first."""
    return list(Anchor.objects.filter(log__company=company).select_related("log").order_by("-at", "-pk")[:limit])


LATE, BEHIND = timedelta(hours=2), timedelta(minutes=1)
"""How long entries may lie without a time stamp, and without a place in the tree, before somebody is told."""


def late(now: datetime) -> list[tuple[str, datetime]]:
    """(log, time of its oldest entry that no time stamp covers) where that is too long ago."""
    found = []
    for pk, _size in unstamped():
        log = Log.objects.get(pk=pk)
        covered = Anchor.objects.filter(log=log, kind=Anchor.Kind.RFC3161).aggregate(most=Max("size"))["most"] or 0
        first = Node.objects.filter(log=log, level=0, index=covered).values_list("entry__at", flat=True).first()
        if first is not None and first < now - LATE:
            found.append((log.origin, first))
    return found


def behind(now: datetime) -> int:
    """Entries that have waited too long for their place in the tree; PostgreSQL alone makes entries wait."""
    return Pending.objects.filter(entry__at__lt=now - BEHIND).count()
