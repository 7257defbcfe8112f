"""Time stamps of RFC 3161, read and checked by `rfc3161-client`; nothing of it is parsed here."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

MAX_TOKEN_BYTES = 64 * 1024
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----", re.ASCII)
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.AttributeNotFound,
    x509.UnsupportedGeneralNameType,
)
"""What the libraries raise for a certificate or token that cannot be read. Those of `x509` are no ValueErrors."""


class NoStamp(ValueError):
    """The bytes are not a time stamp over this message that an accepted authority signed."""


class CannotCheck(RuntimeError):
    """The library that checks time stamps is not installed."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority attests: that the message existed at this time. `root` is the fingerprint of its root."""

    at: datetime
    root: str
    sha256: str
    """Of the token's bytes: what entries name in `clk`."""


@contextmanager
def _no_panic() -> Iterator[None]:
    """The library panics on some malformed certificates; that is no Exception, and here it means: no time stamp."""
    try:
        yield
    except BaseException as why:
        if type(why).__name__ != "PanicException":
            raise
        raise NoStamp("not a time stamp: a certificate in it cannot be read") from None


def certificates(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, all of version 3. Raises ValueError."""
    try:
        text = pem.decode()
        # Readers of PEM pass over what they do not know: another name, a block that is begun or damaged, header lines.
        if len(_BLOCK.findall(text)) != text.count("-----BEGIN"):
            raise ValueError("something that is not called CERTIFICATE, or is damaged")
        found = x509.load_pem_x509_certificates(pem)
        if any(one.version != x509.Version.v3 for one in found):
            raise ValueError("of another version than 3")
        return found
    except UNREADABLE as why:
        raise ValueError(f"not a certificate: {why}") from why


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in hex, as `openssl x509 -fingerprint -sha256` prints it with colons."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def _decoded(token: bytes) -> "TimeStampResponse":
    try:
        from rfc3161_client import decode_timestamp_response
    except ImportError as why:
        raise CannotCheck("rfc3161-client is not installed") from why
    if len(token) > MAX_TOKEN_BYTES:
        raise NoStamp(f"longer than {MAX_TOKEN_BYTES} bytes")
    try:
        return decode_timestamp_response(token)
    except UNREADABLE as why:
        # Some authorities (openssl's among them) do not sort the certificates they send along, as DER demands.
        try:
            return decode_timestamp_response(_sorted(token))
        except (ImportError, *UNREADABLE):
            raise NoStamp(f"not a time-stamp response: {why}") from why


def _sorted(token: bytes) -> bytes:
    """The same response with the certificates it brings along in the order of DER; nothing signed is touched."""
    from asn1crypto import tsp

    response = tsp.TimeStampResp.load(token, strict=True)
    parts = [one.dump() for one in response["time_stamp_token"]["content"]["certificates"]]
    return token.replace(b"".join(parts), b"".join(sorted(parts)), 1)


def check(token: bytes, message: bytes, roots: Sequence[x509.Certificate], *, nonce: int | None = None) -> Stamp:
    """The stamp of `message` in a TimeStampResp, signed under one of `roots`. Raises `NoStamp`, `CannotCheck`."""
    with _no_panic():
        return _checked(token, message, roots, nonce)


def _vouches(root: x509.Certificate) -> bool:
    """Whether a certificate says that it may sign others."""
    try:
        return root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except UNREADABLE:
        return False


def _usual(certificate: x509.Certificate) -> bool:
    """Whether its key is of a kind that every reader can check, a browser too."""
    try:
        key = certificate.public_key()
    except UNREADABLE:
        return False
    return isinstance(key, rsa.RSAPublicKey) or (
        isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES)
    )


def _checked(token: bytes, message: bytes, roots: Sequence[x509.Certificate], nonce: int | None) -> Stamp:
    response = _decoded(token)
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        info = response.tst_info
        name = _HASHES.get(info.message_imprint.hash_algorithm.dotted_string, "")
        if not name or info.message_imprint.message != hashlib.new(name, message).digest():
            raise NoStamp("a time stamp of something else")
        at = info.gen_time if info.gen_time.tzinfo else info.gen_time.replace(tzinfo=UTC)
        given = [x509.load_der_x509_certificate(one) for one in response.signed_data.certificates]
        if not all(_usual(one) for one in given):
            raise NoStamp("a key of another kind than RSA, P-256, P-384 and P-521")
    except UNREADABLE as why:
        raise NoStamp(f"not a time stamp: {why}") from why
    last = "no root certificate"
    for root in roots:
        if not _vouches(root) or not _usual(root):
            last = "a root certificate that may not sign others, or a key of another kind"
            continue
        try:
            VerifierBuilder(roots=[root], nonce=nonce).build().verify_message(response, message)
        except (VerificationError, *UNREADABLE) as why:
            last = str(why)
            continue
        return Stamp(at, fingerprint(root), hashlib.sha256(token).hexdigest())
    raise NoStamp(f"not signed by an authority named here: {last}")
