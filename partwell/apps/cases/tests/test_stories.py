"""Whole cases, told: they run to closed when everything is done, and not one step earlier."""

from typing import Any

import pytest

from partwell.apps.cases import actions, audit, store
from partwell.apps.cases.models import Case
from partwell.apps.cases.tests.player import Player
from partwell.core.process.decide import Act, Attach
from partwell.core.process.template import Item
from partwell.lib.refusal import NotAllowed, NotVisible, Refused

pytestmark = pytest.mark.django_db


def test_a_resignation_runs_to_closed(cast: Any) -> None:
    """An employee resigns; every step is done by its own people; the case closes and its entries prove it."""
    play = Player(cast, cast.now)
    play.start("wang", "voluntary_resignation", "wang")
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert play.row.state == Case.State.CLOSED
    assert audit.rebuild(store.load(play.row)).faults == ()


def test_a_failed_probation_runs_to_closed(cast: Any) -> None:
    """The article's case with all nodes done closes."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    order = play.play()
    assert order.index("undertaking") < order.index("hr_review") < order.index("back_payment")
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert play.row.state == Case.State.CLOSED


def test_an_unanswered_undertaking_keeps_the_case_open_and_pays_what_the_law_owes(
    cast: Any,
) -> None:
    """Without an answer HR review, back payment and closing wait; wage, certificate and arrears do not."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    done = play.play(but=("undertaking",))
    assert {"wage_pay", "certificate", "si_arrears_fix", "si_transfer"} <= set(done)
    left = {key for key, view in play.views().items() if not view.settled}
    assert left == {"undertaking", "hr_review", "back_payment", "case_freeze"}
    with pytest.raises(Refused) as refused:
        actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert refused.value.code == "open_steps"
    assert refused.value.missing[0].step == "undertaking"
    assert refused.value.missing[0].who == "林晓"
    assert refused.value.missing[0].due is not None


def test_hr_review_is_refused_while_the_undertaking_is_unanswered(cast: Any) -> None:
    """The refusal names what is missing, by whom, until when; and it is kept as evidence."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play(but=("undertaking",))
    wish = Act("hr_review", (Attach(Item.parse("employer.sign:hr_review")),))
    with pytest.raises(Refused) as refused:
        actions.act(by=cast.actor("hua"), case=play.case, wish=wish, now=play.now)
    assert refused.value.code == "waits"
    assert "林晓" in refused.value.sentence
    proved = audit.rebuild(store.load(play.row))
    assert proved.entries[-1].type == "case.refused"


def test_silence_about_the_undertaking_needs_delivery_and_time(cast: Any) -> None:
    """No answer is recorded only after a delivered paper and the whole period since."""
    from datetime import timedelta

    from partwell.lib.actor import system

    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play(but=("undertaking",))
    silent = Attach(Item.parse("employer.record:no_response"), object="x", sha256="x")
    delivered = Attach(
        Item.parse("third.delivery:undertaking"),
        object="x",
        sha256="x",
        source="channel",
    )
    xu = cast.actor("xu")
    with pytest.raises(Refused) as refused:
        actions.act(by=xu, case=play.case, wish=Act("undertaking", (silent,)), now=play.now)
    assert refused.value.code == "silence_needs_delivery"
    actions.act(
        by=system(cast.company.pk),
        case=play.case,
        wish=Act("undertaking", (delivered,)),
        now=play.now,
    )
    with pytest.raises(Refused) as refused:
        actions.act(
            by=xu,
            case=play.case,
            wish=Act("undertaking", (silent,)),
            now=play.now + timedelta(hours=23),
        )
    assert refused.value.code == "silence_takes_time"
    play.now += timedelta(hours=24, minutes=1)
    actions.act(by=xu, case=play.case, wish=Act("undertaking", (silent,)), now=play.now)
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    assert play.row.state == Case.State.CLOSED


def test_nobody_acts_in_the_employees_name(cast: Any) -> None:
    """HR can't sign for the employee, and the employee can't sign for the company."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    play.play(but=("undertaking",))
    sign = Act(
        "undertaking",
        (Attach(Item.parse("employee.sign:undertaking"), object="x", sha256="x"),),
    )
    for other in ("hua", "zhao", "xu"):
        with pytest.raises(NotAllowed):
            actions.act(by=cast.actor(other), case=play.case, wish=sign, now=play.now)
    wei = next(key for key in cast.users if cast.employees[key].company_id != cast.company.pk)
    with pytest.raises(NotVisible):
        actions.act(by=cast.actor(wei), case=play.case, wish=sign, now=play.now)
    review = Act(
        "undertaking",
        (Attach(Item.parse("employer.record:no_response"), object="x", sha256="x"),),
    )
    with pytest.raises(NotAllowed):
        actions.act(by=cast.actor("lin"), case=play.case, wish=review, now=play.now)
