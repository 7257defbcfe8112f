"""A paper that waits for the employee's signature is among what there is to do, also when a colleague owes the step."""

from datetime import timedelta
from typing import Any

import pytest

from partwell.apps.cases import papers, queries
from tests.cast import NOW, Cast

from .player import Player

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path


def tasks(cast: Cast, play: Player) -> list[str]:
    """The keys of the steps on Wang's home page."""
    found = queries.progress(cast.actor("wang"), play.now)
    assert found is not None
    return [card.key for card in found.tasks]


def test_the_list_of_returned_things_waits_on_the_home_page(client: Any, cast: Cast) -> None:
    """The office returns things with a list both sign; from the moment it is made until signed it is Wang's to do."""
    play = Player(cast, NOW - timedelta(days=1))
    play.start("wang", "voluntary_resignation", "wang")
    for step in ("resign", "ack", "date_fixed"):
        play.do(step)
    view = play.views()["asset_return"]
    assert view.status == "ready" and "employee" not in view.step.who
    assert "asset_return" not in tasks(cast, play)
    keeper = cast.actor(
        next(key for key in cast.users if "admin" in cast.actor(key).roles_on(play.row.employee.department.path))
    )
    said = {"assets": "笔记本电脑 | NB-0012 | 完好"}
    made = papers.make(by=keeper, case=play.case, step="asset_return", kind="asset_list", inputs=said, now=play.now)
    assert "asset_return" in tasks(cast, play)
    client.force_login(cast.user("wang"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/my/steps/asset_return/").headers["Location"] == f"/my/papers/{made.uid}/"
    play.attach("wang", "asset_return", "employee.sign:asset_list")
    assert "asset_return" not in tasks(cast, play)
