"""What a file is, told from its bytes alone, and whether it is safe to keep. Names and headers are never believed.

Accepted: pdf, png, jpg, docx, xlsx. Refused although of an accepted type: a PDF that can act (JavaScript, launch,
embedded files, forms that send, encryption), an Office file with macros or one that unpacks to much more than
it shows, an image with more than 50 million pixels. The sentences say how to mend it.
"""

import io
import warnings
import zipfile

from django.utils.translation import gettext as _

from partwell.lib.refusal import BadInput

from . import pdf

MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ALL = tuple(MEDIA)
MAX_PIXELS = 50_000_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 4000


def recognize(content: bytes, *, allowed: tuple[str, ...] = ALL) -> str:
    """The extension of what `content` is ("pdf", "png", ...). Raises `BadInput` on field "file" otherwise."""
    found = _by_magic(content)
    if found is None or found not in allowed:
        types = ", ".join(allowed)
        raise _refuse(_("This is not a file of type %(types)s. Choose another file.") % {"types": types}, "file_type")
    if found == "pdf":
        _check_pdf(content)
    elif found in ("png", "jpg"):
        check_image(content)
    return found


def _refuse(sentence: str, code: str) -> BadInput:
    return BadInput({"file": sentence}, code=code)


def _by_magic(content: bytes) -> str | None:
    """The type by its first bytes, for Office files by their parts; None when it is none of ours."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return None


def _office(content: bytes) -> str | None:
    """ "docx" or "xlsx" by the parts of the package. Macros and bombs are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise _refuse(
            _("This file is damaged and cannot be read. Save it again and upload it anew."), "damaged"
        ) from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names:
        return None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _refuse(_("This file unpacks to more than 200 MB. Save it as a PDF and upload that."), "unpacks")
    if any(part.flag_bits & 1 for part in parts):
        raise _refuse(_("This file is locked with a password. Remove the password first."), "encrypted")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refuse(_("This file contains macros. Save it without macros, or as a PDF."), "macros")
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else None


def check_image(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG that can be shown safely; the size is known before a pixel is unpacked."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Pillow only warns between one and two times its own limit; ours is lower and always refuses.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise _refuse(_("This picture has more than 50 million pixels. Make it smaller."), "pixels")
                image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise _refuse(_("This picture is damaged and cannot be shown. Take it again."), "damaged") from None
    return width, height


def _check_pdf(content: bytes) -> None:
    """Refuse a PDF that is damaged, locked, or does anything besides being read."""
    wrong, _space, what = pdf.faults(content).partition(" ")
    match wrong:
        case "encrypted":
            raise _refuse(_("This PDF is locked with a password. Remove the password first."), "encrypted")
        case "no_page":
            raise _refuse(_("This PDF has no page."), "damaged")
        case "acts":
            sentence = _(
                "This PDF contains scripts, attachments or forms (%(what)s). Print it to a new PDF and upload that."
            )
            raise _refuse(sentence % {"what": what}, "active_content")
        case "damaged":
            sentence = _("This PDF is damaged and cannot be read. Save it again and upload it anew.")
            raise _refuse(sentence, "damaged")
