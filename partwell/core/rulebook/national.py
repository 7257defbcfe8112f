"""National rules: one item each with its citation, formula in words, and the tables they share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from .entry import Figure

_CONSTANTS: Mapping[str, tuple[str, str, date]] = {
    # key -> table of national-rules.yaml, the rule that explains it, first day
    "late_surcharge.daily": ("late_fee_per_day", "SI-04", date(2011, 7, 1)),
    "pay_days_per_month": ("pay_days_per_month", "CAL-02", date(2008, 1, 3)),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One national rule as the data hold it."""

    id: str
    title_zh: str
    title_en: str
    kind: str
    cite: tuple[str, ...]
    formula: str
    effective_from: date
    effective_to: date | None
    verified: str
    edge_cases: tuple[str, ...] = ()
    inputs: Mapping[str, Any] | str = ""
    output: str = ""
    reviewed: date | None = None
    review_note: str = ""


@dataclass(frozen=True, slots=True)
class NationalRules:
    """All national rules by id, and the tables (numbers are Decimal or int, never float)."""

    rules: Mapping[str, Rule]
    tables: Mapping[str, Any]
    meta: Mapping[str, Any] = field(default_factory=dict)
    """What is said about all rules: how to read them, what the source marks mean, what is not settled in law."""
    practice_risks: tuple[Mapping[str, Any], ...] = ()

    def constant(self, key: str, on: date) -> Figure:
        """A national number as a Figure. Raises KeyError for an unknown key.

        A day before the first one the data know gives a figure of status `unknown`.
        """
        table, rule_id, since = _CONSTANTS[key]
        rule = self.rules[rule_id]
        if on < since:
            return Figure(key, "000000", on, None, "unknown")
        status = "memory" if rule.verified.startswith("memory") else "verified"
        value = Decimal(str(self.tables[table]))
        return Figure(key, "000000", on, value, status, since, "nation", rule.verified, "；".join(rule.cite))
