"""Whether what someone typed about a person can be used; each check answers with a sentence on how to mend it."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from partwell.core.money import typed

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MAX_YUAN = Decimal("9999999.99")


def id_number_fault(value: str) -> str:
    """What is wrong with a resident identity number (GB 11643: 17 digits and a check character), or nothing."""
    if not re.fullmatch(r"\d{17}[\dX]", value):
        return _("An identity number has 17 digits and a last digit or X.")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, value, strict=False))
    if "10X98765432"[total % 11] != value[-1]:
        return _("The last character does not fit the other 17. Please check the number against the card.")
    return ""


def phone_fault(value: str) -> str:
    """What is wrong with a mobile number of the mainland or a number with country code, or nothing."""
    if re.fullmatch(r"1[3-9]\d{9}", value) or re.fullmatch(r"\+\d{6,15}", value):
        return ""
    return _("A mobile number has 11 digits; for another country begin with + and its code.")


def mail_fault(value: str) -> str:
    """What is wrong with an e-mail address, or nothing."""
    if len(value) <= 120 and re.fullmatch(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", value):
        return ""
    return _("This is not an e-mail address, for example name@company.cn.")


def yuan(value: str | Decimal) -> Decimal | None:
    """An amount of yuan with at most two decimals, not negative; None when the text is not one."""
    try:
        text = typed(str(value))
    except ValueError:
        return None
    if not re.fullmatch(r"\d{1,7}(\.\d{1,2})?", text):
        return None
    amount = Decimal(text).quantize(Decimal("0.01"))
    return amount if amount <= MAX_YUAN else None


def plain(value: str) -> str:
    """Text as it may stand in a record: trimmed, without control characters."""
    return "".join(letter for letter in value.strip() if letter.isprintable())
