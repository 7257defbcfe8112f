"""The holiday file: the published years agree day by day with an independent package, and mistakes are refused."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from partwell.core.days import UnknownYear
from partwell.lib.holiday_file import FILE, calendar
from partwell.lib.located_yaml import YamlError


def test_every_day_agrees_with_an_independent_source():
    """Each day of the published years is worked or free as chinesecalendar says."""
    ours = calendar()
    for year in sorted(ours.years):
        for number in range(366 if year % 4 == 0 else 365):
            day = date(year, 1, 1) + timedelta(days=number)
            assert ours.is_working(day) == chinese_calendar.is_workday(day), day


def test_legal_holidays_are_as_many_as_the_regulation_says():
    """Eleven days until 2024, thirteen since 2025 (Spring Festival and Labor Day got one more each)."""
    ours = calendar()
    counts = {year: sum(day.year == year for day in ours.legal) for year in ours.years}
    assert {year: counts[year] for year in (2024, 2025, 2026)} == {2024: 11, 2025: 13, 2026: 13}
    # Where two fall on one day (Mid-Autumn on a day of National Day) there is one fewer to count.
    assert {year for year in counts if year < 2024 and counts[year] != 11} == {2009, 2020}
    assert ours.names[date(2026, 2, 17)] == "春节"


def test_a_year_without_notice_is_unknown():
    """Nothing is guessed for a year that is not in the file."""
    with pytest.raises(UnknownYear):
        calendar().is_working(date(2099, 5, 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("format: holidays/1", "format: holidays/2"),
        ("  2024:", "  24:"),
        ("status: read", "color: red"),
        ("first: '2024-01-01'", "first: '2024-01-32'"),
        ("first: '2024-01-01'", "first: '2023-12-31'"),
        ("legal: ['2024-01-01']", "legal: ['2024-01-02']"),
        ("work: ['2024-02-04'", "work: ['2024-02-05'"),
        ("name: 元旦", "titel: 元旦"),
    ],
)
def test_a_mistake_is_refused_with_its_line(before, after, tmp_path):
    """A wrong day never becomes a working day silently."""
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "holidays.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(YamlError, match=r"holidays.yaml:\d+"):
        calendar(path)
