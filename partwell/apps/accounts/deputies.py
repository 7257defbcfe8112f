"""Naming who stands in for somebody for some days (代理). The deputy acts as deputy, and only on steps of cases."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.lib import trail
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible

from . import queries
from .models import Deputy, User
from .roles import ADMINISTRATOR

LONGEST = timedelta(days=366)
MAY_NAME = (ADMINISTRATOR, "owner", "hr_manager", "hr_director")
"""Who may name a deputy for a colleague who is not there to do it."""


@transaction.atomic
def name(
    deputy: object, since: date, until: date, *, by: Actor, now: datetime, reason: str = "", principal: object = None
) -> Deputy:
    """Name a deputy for oneself, or, as administrator or HR management, for a colleague.

    One deputy at a time: a second one for days that overlap is refused, so that nobody wonders who was meant.
    Raises NotAllowed, BadInput.
    """
    if by.company is None or by.user is None:
        raise NotAllowed(_("A deputy is named by a person."))
    person = queries.user(by.user) if principal is None else queries.colleague(by.company, principal)
    if principal is not None and not by.holds(*MAY_NAME):
        raise NotAllowed(_("A deputy for somebody else is named by an administrator or the HR management."))
    chosen = queries.colleague(by.company, deputy)
    wrong = _wrong(person, chosen, since, until, by.company, now)
    if wrong or person is None or chosen is None:
        raise BadInput(wrong)
    row = Deputy.objects.create(
        company_id=by.company,
        principal=person,
        deputy=chosen,
        since=since,
        until=until,
        reason=reason.strip()[:200],
        named_by_id=by.user,
        named_at=now,
    )
    payload = {
        "deputy": str(row.uid),
        "principal": str(person.uid),
        "person": str(chosen.uid),
        "since": since.isoformat(),
        "until": until.isoformat(),
    }
    trail.of_company(by.company, "deputy.named", by=by, now=now, payload=payload)
    return row


@transaction.atomic
def end(uid: object, *, by: Actor, now: datetime) -> Deputy:
    """Call a deputy back at once: the own one, or any of the company for who may name for others.

    Raises NotVisible.
    """
    rows = Deputy.objects.select_for_update().filter(company=by.company, uid=uid)
    if not by.holds(*MAY_NAME):
        rows = rows.filter(principal=by.user)
    row = rows.first()
    if row is None:
        raise NotVisible
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        payload = {"deputy": str(row.uid)}
        trail.of_company(row.company_id, "deputy.ended", by=by, now=now, payload=payload)
    return row


def _wrong(
    person: User | None, chosen: User | None, since: date, until: date, company: int, now: datetime
) -> dict[str, str]:
    """What keeps this from being an arrangement, by field."""
    today = now.astimezone(SHANGHAI).date()
    if person is None:
        return {"principal": _("Choose a colleague who can sign in.")}
    if chosen is None:
        return {"deputy": _("Choose a colleague who can sign in.")}
    if chosen.pk == person.pk:
        return {"deputy": _("Nobody stands in for himself. Choose a colleague.")}
    if until < since:
        return {"until": _("The last day is before the first.")}
    if until < today:
        return {"until": _("This period is over already.")}
    if until - since > LONGEST:
        return {"until": _("A deputy is named for at most a year. Give the role itself to whoever does it longer.")}
    rows = Deputy.objects.filter(company=company, principal=person, ended_at__isnull=True)
    other = rows.filter(since__lte=until, until__gte=since).select_related("deputy").first()
    if other is not None:
        return {
            "since": _("%(name)s stands in from %(since)s to %(until)s already. Call that back first.")
            % {"name": other.deputy.name, "since": other.since.isoformat(), "until": other.until.isoformat()}
        }
    return {}
