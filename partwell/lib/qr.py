"""QR codes: as SVG for pages (no inline style), as a matrix of rows for papers."""

import qrcode
from django.utils.safestring import SafeString, mark_safe


def rows(text: str) -> list[str]:
    """The code as rows of 0 and 1, without the quiet zone."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]


png = rows


def svg(text: str, label: str) -> SafeString:
    """The code as an SVG that a strict policy lets through; `label` is what a screen reader says."""
    matrix = rows(text)
    size = len(matrix) + 8
    squares = "".join(
        f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark == "1"
    )
    spoken = label.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return mark_safe(  # noqa: S308 - digits and an escaped label
        f'<svg class="pw-qr" role="img" aria-label="{spoken}" viewBox="0 0 {size} {size}" width="168" height="168" '
        f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{squares}" fill="#000"/></svg>'
    )
