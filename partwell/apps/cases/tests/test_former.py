"""After the last day: code and second proof, nothing given away, each access told on the other channel."""

from datetime import timedelta

import pytest

from partwell.apps.cases import former
from partwell.apps.cases.models import FormerCode
from partwell.apps.evidence import queries as log
from partwell.lib.refusal import BadInput

from .player import Player

PHONE, MAIL, TAIL = "13805712048", "linxiao@yunlan.example", "331X"


@pytest.fixture
def gone(cast, monkeypatch):
    """Lin has left; what would be sent is kept here."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    from partwell.lib.keys.fields import look_up

    cast.lin.left_on = cast.today - timedelta(days=1)
    cast.lin.phone_index, cast.lin.mail_index = look_up("phone", PHONE), look_up("mail", MAIL)
    cast.lin.save()
    play.sent = []
    monkeypatch.setattr(former.notices, "send", lambda **given: play.sent.append(given))
    return play


def code(play):
    """The code of the last message."""
    return play.sent[-1]["context"]["code"]


def test_code_and_identity_number_open_the_own_file(gone, cast, client):
    """The way of the page: contact and proof, then the code; recorded, and told by mail when the code went by SMS."""
    page = client.post("/sign-in/former/", {"contact": PHONE, "proof": TAIL.lower()})
    handle = page.context["handle"]
    assert client.post("/sign-in/former/", {"handle": handle, "code": "x"}).status_code == 422
    answer = client.post("/sign-in/former/", {"handle": handle, "code": code(gone)})
    assert (answer.status_code, answer["Location"]) == (302, "/my/file/")
    assert client.get("/my/file/").status_code == 200
    assert [(one["template"], one["channels"]) for one in gone.sent] == [
        ("door_code", ("sms",)),
        ("file_opened", ("email",)),
    ]
    entered = log.tail(gone.row.stream, 1)[0]
    assert (entered.type, entered.payload) == ("former.entered", {"channel": "sms", "proof": "id"})


def test_the_passphrase_chosen_before_is_the_other_proof(gone, cast):
    """Ten characters at least; it works with the mail as well."""
    lin = cast.actor("lin")
    with pytest.raises(BadInput):
        former.choose_passphrase("short", by=lin, now=cast.now)
    former.choose_passphrase("湖边的老槐树开了白色的花", by=lin, now=cast.now)
    handle = former.ask(MAIL, "湖边的老槐树开了白色的花", cast.now)
    assert former.enter(handle, code(gone), cast.now) == cast.user("lin")
    assert gone.sent[-1]["channels"] == ("sms",)


def test_nothing_tells_who_is_known(gone, cast, client):
    """Unknown number, wrong proof, somebody who still works here: the same page, and no code."""
    pages = [
        client.post("/sign-in/former/", {"contact": contact, "proof": proof})
        for contact, proof in ((PHONE, "0000"), ("13900000000", TAIL), ("x", ""), (MAIL, "wrong passphrase"))
    ]
    assert gone.sent == [] and {page.status_code for page in pages} == {200}
    assert {len(page.context["handle"]) for page in pages} == {32}
    cast.lin.left_on = None
    cast.lin.save()
    former.ask(PHONE, TAIL, cast.now)
    assert gone.sent == []


def test_a_code_works_once_for_five_minutes_and_five_tries(gone, cast):
    """Used, old, guessed at, or invented: one sentence for all."""
    now = cast.now
    handle = former.ask(PHONE, TAIL, now)
    with pytest.raises(BadInput):
        former.enter(handle, code(gone), now + timedelta(minutes=6))
    former.enter(handle, code(gone), now)
    for again in (handle, "0" * 32, "nonsense"):
        with pytest.raises(BadInput):
            former.enter(again, "000000", now)
    handle = former.ask(PHONE, TAIL, now)
    right = code(gone)
    for _try in range(5):
        with pytest.raises(BadInput):
            former.enter(handle, f"{(int(right) + 1) % 10**6:06d}", now)
    with pytest.raises(BadInput):
        former.enter(handle, right, now)


def test_guessing_the_proof_and_flooding_end(gone, cast):
    """Five wrong proofs close the door for an hour; at most six codes an hour."""
    now = cast.now
    for _try in range(5):
        former.ask(PHONE, "0000", now)
    former.ask(PHONE, TAIL, now)
    assert gone.sent == []
    later = now + timedelta(hours=1, minutes=1)
    for _code in range(8):
        former.ask(PHONE, TAIL, later)
    assert FormerCode.objects.count() == 6
