"""Who signs: a key with its certificate. One kept in this installation, one in a token, one with an authority.

A provider signs bytes and says which certificate proves it; how it is kept decides what a signature may be called.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID


class Provider(Protocol):
    """What a signature needs. `kept` says by whom the key is held: "installation", "token" or "authority"."""

    @property
    def certificate(self) -> bytes:
        """The certificate, DER."""

    @property
    def chain(self) -> Sequence[bytes]:
        """Certificates above it, DER, without the root or with it."""

    @property
    def kept(self) -> str:
        """By whom the private key is held."""

    def sign(self, data: bytes) -> bytes:
        """The signature over SHA-256 of `data`: ECDSA (DER) or RSA PKCS #1 v1.5, as the certificate's key is."""


@dataclass(frozen=True, slots=True)
class LocalKey:
    """A P-256 key as an object held in memory: parsed once, not for each signature."""

    key: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: bytes = field(repr=False)
    chain: tuple[bytes, ...] = ()
    kept: str = "installation"

    def sign(self, data: bytes) -> bytes:
        """ECDSA over SHA-256."""
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))


def make(folder: Path, name: str, *, company: str, common_name: str, now: datetime, years: int = 5) -> None:
    """A key with a certificate of its own making, in `folder`/`name`.pem; an existing one is never touched.

    The certificate is self-issued and says so: it proves that papers bear one and the same seal, not whose it is.
    """
    path = folder / f"{name}.pem"
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, company[:64]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "自行签发，非电子认证服务机构证书"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )
    uses = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **uses), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    part = folder / f".{name}.{os.getpid()}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret + certificate.public_bytes(Encoding.PEM))
        file.flush()
        os.fsync(file.fileno())
    try:
        # Of two processes that begin at the same moment one key stays, whole.
        os.link(part, path)
    except FileExistsError:
        return
    finally:
        part.unlink()


@lru_cache(maxsize=64)
def _loaded(path: str, stamp: int) -> LocalKey:
    del stamp
    pem = Path(path).read_bytes()
    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError(f"{path} is not a P-256 key")
    first, *rest = x509.load_pem_x509_certificates(pem)
    return LocalKey(key, first.public_bytes(Encoding.DER), tuple(one.public_bytes(Encoding.DER) for one in rest))


def find(folder: Path, name: str) -> Provider | None:
    """The signer of a name: `NAME.json` describes a token or an authority, `NAME.pem` is a key of one's own.

    A key is parsed once for as long as its file stays the same. Raises ValueError, OSError for a file that is broken.
    """
    described = folder / f"{name}.json"
    if described.exists():
        value = json.loads(described.read_text(encoding="utf-8"))
        if value.get("kind") == "pkcs11":
            from .pkcs11 import Token

            return Token.of(value, folder)
        if value.get("kind") == "remote":
            from .remote import Authority

            return Authority.of(value, folder)
        raise ValueError(f"{described.name}: kind is pkcs11 or remote")
    return own(folder, name)


def own(folder: Path, name: str) -> LocalKey | None:
    """The key of one's own of a name, whatever else is described beside it. Raises ValueError, OSError."""
    path = folder / f"{name}.pem"
    return _loaded(str(path), path.stat().st_mtime_ns) if path.exists() else None


def holds_at(certificate: bytes, at: datetime) -> bool:
    """Whether a certificate is valid at an instant, by the days it names."""
    named = x509.load_der_x509_certificate(certificate)
    return named.not_valid_before_utc <= at <= named.not_valid_after_utc


def verify(certificate: bytes, signature: bytes, data: bytes) -> None:
    """Hold a signature over SHA-256 of `data` against a certificate. Raises ValueError."""
    public = x509.load_der_x509_certificate(certificate).public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise ValueError("the key of the certificate is neither of P-256 nor of RSA")
    except InvalidSignature as why:
        raise ValueError("the signature does not hold under the certificate") from why


def fingerprint(provider: Provider) -> str:
    """SHA-256 of the certificate, in hex: what people compare."""
    return hashlib.sha256(provider.certificate).hexdigest()
