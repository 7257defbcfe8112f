"""The offline verifier as one HTML file: an independent reader of bundles in a browser, without network.

`verify.html` is built from `src/` by `build.mjs` (docs/reference/verifier.md) and committed as built: Node is needed
neither to run nor to test. Its SHA-256 stands beside it and in the release notes.
"""

import re
from pathlib import Path

PATH = Path(__file__).with_name("verify.html")


def sha256() -> str:
    """The recorded SHA-256 of the page, in hex."""
    return PATH.with_name("verify.html.sha256").read_text().split()[0]


def policy() -> str:
    """The content policy the page carries; a server that shows it sends the same."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', PATH.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("verify.html carries no content policy")
    return found[1]
