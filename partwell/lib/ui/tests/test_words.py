"""Dates, lengths of time and money read as the pages of the design show them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from partwell.lib.clock import SHANGHAI
from partwell.lib.ui import words
from partwell.lib.ui.templatetags import pw

NOW = datetime(2026, 11, 26, 9, 40, tzinfo=SHANGHAI)


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("due", "statutory", "language", "expected"),
    [
        (at(11, 26, 17), False, "zh-hans", ("今天 17:00", "还剩 7 小时 20 分", "soon")),
        (at(11, 26, 17), False, "en", ("today 17:00", "7 h 20 min left", "soon")),
        (at(11, 24, 5, 40), False, "zh-hans", ("11月24日 05:40", "超时 2 天 4 小时", "late")),
        (at(11, 24, 5, 40), False, "en", ("24 Nov 05:40", "2 days 4 h late", "late")),
        (at(11, 25, 18), False, "zh-hans", ("昨天 18:00", "超时 15 小时 40 分", "late")),
        (at(12, 1), False, "zh-hans", ("11月30日", "还剩 4 天", "")),
        (at(12, 1), True, "en", ("30 Nov", "4 days left", "")),
        (at(11, 28), True, "zh-hans", ("11月27日", "还剩 1 天", "soon")),
        (at(11, 26), True, "zh-hans", ("11月25日", "逾期 1 天", "late")),
        (at(11, 27), True, "zh-hans", ("今天", "最后一天", "soon")),
        (at(1, 6, year=2027), True, "zh-hans", ("2027年1月5日", "还剩 40 天", "")),
    ],
)
def test_a_deadline_reads_as_on_the_pictures(
    due: datetime, statutory: bool, language: str, expected: tuple[str, str, str]
) -> None:
    """The end of a day is shown as that day; 超时 is the company's word, 逾期 the law's."""
    with translation.override(language):
        said = words.due_words(due, NOW, statutory=statutory)
    assert (said.at, said.left, said.state) == expected


def test_a_deadline_kept_shows_when() -> None:
    """Done is told with the moment and nothing is left."""
    with translation.override("zh-hans"):
        assert words.due_words(at(11, 30), NOW, statutory=True, done_at=at(11, 25, 15, 40)) == words.DueWords(
            "11-25 15:40", "", "done"
        )


def test_dates_carry_the_year_when_it_is_not_this_one() -> None:
    """11月30日 now, 2025年11月30日 later."""
    today = date(2026, 11, 26)
    with translation.override("zh-hans"):
        assert (words.day(date(2026, 11, 30), today), words.day(date(2025, 1, 2), today)) == (
            "11月30日",
            "2025年1月2日",
        )
        assert words.weekday(today) == "周四"
    with translation.override("en"):
        assert (words.day(date(2026, 11, 30), today), words.day(date(2025, 1, 2), today)) == ("30 Nov", "2 Jan 2025")


def test_a_length_has_two_units_at_most_and_never_zero() -> None:
    """Less than a minute is one minute."""
    with translation.override("zh-hans"):
        assert words.length(timedelta(seconds=5)) == "1 分"
        assert words.length(timedelta(days=2, minutes=7)) == "2 天"


def test_money_has_two_places_and_a_true_minus() -> None:
    """A float is refused: it cannot hold a sum."""
    assert words.money(Decimal(1050)) == "1,050.00"
    assert words.money(Decimal("-12.5")) == "−12.50"
    with pytest.raises(TypeError):
        words.money(1.5)  # type: ignore[arg-type]


def test_a_law_is_named_once_for_all_its_articles() -> None:
    """《劳动合同法》第五十条、第八十九条; another law in between is named again."""
    assert pw.law(["LCL50", "LCL89"]) == "《劳动合同法》第五十条、第八十九条"
    assert pw.law(["LCL50", "WAGE9", "LCL89"]).count("《劳动合同法》") == 2
    assert pw.law(["no_such_key"]) == ""
