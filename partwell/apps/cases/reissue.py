"""A sealed certificate that is issued again, or taken back: a mistake, a loss, or an end that does not stand.

The step that issued it stays done, and nothing of the case is opened again. The new certificate is made from the
records as they are now, sealed and sent in one act; it names the old one, and whoever scans the old one's code reads
that it was replaced. Taken back without a new one is only what certifies an end that did not come about.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.documents import actions as documents
from partwell.apps.documents import queries as documents_of
from partwell.apps.notices import actions as notices
from partwell.apps.notices.actions import Outgoing
from partwell.core.process.state import StepView, derive
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store as files
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.requests.once import answered, once

from . import paper_sources, reminders, standing, store, values
from .models import Case

TAKES_BACK = ("hr_manager", "hr_director", "legal", "owner")
"""Who takes a certificate back: without one the person can't prove that the employment is over."""


@dataclass(frozen=True, slots=True)
class Again:
    """A sealed certificate as somebody is about to issue it again: its case, its step, whom its maker stands in for."""

    paper: Any
    case: Case
    view: StepView
    behalf: dict[str, str]
    may_issue: bool
    may_take_back: bool


def page(by: Actor, paper: object, now: datetime) -> Again:
    """What may be done with a sealed certificate. Raises NotVisible, NotAllowed, Refused where nothing may."""
    document = documents_of.document(by, str(paper))
    if document.case_uid is None or not documents_of.kind_of(document).publicly_checked:
        raise NotVisible
    case = standing.visible(by, document.case_uid)
    standing.require_others(by, case)
    view = derive(store.load(case).state, calendar()).get(document.step)
    if view is None:
        raise NotVisible
    who = standing.standing_on(by, case, [view.step], now.astimezone(SHANGHAI).date())
    seals, takes_back = bool(who.roles & set(view.step.who)), by.holds_on(case.path, *TAKES_BACK)
    if not seals and not takes_back:
        raise NotAllowed(_("A certificate is issued again by who sealed it, and taken back by HR management."))
    if document.state != document.State.ISSUED:
        raise Refused(_("This version was already replaced or withdrawn."), code="ended")
    if not documents_of.is_sealed(document):
        raise Refused(
            _("This certificate is not sealed yet. Make it anew on its step, then seal it there."), code="not_sealed"
        )
    documents_of.paper_of(document)  # an erased one is not issued again
    return Again(document, case, view, dict(who.behalf), seals, takes_back)


def offered(by: Actor, paper: Any, now: datetime) -> Again | None:
    """The page as it is offered to this person in a list of papers, or None."""
    try:
        return page(by, paper.uid, now)
    except (NotAllowed, NotVisible, Refused):
        return None


def issue(
    *,
    by: Actor,
    paper: object,
    reason: str,
    seal_number: str = "",
    upload: Any = None,
    stored: Any = None,
    electronic: bool = False,
    acknowledged: Collection[str] = (),
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Issue a sealed certificate again in one act: made from the records, sealed, sent; the old one is replaced.

    Raises NotVisible, NotAllowed, Refused, BadInput for a missing reason, seal or value, and Unacknowledged.
    """
    file = str(stored or (upload and [upload.name, upload.size]) or "")
    asked: dict[str, Any] = {"paper": str(paper), "reason": reason, "number": seal_number, "file": file}
    asked |= {"electronic": True} if electronic else {}
    asked |= {"acknowledged": sorted(acknowledged)} if acknowledged else {}
    if (before := answered(by, key, asked, "paper.reissue")) is not None:
        return before
    again = page(by, paper, now)
    if not again.may_issue:
        raise NotAllowed(_("A certificate is issued again by who sealed it, and taken back by HR management."))
    _say_all(reason, sealed=bool(seal_number.strip() or upload or stored or electronic))
    case, old = again.case, again.paper
    behalf = {role: (by.pid, pid) for role, pid in again.behalf.items()}
    found = values.collect(case, old.kind, again.view, now, None, behalf)
    rendered = documents.render(old.kind, {**found, "replaces_number": old.number}, company=case.company_id, now=now)
    scan = None
    if stored is not None:
        scan = files.kept(stored, company=case.company_id)
    elif upload is not None:
        scan = files.put_upload(upload, company=case.company_id, now=now)
    seal = None
    if electronic:
        seal = documents.prepare_seal(old, by=by, now=now, keeper=_keeper(by, again, now), instead=rendered)

    def do() -> dict[str, Any]:
        store.lock(by, case.uid)
        if scan is not None:
            scan.save()
        made = documents.replace(old, rendered, reason=reason, acknowledged=acknowledged, by=by, now=now)
        documents.seal(made, by=by, now=now, seal_number=seal_number, scan=scan, electronic=seal)
        notices.send_all(_told(again, made, "certificate_again", now), by=system(case.company_id), now=now)
        return {"paper": str(made.uid)}

    return once(by, key, "paper.reissue", asked, now, do)


def take_back(
    *,
    by: Actor,
    paper: object,
    reason: str,
    acknowledged: Collection[str] = (),
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Take a sealed certificate back without a new one: the end it certifies does not stand.

    Raises NotVisible, NotAllowed, Refused, BadInput for a missing reason, and Unacknowledged.
    """
    asked = {"paper": str(paper), "reason": reason, "acknowledged": sorted(acknowledged)}
    if (before := answered(by, key, asked, "paper.take_back")) is not None:
        return before
    again = page(by, paper, now)
    if not again.may_take_back:
        raise NotAllowed(_("A certificate is issued again by who sealed it, and taken back by HR management."))
    _say_all(reason, sealed=True)

    def do() -> dict[str, Any]:
        store.lock(by, again.case.uid)
        documents.withdraw(again.paper, reason=reason, acknowledged=acknowledged, by=by, now=now)
        told = _told(again, again.paper, "certificate_taken_back", now)
        notices.send_all(told, by=system(again.case.company_id), now=now)
        return {"paper": str(again.paper.uid)}

    return once(by, key, "paper.take_back", asked, now, do)


def _say_all(reason: str, *, sealed: bool) -> None:
    """Everything that is missing, at once."""
    wrong = {}
    if not reason.strip():
        wrong["reason"] = _("Write why; it is kept as proof.")
    if not sealed:
        wrong["number"] = _("Give the number of the seal book, or upload a scan of the stamped paper.")
    if wrong:
        raise BadInput(wrong)


def _keeper(by: Actor, again: Again, now: datetime) -> str:
    """Who puts the seal on, as it is printed: a deputy with whom he stands in for."""
    principal = next((again.behalf[role] for role in again.view.step.who if role in again.behalf), "")
    today = now.astimezone(SHANGHAI).date()
    return (principal and paper_sources.printed(again.case.company_id, by.pid, principal, today)) or by.name


def _told(again: Again, paper: Any, template: str, now: datetime) -> Sequence[Outgoing]:
    """The message to the person the certificate is about."""
    context = {"day": now.astimezone(SHANGHAI).date(), **reminders.contact(again.case)}
    return [
        Outgoing(
            template,
            context,
            key=f"{template}:{paper.uid}",
            to_employee=again.case.employee,
            stream=again.case.stream,
            link=f"/my/papers/{paper.uid}/",
            subject_uid=paper.uid,
            step=paper.step,
        )
    ]
