"""Dated figures of law and their look-up: what the company confirmed, city, province, nation."""

from .book import NATION, Division, Former, Rulebook, UnknownDivision
from .entry import STATUSES, Entry, Figure, Override, Value, weaker
from .keys import KEYS, Key
from .national import NationalRules, Rule

__all__ = [
    "KEYS",
    "NATION",
    "STATUSES",
    "Division",
    "Entry",
    "Figure",
    "Former",
    "Key",
    "NationalRules",
    "Override",
    "Rule",
    "Rulebook",
    "UnknownDivision",
    "Value",
    "weaker",
]
