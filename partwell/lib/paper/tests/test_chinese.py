"""Sums, days and numerals as Chinese papers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partwell.lib.paper import chinese


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1050.00", "壹仟零伍拾元整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.05", "壹拾元零伍分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("10005", "壹万零伍元整"),
        ("100000", "壹拾万元整"),
        ("1000010.00", "壹佰万零壹拾元整"),
        ("100050000", "壹亿零伍万元整"),
        ("200000000.10", "贰亿元壹角整"),
        ("-12.30", "负壹拾贰元叁角整"),
    ],
)
def test_a_sum_in_capitals_follows_the_rules_of_banks(amount: str, words: str) -> None:
    """《正确填写票据和结算凭证的基本规定》: one 零 for a run of zeros, 整 after yuan or jiao."""
    assert chinese.capital_amount(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "1000000000000"])
def test_what_is_no_sum_of_money_is_refused(amount: str) -> None:
    """A third decimal would be lost without a word."""
    with pytest.raises(ValueError, match="yuan"):
        chinese.capital_amount(Decimal(amount))


def test_days_and_hours_are_those_of_shanghai() -> None:
    """An instant late in the day of London is the next day here."""
    late = datetime(2026, 11, 30, 17, 5, tzinfo=UTC)
    assert chinese.minute(late) == "2026年12月1日 01:05"
    assert chinese.day(date(2026, 2, 9)) == "2026年2月9日"


def test_small_words() -> None:
    """Numerals of headings, rates, months of service, minus."""
    assert [chinese.numeral(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]
    assert chinese.percent(Decimal("0.105")) == "10.5%"
    assert chinese.percent(Decimal(1)) == "100%"
    assert [chinese.service_years(n) for n in (0, 2, 12, 14)] == ["不满1个月", "2个月", "1年", "1年2个月"]
    assert chinese.money(Decimal(-1050)) == "−1,050.00"
