"""What may be kept and what is sent back with a sentence."""

import io
import zipfile

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from partwell.lib.files import content
from partwell.lib.refusal import BadInput


def a_pdf(change=None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_png(size=(20, 10), color="white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    return out.getvalue()


def an_office_file(*names: str, payload: bytes = b"<x/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("[Content_Types].xml", *names):
            package.writestr(name, payload)
    return out.getvalue()


def test_each_accepted_type_is_told_from_its_bytes() -> None:
    """The name plays no part: bytes alone decide."""
    jpg = io.BytesIO()
    Image.new("RGB", (4, 4)).save(jpg, "JPEG")
    assert content.recognize(a_pdf()) == "pdf"
    assert content.recognize(a_png()) == "png"
    assert content.recognize(jpg.getvalue()) == "jpg"
    assert content.recognize(an_office_file("word/document.xml")) == "docx"
    assert content.recognize(an_office_file("xl/workbook.xml")) == "xlsx"


@pytest.mark.parametrize(
    "bytes_", [b"MZ\x90\x00", b"<html><script>alert(1)</script>", b"GIF89a", b"%!PS", b"PK\x03\x04junk"]
)
def test_other_bytes_are_refused(bytes_: bytes) -> None:
    """An executable, a page, another picture format and a broken archive get a sentence on the field."""
    with pytest.raises(BadInput) as refusal:
        content.recognize(bytes_)
    assert refusal.value.fields["file"]


def test_a_type_that_is_not_allowed_here_is_refused() -> None:
    """A picture where only a PDF is asked for."""
    with pytest.raises(BadInput, match="pdf"):
        content.recognize(a_png(), allowed=("pdf",))


def javascript(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    writer.root_object[NameObject("/OpenAction")] = action


def attachment(writer: PdfWriter) -> None:
    writer.add_attachment("a.exe", b"MZ")


def launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    writer.root_object[NameObject("/OpenAction")] = action


def hidden(writer: PdfWriter) -> None:
    writer._add_object(DictionaryObject({NameObject("/S"): NameObject("/JavaScript")}))


@pytest.mark.parametrize("change", [javascript, attachment, launch, hidden])
def test_a_pdf_that_can_act_is_refused(change) -> None:
    """Scripts, attachments and launches are found, also in an object nothing refers to."""
    with pytest.raises(BadInput) as refusal:
        content.recognize(a_pdf(change))
    assert refusal.value.code == "active_content"


def test_a_locked_pdf_is_refused() -> None:
    """A password hides what the file does, so it must come off first."""
    with pytest.raises(BadInput) as refusal:
        content.recognize(a_pdf(lambda writer: writer.encrypt("secret")))
    assert refusal.value.code == "encrypted"


@pytest.mark.parametrize("cut", [30, 200])
def test_a_cut_off_pdf_is_refused(cut: int) -> None:
    """Damage gets a sentence and no traceback."""
    with pytest.raises(BadInput):
        content.recognize(a_pdf()[:cut])


def test_a_picture_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size in the header decides before a pixel is unpacked."""
    monkeypatch.setattr(content, "MAX_PIXELS", 100)
    with pytest.raises(BadInput) as refusal:
        content.recognize(a_png((20, 10)))
    assert refusal.value.code == "pixels"


def test_a_damaged_picture_is_refused() -> None:
    """A PNG cut in the middle cannot be shown."""
    with pytest.raises(BadInput):
        content.recognize(a_png((300, 300))[:-40])


def test_macros_and_archive_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An Office file may neither run nor unpack without end."""
    with pytest.raises(BadInput) as macros:
        content.recognize(an_office_file("word/document.xml", "word/vbaProject.bin"))
    assert macros.value.code == "macros"
    monkeypatch.setattr(content, "MAX_UNPACKED", 1000)
    with pytest.raises(BadInput) as bomb:
        content.recognize(an_office_file("word/document.xml", payload=b"0" * 100_000))
    assert bomb.value.code == "unpacks"
