"""《电子签名使用确认书》: the agreement under which codes and passkeys count as a signature, handed to one person."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.people import queries as people
from partwell.core.days import shanghai_day
from partwell.lib.actor import Actor, system
from partwell.lib.refusal import NotAllowed, Refused

from . import actions, queries
from .models import Answer, Document


def standing(employee: int) -> Document | None:
    """The paper that stands for this person, answered or not; None when none was handed out."""
    rows = Document.objects.filter(employee=employee, kind=queries.CONSENT, state=Document.State.ISSUED)
    return rows.select_related("answer").order_by("-pk").first()


def is_open(paper: Document | None) -> bool:
    """Whether another may be handed out: there is none, or the last one was not agreed to."""
    given = queries.answer_of(paper) if paper else None
    return paper is None or (given is not None and given.intent != Answer.Intent.SIGN)


def state(employee: int) -> str:
    """How the agreement stands with a person: "" (none handed out), "waits", "agreed" or "declined"."""
    paper = standing(employee)
    given = queries.answer_of(paper) if paper else None
    if given is None:
        return "waits" if paper else ""
    return "agreed" if given.intent == Answer.Intent.SIGN else "declined"


def end(employee: Any, *, reason: str = "", acknowledged: Collection[str] = (), by: Actor, now: datetime) -> None:
    """Go back to signing on paper from now on: the person at any time, or HR for a written request it names.

    What was signed stays as it is. Raises NotAllowed, BadInput, Refused where no agreement stands, Unacknowledged.
    """
    own = by.employee == employee.pk
    if not own and not by.holds_on(employee.department.path, *queries.HR_READERS):
        raise NotAllowed(_("The agreement is ended by the person, or by HR for a written request."))
    with transaction.atomic():
        people.lock(employee.pk)
        paper = standing(employee.pk)
        if paper is None or state(employee.pk) != "agreed":
            raise Refused(_("There is no agreement on electronic signatures to end."), code="not_agreed")
        said = _("The person asked to sign on paper from now on.") if own else reason
        actions.end_agreement(paper, reason=said, read=not own, acknowledged=acknowledged, by=by, now=now)


def offer(employee: Any, *, by: Actor, now: datetime) -> Document:
    """Hand the agreement out, or the one that waits already: to oneself, or HR to a person under its seat.

    Nothing depends on it: papers are signed by hand as well. Raises NotAllowed, Refused when it is agreed or no
    number for codes is on record.
    """
    if by.employee != employee.pk and not by.holds_on(employee.department.path, *queries.HR_READERS):
        raise NotAllowed(_("The agreement is handed out by HR, or taken by the person."))
    paper = standing(employee.pk)
    if not is_open(paper):
        if paper is not None and queries.answer_of(paper) is None:
            return paper
        raise Refused(_("The agreement is signed already and stands."), code="agreed")
    phone = employee.phone
    if not phone:
        raise Refused(_("There is no mobile number on record that codes could go to. Please ask HR."), code="no_phone")
    values = {
        "company_name": employee.company.name,
        "employee_name": employee.name,
        "employee_number": employee.number,
        "issued_on": shanghai_day(now),
        "phone_masked": f"{phone[:3]}••••{phone[-4:]}",
    }
    rendered = actions.render(queries.CONSENT, values, company=employee.company_id, now=now)
    # The words are the company's, whoever asks for the paper.
    program = system(employee.company_id, by.via)
    with transaction.atomic():
        people.lock(employee.pk)
        again = standing(employee.pk)
        if not is_open(again) and again is not None:
            return again
        stream = evidence.stream_of_employee(employee.pk, now)
        return actions.issue(rendered, stream=stream, employee=employee.pk, by=program, now=now)
