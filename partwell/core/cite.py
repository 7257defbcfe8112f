"""A citation of law: which text, which article. Laws keep their Chinese names."""

from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """An article's number in Chinese: 47 is 四十七, 110 is 一百一十. From 1 to 9,999."""
    if not 0 < number < 10000:
        raise ValueError(f"no article has the number {number}")
    words, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    # 十 to 十九 stand without a leading one.
    return words[1:] if 10 <= number < 20 else words


@dataclass(frozen=True, slots=True)
class Cite:
    """One article of one text. `key` is its key in the citation table of the process templates."""

    key: str
    law: str
    article: str
    """In Chinese as the text counts: 第四十七条, 第三十九条第一项."""

    def __str__(self) -> str:
        return f"{self.law}{self.article}"


def _of(short: str, law: str, article: int, tail: str = "", key: str = "") -> Cite:
    return Cite(key or f"{short}{article}", law, f"第{chinese_number(article)}条{tail}")


def LCL(article: int, tail: str = "") -> Cite:  # noqa: N802 - the law's short name
    """《劳动合同法》."""
    return _of("LCL", "劳动合同法", article, tail)


def REG(article: int, tail: str = "") -> Cite:  # noqa: N802
    """《劳动合同法实施条例》（国务院令第535号）."""
    return _of("REG", "劳动合同法实施条例", article, tail)


def SIL(article: int, tail: str = "") -> Cite:  # noqa: N802
    """《社会保险法》."""
    return _of("SIL", "社会保险法", article, tail)


def WAGE(article: int, tail: str = "") -> Cite:  # noqa: N802
    """《工资支付暂行规定》（劳部发〔1994〕489号）."""
    return _of("WAGE", "工资支付暂行规定", article, tail)


def LEAVE(article: int, tail: str = "") -> Cite:  # noqa: N802
    """《企业职工带薪年休假实施办法》（人社部令第1号）."""
    return _of("LEAVE", "企业职工带薪年休假实施办法", article, tail)


def WII(article: int, tail: str = "") -> Cite:  # noqa: N802
    """《工伤保险条例》."""
    return _of("WII", "工伤保险条例", article, tail)


def SPC1(article: int, tail: str = "") -> Cite:  # noqa: N802
    """最高人民法院劳动争议司法解释（一）（法释〔2020〕26号）."""
    return _of("SPC1", "法释〔2020〕26号", article, tail, key=f"SPC1-{article}")


def SPC2(article: int, tail: str = "") -> Cite:  # noqa: N802
    """最高人民法院劳动争议司法解释（二）（法释〔2025〕12号）."""
    return _of("SPC2", "法释〔2025〕12号", article, tail, key=f"SPC2-{article}")


PAY_DAYS = Cite("PAYDAYS", "人社部发〔2025〕2号", "")
"""Average paid days a month, 21.75 = (365 − 104) ÷ 12."""
