"""The digital signatures in our papers: that of the system over an answer, that of the company's electronic seal.

What a signature proves depends on who holds its key, so each says it in words: the system's certificate is of its own
making and proves only that the file did not change since; the seal's proves one and the same seal; a licensed
authority's proves a person. Slow and with network: never in a transaction.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from partwell.apps.evidence import anchors
from partwell.lib import signing
from partwell.lib.refusal import Refused
from partwell.lib.signing import providers, seal_image
from partwell.lib.signing.pades import AskAuthority
from partwell.lib.signing.remote import Authority

log = logging.getLogger(__name__)
ANSWERS = "answers"
FINGER = (6, -118, 440, 96)
"""The signature by hand within its box on the answer page, from the heading, in points."""
SEAL = (14, -36, 104, 104)
"""The seal over 公司（盖章） and the day, as it is stamped on paper; the small print below stays free of it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file. `profile` is "B-T" with an authority's time stamp, else "B-B"; `kept` says who held the key."""

    pdf: bytes
    profile: str
    certificate: str
    kept: str
    holder: str


def folder() -> Path:
    """Where keys and descriptions of signers are kept."""
    return Path(settings.KEYS_DIR) / "signing"


def _system(now: datetime) -> providers.Provider:
    """The signer of answers nobody has a certificate for: as described, or a key of the installation's own making.

    An authority that issues a certificate for each person has none for a refusal, nor for who gave no identity number.
    Nobody's answer hangs on a token that is out, an authority that is silent or a certificate that has run out: then
    it is the installation's own key, too.
    """
    try:
        found = providers.find(folder(), ANSWERS)
    except (ValueError, OSError) as why:
        log.error("answers are signed with the key of the installation, not with the one described: %s", why)
        found = None
    if found is not None and found.certificate and not providers.holds_at(found.certificate, now):
        log.error("answers are signed with the key of the installation: the described certificate has run out")
        found = None
    if found is None or not found.certificate:
        found = providers.own(folder(), ANSWERS)
    if found is None:
        name = "善离存证系统（系统签名，非本人证书）"
        providers.make(folder(), ANSWERS, company="PartWell 善离", common_name=name, now=now, years=20)
        found = providers.own(folder(), ANSWERS)
    if found is None:
        raise signing.CannotSign("the key of the system could not be made")
    return found


def _authority() -> AskAuthority | None:
    return anchors.ask if settings.TSA else None


def _signed(
    pdf: bytes, by: providers.Provider, place: signing.Place, *, reason: str, name: str, at: datetime
) -> Signed:
    """With a time stamp where there is an authority; without one when it does not answer, and said so."""
    from cryptography import x509

    stamp, profile = _authority(), "B-B"
    if stamp is None:
        made = signing.sign(pdf, by, place, reason=reason, name=name, at=at)
    else:
        made, why = signing.sign_stamped_or_not(pdf, by, place, reason=reason, name=name, at=at, stamp=stamp)
        if why:
            log.warning("signed without a time stamp: %s", why)
        profile = "B-B" if why else "B-T"
    holder = x509.load_der_x509_certificate(by.certificate).subject.rfc4514_string()
    return Signed(made, profile, signing.fingerprint(by), by.kept, holder)


def of_person() -> Authority | None:
    """The licensed authority that issues a certificate for each person who signs; None where none is set up.

    Raises ValueError, OSError for a description that can't be used.
    """
    found = providers.find(folder(), ANSWERS)
    return found if isinstance(found, Authority) and not found.key else None


def certified(*, name: str, identity: str, document: bytes, intent: str, at: datetime) -> Authority | None:
    """A certificate of the licensed authority for this person and this paper. Raises Refused when it says no."""
    try:
        service = of_person()
        if service is None or not identity:
            return None
        return service.for_person(name=name, identity=identity, document=document.hex(), intent=intent, at=at)
    except (ValueError, OSError) as why:
        log.warning("no certificate from the authority: %s", why)
        raise Refused(
            _("The certification authority gave no certificate just now; nothing was saved. Please try again."),
            code="no_certificate",
        ) from None


def sign_answer(
    pdf: bytes, *, picture: bytes, name: str, words: str, at: datetime, person: Authority | None = None
) -> Signed:
    """The copy with the answer, signed; the picture of the signature by hand is what its field shows."""
    place = signing.Place("answer", f"{name}的答复", picture, find="手写签名", box=FINGER)
    return _signed(pdf, person or _system(at), place, reason=words, name=name, at=at)


def seal_name(company: UUID) -> str:
    """Under which name the seal of a company is kept."""
    return f"seal-{company}"


def has_seal(company: UUID) -> bool:
    """Whether a company has an electronic seal."""
    return any((folder() / f"{seal_name(company)}.{end}").exists() for end in ("pem", "json"))


def seal_to_use(company: UUID, at: datetime) -> providers.Provider | None:
    """The company's seal, or None. Raises Refused when it is there and cannot be used, or its certificate ran out."""
    found = seal_of(company)
    if found is not None and not providers.holds_at(found.certificate, at):
        raise Refused(
            _("The certificate of the electronic seal is not valid today. Ask the administrator, or seal by hand."),
            code="seal_expired",
        )
    return found


def seal_of(company: UUID) -> providers.Provider | None:
    """The company's seal, or None. Raises Refused when it is there and cannot be read."""
    try:
        return providers.find(folder(), seal_name(company))
    except (ValueError, OSError) as why:
        log.error("the electronic seal cannot be used: %s", why)
        raise Refused(
            _("The electronic seal cannot be used just now. Ask the administrator, or seal the paper by hand."),
            code="seal_broken",
        ) from None


def make_seal(company: UUID, name: str, now: datetime) -> providers.Provider:
    """The company's electronic seal of its own making: a key and a certificate. An existing one stays.

    One that has run out is put aside under its fingerprint, and a new one is made.
    """
    old = providers.own(folder(), seal_name(company))
    if old is not None and not providers.holds_at(old.certificate, now):
        path = folder() / f"{seal_name(company)}.pem"
        path.rename(path.with_name(f"{path.stem}.{providers.fingerprint(old)[:16]}.old"))
    providers.make(folder(), seal_name(company), company=name, common_name=f"{name} 电子印章", now=now)
    found = seal_of(company)
    if found is None:
        raise Refused(_("The electronic seal could not be made."), code="seal_broken")
    return found


def seal_paper(pdf: bytes, by: providers.Provider, *, company: str, keeper: str, at: datetime) -> Signed:
    """A paper with the company's electronic seal over its name, behind every signature that is there already."""
    picture = seal_image.draw(company, hashlib.sha256(by.certificate).hexdigest())
    place = signing.Place("seal", f"{company} 电子印章", picture, find="（盖章）", box=SEAL, clear=True)
    return _signed(pdf, by, place, reason=f"加盖电子印章（用印人：{keeper}）", name=company, at=at)
