"""Who holds a role, and who takes over when nobody does."""

from datetime import timedelta
from typing import Any

import pytest

from partwell.apps.accounts import queries
from partwell.apps.accounts.models import Membership, Role
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _names(cast: Cast, role: str, department: str = "testing", **more: object) -> list[str]:
    path = cast.departments[department].path
    return [user.name for user in queries.holders(cast.company.pk, role, path, cast.today, **more)]


def test_the_role_covers_its_department_and_all_below(cast: Cast) -> None:
    """A head of 质量部 heads 测试组 below it and not the sales department."""
    assert _names(cast, "dept_head", "testing") == ["赵磊"]
    assert _names(cast, "dept_head", "sales") == ["陈岚"], "the owner is the last resort"


def test_the_closest_seat_comes_first(cast: Cast) -> None:
    """With a manager on the group and one on the department the group's own stands first."""
    seat = Membership.objects.get(user=cast.user("zhao"))
    Membership.objects.create(
        user=seat.user,
        company=cast.company,
        role_id="line_manager",
        department=seat.department,
        since=seat.since,
    )
    assert _names(cast, "line_manager") == ["周然", "赵磊"]


def test_work_falls_along_the_chain_and_never_away(cast: Cast) -> None:
    """Without a social-insurance clerk payroll does it, without payroll HR operations."""
    Membership.objects.filter(role_id="si_specialist").update(until=cast.today - timedelta(days=1))
    assert _names(cast, "si_specialist") == ["何静"]
    Membership.objects.filter(role_id="payroll").delete()
    assert _names(cast, "si_specialist") == ["许文"]


def test_the_employer_never_speaks_for_the_union(cast: Cast) -> None:
    """Without a union mailbox nobody is found, which is not the same as done."""
    assert _names(cast, "union") == ["严松"]
    Membership.objects.filter(role_id="union").delete()
    assert _names(cast, "union") == []


def test_the_person_of_the_case_holds_no_seat_in_it(cast: Cast) -> None:
    """Someone left out is not found, even as the only holder."""
    assert _names(cast, "hr_ops", without=[cast.user("xu").pk]) == ["华敏"]


def test_a_role_counts_from_its_first_to_its_last_day(cast: Cast) -> None:
    """The last day is included, the day after is not."""
    Membership.objects.filter(role_id="legal").update(until=cast.today)
    assert _names(cast, "legal") == ["沈岩"]
    path = cast.departments["testing"].path
    later = queries.holders(cast.company.pk, "legal", path, cast.today + timedelta(days=1))
    assert [user.name for user in later] == ["罗宁"]


def test_another_company_holds_nothing_here(cast: Cast) -> None:
    """Wei is HR manager elsewhere and is never asked here."""
    assert _names(cast, "hr_manager") == ["顾清"]


def test_many_roles_are_asked_for_at_once(cast: Cast, django_assert_num_queries: Any) -> None:
    """One statement, and to each role the answer it has alone: holders, a fallback, and nobody at all."""
    Membership.objects.filter(role_id__in=("si_specialist", "union")).delete()
    roles, path = [row.key for row in Role.objects.all()], cast.departments["testing"].path
    left_out = [cast.user("xu").pk]
    alone = {role: queries.holders(cast.company.pk, role, path, cast.today, without=left_out) for role in roles}
    with django_assert_num_queries(1):
        together = queries.holders_of_each(cast.company.pk, roles, path, cast.today, without=left_out)
    assert together == alone
    assert together["union"] == [] and together["si_specialist"] == together["payroll"] != []


def test_the_table_of_roles_is_whole_after_migration(db: None) -> None:
    """Every fallback names a role of the table, and each chain ends with the owner or is empty."""
    rows = {row.key: row for row in Role.objects.all()}
    assert {"employee", "line_manager", "union", "owner"} <= rows.keys()
    for row in rows.values():
        assert set(row.fallback) <= rows.keys()
        assert not row.fallback or row.fallback[-1] == "owner"
