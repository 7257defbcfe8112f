"""Signatures in the papers of a bundle: a changed byte, a page added, the seal cut off, a look-alike certificate."""

import asyncio
import io
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import transaction

from partwell.apps.evidence import actions, trees
from partwell.core.evidence import commitment
from partwell.lib import signing
from partwell.lib.actor import system
from partwell.lib.files import store
from partwell.lib.signing import providers
from partwell.verifier import verify
from tests import tsa
from tests.cast import NOW

from .conftest import Bundle, keep, rewrite, written

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


def key(folder, name="own"):
    """A key with a certificate of its own making."""
    providers.make(folder, name, company="杭州云岚软件有限公司", common_name="电子印章", now=AT)
    return providers.find(folder, name)


def signed(pdf, by, field):
    """The file with one more signature, shown nowhere."""
    return signing.sign(pdf, by, signing.Place(field), reason="签署", name="林晓", at=AT)


def blank() -> bytes:
    """A PDF of one page."""
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def recorded(cast, answered, sealed, person, seal):
    """The stream of a case in which a paper was answered by one key and sealed by another, signed into the log."""
    by = system(cast.company.pk)
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    named = ((answered, "答复.pdf"), (sealed, "盖章.pdf"))
    blobs = [store.put(raw, name=name, company=cast.company.pk, now=NOW) for raw, name in named]
    digests = [bytes(blob.sha256).hex() for blob in blobs]
    with transaction.atomic():
        payload = {"signed_copy": digests[0], "pades": {"certificate": signing.fingerprint(person), "profile": "B-B"}}
        actions.record(stream, "document.answered", by=by, now=NOW, payload=payload, files=blobs[:1])
        payload = {"electronic": {"sealed_copy": digests[1], "certificate": signing.fingerprint(seal)}}
        actions.record(stream, "document.sealed", by=by, now=NOW, payload=payload, files=blobs[1:])
    actions.sequence(NOW)
    return stream


@pytest.fixture
def sealed(request, tmp_path):
    """A bundle with a paper signed by one key and sealed by another, as the product records it."""
    return keep("papers", lambda: _sealed(request.getfixturevalue("cast"), tmp_path))


def _sealed(cast, tmp_path):
    person, seal = key(tmp_path, "answers"), key(tmp_path, "seal")
    one = signed(blank(), person, "answer")
    return written(recorded(cast, one, signed(one, seal, "seal"), person, seal))


def forged(bundle, change):
    """The bundle with another file in place of the sealed one, and a log rewritten to fit it with the company's key."""
    opened = Bundle(bundle)
    path = next(name for name in opened.files if name.startswith("data/files/0002"))
    opened.files[path] = change(opened.files[path])
    import hashlib

    digest = hashlib.sha256(opened.files[path]).hexdigest()

    def fit(entries):
        entry = entries[1]
        entry["open"]["files"][0]["sha256"] = digest
        entry["open"]["payload"]["electronic"]["sealed_copy"] = digest
        salt = bytes.fromhex(entry["open"]["files"][0]["salt"])
        commit = commitment.of_file(salt, bytes.fromhex(digest), entry["open"]["files"][0]["name"])
        entry["body"]["files"][0] |= {"commit": commit, "size": len(opened.files[path])}
        return entries

    return rewrite(opened, trees._signer(), fit).zip()


def failed(content):
    """Codes of the checks that fail."""
    report = verify(content, key=trees.key_of("x").fingerprint)
    return {check.code for check in report.checks if check.status == "fail"}, report


def test_a_program_with_an_event_loop_of_its_own_gets_the_same_answer(sealed):
    """The library of signatures runs a loop, and two do not go in one thread."""

    async def ask():
        return failed(sealed)[0]

    with ThreadPoolExecutor(max_workers=1) as thread:  # a browser test before this one may have left its own running
        assert thread.submit(asyncio.run, ask()).result() == set()


def test_honest_signatures_hold_and_say_what_was_not_checked(sealed):
    """Both files; the certificates are the ones the log names."""
    wrong, report = failed(sealed)
    assert not wrong, report.text()
    check = report.check("pdf")
    assert check.status == "pass"
    assert len(check.details) == 3
    assert "未检查" in check.zh


def test_the_library_of_signatures_says_nothing_of_its_own(sealed, caplog):
    """It logs a trace for each certificate without an issuer; whoever verifies would take it for a failure."""
    logging.getLogger("pyhanko.sign.validation").setLevel(logging.NOTSET)
    assert not failed(sealed)[0]
    assert [record.name for record in caplog.records if record.name.startswith("pyhanko")] == []


def flip(raw):
    changed = bytearray(raw)
    changed[raw.index(b"/MediaBox") + 14] ^= 1
    return bytes(changed)


@pytest.mark.parametrize(
    "change",
    [
        flip,
        lambda raw: raw + b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
        lambda raw: raw[: raw.index(b"%%EOF", raw.index(b"/ByteRange")) + 6],
        lambda raw: blank(),
    ],
    ids=["byte flip", "something added", "cut to the first revision", "no signature any more"],
)
def test_a_changed_paper_is_found_even_when_the_log_was_rewritten_to_fit(sealed, change):
    """Under the company's own key everything else fits; the signature, or its absence, tells."""
    assert failed(forged(sealed, change))[0] == {"pdf"}


def test_a_look_alike_certificate_is_found(sealed, tmp_path):
    """The same names on another key: valid by itself, and not the certificate the log names."""
    other = key(tmp_path / "other", "seal")
    wrong, report = failed(forged(sealed, lambda raw: signed(signed(blank(), other, "answer"), other, "seal")))
    assert wrong == {"pdf"}
    assert "the log names another" in report.check("pdf").details[0]


def test_without_pyhanko_it_is_not_checked_and_said_so(sealed, monkeypatch):
    """The core verifier needs nothing of it."""
    monkeypatch.setitem(sys.modules, "pyhanko.pdf_utils.misc", None)
    _wrong, report = failed(sealed)
    assert report.check("pdf").status == "not_checked"
    assert "pyHanko is not installed" in report.check("pdf").details[0]


def last_certificate(bundle):
    """The certificate of the last signature in the sealed paper, DER."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    raw = next(content for name, content in Bundle(bundle).files.items() if name.startswith("data/files/0002"))
    return PdfFileReader(io.BytesIO(raw)).embedded_signatures[-1].signer_cert.dump()


def with_beside(folder, *others, company="杭州云岚软件有限公司" * 5):
    """A key whose signatures bring other certificates along; its own is the longest and so stands behind them."""
    providers.make(folder, "long", company=company, common_name="电子印章", now=AT)
    return replace(providers.find(folder, "long"), chain=others)


def test_the_certificate_the_log_names_laid_beside_another_does_not_help(sealed, tmp_path):
    """A look-alike signs, and the genuine certificate lies in the signature too."""
    other = with_beside(tmp_path / "other", last_certificate(sealed))
    wrong, report = failed(forged(sealed, lambda raw: signed(signed(blank(), other, "answer"), other, "seal")))
    assert wrong == {"pdf"}
    assert "the log names another" in report.check("pdf").details[0]


def test_a_signature_that_brings_its_issuers_along_is_that_of_its_signer(cast, tmp_path):
    """In a signature certificates stand in any order."""
    issuer = key(tmp_path, "issuer").certificate
    person, seal = with_beside(tmp_path / "a", issuer), with_beside(tmp_path / "b", issuer)
    one = signed(blank(), person, "answer")
    assert failed(written(recorded(cast, one, signed(one, seal, "seal"), person, seal)))[0] == set()


def test_a_time_stamp_over_the_whole_paper_is_no_signature_of_anybody(cast, tmp_path):
    """Others put one behind the last signature; that stays the last one."""
    from asn1crypto.tsp import TimeStampResp
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper
    from pyhanko.sign.timestamps import TimeStamper

    authority = tsa.make(tmp_path / "tsa")

    class Own(TimeStamper):
        async def async_request_tsa_response(self, req):
            return TimeStampResp.load(authority.token(req.dump()))

    def stamped(raw):
        out = io.BytesIO()
        PdfTimeStamper(Own()).timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(raw)), "sha256", output=out)
        return out.getvalue()

    person, seal = key(tmp_path, "answers"), key(tmp_path, "seal")
    one = signed(blank(), person, "answer")
    with ThreadPoolExecutor(max_workers=1) as thread:
        both = thread.submit(stamped, signed(one, seal, "seal")).result()
    bundle = written(recorded(cast, one, both, person, seal))
    assert failed(bundle)[0] == set()
    assert failed(forged(bundle, lambda raw: raw.replace(b"595", b"596", 1)))[0] == {"pdf"}


def test_there_may_be_much_room_for_a_signature(cast, tmp_path, monkeypatch):
    """Some programs leave more than a hundred thousand digits."""
    monkeypatch.setattr("partwell.lib.signing.pades.RESERVE", 130_000)
    person, seal = key(tmp_path, "answers"), key(tmp_path, "seal")
    one = signed(blank(), person, "answer")
    assert len(one) > 130_000
    assert failed(written(recorded(cast, one, signed(one, seal, "seal"), person, seal)))[0] == set()


def test_a_paper_may_speak_of_signatures(cast, tmp_path):
    """The word that a signature's place is known by stands in a text."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    writer, out = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(595, 842)
    text = DecodedStreamObject()
    text.set_data(b"% see /ByteRange in the standard\n")
    page[NameObject("/Contents")] = writer._add_object(text)
    writer.write(out)
    assert b"/ByteRange in" in out.getvalue()
    by = system(cast.company.pk)
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    blob = store.put(out.getvalue(), name="a.pdf", company=cast.company.pk, now=NOW)
    with transaction.atomic():
        actions.record(stream, "note.one", by=by, now=NOW, payload={}, files=[blob])
    actions.sequence(NOW)
    wrong, report = failed(written(stream))
    assert (wrong, report.check("pdf").status) == (set(), "not_checked")
