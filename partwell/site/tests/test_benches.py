"""What the benches measure on can be written: the cases of each kind begin and go on."""

from typing import Any

import pytest

from partwell.apps.cases import actions
from partwell.site.benches import company
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_live_case_of_every_kind_begins_and_goes_on(cast: Cast) -> None:
    """The benches state what neither a record nor the kind of separation says; a new record must not stop them."""
    actions.publish_shipped(cast.now)
    people: list[Any] = [cast.employee(key) for key in ("wang", "ma", "sun", "yan")]
    for person, kind in zip(people, company.TYPES, strict=True):
        player = company.Player(cast.now, cast.actor("hua"))
        player.start(person, kind)
        player.play(2)
    company.Player(cast.now, cast.actor("hua")).start(cast.lin, "probation_failure")
