"""The wizard says what the law stops; the employee learns what concerns him and not what nobody has decided."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partwell.apps.appraisals import readiness, reviews
from partwell.apps.cases import queries
from partwell.apps.cases.models import Case
from partwell.apps.cases.tests.player import Player
from partwell.apps.evidence import queries as log
from partwell.apps.notices.models import Notice
from partwell.lib.jobs import run_due

pytestmark = pytest.mark.django_db


def wizard(cast: Any, who: str, side: str, kind: str) -> str:
    return f"{reverse('cases:start')}?employee={cast.employee(who).uid}&side={side}&type={kind}"


def signed_in(cast: Any, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def test_a_ground_the_law_does_not_know_stops_with_article_and_lawful_way(cast: Any) -> None:
    """Bottom ranking: the page says why, offers the lawful kinds, and starts nothing."""
    Player(cast, cast.now)
    hua = signed_in(cast, "hua")
    form = {"stage": "start", "ground": "末位淘汰", "ground39": "rule_breach"}
    page = hua.post(wizard(cast, "wang", "employer", "serious_misconduct"), form)
    said = page.content.decode()
    assert page.status_code == 422 and "末位淘汰不是法定事由" in said and "第四十条" in said
    assert "mutual_agreement" in said and not Case.objects.exists()


def test_a_known_protection_stops_in_the_wizard(cast: Any) -> None:
    """A pregnancy ticked on the page bars the no-fault dismissal with Art. 42."""
    Player(cast, cast.now)
    form = {"stage": "preview", "ground": "客观情况重大变化", "protected_status": ["maternity"]}
    page = signed_in(cast, "hua").post(wizard(cast, "wang", "employer", "nonfault_dismissal"), form)
    assert page.status_code == 422 and "第四十二条" in page.content.decode()


def test_a_risk_is_ticked_and_signed_with_the_own_name(cast: Any) -> None:
    """Without both nothing starts; with both the risk stands in the case's first entry under that person."""
    Player(cast, cast.now)
    # Two persons have answered for going on without criteria, so that it is a risk and no longer a stop.
    missing = [one.code for one in readiness.checks_of(cast.lin, cast.today) if one.state == "missing"]
    asked = reviews.ask_override(cast.lin, "签收遗失", seen=missing, by=cast.actor("gu"), now=cast.now)
    reviews.answer_override(asked, confirm=True, by=cast.actor("shen"), now=cast.now)
    hua, form = signed_in(cast, "hua"), {"stage": "start", "ground": "试用期不合格"}
    address = wizard(cast, "lin", "employer", "probation_failure")
    page = hua.post(address, form)
    assert page.status_code == 422 and not Case.objects.exists()
    page = hua.post(address, {**form, "risk": ["criteria_not_received"], "name": "别人"})
    assert page.status_code == 422 and not Case.objects.exists()
    page = hua.post(address, {**form, "risk": ["criteria_not_received"], "name": "华敏"})
    assert page.status_code == 302
    opened = next(one for one in log.entries(Case.objects.get().stream) if one.type == "case.opened")
    assert opened.payload["risks"] == {"criteria_not_received": True}


def test_none_of_these_is_not_established_at_the_start(cast: Any) -> None:
    """A ticked “none” in the wizard replaces no check of Art. 42: the step still has to state it."""
    play = Player(cast, cast.now)
    play.start("wang", "nonfault_dismissal", "hua", facts={"protected_status": ()})
    assert "protected_status" not in play.row.facts


def test_an_inquiry_is_told_when_it_asks_and_holds_no_outcome_before_the_employee(cast: Any) -> None:
    """Before he is asked he sees nothing; when asked he sees that nothing is decided, and no step of leaving."""
    play = Player(cast, cast.now)
    play.start("wang", "serious_misconduct", "hua")
    wang = cast.actor("wang")
    assert queries.progress(wang, play.now) is None
    play.play(until="defence")
    seen = queries.progress(wang, play.now)
    assert seen is not None and not seen.effective and not seen.law and not seen.receive
    assert {card.phase for card in seen.company} <= {"ground", "decide"}
    play.play(until="handover_plan")
    seen = queries.progress(wang, play.now)
    assert seen is not None and seen.effective and seen.receive


def test_nothing_is_ever_sent_to_the_dead(cast: Any) -> None:
    """Jobs run, reminders come due, papers are sealed: no notice goes to the account or the number."""
    play = Player(cast, cast.now)
    play.start("wang", "death_in_service", "hua")
    for done in (lambda: None, lambda: play.do("condole"), lambda: play.play(sets={"D": play.now.date()})):
        done()
        for hours in (0, 48, 24 * 20):
            run_due(play.now + timedelta(hours=hours), limit=400)
    assert Notice.objects.exists()
    dead = cast.employee("wang")
    assert not Notice.objects.filter(to_employee=dead).exists()
    assert not Notice.objects.filter(to_user=dead.user).exists()
    assert queries.progress(cast.actor("wang"), play.now) is None


def test_a_wrong_report_of_a_death_is_taken_back_with_its_case(cast: Any) -> None:
    """Cancelling lets messages through again."""
    from partwell.apps.cases import actions
    from partwell.apps.people import queries as people

    play = Player(cast, cast.now)
    play.start("wang", "death_in_service", "hua")
    pk = cast.employee("wang").pk
    assert people.silent([pk], [])[0] == {pk}
    actions.cancel(by=cast.actor("gu"), case=play.case, reason="同名同姓，误报", now=play.now)
    assert people.silent([pk], [])[0] == frozenset()


def test_an_employee_gives_notice_under_article_38_on_the_phone(cast: Any) -> None:
    """The page names the ground of the law; what is missing is said; a colleague without a case sees it too."""
    Player(cast, cast.now)
    wang = signed_in(cast, "wang")
    page = wang.get(reverse("cases:art38"))
    assert page.status_code == 200 and "第三十八条" in page.content.decode()
    assert wang.post(reverse("cases:art38"), {"ground38": "unpaid_wage"}).status_code == 422
    made = wang.post(reverse("cases:art38"), {"ground38": "unpaid_wage", "happened": "上月工资未发"})
    assert made.status_code == 302 and "/my/papers/" in made["Location"]


def test_the_employee_hears_nothing_of_an_inquiry_before_being_asked(cast: Any) -> None:
    """No sentence on who acts next goes out while the company looks into something; once he is heard, it does."""
    play = Player(cast, cast.now)
    play.start("wang", "serious_misconduct", "hua", facts={"ground39": "rule_breach"})
    mine = Notice.objects.filter(to_employee=cast.employee("wang"))
    for key in ("report", "rule_valid"):
        play.do(key)
        run_due(play.now)
        assert not mine.exists(), key
    play.play(until="decision")
    run_due(play.now)
    assert mine.filter(template="next_actor").exists()
