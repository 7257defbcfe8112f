"""Passkeys (WebAuthn): a key in the person's own device that signs the digest of a paper, after a finger or a PIN.

The challenge is the SHA-256 of the canonical bytes of `{"document", "intent", "use"}`, so one signature is for one
paper and one answer. What the device signed is kept whole in the entry: anybody can check it with the public key.
"""

import hashlib
import ipaddress
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.core.evidence import canonical
from partwell.lib.actor import Actor
from partwell.lib.ids import uid7
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused

from .models import Document, Passkey

USE = "partwell-answer/1"
MOST = 10
MAX_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Place:
    """The address people have open: a passkey belongs to it. `rp_id` is its name, `origin` the whole of it."""

    rp_id: str
    origin: str

    @property
    def usable(self) -> bool:
        """Whether passkeys work here: they need a name, and HTTPS beyond this machine."""
        try:
            ipaddress.ip_address(self.rp_id.strip("[]"))
        except ValueError:
            return self.origin.startswith("https://") or self.rp_id == "localhost"
        return False


@dataclass(frozen=True, slots=True)
class Given:
    """What the browser answered to a challenge, and where."""

    answer: str
    place: Place


@dataclass(frozen=True, slots=True)
class Proof:
    """A passkey's signature over one answer to one paper, checked."""

    passkey: Passkey
    count: int
    record: dict[str, Any]


def of_person(by: Actor) -> list[Passkey]:
    """The passkeys of the signed-in person that still count, oldest first."""
    if by.user is None:
        return []
    return list(Passkey.objects.filter(user=by.user, removed_at__isnull=True).order_by("pk"))


def challenge_of(document: Document, intent: str) -> bytes:
    """What a device signs for this answer to this paper."""
    said = {"document": bytes(document.sha256).hex(), "intent": intent, "use": USE}
    return hashlib.sha256(canonical.encode(said)).digest()


def to_register(by: Actor, place: Place, challenge: bytes) -> dict[str, Any]:
    """What the browser is asked to make a passkey with."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    _person(by, place)
    options = generate_registration_options(
        rp_id=place.rp_id,
        rp_name="PartWell 善离",
        user_name=by.name,
        user_id=by.pid.encode(),
        user_display_name=by.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in of_person(by)],
    )
    return dict(json.loads(options_to_json(options)))


def register(given: Given, challenge: bytes, *, name: str, by: Actor, now: datetime) -> Passkey:
    """Keep a new passkey of the signed-in person and record it in the person's own stream."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    user, employee = _person(by, given.place)
    if len(of_person(by)) >= MOST:
        raise Refused(_("At most 10 passkeys. Remove one first."), code="too_many")
    try:
        made = verify_registration_response(
            credential=_read(given.answer),
            expected_challenge=challenge,
            expected_rp_id=given.place.rp_id,
            expected_origin=given.place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _refuse(_("The passkey could not be read. Please try again."), "bad_passkey") from None
    if Passkey.objects.filter(credential=made.credential_id).exists():
        raise Refused(_("This passkey is known already."), code="known")
    label = "".join(letter for letter in name if letter.isprintable()).strip()[:60]
    with transaction.atomic():
        row = Passkey.objects.create(
            uid=uid7(),
            user_id=user,
            employee_id=employee,
            credential=made.credential_id,
            public_key=made.credential_public_key,
            count=made.sign_count,
            name=label or _("My device"),
            made_at=now,
        )
        payload = {"passkey": str(row.uid), "public_key": made.credential_public_key.hex(), "rp_id": given.place.rp_id}
        evidence.record_of_employee(employee, "passkey.registered", by=by, now=now, payload=payload)
    return row


def remove(uid: Any, *, by: Actor, now: datetime) -> None:
    """Let a passkey count no longer; what was signed with it stays."""
    row = Passkey.objects.filter(uid=uid, user=by.user or 0, removed_at__isnull=True).first()
    if row is None or by.employee is None:
        raise NotVisible
    with transaction.atomic():
        Passkey.objects.filter(pk=row.pk).update(removed_at=now)
        payload = {"passkey": str(row.uid)}
        evidence.record_of_employee(by.employee, "passkey.removed", by=by, now=now, payload=payload)


def to_sign(document: Document, intent: str, *, by: Actor, place: Place) -> dict[str, Any]:
    """What the browser is asked to sign an answer with. Raises Refused where the person has no passkey."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement

    _person(by, place)
    own = of_person(by)
    if not own:
        raise Refused(_("You have no passkey yet. Make one under “My passkeys”."), code="no_passkey")
    options = generate_authentication_options(
        rp_id=place.rp_id,
        challenge=challenge_of(document, intent),
        allow_credentials=[PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in own],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(json.loads(options_to_json(options)))


def check(given: Given, document: Document, intent: str, *, by: Actor) -> Proof:
    """The passkey's signature over this answer, by the signed-in person's own. Raises `BadInput` on "passkey"."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    answer = _read(given.answer)
    wrong = _("The passkey does not fit this answer. Choose the answer, then confirm with the passkey again.")
    try:
        credential = base64url_to_bytes(str(answer["id"]))
        row = next(one for one in of_person(by) if bytes(one.credential) == credential)
        seen = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge_of(document, intent),
            expected_rp_id=given.place.rp_id,
            expected_origin=given.place.origin,
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=row.count,
            require_user_verification=True,
        )
        said = answer["response"]
        record = {
            "passkey": str(row.uid),
            "public_key": bytes(row.public_key).hex(),
            "rp_id": given.place.rp_id,
            "use": USE,
            "client_data": base64url_to_bytes(said["clientDataJSON"]).hex(),
            "authenticator_data": base64url_to_bytes(said["authenticatorData"]).hex(),
            "signature": base64url_to_bytes(said["signature"]).hex(),
        }
    except (StopIteration, WebAuthnException, ValueError, KeyError, TypeError):
        raise _refuse(wrong, "bad_passkey") from None
    return Proof(row, seen.new_sign_count, record)


def used(proof: Proof) -> None:
    """Note the device's counter, in the transaction of the answer."""
    Passkey.objects.filter(pk=proof.passkey.pk, count__lte=proof.count).update(count=proof.count)


def _person(by: Actor, place: Place) -> tuple[int, int]:
    """User and employee of the signed-in person, at an address where passkeys work."""
    if by.user is None or by.employee is None:
        raise NotAllowed(_("Passkeys are for people who sign papers of their own."))
    if not place.usable:
        raise Refused(
            _("Passkeys need this site's own name and HTTPS; they do not work here. Sign with code and finger."),
            code="no_passkeys_here",
        )
    return by.user, by.employee


def _read(text: str) -> dict[str, Any]:
    if len(text) > MAX_BYTES:
        raise _refuse(_("The passkey could not be read. Please try again."), "bad_passkey")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _refuse(_("The passkey could not be read. Please try again."), "bad_passkey")
    return value


def _refuse(sentence: str, code: str) -> BadInput:
    return BadInput({"passkey": sentence}, code=code)
