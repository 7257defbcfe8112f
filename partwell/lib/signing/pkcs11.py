"""A key in a token (USB key, HSM) through PKCS #11: it never leaves it. Needs the optional package `python-pkcs11`."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature


@dataclass(frozen=True, slots=True)
class Token:
    """A certificate and its key under one label in one token."""

    module: str
    token: str
    label: str
    pin: str = field(repr=False)
    certificate: bytes = field(repr=False, default=b"")
    chain: tuple[bytes, ...] = ()
    kept: str = "token"

    @classmethod
    def of(cls, value: Mapping[str, Any], folder: Path) -> "Token":
        """From `{"kind": "pkcs11", "module", "token", "label", "pin_file"}`; the PIN lies in a file of its own.

        Raises ValueError when a name is missing or the token does not hold what is named.
        """
        try:
            pin = (folder / value["pin_file"]).read_text(encoding="utf-8").strip()
            named = cls(value["module"], value["token"], value["label"], pin)
        except KeyError as why:
            raise ValueError(f"pkcs11: {why.args[0]} is missing") from why
        return cls(named.module, named.token, named.label, pin, named._certificate())

    def _session(self) -> Any:
        try:
            import pkcs11
        except ImportError as why:
            raise ValueError("python-pkcs11 is not installed; see docs/how-to/set-up-the-seal.md") from why
        try:
            return pkcs11.lib(self.module).get_token(token_label=self.token).open(user_pin=self.pin)
        except (pkcs11.exceptions.PKCS11Error, RuntimeError) as why:
            raise ValueError(f"token {self.token}: {type(why).__name__}") from why

    def _certificate(self) -> bytes:
        session = self._session()
        import pkcs11

        with session:
            found = session.get_objects(
                {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.LABEL: self.label}
            )
            for one in list(found):
                return bytes(one[pkcs11.Attribute.VALUE])
        raise ValueError(f"token {self.token} holds no certificate {self.label}")

    def sign(self, data: bytes) -> bytes:
        """ECDSA or RSA over SHA-256, done inside the token."""
        session = self._session()
        import pkcs11

        with session:
            try:
                key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self.label)
                if key.key_type == pkcs11.KeyType.RSA:
                    return bytes(key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
                raw = bytes(key.sign(hashlib.sha256(data).digest(), mechanism=pkcs11.Mechanism.ECDSA))
            except pkcs11.exceptions.PKCS11Error as why:
                raise ValueError(f"token {self.token}: {type(why).__name__}") from why
        half = len(raw) // 2
        return encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
