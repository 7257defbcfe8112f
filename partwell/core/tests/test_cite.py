"""Citations as the texts themselves count."""

import pytest

from partwell.core.cite import LCL, SIL, SPC2, chinese_number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (19, "十九"),
        (47, "四十七"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1260, "一千二百六十"),
    ],
)
def test_an_article_is_counted_in_chinese(number: int, words: str) -> None:
    """Numbers read as the law prints them."""
    assert chinese_number(number) == words


def test_no_article_is_zero() -> None:
    """A number no article can have is refused."""
    with pytest.raises(ValueError, match="no article"):
        chinese_number(0)


def test_a_citation_names_text_and_article() -> None:
    """The key is the one of the citation table of the process templates."""
    assert str(LCL(47)) == "劳动合同法第四十七条"
    assert (LCL(47).key, SIL(86).key, SPC2(19).key) == ("LCL47", "SIL86", "SPC2-19")
