"""Yuan: exact in, half up at the line, capitals as on cheques."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partwell.core.money import capital, cents, exact, fen, from_fen, percent, plain, printed, typed


@pytest.mark.parametrize("number", [0.1, 1.0, True, None])
def test_a_float_never_becomes_money(number: object) -> None:
    """A binary fraction is refused with a sentence instead of being rounded silently."""
    with pytest.raises(TypeError):
        exact(number)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "abc", "NaN", "Infinity", "1..2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Text that is no finite number raises ValueError."""
    with pytest.raises(ValueError, match="not a number"):
        exact(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,050.00", "1050.00"),
        ("1，050", "1050"),
        ("１２３．４５", "123.45"),
        (" 12,345,678.9 ", "12345678.9"),
        ("-1,000", "-1000"),
    ],
)
def test_commas_between_thousands_and_full_width_signs_are_read(text: str, number: str) -> None:
    """As an input method for Chinese leaves them."""
    assert exact(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,50", "1,2,3", "1，5", "12,34.5", ",100", "1,0000", "1,000,", "10.000,5"])
def test_a_comma_that_sets_no_thousands_apart_is_refused(text: str) -> None:
    """1,50 may be meant as one and a half: it is never read as 150."""
    with pytest.raises(ValueError, match="comma"):
        typed(text)


def test_a_line_is_rounded_half_up_to_the_fen() -> None:
    """27.525 is 27.53, and below zero it is rounded away from zero as well."""
    assert cents(Decimal("27.525")) == Decimal("27.53")
    assert cents(Decimal("0.125")) == Decimal("0.13")
    assert cents(Decimal("-0.125")) == Decimal("-0.13")


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_fen_and_yuan_are_the_same_amount(whole: int) -> None:
    """Whole fen survive the way to yuan and back."""
    assert fen(from_fen(whole)) == whole


def test_a_part_of_a_fen_has_no_whole_fen() -> None:
    """An unrounded amount is not hashed."""
    with pytest.raises(ValueError, match="whole fen"):
        fen(Decimal("1.005"))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("1050", "壹仟零伍拾元整"),
        ("1050.00", "壹仟零伍拾元整"),
        ("3697.53", "叁仟陆佰玖拾柒元伍角叁分"),
        ("10", "壹拾元整"),
        ("10000", "壹万元整"),
        ("10050.5", "壹万零伍拾元伍角整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1234567890123.45", "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("-12.30", "负壹拾贰元叁角整"),
    ],
)
def test_an_amount_is_written_in_capitals(amount: str, words: str) -> None:
    """The examples follow the rules for filling in cheques."""
    assert capital(Decimal(amount)) == words


_VALUES = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SCALES = {"拾": 10, "佰": 100, "仟": 1000}


def _read(words: str) -> int:
    """Fen of an amount in capitals, read by another method than it was written with."""
    total = section = digit = 0
    rest = words.removesuffix("整")
    for sign in rest:
        if sign in _VALUES:
            digit = _VALUES[sign]
        elif sign in _SCALES:
            section, digit = section + digit * _SCALES[sign], 0
        elif sign == "万":
            section, digit = (section + digit) * 10**4, 0
        elif sign == "亿":
            total, section, digit = (section + digit) * 10**8, 0, 0
        elif sign == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        elif sign == "角":
            total, digit = total + digit * 10, 0
        elif sign == "分":
            total, digit = total + digit, 0
    return total


@given(st.integers(min_value=1, max_value=10**17 - 1))
def test_capitals_read_back_to_the_same_amount(whole: int) -> None:
    """No two amounts share their words, and no place is lost."""
    words = capital(from_fen(whole))
    assert _read(words) == whole
    assert "零零" not in words


def test_numbers_are_printed_for_people() -> None:
    """Thousands are grouped, minus is a minus sign, rates are per cent without needless zeros."""
    assert printed(Decimal(1050)) == "1,050.00"
    assert printed(Decimal(-1050)) == "−1,050.00"
    assert percent(Decimal("0.105")) == "10.5%"
    assert percent(Decimal("0.10")) == "10%"
    assert plain(Decimal("0.0005")) == "0.0005"
    assert plain(Decimal(100)) == "100"
