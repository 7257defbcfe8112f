"""Questions from an Excel or CSV table, and the sheet to fill in."""

from collections.abc import Sequence
from typing import Any

from partwell.lib import sheets

from .forms import right_places

COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("题型", "Kind"),
    "text": ("题目", "Question"),
    **{f"option_{letter}": (f"选项{letter}", f"Option {letter}") for letter in "ABCDEFGH"},
    "right": ("正确答案", "Right"),
    "points": ("分值", "Points"),
}
KINDS = {"单选": "single", "多选": "multiple", "判断": "judge"}
MOST_ROWS = 2000


def template() -> bytes:
    """The sheet to fill in, with one example of each kind."""
    options = [f"选项{letter}" for letter in "ABCDEFGH"]
    blank = [""] * 6
    rows: list[list[sheets.Cell]] = [
        ["单选", "加班应当由谁批准？", "本人", "主管", *blank, "B", 1],
        ["多选", "哪些情形应当停机？", "检修", "清洁", "换班", *blank[1:], "AB", 2],
        ["判断", "劳动防护用品可以不佩戴。", *[""] * 8, "错", 1],
    ]
    head = ["题型", "题目", *options, "正确答案", "分值"]
    return sheets.write(sheets.Sheet("题库", head, rows, widths=(8, 50, *[16] * 8, 10, 6)))


def read(content: bytes) -> tuple[list[sheets.Row], list[dict[str, Any]]]:
    """The rows of a table and the question in each. Raises sheets.BadSheet."""
    rows = sheets.read(content, COLUMNS, most_rows=MOST_ROWS, needed=("kind", "text", "right"))
    return rows, [_question(row.cells) for row in rows]


def faults(rows: Sequence[sheets.Row], bad: Sequence[tuple[int, str, str]]) -> list[sheets.Fault]:
    """Why rows were not taken, from the places and fields that the bank refused."""
    found = []
    for place, field, why in bad:
        row = rows[place - 1]
        cells = [row.cells.get(key, "") for key in COLUMNS if key == field or key.startswith(field.rstrip("s") + "_")]
        heading = row.titles.get(field) or COLUMNS.get(field, ("选项",))[0]
        found.append(sheets.Fault(row.number, heading, why, "、".join(one for one in cells if one)))
    return found


def _question(cells: dict[str, str]) -> dict[str, Any]:
    kind = KINDS.get(cells["kind"], cells["kind"])
    points = cells.get("points") or "1"
    return {
        "kind": kind,
        "text": cells["text"],
        "options": [cells[f"option_{letter}"] for letter in "ABCDEFGH" if cells.get(f"option_{letter}")],
        "right": right_places(kind, cells["right"]),
        "points": int(points) if points.isascii() and points.isdigit() else 0,
    }
