"""Faults of the papers in a bundle: every way of changing a signed PDF, with a log that was rewritten to fit.

Who rewrites the log holds its key, so that nothing but the signatures in the paper can tell; without the key the sum
of the file tells already. A change is FOUND when a check fails. What only a reader of PDFs can judge, validation data
behind the last signature with something else among it, is JUDGED: found by the Python verifier, and not passed by the
page, which says that it can't judge it.
"""

import hashlib
import io
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from partwell.core.evidence import commitment

from .conftest import Bundle, rewrite
from .faults import FOUND, Mutation

JUDGED = "judged"
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass
class Papers:
    """An honest bundle with a paper signed and then sealed, and what a forger may hold."""

    content: bytes
    pdf: bytes
    """The sealed paper as it lies in the bundle."""
    key: str
    log_key: Any
    other_pdf: bytes
    """Another paper under the same seal."""
    look_alike: tuple[bytes, ...]
    """The paper signed and sealed anew, or sealed once more, under a certificate of the same names."""
    tsa: str = "0" * 64


Change = Callable[[bytes, Papers, random.Random], tuple[bytes, str] | None]
WAYS: list[tuple[Change, str]] = []


def way(expect: str = FOUND) -> Callable[[Change], Change]:
    """Add a way of changing a paper."""

    def add(change: Change) -> Change:
        WAYS.append((change, expect))
        return change

    return add


def mutations(base: Papers, count: int, seed: int = 2026) -> Iterator[Mutation]:
    """`count` changed bundles, each way in turn; in two of three the log was rewritten with its key."""
    chance, made, turn = random.Random(seed), 0, 0
    while made < count:
        change, expect = WAYS[turn % len(WAYS)]
        turn += 1
        found = change(base.pdf, base, chance)
        if found is None or found[0] == base.pdf:
            continue
        made += 1
        with_key = chance.random() < 2 / 3
        content = _fitted(base, found[0]) if with_key else _exchanged(base, found[0])
        yield Mutation(18, found[1] + (" (log rewritten)" if with_key else ""), content, expect if with_key else FOUND)


def _path(opened: Bundle) -> str:
    return next(name for name in opened.files if name.startswith("data/files/0002"))


def _exchanged(base: Papers, pdf: bytes) -> bytes:
    """The bundle with another file in its place, and manifests that fit."""
    opened = Bundle(base.content)
    opened.files[_path(opened)] = pdf
    return opened.seal().zip()


def _fitted(base: Papers, pdf: bytes) -> bytes:
    """The same, with the log rewritten to fit the file under the log's own key."""
    opened = Bundle(base.content)
    opened.files[_path(opened)] = pdf
    digest = hashlib.sha256(pdf).hexdigest()

    def fit(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        entry = entries[1]
        about = entry["open"]["files"][0]
        about["sha256"] = entry["open"]["payload"]["electronic"]["sealed_copy"] = digest
        commit = commitment.of_file(bytes.fromhex(about["salt"]), bytes.fromhex(digest), about["name"])
        entry["body"]["files"][0] |= {"commit": commit, "size": len(pdf)}
        return entries

    return rewrite(opened, base.log_key, fit).zip()


def _gaps(pdf: bytes) -> list[tuple[int, int]]:
    """From where to where each signature's bytes stand, the brackets outside."""
    return [(int(one[2]) + 1, int(one[3]) - 1) for one in RANGE.finditer(pdf)]


def _signed_place(pdf: bytes, chance: random.Random) -> int:
    """A place that the last signature covers; what the first one's gap holds is covered by it too."""
    start, end = _gaps(pdf)[-1]
    place = chance.randrange(len(pdf) - (end - start))
    return place if place < start else place + (end - start)


@way()
def _flip(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    changed, place = bytearray(pdf), _signed_place(pdf, chance)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed), f"bit flipped at {place}"


@way()
def _flip_structure(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    """As `_flip`, near the words a reader finds its way by."""
    words = (
        b"/ByteRange",
        b"/Contents",
        b"/SubFilter",
        b"/AcroForm",
        b"startxref",
        b"xref",
        b"trailer",
        b"%PDF-",
        b"obj",
    )
    found = [one.start() for word in words for one in re.finditer(re.escape(word), pdf)]
    start, end = _gaps(pdf)[-1]
    place = min(len(pdf) - 1, chance.choice(found) + chance.randrange(12))
    if start <= place < end:
        place = start - 2
    changed = bytearray(pdf)
    changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed), f"bit of the structure flipped at {place}"


@way()
def _cut_or_put_in(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    place, long = _signed_place(pdf, chance), chance.randrange(1, 40)
    if chance.random() < 0.5:
        return pdf[:place] + pdf[place + long :], f"{long} bytes cut at {place}"
    return pdf[:place] + chance.randbytes(long) + pdf[place:], f"{long} bytes put in at {place}"


@way()
def _appended(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    """Something behind the end that is no update: white space, a remark, an object, noise."""
    some = chance.choice(
        [
            b"\n" * chance.randrange(1, 9),
            b"% " + chance.randbytes(8).hex().encode() + b"\n",
            b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
            chance.randbytes(chance.randrange(1, 200)),
            b"\nstartxref\n0\n%%EOF\n",
        ]
    )
    return pdf + some, f"{len(some)} bytes appended"


def _update(pdf: bytes, chance: random.Random) -> tuple[IncrementalPdfFileWriter, str]:
    """A proper incremental update that changes what the paper shows or holds."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    how = chance.choice(["content", "annotation", "size", "metadata", "form"])
    if how == "content":
        words = f"BT /F1 12 Tf 72 {chance.randrange(100, 700)} Td (40 000) Tj ET".encode()
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=words))
    elif how == "annotation":
        box = [generic.NumberObject(chance.randrange(500)) for _ in range(4)]
        note = {"/Type": "/Annot", "/Subtype": "/FreeText"}
        made = generic.DictionaryObject({generic.NameObject(k): generic.NameObject(v) for k, v in note.items()})
        made[generic.NameObject("/Rect")] = generic.ArrayObject(box)
        made[generic.NameObject("/Contents")] = generic.TextStringObject("另付补偿")
        old = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
        page["/Annots"] = generic.ArrayObject([*old, writer.add_object(made)])
    elif how == "size":
        page["/MediaBox"] = generic.ArrayObject(
            generic.NumberObject(n) for n in (0, 0, 595, chance.randrange(100, 800))
        )
    elif how == "metadata":
        writer.root["/Lang"] = generic.TextStringObject(f"zh-{chance.randrange(99)}")
        writer.update_root()
    else:
        form = writer.root["/AcroForm"]
        field = form["/Fields"][0]
        field["/TU"] = generic.TextStringObject("别的说明")
        writer.update_container(field)
    if how in ("content", "annotation", "size"):
        writer.update_container(page)
    return writer, how


@way()
def _updated(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    writer, how = _update(pdf, chance)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), f"update of {how}"


@way(JUDGED)
def _updated_under_cover(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    """The update brings validation data along, as one that is allowed would."""
    writer, how = _update(pdf, chance)
    writer.root["/DSS"] = writer.add_object(generic.DictionaryObject())
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), f"update of {how} beside validation data"


@way()
def _swapped(pdf: bytes, _base: Papers, _chance: random.Random) -> tuple[bytes, str]:
    """Each signature in the place of the other."""
    (a, b), (c, d) = _gaps(pdf)[:2]
    first, second = pdf[a:b], pdf[c:d]
    return pdf[:a] + second.ljust(b - a, b"0")[: b - a] + pdf[b:c] + first.ljust(d - c, b"0")[: d - c] + pdf[
        d:
    ], "swapped"


@way()
def _of_another(pdf: bytes, base: Papers, _chance: random.Random) -> tuple[bytes, str]:
    """The seal of another paper, made with the same certificate."""
    (a, b), (c, d) = _gaps(pdf)[-1], _gaps(base.other_pdf)[-1]
    return pdf[:a] + base.other_pdf[c:d].ljust(b - a, b"0")[: b - a] + pdf[b:], "seal of another paper"


@way()
def _removed(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    """The seal cut off with its revision; a signature emptied; its bytes or its dictionary made unreadable."""
    how = chance.choice(["revision", "tail", "zeros", "first zeros", "name"])
    gaps = _gaps(pdf)
    if how == "revision":
        return pdf[: pdf.index(b"%%EOF", gaps[0][1]) + chance.choice((5, 6))], "cut to the first revision"
    if how == "tail":
        return pdf[: -chance.randrange(1, 600)], "end cut off"
    if how in ("zeros", "first zeros"):
        a, b = gaps[-1 if how == "zeros" else 0]
        return pdf[:a] + b"0" * (b - a) + pdf[b:], f"signature emptied ({how})"
    return pdf.replace(b"/Type/Sig", b"/Type/Sag").replace(b"/Type /Sig", b"/Type /Sag"), "signature renamed"


@way()
def _signature_bytes(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    """A digit of the signature's own value: the last bytes of its CMS."""
    a, b = _gaps(pdf)[chance.randrange(2)]
    end = a + len(pdf[a:b].rstrip(b"0"))
    place = end - chance.randrange(2, 60)
    other = chance.choice([one for one in b"0123456789abcdef" if bytes([one]) != pdf[place : place + 1]])
    return pdf[:place] + bytes([other]) + pdf[place + 1 :], f"digit of the signature at {place}"


@way()
def _look_alike(_pdf: bytes, base: Papers, chance: random.Random) -> tuple[bytes, str]:
    number = chance.randrange(len(base.look_alike))
    return base.look_alike[number], f"look-alike {number}"


@way()
def _ranges(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str] | None:
    """Other numbers in a ByteRange: less covered, begun later, a wider gap, past the end."""
    match = chance.choice(list(RANGE.finditer(pdf)))
    start, length, after, rest = (int(one) for one in match.groups())
    by = chance.randrange(1, 500)
    start, length, after, rest = chance.choice(
        [
            (start + by, length - by, after, rest),
            (start, length - by, after, rest),
            (start, length, after + by, rest - by),
            (start, length, after, rest - min(by, rest)),
            (start, length, after, rest + by),
            (start, length, length, rest),
            (start, 0, after, rest),
        ]
    )
    made = b"/ByteRange [%d %d %d %d]" % (start, max(length, 0), after, max(rest, 0))
    room = len(match[0])
    return (
        None
        if len(made) > room
        else (
            pdf[: match.start()] + made[:-1].ljust(room - 1) + b"]" + pdf[match.end() :],
            f"ByteRange {start} {length} {after} {rest}",
        )
    )


@way()
def _in_the_gap(pdf: bytes, _base: Papers, chance: random.Random) -> tuple[bytes, str]:
    """Words in the room left over behind the seal's bytes, which no signature covers."""
    a, b = _gaps(pdf)[-1]
    free = b - len(pdf[a:b]) + len(pdf[a:b].rstrip(b"0"))
    some = chance.choice(
        [b"> /Reason (x) /Y <", b">/ByteRange[0 1 2 3]/Z<", b"> % ", b" ", b">\n1 0 obj<</A 1>>endobj<", b"zz"]
    )
    place = chance.randrange(free + 2, b - len(some))
    return pdf[:place] + some + pdf[place + len(some) :], f"{some!r} in the gap"
