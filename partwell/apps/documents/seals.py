"""Which company has which electronic seal, and making one."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from partwell.apps.evidence import actions as evidence
from partwell.lib import signing
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI

from . import pdf_signatures


@dataclass(frozen=True, slots=True)
class Seal:
    """A company's electronic seal: whose, by whom the key is kept, what its certificate says."""

    company: str
    uid: str
    kept: str
    holder: str
    fingerprint: str
    until: str
    """Last day of its certificate."""

    def value(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def _seal(company: Any, key: signing.Provider) -> Seal:
    from cryptography import x509

    named = x509.load_der_x509_certificate(key.certificate)
    until = named.not_valid_after_utc.astimezone(SHANGHAI).date().isoformat()
    holder = named.subject.rfc4514_string()
    return Seal(company.name, str(company.uid), key.kept, holder, signing.fingerprint(key), until)


def set_up(company: Any, *, by: Actor, now: datetime) -> Seal:
    """The company's seal, made when it has none; that it was made, and with which certificate, is recorded once."""
    before = pdf_signatures.seal_of(company.uid)
    made = pdf_signatures.make_seal(company.uid, company.name, now)
    seal = _seal(company, made)
    if before is None or before.certificate != made.certificate:
        with transaction.atomic():
            payload = {"company": seal.uid, "certificate": seal.fingerprint, "kept": seal.kept, "holder": seal.holder}
            stream = evidence.stream_of_installation(company.pk, now)
            evidence.record(stream, "company.seal_made", by=by, now=now, payload=payload)
    return seal


def all_of() -> list[Seal]:
    """The seals of all companies of the installation, by name. Raises Refused for one that can't be used."""
    found = []
    for company in apps.get_model("accounts", "Company").objects.order_by("name"):
        key = pdf_signatures.seal_of(company.uid)
        if key is not None:
            found.append(_seal(company, key))
    return found
