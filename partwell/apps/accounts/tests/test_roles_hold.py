"""Nobody gives himself a role, or a role another part of the company, without the check naming it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from partwell.apps.accounts import actions, audit
from partwell.apps.accounts.models import Department, Membership
from partwell.apps.evidence import queries as log
from partwell.lib.actor import system
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(cast: Cast) -> Any:
    """A company whose departments and roles were made by the program, one role ended again."""
    made = actions.create_company("苏州云岚有限公司", by=system(None), now=NOW)
    by = system(made.pk)
    branch = actions.create_branch(made.pk, "总部", "320500", by=by, now=NOW)
    top = actions.create_department(branch, "人事", by=by, now=NOW)
    actions.create_department(branch, "薪酬", by=by, now=NOW, parent=top)
    actions.grant(cast.user("hua"), "hrbp", by=by, now=NOW, department=top)
    ended = actions.grant(cast.user("gu"), "hr_manager", by=by, now=NOW)
    actions.end_membership(ended, date(2027, 1, 31), by=by, now=NOW)
    return made


def found(company: Any) -> list[str]:
    """What the check says of the company's roles."""
    told = log.of_companies(audit.TYPES)[company.pk]
    return list(audit.faults(company.pk, [(one.type, one.payload) for one in told]))


def test_what_was_granted_and_ended_is_what_stands(company: Any) -> None:
    """No false alarm."""
    assert found(company) == []


def test_a_role_slipped_in_prolonged_or_taken_away_is_named(company: Any, cast: Cast) -> None:
    """Inserted, running on after its end, ended before its time, or deleted."""
    seats = Membership.objects.filter(company=company)
    for forge in (
        lambda: seats.create(user=cast.user("lin"), company=company, role_id="hr_manager", since=NOW.date()),
        lambda: seats.filter(role_id="hr_manager").update(until=None),
        lambda: seats.filter(role_id="hrbp").update(until=NOW.date()),
        lambda: seats.filter(role_id="hrbp").delete(),
    ):
        mark = transaction.savepoint()
        forge()
        assert len(found(company)) == 1
        transaction.savepoint_rollback(mark)


def test_a_role_and_a_department_stay_where_they_are(company: Any, cast: Cast) -> None:
    """The database refuses to hand a role on, to widen it, and to move a department under another's eyes."""
    seat, place = Membership.objects.get(company=company, role_id="hrbp"), Department.objects.filter(company=company)
    for sql in (
        f"UPDATE accounts_membership SET user_id = {cast.user('lin').pk} WHERE id = {seat.pk}",
        f"UPDATE accounts_membership SET department_id = NULL WHERE id = {seat.pk}",
        f"UPDATE accounts_membership SET role_id = 'owner' WHERE id = {seat.pk}",
        f"UPDATE accounts_department SET path = '0001.' WHERE id = {place[0].pk}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
