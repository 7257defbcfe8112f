"""Ed25519 by the `cryptography` library, as the value that the pure core is handed."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verify_signature(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature of `message` by the key of 32 bytes holds (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
