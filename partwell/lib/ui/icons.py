"""Build the icon sprite: `python -m partwell.lib.ui.icons FOLDER` reads FOLDER/<name>.svg for each name of icons.txt.

FOLDER is `icons/outline` of the npm package @tabler/icons. Only the shapes are kept; size, colour and stroke come
from the classes of the page, the stroke width of 1.75 from the symbol.
"""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
SPRITE = HERE / "static" / "icons.svg"
_SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>", re.DOTALL)
_BLANK = 'd="M0 0h24v24H0z"'


def names() -> list[str]:
    """The icons the sprite holds, as listed in icons.txt."""
    return (HERE / "icons.txt").read_text().split()


def symbol(name: str, svg: str) -> str:
    """One icon as a `<symbol>`. Raises ValueError when the file holds no shape."""
    shapes = [re.sub(r"\s+", " ", shape) for shape in _SHAPE.findall(svg) if _BLANK not in shape]
    if not shapes:
        raise ValueError(f"no shape in {name}.svg")
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
        f'stroke-linecap="round" stroke-linejoin="round">{"".join(shapes)}</symbol>'
    )


def build(folder: Path) -> str:
    """The whole sprite from the SVG files in `folder`."""
    symbols = "\n".join(symbol(name, (folder / f"{name}.svg").read_text()) for name in names())
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


if __name__ == "__main__":
    SPRITE.write_text(build(Path(sys.argv[1])))
