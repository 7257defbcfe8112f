"""A pytest plugin that keeps every bundle the tests here check, with the answer of the Python verifier.

    pytest -p tests.verifier.recorder tests/verifier

with PARTWELL_CORPUS naming a folder. The browser's verifier is then held to the same answers on the same bundles
(test_page.py): one corpus, two independent readers.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import partwell.verifier as verifier
from partwell.verifier.report import Report

FOLDER = Path(os.environ["PARTWELL_CORPUS"])
_verify, _together = verifier.verify, verifier.verify_together


def _bytes(source: Any) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | Path):
        return Path(source).read_bytes()
    place = source.tell()
    content: bytes = source.read()
    source.seek(place)
    return content


def _kept(source: Any) -> str:
    """Name of the stored bundle."""
    content = _bytes(source)
    name = hashlib.sha256(content).hexdigest()[:24]
    path = FOLDER / f"{name}.zip"
    if not path.exists():
        path.write_bytes(content)
    return name


def _note(files: Mapping[str, Any], options: Mapping[str, Any], reports: list[Report]) -> None:
    """One line of the list: the bundles, the fingerprints given, and what each check said."""
    answers = [
        {
            "exit": one.exit_code,
            "checks": {check.code: check.status for check in one.checks},
            "entries": len(one.entries),
        }
        for one in reports
    ]
    line = {
        "test": os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0],
        "files": {name: _kept(source) for name, source in files.items()},
        "key": options.get("key", ""),
        "tsa": list(options.get("tsa", ())),
        "answers": answers,
    }
    with (FOLDER / "list.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")


def verify(source: Any, **options: Any) -> Report:
    """`partwell.verifier.verify`, noted."""
    content = _bytes(source)
    report = _verify(content, **options)
    _note({"bundle.zip": content}, options, [report])
    return report


def verify_together(sources: Mapping[str, Any], **options: Any) -> list[Report]:
    """`partwell.verifier.verify_together`, noted."""
    reports = _together(sources, **options)
    _note(sources, options, reports)
    return reports


verifier.verify, verifier.verify_together = verify, verify_together
