"""Pinyin of a Chinese name, kept beside it so that lists sort and search without opening every name."""

from functools import lru_cache

# Surnames that sound different from the same character in ordinary words.
_SURNAMES = {"单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "盖": "ge", "朴": "piao"}

# Characters of names that the dictionary does not have.
_RARE = {"𠮷": "吉"}


@lru_cache(maxsize=4096)
def pinyin_of(name: str) -> str:
    """Full pinyin without tones, a space, the initials: 林晓 is "linxiao lx". Other letters stay, in lower case."""
    # The dictionary takes a moment to load; a page that only reads never needs it.
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin("".join(_RARE.get(letter, letter) for letter in name))
    if name[:1] in _SURNAMES:
        syllables[0] = _SURNAMES[name[0]]
    words = [word.lower() for syllable in syllables for word in syllable.split()]
    return f"{''.join(words)} {''.join(word[0] for word in words)}"[:120]
