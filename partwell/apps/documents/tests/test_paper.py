"""Papers are issued, read, sealed, replaced and withdrawn; each leaves its entry and cannot be changed afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from partwell.apps.documents import actions, queries
from partwell.apps.documents.models import Document, SealAct
from partwell.apps.evidence import queries as evidence
from partwell.lib.files import store
from partwell.lib.files.models import Blob
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import NOW, Cast

from .conftest import VALUES, issue_undertaking


def types(document: Document) -> list[str]:
    return [entry.type for entry in evidence.entries(document.stream)]


@pytest.mark.django_db
def test_a_paper_is_pdf_a_with_its_number_and_both_digests(cast: Cast) -> None:
    """What was rendered is what is stored; the entry holds the digests of the file and of the words."""
    rendered = actions.render("undertaking", VALUES, company=cast.company.pk, now=NOW)
    document = issue_undertaking(cast)
    assert rendered.pdf.startswith(b"%PDF-1.7") and b"pdfaid:part" in rendered.pdf
    assert rendered.pages >= 2 and document.reader_pages == 5
    entry = evidence.entries(document.stream)[-1]
    assert entry.type == "document.issued"
    assert entry.payload["sha256"] == bytes(document.sha256).hex() == bytes(document.blob.sha256).hex()
    assert queries.paper_of(Document.objects.get())["title"] == "离职保证书"


def test_missing_values_are_all_named_at_once() -> None:
    """Nothing is guessed and nothing is typeset."""
    with pytest.raises(BadInput) as refusal:
        actions.render("undertaking", {"company_name": "x", "back_payment": 1050.0}, company=None, now=NOW)
    assert {"employee_name", "ending_on", "back_payment", "reply_by"} <= set(refusal.value.fields)


@pytest.mark.parametrize("name", ["𠮷田𬱖", "<script>alert(1)</script>", '#eval("1") $x$ @a \\'])
def test_rare_characters_and_markup_in_a_name_are_printed_as_they_are(name: str) -> None:
    """The paper holds the name itself."""
    import io

    from pypdf import PdfReader

    made = actions.render("undertaking", VALUES | {"employee_name": name}, company=None, now=NOW, keep=False)
    text = PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text().replace("\n", "").replace(" ", "")
    assert name.replace(" ", "") in text


def test_a_character_no_font_has_stops_the_paper_with_a_sentence(settings) -> None:
    """The field and the character are named; no file remains."""
    with pytest.raises(BadInput) as refusal:
        actions.render("undertaking", VALUES | {"employee_name": "林\U0003134f"}, company=None, now=NOW)
    assert refusal.value.code == "no_glyph"
    assert "U+3134F" in refusal.value.fields["employee_name"]
    assert not settings.FILES_DIR.exists()


def test_reading_is_noted_once_opened_once_read_and_adds_up(cast: Cast, undertaking) -> None:
    """Opened by the first page, read when the last is reached; time per page adds up."""
    lin = cast.actor("lin")
    for page, seconds in ((1, 10), (2, 5), (1, 3), (5, 9), (5, 1)):
        reading = actions.read_page(undertaking, page, seconds=seconds, by=lin, now=NOW)
    assert reading.seconds == {"1": 13, "2": 5, "5": 10} and reading.page_reached == 5
    assert types(undertaking) == ["document.issued", "document.opened", "document.read"]
    with pytest.raises(BadInput):
        actions.read_page(undertaking, 6, seconds=1, by=lin, now=NOW)


def test_reading_by_hr_is_not_evidence_of_the_employees_reading(cast: Cast, undertaking) -> None:
    """Only the addressee's reading counts."""
    assert actions.read_page(undertaking, 5, seconds=3, by=cast.actor("hua"), now=NOW) is None
    assert types(undertaking) == ["document.issued"]


def test_who_sees_a_paper(cast: Cast, undertaking) -> None:
    """The addressee and HR; a manager not this kind (403); another company and a colleague without a seat nothing."""
    for key in ("lin", "hua", "gu", "he", "tang"):
        assert queries.document(cast.actor(key), undertaking.uid) == undertaking
    with pytest.raises(NotAllowed):
        queries.document(cast.actor("zhao"), undertaking.uid)
    for key in ("wei", "wang", "sun"):
        with pytest.raises(NotVisible):
            queries.document(cast.actor(key), undertaking.uid)
    with pytest.raises(NotVisible):
        queries.own_document(cast.actor("hua"), undertaking.uid)


def test_a_seal_is_noted_once_with_its_number_or_scan(cast: Cast, undertaking) -> None:
    """Nothing at all is refused, a second time is refused, the person's own hand is refused."""
    gu = cast.actor("gu")
    with pytest.raises(BadInput):
        actions.seal(undertaking, by=gu, now=NOW)
    with pytest.raises(NotAllowed):
        actions.seal(undertaking, by=cast.actor("lin"), now=NOW, seal_number="1")
    act = actions.seal(undertaking, by=gu, now=NOW, seal_number="用印2026-118")
    assert SealAct.objects.get().seal_number == "用印2026-118"
    assert types(undertaking)[-1] == "document.sealed"
    with pytest.raises(Refused):
        actions.seal(undertaking, by=gu, now=NOW, seal_number="2")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_sealact")
    assert act.pk


def test_a_new_version_replaces_the_old_which_stays_readable(cast: Cast, undertaking) -> None:
    """Versions count, reasons are kept, and the old cannot be replaced twice."""
    hua = cast.actor("hua")
    made = actions.render("undertaking", VALUES, company=cast.company.pk, now=NOW)
    new = actions.replace(undertaking, made, reason="金额有误", by=hua, now=NOW + timedelta(hours=1))
    assert (new.version, new.replaces, new.step) == (2, undertaking, "undertaking")
    assert queries.document(hua, undertaking.uid).state == "replaced"
    assert types(undertaking) == ["document.issued", "document.replaced", "document.issued"]
    with pytest.raises(Refused):
        actions.withdraw(undertaking, reason="x", by=hua, now=NOW)
    with pytest.raises(BadInput):
        actions.withdraw(new, reason=" ", by=hua, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        "number = 'x'",
        "paper_sealed = NULL",
        "pages = 9",
        "kind = 'certificate'",
        "version = 3",
        "case_uid = uid",
        "step = 'x'",
    ],
)
def test_the_database_keeps_an_issued_paper_as_it_is(cast: Cast, undertaking, change: str) -> None:
    """Digest, words and number of an issued paper cannot be changed by SQL either, nor the row deleted."""
    for sql in (f"UPDATE documents_document SET {change}", "DELETE FROM documents_document"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.only_on_sqlite
@pytest.mark.parametrize("in_the_way", ["id", "uid", "number"])
def test_no_other_paper_is_put_in_the_place_of_an_issued_one(cast: Cast, undertaking, in_the_way: str) -> None:
    """SQLite's INSERT OR REPLACE takes the row in its way out without a word to the triggers on DELETE."""
    names = [field.column for field in Document._meta.concrete_fields]
    new = {"id": "id + 1000", "uid": "'0'", "number": "'x'", "sha256": "randomblob(32)"}
    new.pop(in_the_way)
    taken = ", ".join(new.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f"INSERT OR REPLACE INTO documents_document ({columns}) SELECT {taken} FROM documents_document"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert bytes(Document.objects.get().sha256) == bytes(undertaking.sha256)


def test_an_act_that_is_refused_leaves_no_row(cast: Cast, undertaking) -> None:
    """When the transaction of a case fails after the paper was issued, nothing of the paper remains but swept bytes."""
    rows, blobs = Document.objects.count(), Blob.objects.count()
    with pytest.raises(RuntimeError):
        fail_after_issuing(cast)
    assert (Document.objects.count(), Blob.objects.count()) == (rows, blobs)


@transaction.atomic
def fail_after_issuing(cast: Cast) -> None:
    made = actions.render("undertaking", VALUES, company=cast.company.pk, now=NOW)
    stream = Document.objects.get().stream
    actions.issue(made, stream=stream, employee=cast.lin.pk, by=cast.actor("hua"), now=NOW)
    raise RuntimeError


def test_a_paper_is_never_swept(cast: Cast, undertaking) -> None:
    """The sweep of orphans leaves what a paper holds."""
    store.sweep(NOW + timedelta(days=30))
    assert store.content(Document.objects.get().blob).startswith(b"%PDF")
