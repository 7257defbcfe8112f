"""The employee answers a paper: signed, signed with objections, declined; with a code, once, and nothing half-saved."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from partwell.apps.documents import actions, codes, queries
from partwell.apps.documents.models import Answer, OneTimeCode
from partwell.apps.evidence import queries as evidence
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.signing import prepare_child
from tests.cast import NOW, Cast

from .conftest import a_signature, issue_undertaking, made_once

SOON = NOW + timedelta(minutes=1)


def types(document: Any) -> list[str]:
    return [entry.type for entry in evidence.entries(document.stream)]


def code_for(document: Any, cast: Cast, sent: list[dict[str, Any]], intent: str = "sign", at: Any = NOW) -> str:
    actions.send_code(document, intent, by=cast.actor("lin"), now=at)
    return sent[-1]["context"]["code"]


def sign(document: Any, cast: Cast, code: str, intent: str = "sign", now: Any = SOON, **given: Any) -> Answer:
    given = {"signature_png": a_signature()} | given
    return actions.answer(document, intent, by=cast.actor("lin"), now=now, code=code, **given)


def refused(code: str, *args: Any, **given: Any) -> None:
    """`sign` is refused with this code and leaves no answer behind."""
    with pytest.raises((BadInput, Refused)) as refusal:
        sign(*args, **given)
    assert refusal.value.code == code
    assert not Answer.objects.exists()


def _height(pdf: bytes, words: str) -> float:
    """How far above the bottom of the last page some words stand."""
    place = prepare_child._found(pdf, words)
    assert place is not None and place[0] == len(PdfReader(io.BytesIO(pdf)).pages) - 1
    return place[2]


def test_a_signature_with_code_and_finger_is_recorded_with_its_copy(cast: Cast, undertaking, sent, real_copy) -> None:
    """One answer, one entry, the copy has one page more, and the original's bytes are untouched."""
    before = store.content(undertaking.blob)
    actions.read_page(undertaking, 5, seconds=40, by=cast.actor("lin"), now=NOW)
    answer = sign(undertaking, cast, code_for(undertaking, cast, sent))
    assert (answer.intent, answer.method) == ("sign", "signed_in_code_finger")
    assert store.content(undertaking.blob) == before
    copy = store.content(answer.signed_copy)
    pages = PdfReader(io.BytesIO(copy)).pages
    assert len(pages) == undertaking.pages + 1
    text = pages[-1].extract_text().replace(" ", "").replace("\n", "")
    assert "签署" in text and str(answer.code.uid) in text and undertaking.number in text
    # The picture stands in its box: below the heading, above the small print.
    field = next(one.get_object() for one in pages[-1]["/Annots"] if one.get_object()["/T"] == "answer")
    _left, bottom, _right, top = (float(one) for one in field["/Rect"])
    assert _height(copy, "本页由系统") < bottom < top < _height(copy, "手写签名")
    entry = evidence.entries(undertaking.stream)[-1]
    assert entry.type == "document.answered"
    assert entry.payload["signed_copy"] == hashlib.sha256(copy).hexdigest()
    assert entry.payload["seconds"] == {"5": 40}
    assert answer.receipt == actions.receipt_number(entry.leaf)
    assert answer.entry_seq == entry.stream_seq


def test_the_same_act_can_be_done_with_the_code_alone_and_says_so(cast: Cast, undertaking, sent) -> None:
    """Somebody who cannot draw signs with the code; the record does not call it a finger signature."""
    answer = sign(undertaking, cast, code_for(undertaking, cast, sent), signature_png=None)
    assert (answer.method, answer.signature) == ("signed_in_code", None)


def test_a_reservation_keeps_its_words_and_sections(cast: Cast, undertaking, sent) -> None:
    """The objection stands in the answer, in the entry and on the page, word for word."""
    words = "试用期从 9月8日算起，应补 3 个月。"
    code = code_for(undertaking, cast, sent, "sign_with_reservation")
    answer = sign(undertaking, cast, code, "sign_with_reservation", text=words, sections=[2, 99])
    answer = Answer.objects.get(pk=answer.pk)
    assert (answer.text, answer.sections) == (words, [2])
    assert evidence.entries(undertaking.stream)[-1].payload["text"] == words
    assert actions.PreparedAnswer.item.fget is not None
    assert queries.kind_of(undertaking).items["sign_with_reservation"] == "employee.sign:undertaking_with_reservation"


def test_a_reservation_without_words_is_sent_back(cast: Cast, undertaking, sent) -> None:
    """The sentence stands on the field, and no try of the code is used up."""
    code = code_for(undertaking, cast, sent, "sign_with_reservation")
    refused("no_text", undertaking, cast, code, "sign_with_reservation", text="  \n ")
    assert OneTimeCode.objects.get().tries == 0


def test_declining_needs_no_code_no_signature_and_no_reason(cast: Cast, undertaking) -> None:
    """It is as easy as signing, and leaves the same receipt and copy."""
    answer = actions.answer(undertaking, "decline", by=cast.actor("lin"), now=NOW)
    assert (answer.intent, answer.method, answer.text, answer.code) == ("decline", "signed_in", "", None)
    assert answer.receipt and store.content(answer.signed_copy)


def test_a_wrong_code_five_times_locks_it(cast: Cast, undertaking, sent) -> None:
    """The sixth try fails even with the right code."""
    code = code_for(undertaking, cast, sent)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1):
        with pytest.raises(BadInput, match=str(left)) as refusal:
            sign(undertaking, cast, wrong)
        assert list(refusal.value.fields) == ["code"]
    refused("code_locked", undertaking, cast, wrong)
    refused("code_locked", undertaking, cast, code)


def test_an_expired_code_is_refused(cast: Cast, undertaking, sent) -> None:
    """Five minutes after it was sent it signs nothing."""
    code = code_for(undertaking, cast, sent)
    refused("code_expired", undertaking, cast, code, now=NOW + timedelta(minutes=5))


def test_a_code_signs_only_what_it_was_sent_for(cast: Cast, undertaking, sent) -> None:
    """Another answer, and no code at all."""
    refused("no_code", undertaking, cast, "000000")
    code = code_for(undertaking, cast, sent, "sign_with_reservation")
    refused("code_intent", undertaking, cast, code)


def test_a_new_code_ends_the_old_one(cast: Cast, undertaking, sent) -> None:
    """Only the last code that was sent works."""
    first = code_for(undertaking, cast, sent)
    later = NOW + timedelta(minutes=2)
    second = code_for(undertaking, cast, sent, at=later)
    if first != second:
        refused("code_wrong", undertaking, cast, first, now=later)
    assert sign(undertaking, cast, second, now=later).pk


def test_codes_are_not_sent_faster_than_one_a_minute_or_six_an_hour(cast: Cast, undertaking, sent) -> None:
    """Nobody's phone is flooded."""
    by = cast.actor("lin")
    code_for(undertaking, cast, sent)
    with pytest.raises(Refused) as soon:
        actions.send_code(undertaking, "sign", by=by, now=NOW + timedelta(seconds=30))
    assert soon.value.code == "too_soon"
    for n in range(1, codes.PER_HOUR):
        code_for(undertaking, cast, sent, at=NOW + timedelta(minutes=2 * n))
    with pytest.raises(Refused) as many:
        actions.send_code(undertaking, "sign", by=by, now=NOW + timedelta(minutes=30))
    assert many.value.code == "too_many"


def test_a_used_code_keeps_nobody_from_the_next_paper(cast: Cast, undertaking, sent) -> None:
    """Only codes that were not used count: eight papers of one case can be signed one after the other."""
    assert sign(undertaking, cast, code_for(undertaking, cast, sent)).pk
    made_once.cache_clear()
    another = issue_undertaking(cast)
    assert actions.send_code(another, "sign", by=cast.actor("lin"), now=NOW + timedelta(seconds=30)).pk


def test_the_code_is_stored_hashed_and_not_in_the_log(cast: Cast, undertaking, sent) -> None:
    """Neither the table nor the evidence tells the digits."""
    code = code_for(undertaking, cast, sent)
    row = OneTimeCode.objects.get()
    assert code.encode() not in bytes(row.digest)
    assert all(code not in str(entry.payload) for entry in evidence.entries(undertaking.stream))
    assert types(undertaking) == ["document.issued", "document.code_sent"]


@pytest.mark.parametrize(
    "png",
    [
        b"",
        b"not a picture",
        a_signature(strokes=0),
        a_signature((10, 10)),
        b"\x89PNG\r\n\x1a\n" + b"0" * 50,
        a_signature()[:-30],
    ],
    ids=["empty", "text", "blank", "tiny", "header only", "cut off"],
)
def test_a_blank_or_broken_signature_is_refused_before_the_code_is_tried(cast: Cast, undertaking, sent, png) -> None:
    """The field says what to do; the code stays good."""
    code = code_for(undertaking, cast, sent)
    with pytest.raises(BadInput) as refusal:
        sign(undertaking, cast, code, signature_png=png)
    assert list(refusal.value.fields) == ["signature"]
    assert OneTimeCode.objects.get().tries == 0
    assert sign(undertaking, cast, code).pk


def test_a_second_answer_is_refused_and_the_first_stays(cast: Cast, undertaking, sent) -> None:
    """A double tap prepares twice and records once."""
    code = code_for(undertaking, cast, sent)
    by, given = cast.actor("lin"), {"code": code, "signature_png": a_signature()}
    both = [actions.prepare_answer(undertaking, "sign", by=by, now=SOON, **given) for _ in range(2)]
    actions.record_answer(both[0], by=by, now=SOON)
    with pytest.raises(Refused) as refusal:
        actions.record_answer(both[1], by=by, now=SOON)
    assert refusal.value.code == "already_answered"
    assert types(undertaking).count("document.answered") == 1
    with pytest.raises(Refused):
        actions.answer(undertaking, "decline", by=by, now=SOON)


def test_nobody_answers_in_anothers_name(cast: Cast, undertaking) -> None:
    """HR sees the paper and may not answer it; another company does not see it."""
    for key, error in (("hua", NotAllowed), ("zhao", NotAllowed), ("wei", NotVisible)):
        with pytest.raises(error):
            actions.answer(undertaking, "decline", by=cast.actor(key), now=NOW)


def test_a_replaced_paper_takes_no_answer(cast: Cast, undertaking) -> None:
    """The person is led to the new version."""
    actions.withdraw(undertaking, reason="金额有误", by=cast.actor("hua"), now=NOW)
    with pytest.raises(Refused) as refusal:
        actions.answer(undertaking, "decline", by=cast.actor("lin"), now=NOW)
    assert refusal.value.code == "ended"


def test_an_unknown_answer_is_refused(cast: Cast, undertaking) -> None:
    """The answer is one of those the paper offers."""
    with pytest.raises(BadInput):
        actions.answer(undertaking, "agree", by=cast.actor("lin"), now=NOW)


def test_script_and_rare_characters_in_an_objection_are_only_words(cast: Cast, undertaking, sent, real_copy) -> None:
    """Markup of HTML and Typst is printed as it was typed; 𠮷 gets a shape."""
    words = '<script>alert(1)</script> #read("/etc/passwd") *粗* 𠮷'
    code = code_for(undertaking, cast, sent, "sign_with_reservation")
    answer = sign(undertaking, cast, code, "sign_with_reservation", text=words)
    text = PdfReader(io.BytesIO(store.content(answer.signed_copy))).pages[-1].extract_text()
    assert "<script>alert(1)</script>" in text and "#read" in text and "𠮷" in text


def test_a_character_no_font_has_is_named(cast: Cast, undertaking, real_copy) -> None:
    """Never an empty box: the sentence names the character, and nothing is kept."""
    with pytest.raises(BadInput) as refusal:
        actions.answer(undertaking, "decline", by=cast.actor("lin"), now=NOW, text="不同意 😀")
    assert "U+1F600" in refusal.value.fields["text"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize("sql", ["UPDATE documents_answer SET intent = 'sign'", "DELETE FROM documents_answer"])
def test_the_database_keeps_an_answer_as_it_is(cast: Cast, undertaking, sql: str) -> None:
    """An SQL client cannot turn a refusal into a signature."""
    actions.answer(undertaking, "decline", by=cast.actor("lin"), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
