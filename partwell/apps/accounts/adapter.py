"""What allauth may do here: second factors, and asking for the password again. An administrator makes accounts."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from partwell.lib.keys.fields import derived
from partwell.lib.keys.keyring import seal, unseal

_PLACE = "mfa_authenticator.data"


class ClosedAdapter(DefaultAccountAdapter):
    """Keeps sign-up closed; allauth opens it by default."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say themselves what happened."""


class SealedFactors(DefaultMFAAdapter):
    """Seals the secrets of second factors; allauth keeps them readable by default."""

    def encrypt(self, text: str) -> str:
        """The sealed secret as text."""
        return base64.b64encode(seal(derived("field"), text.encode(), bound_to=_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return unseal(derived("field"), base64.b64decode(encrypted_text), bound_to=_PLACE).decode()
