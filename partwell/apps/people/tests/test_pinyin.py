"""Names by their sound: the readings of the dictionary, without the dictionary in memory."""

import random
import subprocess
import sys

import pytest

from partwell.apps.people.pinyin import pinyin_of


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("林晓", "linxiao lx"),
        ("单雄信", "shanxiongxin sxx"),
        ("曾国藩", "zengguofan zgf"),
        ("仇英", "qiuying qy"),
        ("解缙", "xiejin xj"),
        ("查良镛", "zhaliangyong zly"),
        ("区寄", "ouji oj"),
        ("朴志英", "piaozhiying pzy"),
        ("盖叫天", "gejiaotian gjt"),
        ("任长乐", "renchangle rcl"),
        ("王重庆", "wangchongqing wcq"),
        ("张音乐", "zhangyinyue zyy"),
        ("吕绿", "lvlv ll"),
        ("罗𠮷", "luoji lj"),
        ("Anna 林", "annalin al"),
        ("·", "· ·"),
        ("欧文·Lee 3", "ouwen·lee3 ow·3"),
        ("", " "),
    ],
)
def test_a_name_is_read_as_people_say_it(name: str, pinyin: str) -> None:
    """Surnames of several readings, words within a given name, rare characters, other letters."""
    assert pinyin_of(name) == pinyin


def test_readings_are_those_of_the_dictionary() -> None:
    """Each character and each word of it, and pieces of words beside each other as names have them."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    from partwell.apps.people.pinyin import _syllables

    for asked in [*PHRASES_DICT, *map(chr, PINYIN_DICT)]:
        assert _syllables(asked) == lazy_pinyin(asked)
    chance, words = random.Random(20260), list(PHRASES_DICT)
    for _turn in range(5000):
        asked = chance.choice(words)[:1] + chance.choice(words)[:2]
        assert _syllables(asked) == lazy_pinyin(asked)


def test_the_dictionary_is_not_kept_in_memory() -> None:
    """Somebody is hired in a server that should stay small: pypinyin would take a third of its memory."""
    program = "import sys; from partwell.apps.people.pinyin import pinyin_of; pinyin_of('林晓'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "pypinyin" not in done.stdout.split()
