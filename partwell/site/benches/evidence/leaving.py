"""P9, P10: what leaves the installation: a bundle with its two verifiers, and the size of entries and receipts."""

import base64
import hashlib
import io
import logging
import random
import secrets
import shutil
import statistics
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from partwell.apps.evidence import actions, bundle
from partwell.apps.evidence.trees import key_of
from partwell.core.evidence.checkpoint import Checkpoint, sign
from partwell.core.evidence.proof import Proof
from partwell.lib.actor import system
from partwell.lib.files.store import stage
from partwell.site.benches import Row, interleaved_cpu
from partwell.verifier import verify

from .base import TURNS, case_stream, stream_of
from .signing import Bench

FILES, FILE_BYTES, ENTRIES = 20, 1024 * 1024, 60


def _papers(now: datetime) -> list[bytes]:
    """Signed PDFs of 1 MB each, no two alike."""
    bench, chance = Bench(now), random.Random(3)  # noqa: S311 - data to hash
    return [bench.signed(bench.paper(padding=chance.randbytes(FILE_BYTES))) for _file in range(FILES)]


def bundle_rows(company: Any, now: datetime) -> Iterator[Row]:
    """Sixty entries with twenty signed files of 1 MB: the Python verifier by CPU time, the page by the clock."""
    # It writes a traceback for each certificate nobody vouches for; printing them would be measured on both sides.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    stream, papers, files = case_stream(company, now, 1000 + secrets.randbelow(10**9)), _papers(now), []
    for number, content in enumerate(papers):
        blob = stage(content, name=f"{number}.pdf", company=company.pk, now=now, made_here=True)
        blob.save()
        files.append(blob)
    with transaction.atomic():
        for number in range(ENTRIES):
            draft = [files[number // 3]] if number % 3 == 0 else []
            payload = {"n": number, "text": "x" * 200}
            actions.record(stream, "bench.entry", by=system(company.pk), now=now, payload=payload, files=draft)
    out = io.BytesIO()
    bundle.write(stream, out, about=bundle.About(number="bench", company="Bench"), now=now)
    raw = out.getvalue()

    def bare() -> None:
        for content in papers:
            hashlib.sha256(content).digest()
            _validate(content)

    def check() -> None:
        if verify(raw, key=key_of("x").fingerprint).exit_code:
            raise RuntimeError("the bundle of the bench does not hold")

    own, other = interleaved_cpu(check, bare, times=TURNS)
    yield Row("p9.verify_vs_sha256_and_pyhanko", own, "s", 1.3, other)
    seconds = _page(raw)
    if seconds is not None:
        yield Row("p9.page_in_chromium", seconds, "s", 2.0)


def _validate(pdf: bytes) -> None:
    """What pyHanko itself takes to judge every signature of a file."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    for signature in PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures:
        context = ValidationContext(trust_roots=[], allow_fetching=False)
        if not validate_pdf_signature(signature, signer_validation_context=context).intact:
            raise RuntimeError("a paper of the bench does not hold")


_CHECK = """async ({content, key}) => {
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const before = performance.now();
  const reports = await PartWell.check([{name: "bench.zip", bytes}], key, []);
  return [performance.now() - before, PartWell.exitCode(reports[0])];
}"""


def _page(raw: bytes) -> float | None:
    """Median seconds the offline page takes in Chromium; None where there is no browser."""
    from playwright.sync_api import sync_playwright

    from partwell.verifier import page

    browser = shutil.which("chromium")
    if browser is None:
        return None
    given = {"content": base64.b64encode(raw).decode(), "key": key_of("x").fingerprint}
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = chromium.new_context(offline=True).new_page()
        tab.goto(page.PATH.as_uri())
        answers = [tab.evaluate(_CHECK, given) for _turn in range(TURNS)]
        chromium.close()
    if any(code for _milliseconds, code in answers):
        raise RuntimeError("the page does not take the bundle of the bench")
    return float(statistics.median(milliseconds for milliseconds, _code in answers)) / 1000


def sizes(company: Any, now: datetime) -> Iterator[Row]:
    """Bytes of an entry besides its payload, and of a receipt from a large log."""
    stream = stream_of(company, now)
    with transaction.atomic():
        made = actions.record(stream, "bench.size", by=system(company.pk), now=now, payload={"text": "x" * 300})
    sealed = len(made.ciphertext) - 300
    # body and leaf in the entry, one leaf and one inner node, one checkpoint with its note; ids and times of rows.
    note = 300
    rows = 16 + 8 * 6 + 32 + 2 * (32 + 24) + note + 32 + 24
    yield Row("p10.entry_bytes", len(made.body) + sealed + rows, "bytes", 1200)
    size = 10_000_000
    key = key_of("0199f0aa-0000-7000-8000-000000000001/hr-evidence/2026")
    text = sign(Checkpoint(key.name, size, bytes(32)), key, lambda _message: bytes(64))
    path = tuple(bytes(32) for _step in range((size - 1).bit_length()))
    yield Row("p10.receipt_bytes", len(Proof(size - 1, path, text, bytes(32)).text), "bytes", 2000)
