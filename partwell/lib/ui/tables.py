"""What a table could not bring in, and why a file can't be read as one; `lib.sheets` reads it.

The rows that were not taken are kept for a day, sealed like every file, for whoever brought them: a file with the
reasons, that can be mended and brought again. No row refers to it, so the sweep of files takes it away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.files.models import Blob
from partwell.lib.refusal import NotVisible
from partwell.lib.sheets import BadSheet, Fault, Row, left_of

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME = "未导入的行.xlsx"
SHOWN = 200
"""Faults listed on a page; the file holds all of them."""
_SALT = "tables.left"


def sentence(why: BadSheet) -> str:
    """The reason, and how to mend it."""
    return {
        "not_a_table": _("This is no Excel or CSV table. Save it as .xlsx and upload it again."),
        "too_big": _("This table is too big."),
        "too_many_rows": _("At most %(n)s rows at once. Split the table."),
        "no_header": _("The first row has none of the headings that are asked for. Use the sheet to fill in."),
        "column": _("The column “%(n)s” is missing. Use the sheet to fill in."),
    }[why.code] % {"n": why.detail}


@dataclass(frozen=True, slots=True)
class Left:
    """Rows that were not taken, for `ui/left_rows.html`: their faults in the order of the file, and the download."""

    faults: tuple[Fault, ...]
    address: str
    kept: bool = False
    """Whether the list stays on the page; otherwise the file is there for a day."""

    @property
    def shown(self) -> tuple[Fault, ...]:
        """The faults a page lists."""
        return self.faults[:SHOWN]

    @property
    def rows(self) -> int:
        """How many rows were not taken; one may have several faults."""
        return len({one.row for one in self.faults})


def left(title: str, rows: Sequence[Row], faults: Sequence[Fault], *, by: Actor, now: datetime) -> Left | None:
    """Keep the rows that were not taken for a day, for whoever brought them; None where every row was taken."""
    if not faults:
        return None
    blob = store.put(left_of(title, rows, faults), name=NAME, company=by.company, now=now, allowed=("xlsx",))
    token = signing.dumps([str(blob.uid), by.pid], salt=_SALT)
    ordered = tuple(sorted(faults, key=lambda one: one.row))
    return Left(ordered, reverse("people:left_rows", args=[token]))


def left_file(token: str, *, by: Actor) -> bytes:
    """The file of rows that were not taken, for whoever brought the table. Raises NotVisible."""
    try:
        uid, pid = signing.loads(token, salt=_SALT, max_age=store.ORPHAN_AGE)
    except signing.BadSignature:
        raise NotVisible from None
    blob = Blob.objects.filter(uid=uid, company=by.company).first() if pid == by.pid else None
    if blob is None:
        raise NotVisible
    return store.content(blob)
