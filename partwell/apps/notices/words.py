"""Dates, deadlines and lists as messages say them, in both languages. Pure.

A deadline always says which kind it is: 公司内部期限 (company deadline) or 法定期限 (statutory) with its article.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from partwell.lib.clock import SHANGHAI

Language = Literal["zh", "en"]
DueClass = Literal["internal", "statutory"]
MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
KIND = {("internal", "zh"): "公司内部期限", ("statutory", "zh"): "法定期限"} | {
    ("internal", "en"): "company deadline",
    ("statutory", "en"): "statutory deadline",
}


class Both(NamedTuple):
    """A text in Chinese and English. Where only Chinese exists (a title of law), `en` repeats it."""

    zh: str
    en: str


def language_of(code: str) -> Language:
    """The language of our texts for a Django language code."""
    return "en" if code.lower().startswith("en") else "zh"


def in_language(value: "str | Both", language: Language) -> str:
    """A value in the language; a plain text is the same in both."""
    return (value.en if language == "en" else value.zh) if isinstance(value, Both) else value


def day(value: date, today: date, language: Language) -> str:
    """11月26日 / 26 Nov; with the year when it is not this one."""
    if language == "en":
        return f"{value.day} {MONTHS[value.month - 1]}" + (f" {value.year}" if value.year != today.year else "")
    return (f"{value.year}年" if value.year != today.year else "") + f"{value.month}月{value.day}日"


def moment(value: "datetime | date", now: datetime, language: Language) -> str:
    """11月26日 17:00 in Shanghai. The end of a day, stored as 00:00 of the next, is 24:00 of the day it belongs to."""
    today = now.astimezone(SHANGHAI).date()
    if not isinstance(value, datetime):
        return day(value, today, language)
    local = value.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        return f"{day(local.date() - timedelta(days=1), today, language)} 24:00"
    return f"{day(local.date(), today, language)} {local:%H:%M}"


def deadline(
    due: "datetime | date",
    kind: DueClass,
    cite: "str | Both",
    now: datetime,
    language: Language,
) -> str:
    """11月26日 17:00（公司内部期限） / 26 Nov 17:00 (company deadline); the article after a statutory one."""
    words = KIND[kind, language]
    if kind == "statutory" and cite:
        words += (", " if language == "en" else "，") + in_language(cite, language)
    return moment(due, now, language) + (f" ({words})" if language == "en" else f"（{words}）")


def listing(items: "Sequence[str | Both]", language: Language) -> str:
    """1. … 2. … on lines of their own; "none" when there is nothing."""
    if not items:
        return "nothing" if language == "en" else "无"
    return "\n".join(f"{number}. {in_language(item, language)}" for number, item in enumerate(items, 1))


def short_name(company: str) -> str:
    """A company's name as the sign of a short message: without its legal form, at most 12 characters."""
    for ending in (
        "股份有限公司",
        "有限责任公司",
        "有限公司",
        "公司",
        " Co., Ltd.",
        " Ltd.",
    ):
        company = company.removesuffix(ending)
    return company[:12]


REASONS = {
    "": Both("对方服务器没有接收", "the other side's server did not take it"),
    "out_of_service": Both("号码停机或不存在", "the number is out of service"),
    "bad_address": Both("号码或邮箱地址有误", "the number or address is not a valid one"),
    "no_address": Both("没有登记号码或邮箱", "no number or address is on file"),
    "timeout": Both("对方一直没有应答", "the other side never answered"),
    "no_connection": Both("连不上发送服务", "the sending service could not be reached"),
    "switched_off": Both("手机一直关机", "the phone was switched off"),
    "internal_error": Both("系统内部错误，管理员可见", "an error of the system; its administrator sees it"),
    "expired": Both("验证码已过有效时间", "the code had run out"),
}
"""Codes of ours in words; a provider's own code falls under ""."""


def reason_words(code: str) -> Both:
    """Why a delivery failed, in words; a server's own code is said with its number."""
    if code.replace(".", "").isdigit():
        return Both(f"对方服务器退回（{code}）", f"the other side's server sent it back ({code})")
    return REASONS.get(code, REASONS[""])
