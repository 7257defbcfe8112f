"""Numbers, sums and days as Chinese papers write them. Pure."""

from datetime import date, datetime
from decimal import Decimal

from partwell.lib.clock import SHANGHAI

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_DIGITS = "〇一二三四五六七八九"


def capital_amount(amount: Decimal) -> str:
    """A sum in 大写 as banks write it (《正确填写票据和结算凭证的基本规定》): 1050.00 -> 壹仟零伍拾元整.

    Raises ValueError for more than two decimals or from 10^12 yuan on.
    """
    if amount != amount.quantize(Decimal("0.01")) or abs(amount) >= Decimal(10) ** 12:
        raise ValueError(f"not a sum in yuan and fen: {amount}")
    fen_total = int(abs(amount) * 100)
    yuan, jiao, fen = fen_total // 100, fen_total // 10 % 10, fen_total % 10
    words = "负" if amount < 0 else ""
    if yuan:
        words += _capital_integer(yuan) + "元"
    if not jiao and not fen:
        return (words or "零元") + "整"
    if jiao:
        words += _CAPITALS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_CAPITALS[fen] + "分" if fen else "整")


def _capital_integer(number: int) -> str:
    """A positive integer in capitals, groups of four digits, one 零 for any run of zeros inside."""
    words, gap = "", False
    for power, name in ((8, "亿"), (4, "万"), (0, "")):
        group = number // 10**power % 10_000
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += "零"
        gap = False
        inner = False
        for unit_power, unit in ((3, "仟"), (2, "佰"), (1, "拾"), (0, "")):
            digit = group // 10**unit_power % 10
            if digit:
                words += ("零" if inner else "") + _CAPITALS[digit] + unit
                inner = False
            else:
                inner = group >= 10 ** (unit_power + 1) and group % 10**unit_power > 0
        words += name
    return words


def money(amount: Decimal) -> str:
    """A sum in figures: 1,050.00; the minus sign is a real one."""
    return f"{amount:,.2f}".replace("-", "−")


def percent(rate: Decimal) -> str:
    """A rate as a percentage without useless zeros: 0.105 -> 10.5%."""
    return f"{(rate * 100).normalize():f}%"


def day(value: date) -> str:
    """2026年11月26日."""
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return f"{value.year}年{value.month}月{value.day}日"


def read_day(words: str) -> date:
    """The day that `day` wrote. Raises ValueError."""
    year, _y, rest = words.partition("年")
    month, _m, rest = rest.partition("月")
    return date(int(year), int(month), int(rest.removesuffix("日")))


def minute(value: datetime) -> str:
    """2026年11月26日 17:00, in Shanghai."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def month(value: date) -> str:
    """2026年11月."""
    return f"{value.year}年{value.month}月"


def numeral(number: int) -> str:
    """1 to 99 as headings and articles count: 12 -> 十二."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        raise ValueError(number)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def service_years(months: int) -> str:
    """Whole months of service in words: 14 -> 1年2个月."""
    years, rest = divmod(months, 12)
    parts = [f"{years}年" if years else "", f"{rest}个月" if rest else ""]
    return "".join(parts) or "不满1个月"
