"""What an exam is worth, and what can be asked."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.training import exam
from partwell.core.training.exam import BadQuestion, Question


def _asked(*points: int) -> list[Question]:
    return [
        Question(str(number), "single", "?", ("a", "b"), frozenset({0}), worth) for number, worth in enumerate(points)
    ]


def test_points_are_the_share_of_what_was_asked() -> None:
    """Two of three questions of one, two and three points: 5 of 6 when the heavy two are right."""
    result = exam.grade(_asked(1, 2, 3), {"1": frozenset({0}), "2": frozenset({0})}, 60)
    assert (result.points, result.passed) == (Decimal("83.3"), True)
    assert (result.right, result.wrong) == (("1", "2"), ("0",))


def test_a_choice_of_several_is_right_as_a_whole_only() -> None:
    """Half of the right options, or one too many, is nothing."""
    one = [Question("q", "multiple", "?", ("a", "b", "c"), frozenset({0, 2}))]
    given_ = {frozenset({0}): False, frozenset({0, 1, 2}): False, frozenset({0, 2}): True, frozenset(): False}
    assert {chosen: exam.grade(one, {"q": chosen}, 1).passed for chosen in given_} == given_


def test_a_result_just_below_the_mark_does_not_pass_although_it_prints_as_the_mark() -> None:
    """1,199 of 2,000 points print as 60.0 and are below 60."""
    result = exam.grade(_asked(*[1] * 2000), {str(number): frozenset({0}) for number in range(1199)}, 60)
    assert (result.points, result.passed) == (Decimal("60.0"), False)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=30), st.data())
def test_one_more_right_answer_never_lowers_the_result(points: list[int], data: st.DataObject) -> None:
    """Monotone in the answers, between 0 and 100."""
    asked = _asked(*points)
    some = data.draw(st.sets(st.sampled_from([one.key for one in asked])))
    more = some | {data.draw(st.sampled_from([one.key for one in asked]))}
    low, high = (exam.grade(asked, {key: frozenset({0}) for key in keys}, 60) for keys in (some, more))
    assert 0 <= low.points <= high.points <= 100
    assert low.passed <= high.passed


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "essay"}, "kind"),
        ({"text": "  "}, "text"),
        ({"text": "长" * 501}, "text"),
        ({"options": ["a"]}, "options"),
        ({"options": ["a", "a"]}, "options"),
        ({"options": ["a", ""]}, "options"),
        ({"right": []}, "right"),
        ({"right": [2]}, "right"),
        ({"right": ["0"]}, "right"),
        ({"right": [0, 1]}, "right"),
        ({"points": 0}, "points"),
        ({"points": True}, "points"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_field(wrong: dict[str, object], field: str) -> None:
    """A single choice with each thing wrong in turn."""
    good: dict[str, object] = {"kind": "single", "text": "?", "options": ["a", "b"], "right": [0], "points": 1}
    assert exam.question(good).right == {0}
    with pytest.raises(BadQuestion, match=f"^{field}$"):
        exam.question(good | wrong)


def test_a_question_to_judge_has_its_two_options_by_itself() -> None:
    """Right or wrong, whatever options were typed."""
    made = exam.question({"kind": "judge", "text": "?", "options": ["x"], "right": [1]})
    assert (len(made.options), made.right) == (2, {exam.FALSE})


def test_time_is_up_half_a_minute_after_the_limit() -> None:
    """The network's half minute, and no limit at all."""
    due = datetime(2026, 11, 26, 2, tzinfo=UTC)
    assert not exam.is_late(due, due + timedelta(seconds=30))
    assert exam.is_late(due, due + timedelta(seconds=31))
    assert not exam.is_late(None, due)


def test_a_certificate_of_a_year_ends_the_day_before_its_anniversary() -> None:
    """And one without months does not run out."""
    assert exam.valid_until(date(2026, 3, 1), 12) == date(2027, 2, 28)
    assert exam.valid_until(date(2026, 3, 1), 0) is None
