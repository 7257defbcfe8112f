"""Signatures in PDFs (PAdES): what is signed with which key, and what the file then says about it.

The work on the file is done in a process of its own (`prepare_child.py`), which is given no key. The key stays where it
is kept: in this process (`LocalKey`), in a token (`pkcs11`), or with a licensed authority (`remote`). A signature says
what it is and never more: the reason in it names the level.
"""

from .pades import CannotSign, Place, sign, sign_stamped_or_not
from .providers import LocalKey, Provider, find, fingerprint

__all__ = ["CannotSign", "LocalKey", "Place", "Provider", "find", "fingerprint", "sign", "sign_stamped_or_not"]
