"""A passkey device in software: makes a key and signs challenges, as a phone does after a finger."""

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from partwell.apps.documents.passkeys import Given, Place

HERE = Place("localhost", "http://localhost:8000")
PRESENT_AND_VERIFIED, WITH_KEY = 0x05, 0x40


class Device:
    """One device with one key."""

    def __init__(self, place: Place = HERE) -> None:
        self.place = place
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.count = 0

    def _client(self, kind: str, challenge: bytes) -> bytes:
        said = {
            "type": kind,
            "challenge": bytes_to_base64url(challenge),
            "origin": self.place.origin,
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        self.count += 1
        return hashlib.sha256(self.place.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _given(self, response: dict[str, Any]) -> Given:
        own = bytes_to_base64url(self.id)
        answer = {"id": own, "rawId": own, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return Given(json.dumps(answer), self.place)

    def made(self, challenge: bytes) -> Given:
        """What it answers when a passkey is made."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        data = self._data(PRESENT_AND_VERIFIED | WITH_KEY) + bytes(16) + len(self.id).to_bytes(2) + self.id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", challenge)
        return self._given(
            {"clientDataJSON": bytes_to_base64url(client), "attestationObject": bytes_to_base64url(attestation)}
        )

    def signed(self, challenge: bytes, *, flags: int = PRESENT_AND_VERIFIED) -> Given:
        """What it answers to a challenge."""
        client, data = self._client("webauthn.get", challenge), self._data(flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._given(
            {
                "clientDataJSON": bytes_to_base64url(client),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature),
            }
        )
