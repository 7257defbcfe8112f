"""Dated figures of law and their look-up: what the company confirmed, city, province, nation."""

from .book import NATION, Division, Rulebook, UnknownDivision
from .entry import STATUSES, Entry, Figure, Override, Value, weaker
from .national import NationalRules, Rule

__all__ = [
    "NATION",
    "STATUSES",
    "Division",
    "Entry",
    "Figure",
    "NationalRules",
    "Override",
    "Rule",
    "Rulebook",
    "UnknownDivision",
    "Value",
    "weaker",
]
