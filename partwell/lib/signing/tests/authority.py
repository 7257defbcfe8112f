"""A stand-in for a licensed authority's service that refuses whatever breaks docs/formats/remote-signing.md."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.sign import ades as _ades  # noqa: F401 - teaches asn1crypto the attributes of CAdES

from .conftest import AT

SECRET = "a-secret-of-the-service"


@dataclass
class StandIn:
    """Its root, the keys it holds, what it was asked, and how it is to misbehave."""

    address: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    keys: dict[str, tuple[ec.EllipticCurvePrivateKey, x509.Certificate, int]] = field(default_factory=dict)
    answers: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    spoil: Any = None

    def __post_init__(self) -> None:
        self.root_key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._certificate("Stand-in CA 根证书", self.root_key, ca=True)

    days: tuple[int, int] = (-1, 1)
    """When its certificates begin and end to be valid, counted from the tests' own day."""
    names: str = ""
    """Whom it names instead of whom it was asked about."""

    def _certificate(self, name: str, key: ec.EllipticCurvePrivateKey, *, ca: bool = False) -> x509.Certificate:
        name = name if ca else self.names or name
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return (
            x509.CertificateBuilder()
            .subject_name(own)
            .issuer_name(own if ca else self.root.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(AT + timedelta(days=self.days[0]))
            .not_valid_after(AT + timedelta(days=self.days[1]))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(self.root_key, hashes.SHA256())
        )

    def issue(self, key: str, name: str, *, uses: int) -> None:
        """A key with a certificate, good for so many signatures."""
        private = ec.generate_private_key(ec.SECP256R1())
        self.keys[key] = private, self._certificate(name, private), uses

    def answer(self, path: str, body: dict[str, Any], headers: Any) -> tuple[int, dict[str, Any]]:
        """Status and answer of one request; anything against the rules is refused with its reason."""
        request = str(body.get("request", ""))
        if headers.get("Authorization") != f"Bearer {SECRET}":
            return 401, {"error": "secret"}
        if headers.get("Idempotency-Key") != request or str(UUID(request)) != request:
            return 422, {"error": "request"}
        if request in self.answers:
            before, answered = self.answers[request]
            return (200, answered) if before == body else (409, {"error": "request used"})
        status, answered = (
            self._certify(body)
            if path == "/v1/certificates"
            else self._sign(body)
            if path == "/v1/signatures"
            else (404, {})
        )
        answered |= {"request": request}
        if status == 200:
            self.answers[request] = body, answered
        return status, answered

    def _certify(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if subject := body.get("subject"):
            if (
                set(subject) != {"name", "identity", "document", "intent"}
                or len(bytes.fromhex(subject["document"])) != 32
            ):
                return 422, {"error": "subject"}
            if subject["intent"] not in ("sign", "sign_with_reservation") or not subject["identity"]:
                return 422, {"error": "subject"}
            key = f"event-{len(self.keys)}"
            self.issue(key, subject["name"], uses=1)
        else:
            key = body.get("key", "")
            if key not in self.keys:
                return 404, {"error": "key"}
        pem = self.keys[key][1].public_bytes(Encoding.PEM) + self.root.public_bytes(Encoding.PEM)
        return 200, {"key": key, "certificates": pem.decode()}

    def _sign(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        private, certificate, uses = self.keys.get(body.get("key", ""), (None, None, 0))
        if private is None or certificate is None or uses < 1 or body.get("algorithm") != "sha256":
            return 422, {"error": "key or algorithm"}
        print_ = hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()
        if body.get("certificate_sha256") != print_.hex():
            return 422, {"error": "certificate"}
        data = base64.b64decode(body["data"], validate=True)
        attributes = {one["type"].native: one for one in cms.CMSAttributes.load(data, strict=True)}
        if len(attributes["message_digest"]["values"][0].native) != 32:
            return 422, {"error": "message digest"}
        named = attributes["signing_certificate_v2"]["values"][0]["certs"][0]["cert_hash"].native
        if named != print_:
            return 422, {"error": "signing certificate"}
        self.keys[body["key"]] = private, certificate, uses - 1
        return 200, {"signature": base64.b64encode(private.sign(data, ec.ECDSA(hashes.SHA256()))).decode()}


@contextmanager
def served(own: StandIn) -> Iterator[StandIn]:
    """The service behind an address of this machine."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            own.asked.append((self.path, body))
            try:
                status, answered = own.answer(self.path, body, self.headers)
            except (KeyError, ValueError, TypeError) as why:
                status, answered = 422, {"error": str(why)}
            if own.spoil is not None:
                answered = own.spoil(self.path, answered)
            raw = json.dumps(answered).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    own.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield own
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
