"""Take a case out: its bundle for one reader, with all entries, what that reader may see, and the proof of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from partwell.apps.evidence import queries as log
from partwell.apps.evidence.bundle import About, Written, export
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotVisible, Refused

from . import casefile, exhibit, queries, standing, store
from .disclosure import disclosure
from .models import Case, CaseMigration

MAX_PURPOSE = 200


def export_case(
    uid: object,
    out: BinaryIO,
    *,
    by: Actor,
    now: datetime,
    reader: str = "whole",
    purpose: str = "",
    chosen: Iterable[int] = (),
) -> str:
    """Write the bundle of a case to a seekable binary file and record that it was taken out; its file name.

    `reader` decides what is withheld (`disclosure`), `purpose` says what for and is kept in the log.
    Raises NotVisible, NotAllowed for who may know of the case but not read all of it, and BadInput.
    """
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("Only HR, legal and the owner may take out a whole case file."))
    return _export(case, out, by=by, now=now, reader=reader, purpose=_purpose(purpose), chosen=chosen)


def export_own(by: Actor, out: BinaryIO, *, now: datetime) -> str:
    """The employee's own file: everything that concerns the person, of the newest own case. Raises NotVisible."""
    case = queries.own_case(by)
    if case is None:
        raise NotVisible
    return _export(case, out, by=by, now=now, reader="employee", purpose="", chosen=())


def _purpose(text: str) -> str:
    kept = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(kept) > MAX_PURPOSE:
        raise BadInput({"purpose": _("At most %(n)s characters.") % {"n": MAX_PURPOSE}})
    return kept


def _export(
    case: Case, out: BinaryIO, *, by: Actor, now: datetime, reader: str, purpose: str, chosen: Iterable[int]
) -> str:
    loaded = store.load(case)
    entries = log.entries(case.stream)
    disclosed = disclosure(case, loaded.template, entries, reader, purpose=purpose, chosen=chosen)
    hidden = disclosed.hidden
    shown = [one for one in entries if one.eid not in hidden and (disclosed.only is None or one.eid in disclosed.only)]
    names = queries.people_of(case, loaded, shown)
    if reader != "whole":
        # Only who acted in what this reader sees; a name is personal data as well.
        acted = {one.actor for one in shown} | {str(case.employee.uid)}
        names = {pid: name for pid, name in names.items() if pid in acted}
    facts = {"case": str(case.uid), "employee": case.employee.name, "people": {**names, by.pid: by.name}}
    if disclosed.only is None:
        # Why the person left is nothing that the reader of an excerpt needs to know.
        facts |= {
            "separation_type": case.separation_type,
            "template": f"{case.template.key} {case.template.number}",
            "state": case.state,
        }
    about = About(number=case.number, company=case.company.name, facts=facts)

    def page(written: Written) -> bytes:
        # Exhibit and list are papers for Chinese authorities, whatever language the clerk reads.
        with override("zh-hans"):
            return exhibit.render(case, about, written, casefile.evidence_list(loaded, entries), now)

    try:
        export(
            case.stream,
            out,
            by=by,
            now=now,
            about=about,
            template=None if disclosed.only is not None else case.template.body,
            earlier=[] if disclosed.only is not None else _earlier(case),
            disclosure=disclosed,
            exhibit=page,
        )
    except log.NotIntegrated:
        raise Refused(
            _("The file can't be made yet: the log is waiting for its signature. Nothing is lost. Please try again."),
            code="not_ready",
        ) from None
    return f"partwell-{case.number}.zip"


def _earlier(case: Case) -> list[dict[str, Any]]:
    """The versions the case followed before the one it follows now."""
    moves = CaseMigration.objects.filter(case=case, choice="now").select_related("from_version").order_by("pk")
    bodies = {one.from_version.sha256: one.from_version.body for one in moves}
    return [body for sha256, body in bodies.items() if sha256 != case.template.sha256]
