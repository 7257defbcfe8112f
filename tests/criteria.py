"""Hiring criteria that somebody of the cast received on the first day: what a probation case stands on."""

from datetime import datetime, timedelta

from partwell.apps.appraisals import actions, queries
from partwell.core.appraisal.scorecard import ARTICLE
from partwell.lib.clock import SHANGHAI
from tests.cast import Cast


def criteria_received(cast: Cast, key: str) -> None:
    """Write the article's criteria for the person's post and have them received, unless they were."""
    person, hua = cast.employee(key), cast.actor("hua")
    if queries.received(person.pk) is not None:
        return
    at = datetime(person.hired_on.year, person.hired_on.month, person.hired_on.day, 9, tzinfo=SHANGHAI)
    plan = queries.newest_plan(person.position, cast.today) or actions.create_plan(
        person.position, "录用条件", [one.as_data() for one in ARTICLE], by=hua, now=at
    )
    receipt = actions.hand_out(plan, person, by=hua, now=at)
    actions.receive(receipt, by=cast.actor(key), now=at + timedelta(hours=1))
