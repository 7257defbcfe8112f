"""Files are kept sealed, come back unchanged, and are swept when nobody wants them."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from partwell.lib.files import store
from partwell.lib.files.models import Blob
from partwell.lib.files.upload import BoundedUpload
from partwell.lib.keys.keyring import CannotOpen
from partwell.lib.refusal import BadInput

from .test_content import a_pdf, a_png

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings) -> None:
    settings.FILES_DIR = tmp_path / "files"


def age(blob: Blob, days: int) -> None:
    path = store.store()._path(blob.address)
    os.utime(path, (path.stat().st_mtime - days * 86400,) * 2)


def test_a_file_lies_sealed_and_comes_back_unchanged(settings) -> None:
    """The bytes on disk hold nothing of the content, and the name is that of an HMAC."""
    png = a_png()
    blob = store.put(png, name="身份证.png", company=None, now=NOW)
    path = settings.FILES_DIR / blob.address[:2] / blob.address
    assert b"IHDR" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert store.content(Blob.objects.get()) == png
    assert (blob.media, blob.size, Blob.objects.get().name) == ("image/png", len(png), "身份证.png")


def test_a_file_that_is_gone_or_cut_is_found() -> None:
    """Without reading any: by whether the bytes are there, and how many."""
    blobs = [store.put(a_png((20, 10 + n)), name="a.png", company=None, now=NOW) for n in range(3)]
    assert store.lost() == []
    store.store()._path(blobs[0].address).unlink()
    os.truncate(store.store()._path(blobs[1].address), 100)
    assert store.lost() == blobs[:2]


def test_equal_files_are_kept_once() -> None:
    """Two rows, one file."""
    first = store.put(a_png(), name="a.png", company=None, now=NOW)
    second = store.put(a_png(), name="b.png", company=None, now=NOW)
    assert first.address == second.address
    assert len(list(store.store().root.glob("??/*"))) == 1


def test_a_changed_file_does_not_open() -> None:
    """One flipped byte on disk is found when it is read."""
    blob = store.put(a_png(), name="a.png", company=None, now=NOW)
    path = store.store()._path(blob.address)
    sealed = bytearray(path.read_bytes())
    sealed[40] ^= 1
    path.write_bytes(sealed)
    with pytest.raises(CannotOpen):
        store.content(blob)


def test_too_big_and_empty_files_are_refused_with_their_size() -> None:
    """50 MB: a sentence with the figure, nothing written."""
    with pytest.raises(BadInput, match="50"):
        store.put(b"%PDF-" + b"0" * (50 * 1024 * 1024 - 5), name="a.pdf", company=None, now=NOW)
    with pytest.raises(BadInput):
        store.put(b"", name="a.pdf", company=None, now=NOW)
    assert not Blob.objects.exists() and not store.store().root.exists()


def test_an_upload_beyond_the_limit_is_counted_and_not_kept(settings) -> None:
    """A form with a 50 MB file arrives whole, holds 20 MB at most, and answers with a sentence."""
    settings.FILE_UPLOAD_HANDLERS = ["partwell.lib.files.upload.BoundedUpload"]
    big = SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * (50 * 1024 * 1024), "application/pdf")
    request = RequestFactory().post("/", {"file": big, "note": "kept"})
    upload = request.FILES["file"]
    assert request.POST["note"] == "kept"
    assert upload.size > 50 * 1024 * 1024 and len(upload.file.getvalue()) <= store.MAX_BYTES + 1
    with pytest.raises(BadInput, match="51"):
        store.put_upload(upload, company=None, now=NOW, field="scan")


def test_no_file_is_a_sentence_on_the_named_field() -> None:
    """The refusal carries the form's own field."""
    with pytest.raises(BadInput) as refusal:
        store.put_upload(None, company=None, now=NOW, field="scan")
    assert list(refusal.value.fields) == ["scan"]


def test_a_download_is_never_shown_guessed_or_kept() -> None:
    """Attachment, nosniff, no-store, and a name that cannot break the header."""
    blob = store.put(a_pdf(), name='离职\r\nX: y"证明.pdf', company=None, now=NOW)
    response = store.serve(blob)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert "\n" not in response["Content-Disposition"] and "%E7%A6%BB" in response["Content-Disposition"]


def test_the_sweep_takes_orphans_and_leaves_young_and_wanted_files() -> None:
    """Only what is old and unreferenced goes; a row without a reference counts as an orphan after a day."""
    lost = store.stage(a_png((5, 5)), name="a.png", company=None, now=NOW)
    young = store.stage(a_png((6, 6)), name="b.png", company=None, now=NOW)
    row = store.put(a_png((7, 7)), name="c.png", company=None, now=NOW)
    age(lost, 3)
    age(row, 3)
    assert store.sweep(NOW + timedelta(hours=1)) == 1
    assert not store.store()._path(lost.address).exists()
    assert store.store()._path(young.address).exists()
    assert store.content(row)
    assert store.sweep(NOW + timedelta(days=3)) == 1
    assert not Blob.objects.exists()


def test_a_file_wanted_again_during_the_sweep_stays() -> None:
    """A writer that comes while the sweep holds the file renews it or finds its row; nothing is lost."""
    blob = store.stage(a_png(), name="a.png", company=None, now=NOW)
    age(blob, 3)
    assert not store.store().discard(blob.address, 86400, lambda: True)
    assert store.content(blob)


def test_a_crash_while_writing_leaves_no_half_file() -> None:
    """When sealing fails, neither the file nor its beginning remains."""

    def fail() -> bytes:
        raise MemoryError

    with pytest.raises(MemoryError):
        store.store().write("ab" * 32, fail)
    assert not [p for p in store.store().root.rglob("*") if p.is_file()]


def test_the_handler_bounds_what_one_request_may_hold() -> None:
    """All files of a request share one allowance of memory."""
    handler = BoundedUpload()
    handler.room = 10
    handler.new_file("f", "a", "x", None)
    handler.receive_data_chunk(b"0" * 50, 0)
    handler.new_file("g", "b", "x", None)
    handler.receive_data_chunk(b"0" * 50, 0)
    assert handler.file_complete(50).size == 50
    assert handler.room == 0
