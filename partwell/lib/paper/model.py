"""A paper as values: sections of paragraphs, filled values, sums with their basis, tables. Pure.

One `Paper` is the source of the PDF (Typst) and of the pages a phone shows; so what is read is what is signed.
`as_data()` is its only serial form: stored sealed with the document, handed to Typst, walked by the reader's template.
Text is data everywhere: no value is ever read as markup, neither by Typst nor by a template.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Data = dict[str, Any]
_SLOT = re.compile(r"\{(\w+)\}")


def runs(pattern: str, **fills: str) -> list[Data]:
    """`公司向本人补发 {sum} 元` with sum="1,050.00" as runs: text, and filled values that a reader sees as filled.

    Only the pattern, which is ours, is parsed; a value that looks like `{x}` stays as it is. Raises KeyError.
    """
    out: list[Data] = []
    at = 0
    for slot in _SLOT.finditer(pattern):
        if slot.start() > at:
            out.append({"text": pattern[at : slot.start()]})
        value = fills[slot.group(1)]
        if value:
            out.append({"fill": value})
        at = slot.end()
    if at < len(pattern):
        out.append({"text": pattern[at:]})
    return out


def plain(pieces: Sequence[Data]) -> str:
    """The text of runs without the mark that something was filled in."""
    return "".join(piece.get("text") or piece.get("fill") or "" for piece in pieces)


def para(pattern: str, **fills: str) -> Data:
    """A paragraph with the two-em indent of a letter."""
    return {"kind": "para", "runs": runs(pattern, **fills)}


def flush(pattern: str, **fills: str) -> Data:
    """A paragraph without indent: the salutation."""
    return {"kind": "flush", "runs": runs(pattern, **fills)}


def free_text(text: str) -> list[Data]:
    """Words a person wrote, one paragraph for each line, marked as filled."""
    return [{"kind": "para", "runs": [{"fill": line.strip()}]} for line in text.splitlines() if line.strip()]


def items(*entries: Sequence[Data]) -> Data:
    """A list counted （一）（二）."""
    return {"kind": "items", "items": [list(entry) for entry in entries]}


def listed(texts: Sequence[str]) -> Data:
    """A counted list of filled values: reasons, findings, terms."""
    return items(*(runs("{one}", one=one) for one in texts))


def formula(title: str, lines: Sequence[str], source: str = "") -> Data:
    """A sum that shows its work: the lines of the calculation and where the figures come from."""
    return {"kind": "formula", "title": title, "lines": list(lines), "source": source}


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = (), total: bool = False
) -> Data:
    """A table; `numbers` are the columns set flush right, `total` sets off the last row."""
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "numbers": list(numbers),
        "total": total,
    }


def facts(*rows: tuple[str, str]) -> Data:
    """Label and filled value, one pair a row."""
    return {"kind": "facts", "rows": [[label, value] for label, value in rows]}


def assurance(title: str, text: str) -> Data:
    """The green box: what does not depend on this paper."""
    return {"kind": "assurance", "title": title, "text": text}


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its heading ("" for none). `page` begins a new page of the reader, not of the PDF."""

    heading: str
    blocks: tuple[Data, ...]
    page: bool = True


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `speaks` says in whose name it is written: the employer signs off, or the employee does."""

    title: str
    number: str
    sections: tuple[Section, ...]
    speaks: Literal["employer", "employee", "both"]
    company: str
    employee: str
    on: str
    """The day under the paper, in words; empty when the day is that of the signature."""
    seal: bool = False
    """Whether the employer's seal belongs on it; without an electronic one the paper says so."""
    seats: tuple[str, ...] = ()
    """Lines for signatures by hand on a printed copy: "交接人", "接手人"."""
    unaffected: str = ""
    """What does not depend on how the employee answers; shown beside every page of the reader."""
    notes: tuple[str, ...] = field(default=())

    def as_data(self) -> Data:
        """The paper as JSON values."""
        return {
            "title": self.title,
            "number": self.number,
            "sections": [{"heading": s.heading, "blocks": list(s.blocks), "page": s.page} for s in self.sections],
            "speaks": self.speaks,
            "company": self.company,
            "employee": self.employee,
            "on": self.on,
            "seal": self.seal,
            "seats": list(self.seats),
            "unaffected": self.unaffected,
            "notes": list(self.notes),
        }


def pages(data: Data) -> list[list[Data]]:
    """Sections of `Paper.as_data()` grouped into the pages a phone shows; at least one page."""
    grouped: list[list[Data]] = []
    for section in data["sections"]:
        if section["page"] or not grouped:
            grouped.append([])
        grouped[-1].append(section)
    return grouped or [[]]


def stated_rows(data: Data) -> Mapping[str, str]:
    """Label -> value of every row of facts in a paper: what somebody states by signing it."""
    blocks = [block for section in data["sections"] for block in section["blocks"] if block["kind"] == "facts"]
    return {label: value for block in blocks for label, value in block["rows"]}


def filled_between(data: Data, before: str, after: str) -> str:
    """The value filled in between these words of a paper, of the first paragraph that has them; "" when none has."""
    for section in data["sections"]:
        for block in section["blocks"]:
            pieces = block.get("runs", ())
            for left, value, right in zip(pieces, pieces[1:], pieces[2:], strict=False):
                around = left.get("text", "").endswith(before) and right.get("text", "").startswith(after)
                if around and "fill" in value:
                    return str(value["fill"])
    return ""


def as_text(data: Data) -> str:
    """The words of a paper line by line; golden files of the tests and the search of a bundle's reader use it."""
    lines = [data["title"], f"文书编号：{data['number']}"]
    for section in data["sections"]:
        if section["heading"]:
            lines += ["", section["heading"]]
        for block in section["blocks"]:
            lines += _block_lines(block)
    if data["unaffected"]:
        lines += ["", f"不取决于这份文件的：{data['unaffected']}"]
    lines += [""] + [f"{seat}（签名）：" for seat in data["seats"]]
    if data["speaks"] != "employee":
        lines.append(data["company"])
    if data["on"]:
        lines.append(data["on"])
    return "\n".join(lines + list(data["notes"])).strip() + "\n"


def _block_lines(block: Data) -> list[str]:
    """One block as lines of text."""
    match block["kind"]:
        case "para" | "flush":
            return [plain(block["runs"])]
        case "items":
            from .chinese import numeral

            return [f"（{numeral(n)}）{plain(entry)}" for n, entry in enumerate(block["items"], 1)]
        case "formula":
            return [f"[{block['title']}]", *block["lines"], *([block["source"]] if block["source"] else [])]
        case "table":
            return [" | ".join(row) for row in [block["head"], *block["rows"]]]
        case "facts":
            return [f"{label}：{value}" for label, value in block["rows"]]
        case "assurance":
            return [f"[{block['title']}] {block['text']}"]
    raise ValueError(block["kind"])
