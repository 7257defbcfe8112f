"""Practices that go wrong in law, recognized where someone is about to do them. Codes; words are put on at the edge."""

from .rules import PLACES, RULES, Doing, Place, Rule, Warning, warnings

__all__ = ["PLACES", "RULES", "Doing", "Place", "Rule", "Warning", "warnings"]
