"""Bundles to check: honest ones written by the product, and a way to change them as a forger would."""

import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest
from django.db import transaction

from partwell.apps.evidence import actions, bundle
from partwell.lib.actor import system
from partwell.lib.files.store import put
from tests.cast import NOW, Cast

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
TAGS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")


class Bundle:
    """The files of a bundle, to be changed and zipped again. `seal` makes the manifests fit, as a forger would."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            self.folder = source.namelist()[0].partition("/")[0]
            self.files = {info.filename.partition("/")[2]: source.read(info) for info in source.infolist()}

    def change(self, name: str, how: Callable[[bytes], bytes]) -> None:
        """Change one file; the change must be one."""
        changed = how(self.files[name])
        assert changed != self.files[name]
        self.files[name] = changed

    def seal(self) -> "Bundle":
        """Write fitting manifests."""
        for manifest in TAGS:
            data = manifest == TAGS[0]
            names = sorted(name for name in self.files if name.startswith("data/") == data and name != TAGS[1])
            lines = [f"{hashlib.sha256(self.files[name]).hexdigest()}  {name}\n" for name in names]
            self.files[manifest] = "".join(lines).encode()
        return self

    def zip(self) -> bytes:
        """The bundle as a zip."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in self.files.items():
                target.writestr(f"{self.folder}/{name}", content)
        return out.getvalue()


@pytest.fixture
def case(cast: Cast):
    """A stream of five entries about Lin: two with files, one in the next year's log."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    png = put(PNG, name="签名.png", company=cast.company.pk, now=NOW)
    other = put(PNG + b"\n", name="二.png", company=cast.company.pk, now=NOW)
    by = system(cast.company.pk)
    with transaction.atomic():
        actions.record(stream, "note.one", by=by, now=NOW, payload={"text": "林晓", "amount": 105000})
        actions.record(stream, "note.two", by=by, now=NOW, payload={"text": "二"}, files=[png])
        actions.record(stream, "note.three", by=by, now=NOW, payload={"text": "三"}, files=[png, other])
        actions.record(stream, "note.four", by=by, now=NOW, payload={"text": "四"})
        actions.record(stream, "note.five", by=by, now=NOW.replace(year=2027), payload={"text": "五"})
    actions.sequence(NOW)
    return stream


def written(stream, **values) -> bytes:
    """The bundle of a stream."""
    out = io.BytesIO()
    about = bundle.About(number="2026-000123", company="杭州云岚软件有限公司", facts={"employee": "林晓"})
    bundle.write(stream, out, about=about, now=NOW, **values)
    return out.getvalue()


@pytest.fixture
def honest(case) -> bytes:
    """Its bundle."""
    return written(case)


@pytest.fixture
def opened(honest) -> Bundle:
    """The honest bundle, ready to be changed."""
    return Bundle(honest)
