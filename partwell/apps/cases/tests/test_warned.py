"""What goes wrong in law is told where a case begins and where a certificate is late, and gone on with by name."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from partwell.apps.cases import actions, acts, proof
from partwell.apps.cases.lawful import SAID, WORDS
from partwell.apps.cases.models import Case
from partwell.apps.cases.papers import late_certificate
from partwell.apps.evidence import queries as log
from partwell.apps.law.warned import Unacknowledged
from partwell.core.days import end_of
from partwell.core.warnings import RULES
from partwell.lib import template_files
from partwell.lib.refusal import NotAllowed, NotVisible

from .player import Player

pytestmark = pytest.mark.django_db
WAIVES = "双方协商，社保自愿放弃"


def _start(cast: Any, ground: str, who: str = "hua", **more: Any) -> Any:
    return actions.start(
        by=cast.actor(who),
        employee=cast.employee("wang").uid,
        separation_type="mutual_agreement",
        initiator="employer",
        ground=ground,
        now=cast.now,
        **more,
    )


def _said(case: object) -> list[tuple[str, str, str]]:
    entries = log.entries(Case.objects.get(uid=case).stream)
    found = [one.payload for one in entries if one.type == "warning.acknowledged" and one.payload]
    return [(one["warning"], one["where"], one["name"]) for one in found]


def test_a_ground_that_goes_wrong_in_law_begins_no_case_until_it_is_acknowledged(cast: Any) -> None:
    """The refusal lists the keys with article and lawful way; a strange key does not help; going on is an entry."""
    Player(cast, cast.now)
    for known in ([], ["bottom_ranking"]):
        with pytest.raises(Unacknowledged) as refusal:
            _start(cast, WAIVES, acknowledged=known)
        assert list(refusal.value.fields) == ["insurance_waived"]
        assert "第五十八条" in refusal.value.fields["insurance_waived"]
    assert not Case.objects.exists()
    made = _start(cast, WAIVES, acknowledged=["insurance_waived"])
    assert _said(made["case"]) == [("insurance_waived", "start", "华敏")]


def test_a_lawful_ground_asks_nothing(cast: Any) -> None:
    """Nothing to acknowledge, no entry."""
    Player(cast, cast.now)
    assert _said(_start(cast, "双方协商一致解除，社会保险照常缴纳")["case"]) == []


def test_acknowledging_gives_no_right_to_start(cast: Any) -> None:
    """A colleague without the role is refused for that, whatever is ticked."""
    Player(cast, cast.now)
    with pytest.raises((NotAllowed, NotVisible)):
        _start(cast, WAIVES, "zhou", acknowledged=["insurance_waived"])


def test_the_wizard_lists_a_practice_once_among_the_risks(cast: Any) -> None:
    """One list, one name: the practice is a risk like the others; unticked or with a wrong name nothing starts."""
    Player(cast, cast.now)
    client = Client()
    client.force_login(cast.users["hua"])
    uid = cast.employee("wang").uid
    address = f"{reverse('cases:start')}?employee={uid}&side=employer&type=mutual_agreement"
    form = {"stage": "start", "ground": WAIVES}
    page = client.post(address, form)
    assert page.status_code == 422 and page.content.decode().count('value="insurance_waived"') == 1
    assert "第五十八条" in page.content.decode()
    assert client.post(address, form | {"risk": ["insurance_waived"], "name": "别人"}).status_code == 422
    assert client.post(address, form | {"risk": ["insurance_waived"], "name": "华敏"}).status_code == 302
    assert _said(Case.objects.get().uid) == [("insurance_waived", "start", "华敏")]


def test_the_api_lists_the_keys_to_acknowledge(cast: Any) -> None:
    """422 with a field a key; with the keys the case begins."""
    Player(cast, cast.now)
    client = Client()
    client.force_login(cast.users["hua"])
    body = {"employee": str(cast.employee("wang").uid), "separation_type": "mutual_agreement", "ground": WAIVES}
    body["initiator"] = "employer"

    def post(key: str, **more: Any) -> Any:
        headers = {"Idempotency-Key": key}
        return client.post("/api/v1/cases", {**body, **more}, content_type="application/json", headers=headers)

    refused = post("start-warned-1")
    assert refused.status_code == 422
    assert "insurance_waived" in refused.content.decode() and "not_acknowledged" in refused.content.decode()
    assert post("start-warned-2", acknowledged=["insurance_waived"]).status_code == 200


def _ready(cast: Any) -> Player:
    """Lin's probation case, up to the confirmation by the department head, Zhao."""
    player = Player(cast, cast.now)
    player.start("lin", "probation_failure", "hua")
    player.play(but=("dept_confirm", "objection_review"))
    if player.views()["objection_review"].status == "ready":
        player.do("objection_review")
    player.now += timedelta(minutes=1)
    return player


def test_words_typed_for_a_step_are_told_on_its_page_and_by_the_api(cast: Any) -> None:
    """A comment that follows a ranking: page and API answer 422 with the code, nothing is kept; by name it is."""
    player = _ready(cast)
    client = Client()
    client.force_login(cast.users["hua"])
    said = {"why": "按末位淘汰制度处理"}
    page = client.post(reverse("cases:act", args=[player.case, "dept_confirm", "comment"]), said)
    assert page.status_code == 422 and 'value="bottom_ranking"' in page.content.decode()
    address = f"/api/v1/cases/{player.case}/steps/dept_confirm/comments"
    for number, known in enumerate(([], ["bottom_ranking"])):
        answer = client.post(
            address,
            {"text": said["why"], "acknowledged": known},
            content_type="application/json",
            headers={"Idempotency-Key": f"comment-warned-{number}"},
        )
        assert answer.status_code == (200 if known else 422)
        assert _said(player.case)[-1:] == ([("bottom_ranking", "notice", "华敏")] if known else [])


def test_proof_with_words_that_go_wrong_is_handed_in_by_name_only(cast: Any) -> None:
    """Severance that waits for a withdrawn claim, typed while a step is done; a lawful sentence asks nothing."""
    player = _ready(cast)
    template = template_files.load("probation_failure").template
    step = template.step("dept_confirm")
    item = next(one for way in step.evidence for one in way)

    def hand_in(text: str, *known: str) -> Any:
        given = [proof.Given(item, text=text)]
        by = cast.actor("zhao")
        return proof.hand_in(
            by=by, case=player.case, step="dept_confirm", given=given, acknowledged=known, now=player.now
        )

    with pytest.raises(Unacknowledged) as refusal:
        hand_in("经济补偿待本人撤回仲裁后支付")
    assert list(refusal.value.fields) == ["severance_withheld"]
    assert "第五十条" in refusal.value.fields["severance_withheld"]
    with pytest.raises(Unacknowledged):
        hand_in("经济补偿待本人撤回仲裁后支付", "bottom_ranking")
    assert _said(player.case) == []
    hand_in("经济补偿待本人撤回仲裁后支付", "severance_withheld")
    assert _said(player.case) == [("severance_withheld", "notice", "赵磊")]


def test_a_threat_is_told_and_a_calm_sentence_is_not(cast: Any) -> None:
    """In a comment and in the reason of a return, which is read by whoever is up again."""
    player = _ready(cast)
    hua = cast.actor("hua")
    asked: dict[str, Any] = {"by": hua, "case": player.case, "step": "dept_confirm", "now": player.now}
    with pytest.raises(Unacknowledged) as refusal:
        acts.comment(**asked, text="逾期不签，不予补缴社保")
    assert "threat_on_a_right" in refusal.value.fields
    back: dict[str, Any] = asked | {"by": cast.actor("zhao"), "to": "objection_review", "why": "员工自愿放弃社保，重写"}
    with pytest.raises(Unacknowledged):
        acts.give_back(**back)
    acts.comment(**asked, text="请核对数据；工资、社保补缴不受影响。")
    assert _said(player.case) == []
    acts.give_back(**back, acknowledged=["insurance_waived"])
    assert _said(player.case) == [("insurance_waived", "notice", "赵磊")]


def test_a_practice_and_the_finding_that_says_the_same_are_known() -> None:
    """The map from one to the other names rules that exist."""
    assert set(SAID) <= set(RULES)
    assert {"demanded_resignation", "fixed_penalty"} <= set(WORDS)


def test_a_certificate_is_late_from_the_day_after_its_day_of_law(cast: Any) -> None:
    """On the day itself nothing is said; the next day article and lawful way are; other steps say nothing."""
    template = template_files.load("mutual_agreement").template
    due = end_of(date(2026, 12, 24))
    assert late_certificate(template.step("certificate"), due, due - timedelta(minutes=1)) == ()
    assert late_certificate(template.step("certificate"), None, due) == ()
    (late,) = late_certificate(template.step("certificate"), due, due + timedelta(minutes=1))
    assert late.code == "certificate_late" and "第八十九条" in late.cite and late.lawful
    assert late_certificate(template.steps[0], due, due + timedelta(days=9)) == ()


RANKS = "按末位淘汰处理"


def _try(act: Any, by: Any, player: Player, *said: str) -> Unacknowledged:
    """The refusal of an act until it is gone on with by name; then it is done and an entry."""
    before = len(_said(player.case))
    with pytest.raises(Unacknowledged) as refusal:
        act(by=by)
    assert list(refusal.value.fields) == list(said) and len(_said(player.case)) == before
    act(by=replace(by, goes_on_with=frozenset(said)))
    assert [one[0] for one in _said(player.case)[before:]] == list(said)
    return refusal.value


def test_the_reasons_of_every_act_beside_the_proof_are_read(cast: Any) -> None:
    """Asking a colleague, taking the seat away, showing a step, stating a fact, cancelling."""
    player = _ready(cast)
    hua, zhao, qian = cast.actor("hua"), cast.actor("zhao"), cast.users["zhou"].uid
    there: dict[str, Any] = {"case": player.case, "now": player.now}
    step = there | {"step": "dept_confirm"}
    _try(partial(acts.ask, kind="before", person=qian, why=RANKS, **step), zhao, player, "bottom_ranking")
    _try(partial(acts.remove, seat="1", why=RANKS, **there), zhao, player, "bottom_ranking")
    _try(partial(acts.copy, persons=[qian], text=WAIVES, **step), hua, player, "insurance_waived")
    assert len(_said(player.case)) == 3
    told = _try(partial(actions.cancel, reason=WAIVES, **there), cast.actor("gu"), player, "insurance_waived")
    assert told.status == 422


def test_a_page_without_a_place_for_warnings_asks_in_between_and_sends_the_form_once_more(cast: Any) -> None:
    """Cancelling: the page holds everything that was posted; unticked it asks again, ticked the act is done by name."""
    player = _ready(cast)
    client = Client()
    client.force_login(cast.users["gu"])
    address = reverse("cases:cancel", args=[player.case])
    page = client.post(address, {"reason": WAIVES})
    shown = page.content.decode()
    assert page.status_code == 422 and 'value="insurance_waived"' in shown
    assert f'<textarea name="reason" hidden>{WAIVES}</textarea>' in shown
    assert Case.objects.get(uid=player.case).state == "open" and _said(player.case) == []
    assert client.post(address, {"reason": WAIVES, "acknowledged": ["bottom_ranking"]}).status_code == 422
    assert client.post(address, {"reason": WAIVES, "acknowledged": ["insurance_waived"]}).status_code == 302
    assert Case.objects.get(uid=player.case).state == "cancelled"
    assert [one[0] for one in _said(player.case)] == ["insurance_waived"]


def test_a_program_goes_on_by_a_header_where_the_body_has_no_place(cast: Any) -> None:
    """The same act by the API: 422 with the codes, done with the header `Acknowledged`."""
    player = _ready(cast)
    client = Client()
    client.force_login(cast.users["zhao"])
    body = {"kind": "before", "person": str(cast.users["zhou"].uid), "role": "", "why": RANKS}
    for number, known in enumerate(("", "release_of_claims", "release_of_claims, bottom_ranking")):
        answer = client.post(
            f"/api/v1/cases/{player.case}/steps/dept_confirm/seats",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": f"seat-warned-{number}", "Acknowledged": known},
        )
        assert answer.status_code == (200 if "bottom_ranking" in known else 422), answer.content
    assert [one[0] for one in _said(player.case)] == ["bottom_ranking"]
