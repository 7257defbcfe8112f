"""The picture of a signature: a real PNG, of bearable size, with something written on it. Pure but for Pillow.

Only the picture is taken. How fast or how hard somebody wrote never leaves the browser (decision on biometrics).
"""

import base64
import binascii
import io

from django.utils.translation import gettext as _

from partwell.lib.files.content import check_image
from partwell.lib.refusal import BadInput

MAX_BYTES = 400_000
MIN_INK = 120
"""Dark points of a picture 600 wide; a dot or a tap has fewer, the shortest name has many more."""
WIDTH = 600


def from_form(data_url: str) -> bytes:
    """The PNG of a form's `data:image/png;base64,...`. Raises `BadInput` on field "signature"."""
    prefix = "data:image/png;base64,"
    if not data_url:
        raise _refuse(_("Write your name in the box, or choose to sign with the code only."), "no_signature")
    if not data_url.startswith(prefix) or len(data_url) > MAX_BYTES * 4 // 3 + 100:
        raise _refuse(_("The signature cannot be read. Write it again."), "bad_signature")
    try:
        return base64.b64decode(data_url[len(prefix) :], validate=True)
    except (binascii.Error, ValueError):
        raise _refuse(_("The signature cannot be read. Write it again."), "bad_signature") from None


def checked(png: bytes) -> bytes:
    """The signature drawn anew, black on white, cut to what is written; nothing else of the upload survives.

    Raises `BadInput` on field "signature" for anything that is not a PNG with handwriting on it.
    """
    from PIL import Image, ImageOps

    if len(png) > MAX_BYTES or not png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise _refuse(_("The signature cannot be read. Write it again."), "bad_signature")
    try:
        width, height = check_image(png)
    except BadInput:
        raise _refuse(_("The signature cannot be read. Write it again."), "bad_signature") from None
    if not (60 <= width <= 4000 and 30 <= height <= 4000):
        raise _refuse(_("The signature cannot be read. Write it again."), "bad_signature")
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        drawn = image.convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    gray = Image.alpha_composite(paper, drawn).convert("L")
    gray = gray.resize((WIDTH, max(1, round(gray.height * WIDTH / gray.width))))
    ink = gray.point(lambda level: 255 if level < 160 else 0)
    box = ink.getbbox()
    dark = ink.histogram()[255]
    wide_enough = box is not None and (box[2] - box[0]) >= 24 and (box[3] - box[1]) >= 8
    if dark < MIN_INK or not wide_enough or dark > gray.width * gray.height // 2:
        raise _refuse(
            _("There is no signature in the box. Write your name, or sign with the code only."), "blank_signature"
        )
    out = io.BytesIO()
    ImageOps.expand(gray.crop(box), border=12, fill=255).save(out, "PNG", optimize=True)
    return out.getvalue()


def _refuse(sentence: str, code: str) -> BadInput:
    return BadInput({"signature": sentence}, code=code)
