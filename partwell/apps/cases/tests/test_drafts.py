"""What an employee writes belongs to the employee until it is signed: nobody else reads it or learns of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from partwell.apps.cases import papers, values
from partwell.apps.documents import actions as documents
from partwell.apps.documents import queries
from partwell.apps.documents.tests.conftest import a_signature
from partwell.apps.notices import actions as notices
from partwell.lib.refusal import BadInput
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

OTHERS = ("hua", "zhou", "gu", "lu", "wei")


def test_an_unsigned_letter_of_resignation_is_the_employees_alone(
    client: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    """Its page, file and lists are closed to HR, managers and others, as if it were not there; signed, HR reads it."""
    settings.FILES_DIR = tmp_path
    sent: list[Any] = []
    monkeypatch.setattr(notices, "send", lambda **given: sent.append(given))
    lin = cast.actor("lin")
    letter = papers.draft_resignation(by=lin, text="家里有事", wished_day=None, now=NOW)
    assert queries.document(lin, letter.uid) == letter
    for who in OTHERS:
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        for page in ("reader", "file", "copy", "receipt"):
            answer = client.get(reverse(f"documents:{page}", args=[letter.uid]))
            assert answer.status_code in (404, 405) and "林晓" not in answer.content.decode(), (who, page)
            assert client.post(reverse(f"documents:{page}", args=[letter.uid])).status_code in (404, 405), (who, page)
        assert letter not in queries.of_employee(letter.employee_id, by=cast.actor(who))
    documents.send_code(letter, "sign", by=lin, now=NOW)
    code = sent[-1]["context"]["code"]
    documents.answer(letter, "sign", by=lin, now=NOW, code=code, signature_png=a_signature())
    assert queries.document(cast.actor("hua"), letter.uid) == letter


def test_a_last_day_after_the_laws_is_refused_in_a_sentence_and_not_dropped(cast: Cast) -> None:
    """The letter would end the contract before the day that was wished; the law's own day and earlier ones go."""
    lin = cast.actor("lin")
    ends = values.end_of_notice(cast.lin, cast.today)
    with pytest.raises(BadInput) as refused:
        papers.draft_resignation(by=lin, text="", wished_day=ends + timedelta(days=1), now=NOW)
    assert ends.isoformat() in refused.value.fields["wished_day"]
    for day in (ends, ends - timedelta(days=1)):
        assert papers.draft_resignation(by=lin, text="", wished_day=day, now=NOW)
