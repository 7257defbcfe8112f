"""A key held by a licensed certification authority, used over its service (docs/formats/remote-signing.md).

The authority checks who signs; it gets the signed attributes, which hold the document's digest, and never the document.
What it answers is checked here before it goes into a file: the certificate, and the signature over what was asked.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from .providers import holds_at, verify

SECONDS = 20
MAX_ANSWER = 256 * 1024


@dataclass(frozen=True, slots=True)
class Authority:
    """One key of an authority: the company's seal, or a fresh one for each person who signs."""

    address: str
    key: str
    secret: str = field(repr=False)
    certificate: bytes = field(repr=False, default=b"")
    chain: tuple[bytes, ...] = ()
    kept: str = "authority"

    @classmethod
    def of(cls, value: Mapping[str, Any], folder: Path) -> "Authority":
        """From `{"kind": "remote", "address", "key", "secret_file"}`. Raises ValueError, OSError.

        Without `key` a certificate is issued for each signature; `for_person` asks for it.
        """
        address = str(value.get("address", ""))
        if not address.startswith("https://") and not address.startswith("http://127.0.0.1:"):
            raise ValueError("remote: address is an https:// address")
        if "secret_file" not in value:
            raise ValueError("remote: secret_file is missing")
        secret = (folder / value["secret_file"]).read_text(encoding="utf-8").strip()
        named = cls(address.rstrip("/"), str(value.get("key", "")), secret)
        return named._certified({"key": named.key}) if named.key else named

    def for_person(self, *, name: str, identity: str, document: str, intent: str, at: datetime) -> "Authority":
        """The same service with a certificate for one person and one document, that names the person and is valid now.

        Raises ValueError, OSError.
        """
        subject = {"name": name, "identity": identity, "document": document, "intent": intent}
        found = self._certified({"subject": subject})
        named = x509.load_der_x509_certificate(found.certificate)
        if not any(name in str(one.value) for one in named.subject):
            raise ValueError("the authority's certificate names somebody else")
        if named.issuer == named.subject:
            raise ValueError("the authority's certificate is issued by itself")
        if not holds_at(found.certificate, at):
            raise ValueError("the authority's certificate is not valid now")
        return found

    def _certified(self, asked: Mapping[str, Any]) -> "Authority":
        answer = self._ask("/v1/certificates", asked)
        try:
            first, *rest = x509.load_pem_x509_certificates(answer["certificates"].encode())
            key = str(answer["key"])
        except (KeyError, AttributeError, ValueError) as why:
            raise ValueError(f"the authority's certificate cannot be read: {type(why).__name__}") from why
        der = [one.public_bytes(Encoding.DER) for one in (first, *rest)]
        return replace(self, key=key, certificate=der[0], chain=tuple(der[1:]))

    def sign(self, data: bytes) -> bytes:
        """The authority's signature over `data`, checked under the certificate it gave. Raises ValueError, OSError."""
        asked = {
            "key": self.key,
            "certificate_sha256": hashlib.sha256(self.certificate).hexdigest(),
            "algorithm": "sha256",
            "data": base64.b64encode(data).decode(),
        }
        answer = self._ask("/v1/signatures", asked)
        try:
            signature = base64.b64decode(answer["signature"], validate=True)
        except (KeyError, TypeError, ValueError) as why:
            raise ValueError("the authority answered without a signature") from why
        verify(self.certificate, signature, data)
        return signature

    def _ask(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        import httpx  # late: every start of the program would wait for it

        request = str(uuid4())
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": request}
        try:
            # No proxy from the environment and no redirect: the request goes where the file says, or nowhere.
            with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
                response = client.post(f"{self.address}{path}", json={**asked, "request": request}, headers=headers)
            response.raise_for_status()
            value = response.json() if len(response.content) <= MAX_ANSWER else None
        except httpx.HTTPError as why:
            raise OSError(f"the authority did not answer: {type(why).__name__}") from why
        if not isinstance(value, dict) or value.get("request") != request:
            raise ValueError("the authority answered another request")
        return value
