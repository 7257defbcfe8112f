"""After the last day: a code to the number or mail on file, and a second proof that the person knows (decision 28).

Whoever asks gets the same answer, whether the number is known, the proof right, or neither: only a code that arrives
tells. Each access is recorded in the case and announced on the other channel.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.notices import actions as notices
from partwell.apps.notices.words import Both
from partwell.apps.people import queries as people
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.keys.fields import derived
from partwell.lib.refusal import BadInput, Refused

from .models import Case, FormerAccess, FormerCode

MINUTES, TRIES, PER_HOUR, FAILURES = 5, 5, 6, 5
PASSPHRASE_LEAST = 10
PROOFS = {
    "id": Both("身份证号后四位", "the last four of the identity number"),
    "passphrase": Both("口令", "the passphrase"),
}


def _digest(code: FormerCode, text: str) -> bytes:
    plain = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    message = f"{code.uid}\0{code.employee_id}\0{plain}".encode()
    return hmac.digest(derived("former-code"), message, hashlib.sha256)


def choose_passphrase(text: str, *, by: Actor, now: datetime) -> None:
    """Keep a passphrase for later, hashed. Raises BadInput, Refused for who has no case."""
    case = Case.objects.filter(employee=by.employee, company=by.company).order_by("-opened_at").first()
    if case is None or by.employee is None:
        raise Refused(_("There is no case about you."), code="no_case")
    if len(text.strip()) < PASSPHRASE_LEAST:
        raise BadInput({"passphrase": _("At least %(n)s characters.") % {"n": PASSPHRASE_LEAST}})
    with transaction.atomic():
        row, _made = FormerAccess.objects.get_or_create(employee_id=by.employee)
        row.passphrase = make_password(text.strip()[:200])
        row.save(update_fields=["passphrase"])
        evidence.record(case.stream, "former.passphrase_chosen", by=by, now=now, payload={"case": str(case.uid)})


def ask(contact: str, proof: str, now: datetime) -> str:
    """Send a code when number and proof belong together; the handle of the request, the same kind in every case."""
    nobody = secrets.token_hex(16)
    row = people.who_left(contact, now.astimezone(SHANGHAI).date())
    if row is None:
        make_password(proof[:200])  # the same work as for somebody who is known
        return nobody
    with transaction.atomic():
        access = FormerAccess.objects.select_for_update().get_or_create(employee=row)[0]
        if access.failed_at is not None and access.failed_at < now - timedelta(hours=1):
            access.failed = 0
        sent = FormerCode.objects.filter(employee=row, sent_at__gt=now - timedelta(hours=1)).count()
        kind = _proved(row, access, proof)
        if not kind and access.failed < FAILURES:
            access.failed, access.failed_at = access.failed + 1, now
            access.save(update_fields=["failed", "failed_at"])
        if not kind or access.failed >= FAILURES or sent >= PER_HOUR:
            return nobody
        return _send(row, "email" if "@" in contact else "sms", kind, now)


def _proved(row: Any, access: FormerAccess, proof: str) -> str:
    """Which proof this is: the last four of the identity number, the passphrase, or "" for none."""
    phrase = bool(access.passphrase) and check_password(proof.strip()[:200], access.passphrase)
    if not access.passphrase:
        make_password(proof[:200])
    return "passphrase" if phrase else "id" if people.has_id_tail(row, proof) else ""


def _send(row: Any, channel: str, kind: str, now: datetime) -> str:
    text = f"{secrets.randbelow(10**6):06d}"
    code = FormerCode(employee=row, channel=channel, proof=kind, sent_at=now)
    code.digest = _digest(code, text)
    code.save()
    case = Case.objects.filter(employee=row).order_by("-opened_at").first()
    notices.send(
        to_employee=row,
        template="door_code",
        context={"code": text, "minutes": MINUTES},
        stream=case.stream if case else None,
        by=system(row.company_id),
        now=now,
        key=f"door:{code.uid}",
        channels=(channel,),
    )
    return code.uid.hex


def enter(handle: str, text: str, now: datetime) -> Any:
    """The user to sign in for a right code. Raises BadInput, the same for a wrong, used, old or invented one."""
    wrong = BadInput({"code": _("This code is not right, was used, or is older than %(n)s minutes.") % {"n": MINUTES}})
    if len(handle) != 32 or set(handle) - set("0123456789abcdef"):
        raise wrong
    with transaction.atomic():
        code = (
            FormerCode.objects.select_for_update(of=("self",))
            .filter(uid=handle)
            .select_related("employee__user")
            .first()
        )
        good = code is not None and code.used_at is None and code.tries < TRIES
        if code is None or not good or code.sent_at < now - timedelta(minutes=MINUTES):
            right = False
        else:
            right = hmac.compare_digest(bytes(code.digest), _digest(code, text))
            code.tries += 1
            code.used_at = now if right else None
            code.save(update_fields=["tries", "used_at"])
            if right:
                _announce(code, now)
    if not right or code is None:
        raise wrong
    return code.employee.user


def _announce(code: FormerCode, now: datetime) -> None:
    """Record the access and say so on the other channel."""
    row = code.employee
    case = Case.objects.filter(employee=row).order_by("-opened_at").first()
    by = system(row.company_id)
    if case is not None and case.stream.key.wrapped:
        payload = {"channel": code.channel, "proof": code.proof}
        evidence.record(case.stream, "former.entered", by=by, now=now, payload=payload)
    other = "sms" if code.channel == "email" else "email"
    if not (row.phone if other == "sms" else row.mail):
        other = code.channel
    notices.send(
        to_employee=row,
        template="file_opened",
        context={"what": PROOFS[code.proof]},
        stream=case.stream if case else None,
        by=by,
        now=now,
        key=f"entered:{code.uid}",
        channels=(other,),
    )
