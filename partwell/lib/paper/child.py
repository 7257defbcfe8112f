"""The short-lived process that typesets one paper: a request, bytes or an error, then it ends.

Run by `lib.isolated`: it imports Typst and the fonts' packages, nothing of PartWell, no Django, no settings,
no key. What can go wrong in a renderer (endless work, memory, a crash in native code) ends here. The process that
is kept warm has read the fonts, which takes longer than a paper, and nothing else; each paper is a forked child.

request: JSON {"root", "template", "data", "timestamp"}
answer:  b"ok\\n" + PDF, or b"no\\n" + JSON {"message", "glyph"}
"""

import json
import re
import sys
from functools import cache
from typing import Any


def _font_folders() -> list[str]:
    """Folders of the two font packages: serif and sans for common characters, then one for all the others."""
    from importlib.util import find_spec

    folders = []
    for package in ("pylopdf_fonts_zh_cn", "manimgx_fonts_cjk"):
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise SystemExit(f"the font package {package} is not installed")
        folders.append(spec.submodule_search_locations[0])
    return folders


@cache
def load() -> Any:
    """Typst's fonts; read once in the process that is kept warm."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=_font_folders())


def answer(request: bytes) -> bytes:
    """Typeset what is asked for."""
    import typst

    asked = json.loads(request)
    try:
        pdf = typst.compile(
            asked["template"],
            root=asked["root"],
            font_paths=load(),
            ignore_system_fonts=True,
            format="pdf",
            # An archive standard, because only then a missing character is an error and not an empty box.
            pdf_standards=["a-2a"],
            sys_inputs={"data": json.dumps(asked["data"], ensure_ascii=False)},
            timestamp=asked["timestamp"],
        )
    except typst.TypstError as error:
        lost = re.search(r'the text `"(.+?)"` could not be displayed', error.message)
        glyph = lost.group(1) if lost else ""
        code = re.fullmatch(r"\\u\{([0-9a-f]+)\}", glyph)
        said = {"message": error.message, "glyph": chr(int(code[1], 16)) if code else glyph}
        return b"no\n" + json.dumps(said).encode()
    return b"ok\n" + bytes(pdf)


if __name__ == "__main__":
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
