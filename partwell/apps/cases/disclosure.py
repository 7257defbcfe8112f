"""Who is given what of a case: the contents that are withheld from each kind of reader.

Bodies of entries hold no personal data and always go along (except to the next employer, who gets an excerpt), so
nothing can be left out unseen. What is withheld is content and files, listed in the bundle.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from partwell.apps.evidence.bundle import Disclosure
from partwell.apps.evidence.queries import OpenEntry
from partwell.apps.notices import queries as notices
from partwell.core.process.template import Item, Template
from partwell.lib import registry
from partwell.lib.refusal import BadInput

from .models import Case

READERS = ("arbitrator", "inspector", "employee", "next_employer", "chosen", "whole")
CERTIFICATE = "certificate"
ENDED = ("document.replaced", "document.withdrawn")
_INSIDE = ("ground", "decide")
"""Phases in which the company makes up its mind; the employee reads what came of it."""


def reader_title(reader: str) -> str:
    """For whom a bundle is, in the reader's language."""
    return {
        "whole": _("the whole file"),
        "arbitrator": _("arbitration, court"),
        "inspector": _("labor inspection"),
        "employee": _("the employee"),
        "next_employer": _("the next employer"),
        "chosen": _("own choice"),
    }[reader]


def disclosure(
    case: Case,
    template: Template,
    entries: Sequence[OpenEntry],
    reader: str,
    *,
    purpose: str = "",
    chosen: Iterable[int] = (),
) -> Disclosure:
    """What this reader gets. `chosen` are the numbers of the entries to disclose when reader is "chosen".

    Raises BadInput for an unknown reader, and when nothing was chosen.
    """
    if reader not in READERS:
        raise BadInput({"reader": _("Choose for whom the bundle is.")}, code="no_reader")
    if reader == "next_employer":
        # Entries of the paper itself name no template, which would say what kind of separation it was.
        about = [one for one in entries if _speaks_of(one, CERTIFICATE)]
        papers = [one for one in about if one.type.startswith("document.")]
        # One that was replaced or taken back says what no longer holds, or what the next employer need not know.
        ended = {one.payload["document"] for one in papers if one.payload and one.type in ENDED}
        papers = [one for one in papers if one.payload and one.payload["document"] not in ended]
        about = papers if ended else about
        only = frozenset(one.eid for one in papers or about)
        if not only:
            raise BadInput({"reader": _("No certificate has been issued in this case yet.")}, code="no_certificate")
        return Disclosure(reader, purpose, frozenset(), only)
    if reader == "chosen":
        wanted = set(chosen)
        if not wanted & {one.stream_seq for one in entries}:
            raise BadInput({"entries": _("Choose at least one entry.")}, code="nothing_chosen")
        return Disclosure(reader, purpose, frozenset(one.eid for one in entries if one.stream_seq not in wanted))
    hidden = frozenset(one.eid for one in entries if _is_hidden(case, template, one, reader))
    return Disclosure(reader, purpose, hidden)


def _speaks_of(entry: OpenEntry, kind: str) -> bool:
    """Whether an entry is about a paper of this kind, or attaches proof of it alone."""
    payload = entry.payload or {}
    if entry.type.startswith("document."):
        return bool(payload.get("kind") == kind)
    names = {Item.parse(one["item"]).name.removesuffix("_receipt") for one in payload.get("attached", ())}
    return entry.type in ("step.done", "step.attached") and names == {kind}


def _is_hidden(case: Case, template: Template, entry: OpenEntry, reader: str) -> bool:
    if entry.payload is None:
        return False
    step = next((one for one in template.steps if one.key == entry.payload.get("step")), None)
    if reader == "inspector":
        # Help that was offered or asked for is nobody's business but the employee's.
        return step is not None and step.phase == "humane"
    if reader != "employee":
        return False
    own = entry.actor == str(case.employee.uid)
    if own:
        return False
    if entry.type.startswith("document."):
        kind = registry.kinds("documents").get(entry.payload.get("kind", ""))
        return kind is not None and not kind.to_employee
    if entry.type.startswith("notice."):
        return notices.is_for_staff(str(entry.payload.get("template", "")))
    if entry.type == "case.refused" or entry.type.startswith("hold."):
        return True
    if step is None:
        return False
    return step.phase in _INSIDE and "employee" not in step.who and not step.owed_to and not step.duty


def withheld(disclosed: Disclosure, entries: Sequence[OpenEntry]) -> list[int]:
    """Numbers of the entries whose content is left out."""
    left: set[UUID] = set(disclosed.hidden)
    if disclosed.only is not None:
        left |= {one.eid for one in entries if one.eid not in disclosed.only}
    return [one.stream_seq for one in entries if one.eid in left]
