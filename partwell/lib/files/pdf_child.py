"""The short-lived process that reads PDFs: files from outside are parsed here and nowhere else.

Run by `lib.isolated`; it imports pypdf alone, which costs the server neither memory nor trust.

stdin:  b"check\\n" + PDF                      stdout: b"ok\\n", or b"no\\n" and what is wrong
        b"join <bytes of first>\\n" + two PDFs  stdout: b"ok\\n" + the pages of both as one PDF
"""

import io
import sys
from collections.abc import Iterator
from typing import Any

MAX_OBJECTS = 200_000
ACTS = frozenset(
    f"/{name}"
    for name in (
        *("JavaScript", "JS", "Launch", "EmbeddedFiles", "EmbeddedFile", "RichMedia", "XFA", "SubmitForm"),
        *("ImportData", "GoToE", "Movie", "Sound", "Rendition", "Filespec"),
    )
)


def check(content: bytes) -> str:
    """What is wrong with a PDF: "encrypted", "no_page", "damaged", "acts <name>"; "" when it may be kept."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return "encrypted"
        if len(reader.pages) < 1:
            return "no_page"
        found = next(acts(reader), "")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return "damaged"
    return f"acts {found.lstrip('/')}" if found else ""


def acts(reader: Any) -> Iterator[str]:
    """Names in any object of the file, reachable or not, that make a PDF act."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

    numbers = {n for table in reader.xref.values() for n in table} | set(reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        raise ValueError("too many objects")
    for number in numbers:
        generation = next((g for g, table in reader.xref.items() if number in table), 0)
        todo: list[Any] = [reader.get_object(IndirectObject(number, generation, reader))]
        while todo:
            thing = todo.pop()
            if isinstance(thing, DictionaryObject):
                # dict.items gives the raw values: its own items() would follow references, in circles if asked to.
                for key, value in dict.items(thing):
                    if key in ACTS:
                        yield str(key)
                    if key in ("/S", "/Subtype", "/Type") and isinstance(value, NameObject) and value in ACTS:
                        yield str(value)
                    if not isinstance(value, IndirectObject):
                        todo.append(value)
            elif isinstance(thing, ArrayObject):
                todo.extend(item for item in list.__iter__(thing) if not isinstance(item, IndirectObject))


def join(first: bytes, second: bytes) -> bytes:
    """The pages of `first` as they are, then those of `second`. The second's tags do not come along."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, StreamObject

    writer = PdfWriter(clone_from=io.BytesIO(first))
    for sheet in PdfReader(io.BytesIO(second)).pages:
        joined = writer.add_page(sheet)
        # Its marks belong to a structure tree that did not come along; read as the first file's they would lie.
        for key in ("/StructParents", "/Tabs"):
            joined.pop(NameObject(key), None)
    stream = writer.root_object["/Metadata"].get_object()
    if isinstance(stream, StreamObject):
        # Part of the whole is not tagged, so it keeps only the level of the standard that asks for no tags.
        level = (b"<pdfaid:conformance>A<", b"<pdfaid:conformance>B<")
        stream.set_data(stream.get_data().replace(*level))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def main() -> None:
    """Do what stdin asks for."""
    head, _, body = sys.stdin.buffer.read().partition(b"\n")
    out = sys.stdout.buffer
    if head == b"check":
        wrong = check(body)
        out.write(b"no\n" + wrong.encode() if wrong else b"ok\n")
    else:
        size = int(head.removeprefix(b"join "))
        out.write(b"ok\n" + join(body[:size], body[size:]))


if __name__ == "__main__":
    main()
