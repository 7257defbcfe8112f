# ruff: noqa: E501 - a pattern is read in one piece or not at all
"""How a practice is found in a text: phrases that say it, or notions that stand close together in one sentence.

Nobody writes an unlawful clause in the words of a list. What stays the same is what meets in it: somebody gives up,
and what is given up is a claim. So a practice is told as the notions that meet, each with the words people use for
it, in whatever order they come; a phrase that says everything in one breath stands beside them.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from partwell.core.process.lint.threats import threat

_SENTENCE = re.compile(r"(?:[^。；;!！\n](?<!\.(?=\s)))+")
_THEN = r"签|交|配合|归还|办|确认|回复|答复|提交|完成|同意|接受|按|就(?!此)|则|便|会|将|的话|，|,"
"""After a bare 不 these make a condition or its consequence ("不签就影响…"), never a denial."""
_LONGEST = 1 << 20
_TO_EMPLOYEE = r"(?=员工|乙方|你|您|本人|劳动者|职工|个人|任何|其(?!他|它))"
_FROM_HERE = re.compile(
    rf"(?:不得|不会|不应|并不|绝不|从不|不要求|不需要|无须|无需|没有要求|不表示|不等于|不代表|不意味)[^，,]{{0,12}}(?:放弃|扣|抵|收取|影响|要求{_TO_EMPLOYEE}|等待|承担)"
    rf"|不(?:能)?(?:(?!{_THEN})[^，,]){{0,8}}(?:放弃|扣|收取|影响|要求{_TO_EMPLOYEE}|等待|承担)"
    r"|(?:未|没|没有)(?:要求|劝)|不要(?:跟|对|向|让|说|告诉)|不能让|不可以让|不(?:实行|采用|搞|设)|不会视为"
    r"|(?<!是)不是(?!说)|不从|不以(?!任何)|不因|不能以|不得以(?!任何)|不能因|不得因|不视为|不构成|不能视为|不得视为|不付给|不发给"
)
"""What denies the rest of its sentence."""
_ALTOGETHER = re.compile(
    r"不受影响|不影响|不取决于|照常|照付|照发|不能放弃|仍可|仍有权|保留|无效|不发生效力|不作为条件|没有法律依据|于法无据|违反.{0,4}(?:劳动合同法|法律规定)|应(?:予)?删|请删|这个不行|不得为之|(?:工资|证明|社保|补偿)不能(?:压|扣|拖|卡|少)|不设前提"
    r"|(?i:\b(?:not|never|without|no)\s+(?:a\s+)?(?:waiv\w+|releas\w+|giv\w+ up|deduct\w*|withh\w+|depend\w*|affect\w*)|\b(?:do|does|did) not use\b|\bnot be deducted|\bcannot pay)"
)
"""What denies its whole sentence, wherever it stands in it."""


@dataclass(frozen=True, slots=True)
class Near:
    """Notions that say something when they meet within so many characters of one sentence, in any order.

    `unless` are words that make the same meeting lawful; they count anywhere in the sentence.
    """

    within: int
    notions: tuple[str, ...]
    unless: str

    def found(self, sentence: str) -> str:
        """The words from the first notion to the last, or an empty text."""
        if self.unless and search(self.unless, sentence):
            return ""
        marks = sorted(
            (hit.start(), hit.end(), which)
            for which, one in enumerate(self.notions)
            for hit in _compiled(one).finditer(sentence)
        )
        last: dict[int, tuple[int, int]] = {}
        for start, end, which in marks:
            last[which] = (start, end)
            if len(last) == len(self.notions):
                first, beyond = min(one for one, _ in last.values()), max(one for _, one in last.values())
                if beyond - first <= self.within:
                    return sentence[first:beyond].strip()
        return ""


Practice = tuple[str | Near, ...]
"""Phrases that say it by themselves, and notions that meet; whatever of it is found first is the practice."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # At the first use: most programs that import the words never read a text.
    return re.compile(pattern, re.IGNORECASE)


def search(pattern: str, sentence: str) -> re.Match[str] | None:
    """The first place of a pattern in a sentence, in capitals or small letters."""
    return _compiled(pattern).search(sentence)


def phrase_unless(pattern: str, unless: str) -> Near:
    """Words that say it by themselves, but where others in the sentence make them lawful."""
    return Near(_LONGEST, (pattern,), unless)


def near(within: int, *notions: str, unless: str = "") -> Near:
    """Notions that must meet; see `Near`."""
    return Near(within, notions, unless)


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(hit[0] for hit in _SENTENCE.finditer(text))


@lru_cache(maxsize=64)
def meant(text: str) -> tuple[str, ...]:
    """Its sentences without what they deny. Every rule reads the same text: this is done once for all of them."""
    whole = (one for one in _sentences(text) if not _ALTOGETHER.search(one))
    return tuple(one[: denied.start()] if (denied := _FROM_HERE.search(one)) else one for one in whole)


def _first(practice: Practice, sentences: tuple[str, ...]) -> str:
    for sentence in sentences:
        for one in practice:
            if isinstance(one, Near):
                words = one.found(sentence)
            else:
                hit = search(one, sentence)
                words = hit[0].strip() if hit else ""
            if words:
                return words
    return ""


def said(practice: Practice, text: str) -> str:
    """The words of a text that fit, or an empty text; what a sentence denies does not count."""
    return _first(practice, meant(text))


def threatens(practice: Practice, text: str) -> str:
    """The threatening words of a text, or an empty text; what a sentence denies does not count."""
    return threat("。".join(meant(text))) or _first(practice, meant(text))


def literally(practice: Practice, text: str) -> str:
    """The words of a text that fit, also where a sentence denies them: a certificate says neither."""
    return _first(practice, _sentences(text))
