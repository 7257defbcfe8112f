"""A deputy makes, reads and seals the papers of the steps he stands in for, whatever roles are his own; no others."""

from datetime import timedelta
from typing import Any

import pytest

from partwell.apps.accounts import deputies
from partwell.apps.cases import casefile, papers, proof
from partwell.apps.documents import queries as documents_of
from partwell.core.process.template import Item
from partwell.lib.refusal import NotAllowed, NotVisible
from tests.cast import NOW, Cast

from .player import Player

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(cast: Cast, settings: Any, tmp_path: Any) -> Player:
    """Wang resigned; the certificate is to be made. Xu, who makes and seals it, is on leave."""
    settings.FILES_DIR = tmp_path
    play = Player(cast, NOW - timedelta(days=1))
    play.start("wang", "voluntary_resignation", "wang")
    for step in ("resign", "ack", "date_fixed"):
        play.do(step)
    return play


@pytest.mark.parametrize("who", ["lu", "zhou", "lin"])
def test_a_deputy_makes_reads_and_seals(play: Player, who: str) -> None:
    """One with a role elsewhere, one with a role over another department, one with none."""
    cast = play.cast
    deputies.name(cast.user(who).uid, cast.today, cast.today, by=cast.actor("xu"), now=play.now)
    deputy = cast.actor(who)
    made = papers.make(by=deputy, case=play.case, step="certificate", kind="certificate", now=play.now)
    assert documents_of.document(deputy, made.uid) == made
    given = [proof.Given(Item.parse("employer.seal:certificate"), number="2026-17")]
    proof.hand_in(by=deputy, case=play.case, step="certificate", given=given, now=play.now)
    assert documents_of.is_sealed(made)
    found = casefile.case_file(cast.actor("hua"), play.case, play.now)
    titles = [row.title for group in found.groups for row in group.rows if row.step == "certificate"]
    assert any(title.endswith(f"（{cast.user(who).name}代许文）") for title in titles)


def test_a_deputy_reads_no_other_paper(play: Player) -> None:
    """Neither of steps of others, nor when nobody is stood in for any more."""
    cast = play.cast
    made = papers.make(by=cast.actor("xu"), case=play.case, step="certificate", kind="certificate", now=play.now)
    row = deputies.name(cast.user("lin").uid, cast.today, cast.today, by=cast.actor("he"), now=play.now)
    with pytest.raises((NotAllowed, NotVisible)):
        documents_of.document(cast.actor("lin"), made.uid)
    deputies.end(row.uid, by=cast.actor("he"), now=play.now)
    row = deputies.name(cast.user("lin").uid, cast.today, cast.today, by=cast.actor("xu"), now=play.now)
    assert documents_of.document(cast.actor("lin"), made.uid) == made
    deputies.end(row.uid, by=cast.actor("xu"), now=play.now)
    with pytest.raises((NotAllowed, NotVisible)):
        documents_of.document(cast.actor("lin"), made.uid)
