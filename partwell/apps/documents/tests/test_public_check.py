"""A certificate's code: what a stranger learns, and that unknown codes look alike."""

import hashlib
import re

import pytest

from partwell.apps.documents import actions, check_views, checking
from partwell.apps.documents.models import PublicCheck
from partwell.kinds.documents.certificate.tests.sample import VALUES
from partwell.lib.actor import system
from tests.cast import NOW


@pytest.fixture
def paper(cast):
    """An issued certificate of Lin and its code."""
    from partwell.apps.evidence.actions import open_stream

    values = {k: v for k, v in VALUES.items() if k != "document_number"}
    made = actions.render("certificate", values, company=cast.company.pk, now=NOW)
    stream = open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    by = system(cast.company.pk)
    return actions.issue(made, stream=stream, employee=cast.lin.pk, by=by, now=NOW), made.token


def test_the_code_holds_128_random_bits_and_only_its_hash_is_kept(paper):
    """22 signs of base64; the row does not give it away."""
    _document, token = paper
    assert len(token) == 22
    assert token.encode() not in bytes(PublicCheck.objects.get().digest)


def test_a_stranger_learns_company_day_and_state_and_no_name(client, paper, cast):
    """No account; the person's name, number and ground stand nowhere."""
    document, token = paper
    page = client.get(f"/verify/c/{token}/")
    text = page.content.decode()
    assert page.status_code == 200 and page["X-Robots-Tag"].startswith("noindex")
    assert cast.company.name in text and bytes(document.sha256).hex() in text
    assert "林晓" not in text and document.number not in text


def test_replaced_and_withdrawn_are_told(client, paper):
    """Each state has its words; a paper without a seal is not called valid."""
    document, token = paper
    assert checking.ask(token).state == "unsealed"
    actions.withdraw(document, reason="x", by=system(document.company_id), now=NOW)
    assert checking.ask(token).state == "withdrawn"


def test_an_unknown_code_has_the_same_shape(client, paper):
    """The same headings, fields and status; only the words differ."""
    _document, token = paper

    def shape(text):
        return re.findall(r"<(?:h1|h2|dt|section|input)\b", text)

    known = client.get(f"/verify/c/{token}/")
    unknown = client.get(f"/verify/c/{'A' * 22}/")
    assert unknown.status_code == known.status_code == 200
    assert shape(unknown.content.decode()) == shape(known.content.decode())


def test_too_many_questions_are_refused(client, monkeypatch, db):
    """Nobody tries codes by the thousand."""
    monkeypatch.setattr(check_views, "PER_MINUTE", 3)
    check_views.cache.clear()
    answers = [client.get(f"/verify/c/{'B' * 22}/").status_code for _turn in range(5)]
    assert answers[0] == 200 and answers[-1] == 429


def test_the_offline_verifier_is_served_as_it_is(client):
    """Byte for byte the file of the release, under the policy it states itself."""
    from partwell.apps.evidence.views import PAGE

    page = client.get("/verify/")
    assert page.status_code == 200 and page.content == PAGE.read_bytes()
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["X-Content-Sha256"] == hashlib.sha256(page.content).hexdigest()
