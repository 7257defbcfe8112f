"""Row-level sight of people: company, part of it, role."""

import pytest

from partwell.apps.people import queries
from partwell.lib.actor import system
from partwell.lib.refusal import NotAllowed, NotVisible
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def _seen(cast: Cast, key: str) -> set[str]:
    return set(queries.employees_visible_to(cast.actor(key)).values_list("name", flat=True))


@pytest.mark.parametrize("key", ["hua", "xu", "gu", "luo", "han", "he", "tang", "shen", "chen"])
def test_hr_and_legal_see_their_whole_company_and_no_other(cast: Cast, key: str) -> None:
    """Everyone of the company, and never Wei of the other."""
    seen = _seen(cast, key)
    assert {"林晓", "王思远", "陈岚"} <= seen
    assert "魏东" not in seen


def test_a_manager_sees_the_own_subtree(cast: Cast) -> None:
    """Zhao sees 质量部 with 测试组, not sales; Sun sees sales."""
    assert _seen(cast, "zhao") == {"赵磊", "周然", "林晓", "马越"}
    assert "林晓" not in _seen(cast, "sun")


@pytest.mark.parametrize("key", ["lin", "lu", "qian", "fang", "yan", "ma"])
def test_everyone_else_sees_only_oneself(cast: Cast, key: str) -> None:
    """IT, office, finance, union, a successor and an employee see their own record."""
    assert _seen(cast, key) == {cast.employee(key).name}


def test_a_direct_report_is_seen_wherever_he_sits(cast: Cast) -> None:
    """The named line manager sees a report of another department."""
    cast.wang.line_manager = cast.employee("zhou")
    cast.wang.save()
    assert "王思远" in _seen(cast, "zhou")


def test_another_company_is_not_there_and_a_colleague_is_forbidden(cast: Cast) -> None:
    """404 for Wei, 403 for a colleague whose role sees nobody, 404 outside a manager's own part."""
    for key, answer in {"wei": NotVisible, "lu": NotAllowed, "sun": NotVisible}.items():
        with pytest.raises(answer):
            queries.employee(cast.actor(key), cast.lin.uid)
    assert queries.employee(cast.actor("lin"), cast.lin.uid).name == "林晓"


def test_the_program_sees_the_company_it_acts_in(cast: Cast) -> None:
    """A job of one company doesn't touch the other's people."""
    names = queries.employees_visible_to(system(cast.other.pk)).values_list("name", flat=True)
    assert list(names) == ["魏东"]


def test_someone_of_two_companies_acts_in_one_at_a_time(cast: Cast) -> None:
    """Hua with a role in both companies sees the people of the chosen one only; a foreign choice is refused."""
    from partwell.apps.accounts.models import Membership

    Membership.objects.create(user=cast.user("hua"), company=cast.other, role_id="hrbp", since=cast.today)
    there = queries.actor_for(cast.user("hua"), cast.other.pk, today=cast.today)
    assert set(queries.employees_visible_to(there).values_list("name", flat=True)) == {"魏东"}
    assert there.employee is None
    with pytest.raises(NotVisible):
        queries.actor_for(cast.user("lin"), cast.other.pk, today=cast.today)


def test_the_actor_costs_three_queries(cast: Cast, django_assert_num_queries: object) -> None:
    """Roles, employments and whom one stands in for, whatever their number."""
    with django_assert_num_queries(3):  # type: ignore[operator]
        cast.actor("hua")


def test_search_finds_by_name_number_pinyin_and_initials(cast: Cast) -> None:
    """Lists find 林晓 by any of the four."""
    from partwell.apps.people.pinyin import pinyin_of

    cast.lin.pinyin = pinyin_of("林晓")
    cast.lin.save()
    for words in ("林晓", "晓", "E20418", "e204", "linxiao", "lin xiao", "lx"):
        assert [row.name for row in queries.search(cast.actor("hua"), words)] == ["林晓"], words


def test_nobody_is_line_manager_of_himself(cast: Cast) -> None:
    """The named line manager is asked; for the manager's own case the chain goes up."""

    def names(key: str, role: str) -> list[str]:
        return [user.name for user in queries.holders_for(cast.employee(key), role, cast.today)]

    assert names("lin", "line_manager") == ["周然"]
    assert names("zhou", "line_manager") == ["赵磊"]
    assert names("lin", "employee") == ["林晓"]
