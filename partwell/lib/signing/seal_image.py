"""The picture of an electronic seal: of our own drawing, so that nobody takes it for the registered seal on paper.

A double ring with the company's name around it, the words 电子印章, and the first digits of the certificate's
fingerprint, by which it is compared. No star: that belongs to seals cut in rubber and filed with the police.
"""

import io
import math
from importlib.util import find_spec
from pathlib import Path

SIZE = 480
RED = (178, 34, 34)


def _font(points: int) -> "object":
    from PIL import ImageFont

    spec = find_spec("pylopdf_fonts_zh_cn")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the font package pylopdf_fonts_zh_cn is not installed")
    files = sorted(Path(spec.submodule_search_locations[0]).rglob("*.[ot]t[fc]"))
    sans = [path for path in files if "sans" in path.name.lower()] or files
    return ImageFont.truetype(str(sans[0]), points)


def draw(company: str, fingerprint: str) -> bytes:
    """The PNG, transparent where there is no ink."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (SIZE, SIZE), (*RED, 0))
    pen = ImageDraw.Draw(image)
    pen.ellipse((8, 8, SIZE - 8, SIZE - 8), outline=RED, width=9)
    pen.ellipse((26, 26, SIZE - 26, SIZE - 26), outline=RED, width=2)
    letters = company[:24]
    size = min(50, int(1050 / max(len(letters), 1)))
    spread = min(280, len(letters) * 24 + 30)
    for place, letter in enumerate(letters):
        angle = -spread / 2 + spread * (place + 0.5) / len(letters)
        tile = Image.new("RGBA", (size * 2, size * 2), (*RED, 0))
        ImageDraw.Draw(tile).text((size, size), letter, font=_font(size), fill=RED, anchor="mm")  # type: ignore[arg-type]
        turned = tile.rotate(-angle, resample=Image.Resampling.BICUBIC)
        radius, radians = SIZE / 2 - 40 - size / 2, math.radians(angle)
        x, y = SIZE / 2 + radius * math.sin(radians), SIZE / 2 - radius * math.cos(radians)
        image.alpha_composite(turned, (round(x - size), round(y - size)))
    pen.text((SIZE / 2, SIZE / 2 + 14), "电子印章", font=_font(62), fill=RED, anchor="mm")  # type: ignore[arg-type]
    digits = " ".join(fingerprint[start : start + 4] for start in range(0, 12, 4))
    pen.text((SIZE / 2, SIZE / 2 + 78), digits, font=_font(30), fill=RED, anchor="mm")  # type: ignore[arg-type]
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
