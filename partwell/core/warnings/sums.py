"""Sums of money as people write them in a clause: 20,000 元, 2 万元, 贰万元."""

import re
from decimal import Decimal

_SIGNS = ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {sign: value for value, signs in enumerate(_SIGNS) for sign in signs}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TEN_THOUSAND = "万萬"
_WRITTEN = f"[{''.join(_SIGNS)}{''.join(_UNITS)}]"
SUM = (
    rf"(\d[\d,，]*(?:\.\d+)?\s?[万千]?|{_WRITTEN}+万?{_WRITTEN}*)"
    r"\s?(?=元|块|余|左右|整|人民币|[，,。；;]|$)"
)
"""A sum in a pattern, as one group."""


def read(words: str) -> Decimal | None:
    """The sum in yuan, or None when these are no words of a sum."""
    told = re.fullmatch(r"(\d[\d,，]*(?:\.\d+)?)\s?([万千]?)", words.strip())
    if told:
        return Decimal(re.sub("[,，]", "", told[1])) * {"": 1, "千": 1000, "万": 10000}[told[2]]
    total = below = digit = 0
    for sign in words.strip():
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            below, digit = below + (digit or 1) * _UNITS[sign], 0
        elif sign in _TEN_THOUSAND:
            total, below, digit = (total + below + digit) * 10000, 0, 0
        else:
            return None
    return Decimal(total + below + digit) if words.strip() else None
