"""存证页: one page for people in front of a bundle. It proves nothing by itself and says how to check what does."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from partwell.apps.evidence.bundle import DEMO, About, Written
from partwell.apps.evidence.queries import fingerprint
from partwell.lib.clock import SHANGHAI
from partwell.lib.paper.typeset import typeset
from partwell.lib.qr import png

from . import words
from .disclosure import reader_title
from .models import Case

TEMPLATE = Path(__file__).with_name("exhibit.typ")
FILES_SHOWN = 18


def stamp(at: datetime) -> str:
    """An instant as it stands on the page."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def render(case: Case, about: About, written: Written, now: datetime) -> bytes:
    """The page as PDF/A."""
    return typeset(TEMPLATE, data(case, about, written, now), at=now)


def data(case: Case, about: About, written: Written, now: datetime) -> dict[str, Any]:
    """What the page says."""
    own = [entry for name, entry, _stream in written.entries if not name.startswith("x")]
    stamps = [one for one in written.anchors if one.kind == "rfc3161"]
    newest = max(stamps, key=lambda one: one.at) if stamps else None
    after = [entry for entry in own if newest is None or entry.at > newest.at]
    files = list(written.files)
    return {
        "demo": DEMO if settings.DEMO else "",
        "company": about.company,
        "number": about.number,
        "employee": case.employee.name,
        "kind": words.kind_title(case.separation_type) if written.disclosure.only is None else "",
        "reader": reader_title(written.disclosure.reader),
        "purpose": written.disclosure.purpose,
        "made": stamp(now),
        "scope": "整个案件的全部记录" if written.disclosure.only is None else "节选",
        "entries": len(own),
        "first": stamp(own[0].at) if own else "",
        "last": stamp(own[-1].at) if own else "",
        "withheld": len(written.withheld),
        "heads": [
            {"origin": origin, "size": size, "root": root.hex()}
            for origin, (size, root) in sorted(written.heads.items())
        ],
        "fingerprint": fingerprint(),
        "anchor": {"at": stamp(newest.at), "by": newest.target, "size": newest.size} if newest else None,
        "after": len(after),
        "copies": sorted({one.kind for one in written.anchors if one.kind != "rfc3161"}),
        "files": [{"path": path.removeprefix("data/files/"), "sha256": digest} for path, digest in files[:FILES_SHOWN]],
        "more": max(len(files) - FILES_SHOWN, 0),
        "qr": png(f"partwell-fingerprint:{fingerprint().replace(' ', '')}"),
    }
