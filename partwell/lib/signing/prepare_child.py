"""The short-lived process that makes room for a signature in a PDF: a field, what it shows, and the bytes to be signed.

Run by `lib.isolated`; it is given no key. An earlier signature stays whole: everything is added behind it.

stdin:  one line of JSON {"pdf", "image", "field", "words", "page", "box", "find", "reason", "name", "at", "reserve"},
        then the PDF and the picture, with the lengths the line names
stdout: b"ok\\n", one line of JSON {"start", "end", "digest"}, and the PDF with a gap of zeros from start to end
        b"no\\n" and why
"""

import asyncio
import io
import json
import sys
from datetime import datetime
from typing import Any


def _found(pdf: bytes, text: str) -> tuple[int, float, float] | None:
    """(page from 0, x, y) of the last place where a text stands, as the page draws it; None when nowhere."""
    from pypdf import PdfReader

    found: tuple[int, float, float] | None = None
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):
        runs: list[tuple[str, float, float]] = []

        def note(part: str, cm: Any, tm: Any, _font: Any, _size: Any, runs: list[Any] = runs) -> None:
            if part.strip():
                runs.append((part, cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5]))

        page.extract_text(visitor_text=note)
        for part, x, y in runs:
            if text in part:
                found = number, x, y
    return found


def _box(asked: dict[str, Any], pdf: bytes) -> tuple[int, tuple[int, int, int, int]]:
    """Page and corners of the field: beside a text of the paper, or at a fixed place of its last page."""
    left, bottom, width, height = asked["box"]
    place = _found(pdf, asked["find"]) if asked["find"] else None
    page, x, y = place or (asked["page"], *asked["corner"])
    return page, (round(x + left), round(y + bottom), round(x + left + width), round(y + bottom + height))


def _clock_says(at: datetime) -> None:
    """pyHanko writes the time of its own clock into the field; this process ends after one file, so it is set here."""
    from pyhanko.sign.signers import pdf_signer

    class Told(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return at.astimezone(tz)

    vars(pdf_signer)["datetime"] = Told


def prepare(asked: dict[str, Any], pdf: bytes, picture: bytes) -> tuple[dict[str, Any], bytes]:
    """The PDF with the gap, and where it is."""
    from PIL import Image
    from pyhanko.pdf_utils.images import PdfImage
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
    from pyhanko.sign import fields, signers
    from pyhanko.stamp import StaticStampStyle

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    style = None
    if picture:
        page, box = _box(asked, pdf)
        fields.append_signature_field(
            writer, fields.SigFieldSpec(asked["field"], on_page=page, box=box, readable_field_name=asked["words"])
        )
        with Image.open(io.BytesIO(picture), formats=("PNG",)) as image:
            drawn = image.convert("RGBA" if asked["clear"] else "RGB")
        style = StaticStampStyle(
            border_width=0,
            background=PdfImage(drawn, writer=writer),
            background_opacity=1,
            background_layout=SimpleBoxLayoutRule(
                x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0)
            ),
        )
    else:
        fields.append_signature_field(writer, fields.SigFieldSpec(asked["field"]))
    meta = signers.PdfSignatureMetadata(
        field_name=asked["field"],
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=asked["reason"],
        name=asked["name"],
    )
    empty = signers.ExternalSigner(signing_cert=None, cert_registry=None, signature_value=256)
    signer = signers.PdfSigner(meta, signer=empty, stamp_style=style)
    _clock_says(datetime.fromisoformat(asked["at"]))
    room = signer.async_digest_doc_for_signing(writer, bytes_reserved=asked["reserve"])
    ready, _tbs, out = asyncio.run(room)
    where = {
        "start": ready.reserved_region_start,
        "end": ready.reserved_region_end,
        "digest": ready.document_digest.hex(),
    }
    out.seek(0)
    return where, bytes(out.read())


def load() -> None:
    """Import what a signature needs and sign once on paper of our own; done once in the process that is kept warm.

    What the libraries build at their first use, each forked child finds built: a third of its processor time.
    """
    import PIL.Image
    import pypdf

    blank, dot = io.BytesIO(), io.BytesIO()
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 100)
    writer.write(blank)
    PIL.Image.new("RGBA", (1, 1)).save(dot, "PNG")
    asked = {"field": "sample", "words": "sample", "page": 0, "corner": [0, 0], "box": [0, 0, 40, 20], "find": ""}
    asked |= {"clear": True, "reason": "", "name": "", "at": "2026-01-01T00:00:00+00:00", "reserve": 8192}
    prepare(asked, blank.getvalue(), dot.getvalue())


def answer(request: bytes) -> bytes:
    """Do what a request asks for."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    head, _, body = request.partition(b"\n")
    asked = json.loads(head)
    size = asked["pdf"]
    try:
        where, pdf = prepare(asked, body[:size], body[size : size + asked["image"]])
    except (PdfError, SigningError, ValueError, OSError) as why:
        return b"no\n" + f"{type(why).__name__}: {why}".encode()
    return b"ok\n" + json.dumps(where).encode() + b"\n" + pdf


if __name__ == "__main__":
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
