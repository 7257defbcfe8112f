"""Pinyin of a Chinese name, kept beside it so that lists sort and search without opening every name.

The readings are those of pypinyin. Imported, it would hold 55 MB in the server for good; its two tables are read
here as text and kept packed, which takes five.
"""

import re
import sys
import unicodedata
from array import array
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# Surnames that sound different from the same character in ordinary words.
_SURNAMES = {"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao"}

# Characters of names that the dictionary does not have.
_RARE = {"𠮷": "吉"}

_OTHERS = re.compile("[^〇\u3400-\u9fff\ue815-\ufaff\U00020000-\U0003ffff]+")
"""Letters that are no Chinese characters: a run of them is one word."""
_LETTER = re.compile(r'"(\d+)":\s*"([^",]+)')
_PHRASE = re.compile(r'"(\w+)":\s*\[((?:\s*\[[^\]]*\],?)+)\s*\]')
_FIRST = re.compile(r'\[\s*"([^"]*)"')


class _Readings(NamedTuple):
    """What pypinyin knows: the first reading of each character, and words in which characters sound otherwise."""

    syllables: tuple[str, ...]
    letters: "array[int]"
    """By code point, the place of its reading in `syllables`; 0 where there is none."""
    words: dict[str, bytes]
    """By first character: "|word:syllable syllable|word: ..."."""
    longest: int

    def of_letter(self, letter: str) -> str:
        """The reading of one character; what has none stays as it is."""
        return self.syllables[self.letters[ord(letter)]] or letter

    def of_word(self, word: str) -> list[str] | None:
        """The readings of a word that the dictionary has."""
        known, wanted = self.words.get(word[0], b""), f"|{word}:".encode()
        at = known.find(wanted)
        return None if at < 0 else known[at + len(wanted) : known.index(b"|", at + 1)].decode().split(" ")


@lru_cache(maxsize=4096)
def _plain(reading: str) -> str:
    """A reading without its tone, ü as v: lǜ is lv."""
    with_v = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(mark for mark in with_v if not unicodedata.combining(mark) or mark == "\u0302")


@lru_cache(maxsize=1)
def _readings() -> _Readings:
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pypinyin")
    folder = Path(found.origin).parent
    places, packed = {"": 0}, array("H", bytes(2 * sys.maxunicode + 2))
    for one in _LETTER.finditer((folder / "pinyin_dict.json").read_text("utf-8")):
        packed[int(one[1])] = places.setdefault(_plain(one[2]), len(places))
    words: dict[str, bytearray] = {}
    longest = 0
    for one in _PHRASE.finditer((folder / "phrases_dict.json").read_text("utf-8")):
        sounds = " ".join(_plain(sound) for sound in _FIRST.findall(one[2]))
        words.setdefault(one[1][0], bytearray(b"|")).extend(f"{one[1]}:{sounds}|".encode())
        longest = max(longest, len(one[1]))
    _plain.cache_clear()
    return _Readings(tuple(places), packed, {first: bytes(known) for first, known in words.items()}, longest)


def _syllables(name: str) -> list[str]:
    """The readings of a name, word by word: at each place the longest word that the dictionary has."""
    known, said, at = _readings(), list[str](), 0
    while at < len(name):
        if others := _OTHERS.match(name, at):
            said.append(others[0])
            at = others.end()
            continue
        for end in range(min(len(name), at + known.longest), at, -1):
            sounds = known.of_word(name[at:end])
            if sounds is not None:
                said += sounds
                at = end
                break
        else:
            said.append(known.of_letter(name[at]))
            at += 1
    return said


@lru_cache(maxsize=4096)
def pinyin_of(name: str) -> str:
    """Full pinyin without tones, a space, the initials: 林晓 is "linxiao lx". Other letters stay, in lower case."""
    syllables = _syllables("".join(_RARE.get(letter, letter) for letter in name))
    if name[:1] in _SURNAMES:
        syllables[0] = _SURNAMES[name[0]]
    words = [word.lower() for syllable in syllables for word in syllable.split()]
    return f"{''.join(words)} {''.join(word[0] for word in words)}"[:120]
