"""Criteria that go wrong in law are told where they are written, and saved only when HR goes on by name."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client

from partwell.apps.appraisals import actions, reviews, tasks
from partwell.apps.appraisals.models import Plan
from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_employee, stream_of_installation
from partwell.apps.law.warned import Unacknowledged
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.lib.refusal import NotAllowed
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
LAWFUL = [one.as_data() for one in ARTICLE]


def _with(**more: str) -> list[dict[str, Any]]:
    return [{**LAWFUL[0], **more}, *LAWFUL[1:]]


def _create(cast: Cast, title: str, metrics: list[dict[str, Any]], who: str = "hua", known: Any = ()) -> Plan:
    return actions.create_plan(cast.lin.position, title, metrics, acknowledged=known, by=cast.actor(who), now=NOW)


@pytest.mark.parametrize(
    ("title", "metrics"),
    [
        ("末位淘汰办法", LAWFUL),
        ("录用条件", _with(title="绩效排名末位")),
        ("录用条件", _with(title_en="forced distribution")),
        ("录用条件", _with(source="强制分布结果")),
    ],
)
def test_a_ranking_as_a_criterion_is_told_in_title_and_text(cast: Cast, title: str, metrics: Any) -> None:
    """Refused with article and lawful way; another code does not help; by name it is saved and recorded."""
    for known in ((), ("release_of_claims",)):
        with pytest.raises(Unacknowledged) as refusal:
            _create(cast, title, metrics, known=known)
        assert list(refusal.value.fields) == ["bottom_ranking"]
    assert not Plan.objects.exists()
    plan = _create(cast, title, metrics, known=("bottom_ranking",))
    said = log.entries(stream_of_installation(cast.company.pk, NOW))[-1]
    assert said.type == "warning.acknowledged" and said.payload
    assert (said.payload["about"], said.payload["name"]) == (f"plan:{plan.uid}", "华敏")


def test_lawful_criteria_ask_nothing_and_a_tick_gives_no_right(cast: Cast) -> None:
    """The article's criteria are saved as they are; somebody else writes none, whatever is ticked."""
    _create(cast, "录用条件，不以排名末位为由", LAWFUL)
    with pytest.raises(NotAllowed):
        _create(cast, "末位淘汰办法", LAWFUL, who="zhou", known=("bottom_ranking",))


def test_the_page_tells_it_and_takes_the_tick(cast: Cast, client: Client) -> None:
    """The form comes back filled in with the note; ticked it is saved."""
    client.force_login(cast.users["hua"])
    page = client.get("/appraisals/criteria/")
    form = page.context["form"]
    given = {
        name: field.initial if (value := form.initial.get(name)) is None else value
        for name, field in form.fields.items()
    }
    given = {name: value for name, value in given.items() if value is not None}
    given |= {"position": str(cast.lin.position.uid), "title": "末位淘汰办法"}
    refused = client.post("/appraisals/criteria/", given)
    assert refused.status_code == 422 and 'value="bottom_ranking"' in refused.content.decode()
    assert "指导案例18号" in refused.content.decode() and not Plan.objects.exists()
    assert client.post("/appraisals/criteria/", given | {"acknowledged": "bottom_ranking"}).status_code == 302
    assert Plan.objects.get().title == "末位淘汰办法"


def test_the_words_of_a_plan_of_improvement_a_conclusion_and_a_task_are_read(cast: Cast) -> None:
    """A shortfall that is a rank, a task that is a threat: told, gone on with by name, an entry of the person."""
    sun, zhou = cast.actor("sun"), cast.actor("zhou")
    first, last = date(2026, 11, 30), date(2026, 12, 31)
    ranked = partial(
        reviews.set_improvement, cast.wang, "training", "绩效排名末位", "完成 10 项任务", first, last, now=NOW
    )
    judged = partial(reviews.review, cast.lin, "not_met", "末位淘汰", now=NOW)
    tasked = partial(tasks.set_task, cast.lin, "不签确认书则不予补缴社保", date(2026, 11, 30), now=NOW)
    for act, by, person, code in (
        (ranked, sun, cast.wang, "bottom_ranking"),
        (judged, zhou, cast.lin, "bottom_ranking"),
        (tasked, zhou, cast.lin, "threat_on_a_right"),
    ):
        with pytest.raises(Unacknowledged) as refusal:
            act(by=by)
        assert code in refusal.value.fields
        act(by=replace(by, goes_on_with=frozenset(refusal.value.fields)))
        entries = log.entries(stream_of_employee(person.pk, NOW))
        assert code in [one.payload["warning"] for one in entries if one.type == "warning.acknowledged" and one.payload]
