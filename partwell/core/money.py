"""Yuan as `Decimal`: exact inside, rounded half up to the fen where a line is printed, and written in capitals.

A float never becomes money: 0.1 is not a tenth. Numbers come in as text, int or Decimal.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

FEN = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_LARGEST = Decimal("9999999999999999.99")
_FULL_WIDTH = {sign: sign - 0xFEE0 for sign in range(ord("＋"), ord("９") + 1) if sign != ord("／")}
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?%?")


def typed(text: str) -> str:
    """A number as people type it, made ready for Decimal: full-width signs are plain, commas between thousands gone.

    Raises ValueError for any other comma: 1,50 may mean one and a half, and is never 150.
    """
    text = text.strip().translate(_FULL_WIDTH)
    if "," in text and not _GROUPED.fullmatch(text):
        raise ValueError(f"{text!r} has a comma that sets no thousands apart")
    return text.replace(",", "")


def exact(number: Decimal | int | str) -> Decimal:
    """The number as an exact, finite Decimal. Raises TypeError for a float, ValueError for what is no number."""
    if isinstance(number, bool) or not isinstance(number, Decimal | int | str):
        raise TypeError(f"{number!r} is not exact: write numbers as text, int or Decimal")
    try:
        value = Decimal(typed(number)) if isinstance(number, str) else Decimal(number)
    except InvalidOperation:
        raise ValueError(f"{number!r} is not a number") from None
    if not value.is_finite():
        raise ValueError(f"{number!r} is not a number")
    return value


def cents(amount: Decimal) -> Decimal:
    """Yuan rounded half up (away from zero) to the fen: what a printed line holds."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def fen(amount: Decimal) -> int:
    """A printed amount as whole fen, the form that is hashed. Raises ValueError when it is not whole fen."""
    scaled = amount * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} is not whole fen: round it at its line first")
    return int(scaled)


def from_fen(whole: int) -> Decimal:
    """Yuan of whole fen, with two places."""
    return Decimal(whole).scaleb(-2).quantize(FEN)


def printed(amount: Decimal) -> str:
    """`1,050.00`; below zero with a minus sign (−), not a hyphen."""
    text = f"{abs(cents(amount)):,.2f}"
    return f"−{text}" if cents(amount) < 0 else text


def plain(number: Decimal) -> str:
    """A number without exponent, grouping or needless zeros: `21.75`, `0.0005`, `30`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(rate: Decimal) -> str:
    """A rate as per cent: 0.105 is `10.5%`."""
    return f"{plain(rate * 100)}%"


def _words(number: int) -> str:
    """A whole number below 10^16 in capitals: 1050 is 壹仟零伍拾, 100010000 is 壹亿零壹万."""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾")):
        if number >= unit:
            high, low = divmod(number, unit)
            # A zero stands for the places skipped below the unit.
            gap = "零" if 0 < low < unit // 10 else ""
            return _words(high) + name + gap + _words(low)
    return _DIGITS[number] if number else ""


def capital(amount: Decimal) -> str:
    """The amount in Chinese capitals (大写) as on cheques: 1050.00 is 壹仟零伍拾元整.

    Below 10^16 yuan. Rounded half up to the fen. Source: 支付结算办法附一《正确填写票据和结算凭证的基本规定》.
    """
    value = cents(amount)
    if abs(value) > _LARGEST:
        raise ValueError(f"{amount} is too large to write in capitals")
    whole, rest = divmod(fen(abs(value)), 100)
    words = _words(whole)
    jiao, single = divmod(rest, 10)
    text = f"{words}元" if words else ""
    if not rest:
        text = (text or "零元") + "整"
    else:
        if jiao:
            text += _DIGITS[jiao] + "角"
        elif words:
            text += "零"
        text += f"{_DIGITS[single]}分" if single else "整"
    return ("负" if value < 0 else "") + text
