"""A passkey signs one answer to one paper; level B only with it, under the agreement, and never for anybody else."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DatabaseError, transaction

from partwell.apps.documents import actions, passkeys
from partwell.apps.documents.models import Answer, Passkey
from partwell.apps.evidence import actions as evidence_actions
from partwell.apps.evidence import queries as evidence
from partwell.core.evidence import canonical
from partwell.lib.actor import system
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import NOW, Cast

from .device import HERE, PRESENT_AND_VERIFIED, Device
from .test_answer import SOON, code_for, sign
from .test_electronic_seal import CONSENT

CHALLENGE = b"c" * 32


@pytest.fixture
def device(cast: Cast) -> Device:
    """Lin's phone, with a passkey kept here."""
    own = Device()
    passkeys.register(own.made(CHALLENGE), CHALLENGE, name="林晓的手机", by=cast.actor("lin"), now=NOW)
    return own


def refused(document: Any, cast: Cast, sent: list[Any], given: passkeys.Given, *, at: Any = NOW) -> str:
    """The code of the refusal; no answer is left behind and the one-time code is not used up."""
    code = code_for(document, cast, sent, at=at)
    with pytest.raises(BadInput) as refusal:
        sign(document, cast, code, passkey=given, now=at + timedelta(seconds=9))
    assert not Answer.objects.filter(document=document).exists()
    assert list(refusal.value.fields) == ["passkey"]
    return refusal.value.code


def test_an_answer_with_passkey_is_level_b_under_the_agreement(cast: Cast, undertaking, device, sent) -> None:
    """What the device signed is kept whole: anybody can check it with the public key and the paper's digest."""
    consent = actions.issue(
        actions.render("signature_consent", CONSENT, company=None, now=NOW),
        stream=undertaking.stream,
        employee=cast.lin.pk,
        by=cast.actor("hua"),
        now=NOW,
    )
    sign(consent, cast, code_for(consent, cast, sent))
    given = device.signed(passkeys.challenge_of(undertaking, "sign"))
    answer = sign(
        undertaking, cast, code_for(undertaking, cast, sent, at=SOON), passkey=given, now=SOON + timedelta(seconds=5)
    )
    assert (answer.level, answer.passkey.name) == ("B", "林晓的手机")
    said = evidence.entries(undertaking.stream)[-1].payload["passkey"]
    challenge = {"document": bytes(undertaking.sha256).hex(), "intent": "sign", "use": said["use"]}
    assert hashlib.sha256(canonical.encode(challenge)).digest() == passkeys.challenge_of(undertaking, "sign")
    client = bytes.fromhex(said["client_data"])
    signed = bytes.fromhex(said["authenticator_data"]) + hashlib.sha256(client).digest()
    device.key.public_key().verify(bytes.fromhex(said["signature"]), signed, ec.ECDSA(hashes.SHA256()))


def test_without_the_agreement_a_passkey_makes_no_level(cast: Cast, undertaking, device, sent) -> None:
    """It is kept and shown, and not called more than it is."""
    given = device.signed(passkeys.challenge_of(undertaking, "sign"))
    answer = sign(undertaking, cast, code_for(undertaking, cast, sent), passkey=given)
    assert (answer.level, answer.passkey_id is not None) == ("", True)


def test_a_signature_for_something_else_is_refused(cast: Cast, undertaking, device, sent) -> None:
    """Another answer, another paper, another device, an unverified touch, a counter gone back, another address."""
    assert refused(undertaking, cast, sent, device.signed(passkeys.challenge_of(undertaking, "sign_with_reservation")))
    later = NOW + timedelta(minutes=2)
    assert refused(undertaking, cast, sent, device.signed(b"of another paper"), at=later)
    later += timedelta(minutes=2)
    assert refused(undertaking, cast, sent, Device().signed(passkeys.challenge_of(undertaking, "sign")), at=later)
    later += timedelta(minutes=2)
    untouched = device.signed(passkeys.challenge_of(undertaking, "sign"), flags=PRESENT_AND_VERIFIED & ~4)
    assert refused(undertaking, cast, sent, untouched, at=later)
    later += timedelta(minutes=2)
    device.count = 0  # a copy of the key counts on from where it was copied
    assert refused(undertaking, cast, sent, device.signed(passkeys.challenge_of(undertaking, "sign")), at=later)
    later += timedelta(minutes=2)
    device.place = passkeys.Place("evil.example", "https://evil.example")
    elsewhere = passkeys.Given(device.signed(passkeys.challenge_of(undertaking, "sign")).answer, HERE)
    assert refused(undertaking, cast, sent, elsewhere, at=later)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"id": 3}', "x" * 20_000, "[" * 9_000])
def test_what_is_no_passkey_is_refused_in_a_sentence(cast: Cast, text: str) -> None:
    """Nothing is kept, nothing breaks."""
    with pytest.raises(BadInput):
        passkeys.register(passkeys.Given(text, HERE), CHALLENGE, name="", by=cast.actor("lin"), now=NOW)
    assert not Passkey.objects.exists()


def test_a_removed_passkey_counts_no_longer_and_is_never_deleted(cast: Cast, undertaking, device, sent) -> None:
    """Only its owner removes it; the log has both acts."""
    row = Passkey.objects.get()
    with pytest.raises(NotVisible):
        passkeys.remove(row.uid, by=cast.actor("hua"), now=NOW)
    passkeys.remove(row.uid, by=cast.actor("lin"), now=NOW)
    assert refused(undertaking, cast, sent, device.signed(passkeys.challenge_of(undertaking, "sign")))
    with pytest.raises(DatabaseError), transaction.atomic():
        Passkey.objects.all()._raw_delete("default")
    stream = evidence_actions.stream_of_employee(cast.lin.pk, NOW)
    assert [one.type for one in evidence.entries(stream)][-2:] == ["passkey.registered", "passkey.removed"]


def test_passkeys_need_a_name_and_a_safe_way(cast: Cast) -> None:
    """Not at a bare number, not over plain HTTP; not for the program, which signs nothing."""
    for place in (passkeys.Place("10.0.0.5", "https://10.0.0.5"), passkeys.Place("hr.example", "http://hr.example")):
        with pytest.raises(Refused):
            passkeys.to_register(cast.actor("lin"), place, CHALLENGE)
    with pytest.raises(NotAllowed):
        passkeys.to_register(system(cast.company.pk), HERE, CHALLENGE)
