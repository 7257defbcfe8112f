"""Put a file away and get it back. The three verbs of uploads and of papers the program makes.

Order of an act with a file: `put` first (recognize, encrypt, write, sync, rename), then the transaction that refers
to the row. When the act is refused, the bytes are an orphan and `sweep` removes them. A row that needs a file MUST
hold it by a foreign key to `files.Blob`: that is how the sweep knows.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ForeignObjectRel
from django.http import HttpResponse
from django.utils.translation import gettext as _

from partwell.lib.keys.fields import derived, look_up
from partwell.lib.keys.keyring import SEALED_MORE, seal, unseal
from partwell.lib.refusal import BadInput, Refused

from .content import ALL, MEDIA, recognize
from .folder import FolderStore, Store
from .models import Blob
from .names import safe_name

MAX_BYTES = 20 * 1024 * 1024
ORPHAN_AGE = timedelta(days=1)


@lru_cache(maxsize=4)
def _folder(root: Any) -> Store:
    return FolderStore(root)


def store() -> Store:
    """The store of this installation."""
    return _folder(settings.FILES_DIR)


def _address(company: int | None, digest: bytes) -> str:
    """HMAC of company and content: equal files of one company are kept once, other companies' are not comparable."""
    return look_up("file", f"{company or 0}:{digest.hex()}").hex()


def stage(
    content: bytes,
    *,
    name: str,
    company: int | None,
    now: datetime,
    allowed: tuple[str, ...] = ALL,
    made_here: bool = False,
) -> Blob:
    """Write `content` sealed and durably, and return its row unsaved; the caller saves it in its transaction.

    `made_here` marks bytes the program itself made a moment ago: their type is still recognized, but they are not
    searched for active content again. Raises `BadInput` on field "file".
    """
    check_size(len(content))
    extension = "pdf" if made_here and content.startswith(b"%PDF-") else recognize(content, allowed=allowed)
    digest = hashlib.sha256(content).digest()
    address = _address(company, digest)
    store().write(address, lambda: seal(derived("file"), content, bound_to=f"file:{address}"))
    blob = Blob(
        company_id=company, address=address, sha256=digest, size=len(content), media=MEDIA[extension], created_at=now
    )
    blob.name = safe_name(name, extension)
    return blob


def put(content: bytes, *, name: str, company: int | None, now: datetime, allowed: tuple[str, ...] = ALL) -> Blob:
    """Keep a file that came from outside, before the transaction that refers to it. Raises `BadInput` on "file"."""
    blob = stage(content, name=name, company=company, now=now, allowed=allowed)
    blob.save()
    return blob


def put_upload(
    upload: "UploadedFile[Any] | None",
    *,
    company: int | None,
    now: datetime,
    allowed: tuple[str, ...] = ALL,
    field: str = "file",
) -> Blob:
    """Keep the file of a form. A missing, empty or too big file is refused before its bytes are read."""
    try:
        if upload is None:
            raise BadInput({"file": _("Choose a file.")}, code="no_file")
        check_size(upload.size or 0)
        return put(upload.read(), name=upload.name or "", company=company, now=now, allowed=allowed)
    except BadInput as refusal:
        if field == "file":
            raise
        raise BadInput({field: refusal.fields["file"]}, code=refusal.code) from None


def kept(uid: UUID | str, *, company: int | None, field: str = "file") -> Blob:
    """A file stored before in the same company, by its uid. Raises BadInput."""
    blob = Blob.objects.filter(uid=uid, company=company).first()
    if blob is None:
        raise BadInput({field: _("There is no such file.")})
    return blob


def check_size(size: int) -> None:
    """Refuse an empty file and one above 20 MB, with its size in the sentence."""
    if size == 0:
        raise BadInput({"file": _("This file is empty.")}, code="empty")
    if size > MAX_BYTES:
        megabytes = -(-size // (1024 * 1024))
        sentence = _("This file has %(size)s MB; at most 20 MB are accepted. Make it smaller or split it.")
        raise BadInput({"file": sentence % {"size": megabytes}}, code="too_big")


def content(blob: Blob) -> bytes:
    """The bytes of a stored file.

    Raises `CannotOpen` when they were changed, FileNotFoundError when they are gone, Refused when lawfully erased.
    """
    if blob.address.startswith("erased:"):
        raise Refused(_("This file was lawfully erased; its digest is left."), code="erased")
    return unseal(derived("file"), store().read(blob.address), bound_to=f"file:{blob.address}")


def serve(blob: Blob, *, name: str = "") -> HttpResponse:
    """The file as a download that no browser shows, guesses at or keeps. The caller has checked access."""
    return download(content(blob), media=blob.media, name=name or blob.name)


def download(content: bytes, *, media: str, name: str, extra: Mapping[str, str] | None = None) -> HttpResponse:
    """Bytes as an attachment: `nosniff`, `no-store`, a name that older browsers understand too."""
    response = HttpResponse(content, content_type=media)
    plain = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "").strip(" .") or "file"
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    for key, value in (extra or {}).items():
        response[key] = value
    return response


def lost() -> list[Blob]:
    """Files whose bytes are gone, or are fewer or more than were kept. No file is read: that would take hours."""
    rows = Blob.objects.exclude(address__startswith="erased:").order_by("pk")
    odd = [row for row in rows.iterator() if store().length(row.address) != row.size + SEALED_MORE]
    # A sweep at this moment takes the row first and the bytes afterwards.
    there = set(Blob.objects.filter(pk__in=[row.pk for row in odd]).values_list("pk", "address"))
    return [row for row in odd if (row.pk, row.address) in there]


def sweep(now: datetime) -> int:
    """Remove files nobody refers to, a day after they were written; returns how many. Safe beside running acts.

    First rows of `Blob` that no foreign key points to, then bytes without a row.
    """
    before = now - ORPHAN_AGE
    rows = Blob.objects.filter(created_at__lt=before)
    for relation in Blob._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            key = relation.field.name
            held = relation.related_model._base_manager.filter(**{f"{key}__isnull": False})
            rows = rows.exclude(pk__in=held.values(key))
    rows.delete()
    gone = 0
    seconds = int(ORPHAN_AGE.total_seconds())
    for address in list(store().older_than(seconds)):
        if _is_kept(address):
            continue
        gone += store().discard(address, seconds, lambda a=address: _is_kept(a))  # type: ignore[misc]
    return gone


def forget(blob: Blob) -> None:
    """Remove a person's file for good once the transaction is committed, unless another row keeps the same bytes.

    The row stays for what points to it, without its name; who reads it is refused.
    """
    address = blob.address
    blob.name, blob.address = "", f"erased:{blob.uid.hex}"
    blob.save(update_fields=["name_sealed", "address"])
    transaction.on_commit(lambda: store().discard(address, 0, lambda: _is_kept(address)))


def _is_kept(address: str) -> bool:
    """Whether any row still stands for this address."""
    return Blob.objects.filter(address=address).exists()
