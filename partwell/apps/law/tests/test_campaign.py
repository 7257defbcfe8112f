"""The yearly confirmation: what is open in a city, who is reminded, how often, and who may remind by hand."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_installation
from partwell.apps.law import campaign
from partwell.apps.law.hangzhou import confirm_hangzhou
from partwell.apps.notices import queries as notices
from partwell.apps.notices.models import Notice
from partwell.lib import clock
from partwell.lib.refusal import NotAllowed, Refused
from tests.cast import NOW, TODAY, Cast


@pytest.fixture(autouse=True)
def _day(cast: Cast) -> object:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def client_of(cast: Cast, who: str) -> Client:
    """Someone of the cast, signed in."""
    client = Client()
    client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_city_is_done_when_all_its_figures_may_be_printed(cast: Cast) -> None:
    """What two persons confirmed is settled until its last day; in the next round it is asked again."""
    before = campaign.campaign(cast.actor("tang"), TODAY).cities[0]
    assert (before.name, before.keepers, before.done < before.all) == ("杭州市", ("唐悦",), True)
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    after = campaign.campaign(cast.actor("tang"), TODAY).cities[0]
    assert {one.key for one in after.open} == {
        "medical_subsidy.months",
        "social_insurance.maternity.employer",
        "work_injury.employment_subsidy.g5_6",
        "work_injury.employment_subsidy.g7_10",
    }
    january = campaign.campaign(cast.actor("tang"), datetime(2026, 12, 20, tzinfo=UTC).date())
    assert (january.round.label, len(january.cities[0].open) > 10) == ("2027-01", True)


def test_each_keeper_is_reminded_once_on_a_day_of_reminding(cast: Cast) -> None:
    """A second run of the same day, and the days until the next one, send nothing."""
    told = campaign.remind_all(NOW)
    assert told
    first = Notice.objects.count()
    campaign.remind_all(NOW)
    assert Notice.objects.count() == first
    mine = [row for row in Notice.objects.all() if row.to_user_id == cast.user("tang").pk]
    assert [row.template for row in mine] == ["figures_to_confirm"]
    assert mine[0].link == "/law/cities/330100/"
    assert notices.unread_count(cast.actor("tang"), NOW) == 1


def test_a_person_reminds_by_hand_once_a_day_and_it_is_on_record(cast: Cast) -> None:
    """The entry stands in the company's stream; two reminders of one day reach the keeper once."""
    assert campaign.remind("330100", by=cast.actor("gu"), now=NOW) == 1
    campaign.remind("330100", by=cast.actor("gu"), now=NOW)
    assert Notice.objects.filter(to_user=cast.user("tang").pk).count() == 1
    types = [entry.type for entry in log.entries(stream_of_installation(cast.company.pk, NOW))]
    assert types.count("figures.reminded") == 2
    with pytest.raises(NotAllowed):
        campaign.remind("330100", by=cast.actor("shen"), now=NOW)
    with pytest.raises(NotAllowed):
        campaign.remind("320500", by=cast.actor("gu"), now=NOW)


def test_nobody_is_reminded_of_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city that is done refuses with a sentence."""
    monkeypatch.setattr(campaign, "_open", lambda *_: [])
    with pytest.raises(Refused, match="没有"):
        campaign.remind("330100", by=cast.actor("gu"), now=NOW)


@pytest.mark.parametrize(
    ("who", "status"), [("tang", 200), ("hua", 200), ("shen", 200), ("lin", 403), ("zhao", 403), ("wei", 200)]
)
def test_the_campaign_is_for_those_who_keep_figures(cast: Cast, who: str, status: int) -> None:
    """Each company sees its own cities only."""
    page = client_of(cast, who).get("/law/campaign/")
    assert page.status_code == status
    if status == 200:
        text = page.content.decode()
        assert ("杭州市" in text) == (who != "wei")
        assert ("苏州市" in text) == (who == "wei")


def test_the_button_reminds(cast: Cast) -> None:
    """HR presses it; the specialist, whose work it is, has none."""
    assert "/law/campaign/330100/remind/" in client_of(cast, "gu").get("/law/campaign/").content.decode()
    assert "/law/campaign/330100/remind/" not in client_of(cast, "tang").get("/law/campaign/").content.decode()
    assert client_of(cast, "gu").post("/law/campaign/330100/remind/").status_code == 302
    assert client_of(cast, "tang").post("/law/campaign/330100/remind/").status_code == 403
    assert client_of(cast, "wei").post("/law/campaign/330100/remind/").status_code == 403
