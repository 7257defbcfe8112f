"""Users, roles, departments and tokens: who may change them, and what stays on record."""

import re
from datetime import timedelta

import pytest

from partwell.apps.accounts import actions, queries
from partwell.apps.accounts.models import ApiToken, Department
from partwell.lib.actor import system
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_a_department_knows_its_path(cast: Cast) -> None:
    """Below 测试组 the path begins with its path; another company's parent is refused."""
    by = system(cast.company.pk)
    row = actions.create_department(cast.branch, "自动化", by=by, now=NOW, parent=cast.departments["testing"])
    assert row.path == f"{cast.departments['testing'].path}{row.pk:04d}."
    with pytest.raises(BadInput):
        actions.create_department(cast.branch, "错", by=by, now=NOW, parent=cast.departments["foreign"])
    assert not Department.objects.filter(name="错").exists()


def test_only_an_administrator_gives_roles_and_only_in_the_own_company(
    cast: Cast,
) -> None:
    """HR can't make itself HR manager, and an administrator of one company has no say in another."""
    with pytest.raises(NotAllowed):
        actions.grant(cast.user("hua"), "hr_manager", by=cast.actor("hua"), now=NOW)
    actions.grant(cast.user("lu"), "administrator", by=cast.actor("chen"), now=NOW)
    keeper = cast.actor("lu")
    actions.grant(
        cast.user("wang"),
        "hr_ops",
        by=keeper,
        now=NOW,
        department=cast.departments["sales"],
    )
    assert cast.actor("wang").holds("hr_ops")
    with pytest.raises(NotVisible):
        actions.grant(cast.user("wang"), "hr_ops", by=keeper, now=NOW, company=cast.other.pk)
    with pytest.raises(BadInput):
        actions.grant(cast.user("wang"), "employee", by=keeper, now=NOW)


def test_an_ended_role_gives_nothing_the_day_after(cast: Cast) -> None:
    """The row stays; the actor of the next day is without the seat."""
    seat = cast.user("hua").memberships.get()
    actions.end_membership(seat, cast.today, by=cast.actor("chen"), now=NOW)
    assert cast.actor("hua").holds("hrbp")
    with pytest.raises(NotVisible):
        queries.actor_for(cast.user("hua"), today=cast.today + timedelta(days=1))


@pytest.mark.parametrize("password", ["short", "password123", "linxiao2026"])
def test_a_weak_password_is_refused_with_a_sentence(cast: Cast, password: str) -> None:
    """Too short, too common, too like the name; the old one stays."""
    with pytest.raises(BadInput) as refused:
        actions.set_password(cast.user("lin"), password, by=cast.actor("lin"), now=NOW)
    assert refused.value.fields["password"]
    assert not re.search("[A-Za-z]{4}", refused.value.fields["password"]), "a Chinese page answers in Chinese"


def test_nobody_sets_a_colleagues_password(cast: Cast) -> None:
    """Only oneself or an administrator of the company."""
    with pytest.raises(NotAllowed):
        actions.set_password(cast.user("lin"), "a-long-enough-one", by=cast.actor("hua"), now=NOW)
    actions.set_password(cast.user("hua"), "a-long-enough-one", by=cast.actor("chen"), now=NOW)
    cast.user("hua").refresh_from_db()
    assert cast.user("hua").check_password("a-long-enough-one")


def test_a_token_is_shown_once_and_never_gives_more_than_its_person_has(
    cast: Cast,
) -> None:
    """The table holds a digest; roles beyond the person's are refused; expiry and withdrawal end it."""
    with pytest.raises(BadInput):
        actions.create_token("script", ["owner"], by=cast.actor("hua"), now=NOW)
    row, secret = actions.create_token("script", ["hrbp"], by=cast.actor("hua"), now=NOW, days=10)
    assert secret.encode() not in bytes(ApiToken.objects.get().digest)
    assert len(secret) >= 43
    assert actions.use_token(secret, now=NOW).pk == row.pk
    for wrong in (secret + "x", "", "a" * 43):
        with pytest.raises(NotVisible):
            actions.use_token(wrong, now=NOW)
    with pytest.raises(NotVisible):
        actions.use_token(secret, now=NOW + timedelta(days=10))
    with pytest.raises(NotVisible):
        actions.revoke_token(row.uid, by=cast.actor("lin"), now=NOW)
    actions.revoke_token(row.uid, by=cast.actor("hua"), now=NOW)
    with pytest.raises(NotVisible):
        actions.use_token(secret, now=NOW)


def test_a_token_loses_what_its_person_loses(cast: Cast) -> None:
    """The actor of a token holds the token's roles that the person still holds, and stands in its company."""
    from partwell.apps.people.queries import actor_for_token

    row, _secret = actions.create_token("script", ["hrbp"], by=cast.actor("hua"), now=NOW)
    actor = actor_for_token(row, today=cast.today)
    assert (actor.company, actor.via, actor.holds("hrbp")) == (
        cast.company.pk,
        "api",
        True,
    )
    cast.user("hua").memberships.all().delete()
    assert not actor_for_token(row, today=cast.today).holds("hrbp")


def test_closed_to_the_rest(cast: Cast) -> None:
    """Companies are opened by the program only, and a bad division code or credit code gets a sentence."""
    with pytest.raises(NotAllowed):
        actions.create_company("新公司", by=cast.actor("chen"), now=NOW)
    with pytest.raises(BadInput):
        actions.create_company("新公司", by=system(None), now=NOW, credit_code="123")
    with pytest.raises(BadInput):
        actions.create_branch(cast.company.pk, "宁波", "33", by=cast.actor("chen"), now=NOW)
