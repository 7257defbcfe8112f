"""What ties a case to others: an ended case it refers to, and the layoff it belongs to. Nothing is reopened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.core.process.batch import shared_steps
from partwell.core.process.template import Template
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, Refused

from . import standing
from .models import Batch, Case

REASON = 500


@dataclass(frozen=True, slots=True)
class Links:
    """What a new case refers to."""

    former: Case | None = None
    reason: str = ""
    batch: Batch | None = None

    def payload(self, template: Template) -> dict[str, Any]:
        """As it stands in the opening entry; empty for a case that stands alone."""
        found: dict[str, Any] = {}
        if self.former is not None:
            found["follows"] = {"case": str(self.former.uid), "number": self.former.number, "reason": self.reason}
        if self.batch is not None:
            steps = sorted(shared_steps(template))
            found["batch"] = {"batch": str(self.batch.uid), "number": self.batch.number, "steps": steps}
        return found


def former(by: Actor, uid: object, person: Any, reason: str) -> Case:
    """The ended case a new one refers to: of the same person, with a reason. Raises NotVisible, BadInput, Refused."""
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    if case.employee_id != person.pk:
        raise BadInput({"follows": _("The earlier case is about somebody else.")})
    if case.state == Case.State.OPEN:
        raise Refused(_("The earlier case is still open. Go on there."), code="still_open")
    if not reason.strip() or len(reason.strip()) > REASON:
        raise BadInput({"follow_reason": _("Write why a new case is needed, in at most 500 characters.")})
    return case


def tell(former: Case, case: Case, reason: str, *, by: Actor, now: datetime) -> None:
    """Record in the ended case that a new one refers to it; nothing else of it changes."""
    payload = {"case": str(case.uid), "number": case.number, "reason": reason}
    evidence.record(former.stream, "case.followed", by=by, now=now, payload=payload)
