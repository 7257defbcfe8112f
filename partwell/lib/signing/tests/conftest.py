"""A key of one's own, a page to sign, and somebody else's reading of the result."""

import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from partwell.lib import signing
from partwell.lib.paper.typeset import ROOT, typeset
from partwell.lib.signing import providers

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path) -> providers.Provider:
    """A P-256 key with a certificate of its own making."""
    providers.make(tmp_path, "own", company="杭州云岚软件有限公司", common_name="试签", now=AT)
    found = providers.find(tmp_path, "own")
    assert found is not None
    return found


_page: list[bytes] = []


@pytest.fixture
def paper() -> bytes:
    """An answer page as the product typesets it, with an empty box for the signature by hand."""
    if not _page:
        data: dict[str, Any] = {
            "title": "答复页",
            "number": "20261126-7K4Q2M9D",
            "company": "杭州云岚软件有限公司",
            "rows": [["答复人", "林晓"]],
            "text": [],
            "text-title": "",
            "signed": True,
            "notes": ["本页由系统在答复时生成。"],
        }
        _page.append(typeset(ROOT / "apps/documents/typst/answer.typ", data, at=AT))
    return _page[0]


def picture() -> bytes:
    """A picture of the size of a signature."""
    out = io.BytesIO()
    Image.new("RGB", (300, 100), "navy").save(out, "PNG")
    return out.getvalue()


def signed(pdf: bytes, key: providers.Provider, field: str = "answer", **given: Any) -> bytes:
    """The page signed as an answer is."""
    place = signing.Place(field, picture=picture(), find="手写签名", box=(6, -124, 440, 104))
    return signing.sign(pdf, key, place, **({"reason": "签署", "name": "林晓", "at": AT} | given))


def pdfsig(pdf: bytes, tmp_path: Path) -> str:
    """What poppler's `pdfsig` says about a file."""
    if not shutil.which("pdfsig"):
        pytest.skip("no pdfsig (poppler) on this machine")
    path = tmp_path / "signed.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False, cwd=tmp_path).stdout
