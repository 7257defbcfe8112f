"""Names of files as people may safely see and save them."""

import re
import unicodedata

_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def safe_name(name: str, extension: str) -> str:
    """`name` without path, control and direction characters, with the extension of what the file really is.

    At most 120 characters. A name that nothing is left of becomes "file". Direction overrides are removed,
    because "gpj.exe" written backwards looks like a picture.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    kept = re.sub(r'[<>:"|?*]', "_", kept)
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    stem = re.sub(r"\.(pdf|png|jpe?g|docx|xlsx)$", "", kept, flags=re.IGNORECASE).strip(" .")
    if not stem or _DEVICES.match(stem):
        stem = f"file {stem}".strip()
    return f"{stem[:120]}.{extension}"
