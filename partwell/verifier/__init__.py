"""The offline verifier: reads a bundle and says what holds, what does not, and what it could not check.

It needs this package's `core`, the `cryptography` library and nothing else: no account, no network, no Django. An
inspector takes it from the project's release, not from the bundle. `python -m partwell.verifier FILE.zip` runs it;
the format is docs/formats/bundle.md.
"""

from .checks import verify, verify_together
from .report import Check, Report

__all__ = ["Check", "Report", "verify", "verify_together"]
