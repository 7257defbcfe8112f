"""存证页: what people read first of a bundle, how to check it, and behind it the list of evidence (证据目录).

It proves nothing by itself and says how to check what does.
"""

from collections.abc import Sequence
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
from .casefile import Group
from .disclosure import reader_title
from .models import Case

TEMPLATE = Path(__file__).with_name("exhibit.typ")
FILES_SHOWN = 18


def stamp(at: datetime) -> str:
    """An instant as it stands on the page."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def render(case: Case, about: About, written: Written, listed: Sequence[Group], now: datetime) -> bytes:
    """The page and the list as PDF/A."""
    return typeset(TEMPLATE, data(case, about, written, listed, now), at=now)


def _groups(listed: Sequence[Group], shown: set[int], files: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The list of evidence as far as its entries are disclosed; numbers and pages stay those of the whole list.

    A file is found by its digest: a paper is kept with the entry that issued it, and the list names the one that
    made it proof.
    """
    kept = {digest: "-".join(path.rsplit("/", 1)[-1].split("-", 2)[:2]) for path, digest in reversed(files)}
    groups = []
    for group in listed:
        rows = [
            {
                "number": row.number,
                "title": row.title,
                "proves": row.proves,
                "party": row.party,
                "at": row.at.astimezone(SHANGHAI).strftime("%Y-%m-%d"),
                "pages": row.pages,
                "entry": f"{row.entry:04d}",
                "file": kept.get(row.sha256, ""),
            }
            for row in group.rows
            if row.entry in shown
        ]
        if rows:
            groups.append({"number": group.number, "title": group.title, "rows": rows})
    return groups


def data(case: Case, about: About, written: Written, listed: Sequence[Group], now: datetime) -> dict[str, Any]:
    """What the page says."""
    own = [entry for name, entry, _stream in written.entries if not name.startswith("x")]
    stamps = [one for one in written.anchors if one.kind == "rfc3161"]
    newest = max(stamps, key=lambda one: one.at) if stamps else None
    after = [entry for entry in own if newest is None or entry.at > newest.at]
    files = list(written.files)
    disclosed = {int(name) for name, _entry, _stream in written.entries if name.isdecimal()} - {
        int(name) for name in written.withheld if name.isdecimal()
    }
    groups = _groups(listed, disclosed, files)
    left = sum(len(group.rows) for group in listed) - sum(len(group["rows"]) for group in groups)
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
        "groups": groups,
        "left": left if written.disclosure.only is None else 0,
        "qr": png(f"partwell-fingerprint:{fingerprint().replace(' ', '')}"),
    }
