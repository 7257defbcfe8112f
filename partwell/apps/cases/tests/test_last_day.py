"""The last day of a resignation is the law's, or the one both sides signed for; nobody types another."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from partwell.apps.cases import papers, proof
from partwell.apps.evidence import queries as log
from partwell.core.process.template import Item
from partwell.lib.refusal import BadInput
from tests.cast import NOW, Cast
from tests.stages import stage

from .player import Player

pytestmark = pytest.mark.django_db

BY_LAW = Item.parse("system.calc:statutory_date")
AGREED = Item.parse("employer.sign:earlier_date")


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path


@stage
def resigned(cast: Cast) -> Player:
    """Wang's resignation, acknowledged; the last day is not fixed yet."""
    play = Player(cast, NOW - timedelta(days=1))
    play.start("wang", "voluntary_resignation", "wang")
    for step in ("resign", "ack"):
        play.do(step)
    return play


def fix(cast: Cast, play: Player, item: Item, day: date | None) -> None:
    """HR hands in a proof of the last day, with a day typed beside it."""
    given = [proof.Given(item)]
    anchors = {"D": day} if day else {}
    proof.hand_in(by=cast.actor("hua"), case=play.case, step="date_fixed", given=given, anchors=anchors, now=play.now)


def test_a_day_typed_beside_the_one_of_the_law_is_refused(cast: Cast, resigned: Player) -> None:
    """HR can't shorten the thirty days by a field: nothing is recorded, and the law's day is fixed without typing."""
    by_law = papers.latest_day(resigned.row)
    with pytest.raises(BadInput) as refusal:
        fix(cast, resigned, BY_LAW, by_law - timedelta(days=29))
    assert by_law.isoformat() in refusal.value.fields["fact-D"]
    assert resigned.row.ends_on is None
    fix(cast, resigned, BY_LAW, None)
    assert resigned.row.ends_on == by_law


def test_the_same_form_sent_twice_at_one_moment_gets_one_answer(
    cast: Cast, resigned: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds the step done by the first, whose answer was not kept yet when it came: it is no refusal."""
    sent: dict[str, Any] = {"by": cast.actor("hua"), "case": resigned.case, "step": "date_fixed"}
    sent |= {"given": [proof.Given(BY_LAW)], "now": resigned.now, "key": "one-press-of-a-button"}
    first = proof.hand_in(**sent)
    asked, not_yet = proof.answered, iter([None])
    monkeypatch.setattr(proof, "answered", lambda *given: next(not_yet, asked(*given)))
    again = proof.hand_in(**sent)
    assert again == first
    types = [one.type for one in log.entries(resigned.row.stream)]
    assert (types.count("step.done"), types.count("case.refused")) == (3, 0)


def test_an_earlier_day_is_the_one_the_signed_paper_names(cast: Cast, resigned: Player) -> None:
    """Beside the agreement on an earlier day no other day is taken."""
    hua, agreed = cast.actor("hua"), NOW.date() + timedelta(days=10)
    said = {"agreed_on": agreed.isoformat(), "asked_by": "employee"}
    papers.make(by=hua, case=resigned.case, step="date_fixed", kind="earlier_date", inputs=said, now=resigned.now)
    for other in (agreed - timedelta(days=1), agreed + timedelta(days=1)):
        with pytest.raises(BadInput) as refusal:
            fix(cast, resigned, AGREED, other)
        assert agreed.isoformat() in refusal.value.fields["fact-D"]
    fix(cast, resigned, AGREED, agreed)
    assert resigned.row.anchors["D"] == agreed.isoformat()


def test_the_day_of_an_unsigned_agreement_does_not_stand_in_the_way_of_the_law(
    cast: Cast, resigned: Player, client: Client
) -> None:
    """The page puts in the day of the paper it shows; whoever then takes the day of the law has typed nothing."""
    hua, agreed = cast.actor("hua"), NOW.date() + timedelta(days=10)
    said = {"agreed_on": agreed.isoformat(), "asked_by": "employee"}
    papers.make(by=hua, case=resigned.case, step="date_fixed", kind="earlier_date", inputs=said, now=resigned.now)
    client.force_login(cast.user("hua"))
    page = f"/cases/{resigned.case}/steps/date_fixed/"
    assert f'value="{agreed.isoformat()}"' in client.get(page).content.decode()
    typed = {"item": "0", "fact-D": (agreed + timedelta(days=1)).isoformat(), "request_key": "a" * 32}
    assert client.post(page, typed).status_code == 422
    answer = client.post(page, {"item": "0", "fact-D": agreed.isoformat(), "request_key": "b" * 32})
    assert answer.status_code == 302, answer.content.decode()
    assert resigned.row.ends_on == papers.latest_day(resigned.row)
