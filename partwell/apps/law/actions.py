"""Confirm a figure of law by two persons."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.core.money import plain
from partwell.core.rulebook import KEYS
from partwell.lib.actor import Actor
from partwell.lib.files.models import Blob
from partwell.lib.refusal import BadInput, NotAllowed, Refused

from . import queries, words
from .models import FigureConfirmation, FigureTable

LARGEST = Decimal("99999999.99")


@dataclass(frozen=True, slots=True)
class Wish:
    """A figure as someone read it on a paper. `no_limit`: the paper says that there is no such limit."""

    division: str
    key: str
    value: Decimal | None
    valid_from: date
    valid_to: date
    ref: str
    no_limit: bool = False


def require_confirmer(by: Actor) -> None:
    """Raises NotAllowed for someone who neither asks for a figure nor confirms one."""
    if by.is_system or not by.holds(*queries.CONFIRMS):
        raise NotAllowed(_("Figures of law are confirmed by HR, payroll and social insurance. Please ask them."))


def _check(wish: Wish) -> None:
    """Refuse what cannot be a figure. Raises BadInput."""
    errors: dict[str, str] = {}
    if wish.key not in queries.CONFIRMABLE:
        errors["key"] = _("There is no such figure.")
    if wish.no_limit:
        if not wish.key.endswith(".ceiling"):
            errors["no_limit"] = _("Only an upper limit can be absent.")
    elif wish.value is None:
        errors["value"] = _("Give the figure as the paper prints it.")
    elif wish.value < 0 or wish.value > LARGEST:
        errors["value"] = _("This figure cannot be right. Please check it.")
    elif words.is_rate(wish.key) and wish.value >= 1:
        errors["value"] = _("A rate is below 100 %. Write 9.5 for 9.5 %.")
    elif wish.key in KEYS and not KEYS[wish.key].low <= wish.value <= KEYS[wish.key].high:
        bounds = {"low": words.value(wish.key, KEYS[wish.key].low), "high": words.value(wish.key, KEYS[wish.key].high)}
        errors["value"] = _("Such a figure lies between %(low)s and %(high)s. Please check it.") % bounds
    if wish.valid_to < wish.valid_from:
        errors["valid_to"] = _("The last day is before the first.")
    elif (wish.valid_to - wish.valid_from).days > 731:
        errors["valid_to"] = _("Confirm a figure for at most two years, then look again.")
    if not wish.ref.strip():
        errors["ref"] = _("Name the document: its number, or what it is.")
    elif len(wish.ref) > 120:
        errors["ref"] = _("At most %(limit)d characters.") % {"limit": 120}
    if errors:
        raise BadInput(errors)


@transaction.atomic
def ask_confirmation(wish: Wish, *, paper: Blob, by: Actor, now: datetime) -> FigureConfirmation:
    """Put a figure with its paper before a second person. Raises NotVisible, NotAllowed, BadInput, Refused."""
    require_confirmer(by)
    queries.own_place(by, wish.division)
    _check(wish)
    asked = FigureConfirmation.objects.filter(company=by.company, division=wish.division, key=wish.key, answer="")
    if asked.exists():
        raise Refused(_("This figure waits for a second person already."), code="already_asked")
    found = queries.figures(by.company or 0, wish.division)(wish.key, wish.valid_from)
    row = FigureConfirmation.objects.create(
        company_id=by.company,
        division=wish.division,
        key=wish.key,
        value=None if wish.no_limit else wish.value,
        valid_from=wish.valid_from,
        valid_to=wish.valid_to,
        ref=wish.ref.strip(),
        paper=paper,
        found=plain(found.value) if isinstance(found.value, Decimal) else "",
        found_status=found.status,
        asked_by=by.pid,
        asked_by_name=by.name,
        asked_at=now,
    )
    _record(row, "figure.asked", by=by, now=now, files=[paper])
    return row


def answer_once(
    row: FigureConfirmation | FigureTable, *, confirmed: bool, reason: str, asked_by: str, by: Actor, now: datetime
) -> None:
    """Write the answer of a second person into a locked row. Raises Refused for a second answer or the own request."""
    if row.answer:
        raise Refused(_("This was answered already by %(name)s.") % {"name": row.answered_by_name}, code="answered")
    if asked_by == by.pid:
        raise Refused(_("You cannot confirm what you asked yourself; a colleague does."), code="second_person")
    if not confirmed and not reason.strip():
        raise BadInput({"reason": _("Say what does not agree with the paper.")})
    row.answer = "confirmed" if confirmed else "declined"
    row.answered_by, row.answered_by_name, row.answered_at = by.pid, by.name, now
    row.reason = reason.strip()[:300]
    row.save(update_fields=["answer", "answered_by", "answered_by_name", "answered_at", "reason"])


@transaction.atomic
def answer_confirmation(
    uid: object, *, confirmed: bool, by: Actor, now: datetime, reason: str = ""
) -> FigureConfirmation:
    """Confirm or decline what another person asked. Raises NotVisible, NotAllowed, BadInput, Refused."""
    seen = queries.confirmation(by, uid)
    require_confirmer(by)
    row = FigureConfirmation.objects.select_for_update().get(pk=seen.pk)
    answer_once(row, confirmed=confirmed, reason=reason, asked_by=row.asked_by, by=by, now=now)
    _record(row, f"figure.{row.answer}", by=by, now=now)
    return row


def keep_all(rows: list[FigureConfirmation], *, by: Actor, now: datetime) -> list[FigureConfirmation]:
    """Keep confirmations that two persons made together, each with its entry, in few statements."""
    made = FigureConfirmation.objects.bulk_create(rows, batch_size=50)
    if made:
        stream = evidence.stream_of_installation(made[0].company_id, now)
        drafts = [evidence.Draft("figure.confirmed", _payload(row)) for row in made]
        evidence.record_all(stream, drafts, by=by, now=now)
    return made


def _payload(row: FigureConfirmation) -> dict[str, Any]:
    """What the log says of a confirmation."""
    return {
        "confirmation": str(row.uid),
        "division": row.division,
        "key": row.key,
        "value": None if row.value is None else plain(row.value),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat(),
        "ref": row.ref,
        "found": row.found,
        "found_status": row.found_status,
        "reason": row.reason,
    }


def _record(row: FigureConfirmation, type: str, *, by: Actor, now: datetime, files: list[Blob] | None = None) -> None:
    """The entry in the company's own stream."""
    stream = evidence.stream_of_installation(row.company_id, now)
    evidence.record(stream, type, by=by, now=now, payload=_payload(row), files=files or ())
