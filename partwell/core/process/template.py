"""A process template as values: what must happen in a separation, by whom, with which proof, until when.

A `Template` is made from the flattened form (`process-template/1` without `include`), the form that is hashed,
stored with a version and carried in a bundle. Reading YAML and expanding fragments happens in `lib/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .conditions import Condition
from .facts import FactDictionary

Phase = Literal["ground", "decide", "statutory", "clearance", "humane", "close"]
PHASES: tuple[Phase, ...] = (
    "ground",
    "decide",
    "statutory",
    "clearance",
    "humane",
    "close",
)
KINDS = (
    "task",
    "check",
    "approval",
    "acknowledge",
    "decision",
    "sign",
    "notice",
    "document",
    "payment",
    "system",
)
PARTIES = ("employee", "employer", "third", "authority", "system")
ITEM_KINDS = (
    "sign",
    "seal",
    "form",
    "file",
    "record",
    "calc",
    "receipt",
    "delivery",
    "log",
    "decline",
)


CHANNELS = ("in_app", "sms", "email", "dingtalk", "wecom", "feishu", "ems")
"""Names a message may use for its ways; one that is not set up is replaced by e-mail and the application."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One piece of proof a step asks for: `employee.sign:undertaking`."""

    party: str
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.party}.{self.kind}:{self.name}"

    @classmethod
    def parse(cls, text: str) -> "Item":
        """Read `party.kind:name`. Raises ValueError when a part is missing or not in the vocabulary."""
        head, colon, name = text.partition(":")
        party, dot, kind = head.partition(".")
        if not (colon and dot and name) or party not in PARTIES or kind not in ITEM_KINDS:
            raise ValueError(f"not an evidence item: {text!r}")
        return cls(party, kind, name)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `24h` clock hours, `3d` calendar days, `5wd` working days. May be negative."""

    amount: int
    unit: Literal["h", "d", "wd"]

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


@dataclass(frozen=True, slots=True)
class Due:
    """When a step is to be done. `start` is an anchor (T0, D, P ...), "ready" or "step:<key>"."""

    start: str
    plus: Span
    kind: Literal["statutory", "internal"]
    before: bool = False
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One node of a template. See README of the templates for each field."""

    key: str
    title: str
    phase: Phase
    kind: str
    who: tuple[str, ...]
    after: tuple[str, ...]
    evidence: tuple[tuple[Item, ...], ...]
    title_en: str = ""
    mode: str = "any"
    when: Condition | None = None
    guard: Condition | None = None
    optional: bool = False
    distinct: bool = False
    duty: bool = False
    owed_to: str = ""
    cite: tuple[str, ...] = ()
    may_wait_for: tuple[str, ...] = ()
    due: Due | None = None
    min_wait: Span | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    """Facts and anchors this step determines: name -> how ("form", "calc", "notice_date" ...)."""
    notify: tuple[Mapping[str, Any], ...] = ()
    watch: Mapping[str, Any] | None = None
    allow: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A whole process template, flattened and in an order in which every step follows its predecessors."""

    key: str
    version: int
    title: str
    title_en: str
    separation_type: str
    party: str
    jurisdiction: str
    applies_when: Condition
    legal_basis: tuple[str, ...]
    unilateral: bool
    severance: str
    anchors: Mapping[str, str]
    remind: tuple[Span, ...]
    escalate: tuple[tuple[Span, str], ...]
    channels: Mapping[str, tuple[str, ...]]
    effective: tuple[str, ...]
    """Keys of the steps that fix D (`bind.effective`); a case can be cancelled only before all are done."""
    documents: Mapping[str, Mapping[str, Any]]
    steps: tuple[Step, ...]
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What `party.form:<name>` asks to be filled in, by name; a form that is not here is free text."""
    on_no_assignee: str = "transfer_to_admin"
    on_timeout: str = "escalate"
    quiet: bool = False
    """No reminders go to the employee's account (a death): one person talks to the family."""
    facts: FactDictionary = field(default_factory=lambda: FactDictionary({}))
    """The facts this template speaks of, frozen with it."""

    def settled_facts(self) -> Mapping[str, bool]:
        """Facts that the kind of separation itself decides: whether severance is due (《劳动合同法》第四十六条)."""
        known = {"none": False, "required": True}
        return {"severance_due": known[self.severance]} if self.severance in known else {}

    def open_facts(self) -> tuple[str, ...]:
        """Facts that its conditions read and no step sets, in the order of the steps: of a record, or to be stated."""
        owned = {name for step in self.steps for name in step.sets}
        conditions = [
            condition
            for step in self.steps
            for condition in (step.when, step.guard, step.due.when if step.due else None)
            if condition
        ]
        return tuple(dict.fromkeys(name for one in conditions for name in sorted(one.facts) if name not in owned))

    def before(self, key: str) -> frozenset[str]:
        """Keys of everything a step waits for, however far back."""
        after = {step.key: step.after for step in self.steps}
        found: set[str] = set()
        stack = list(after[key])
        while stack:
            one = stack.pop()
            if one not in found:
                found.add(one)
                stack.extend(after[one])
        return frozenset(found)

    def behind(self, key: str) -> tuple[str, ...]:
        """Keys of everything that waits for a step, however far on, in the template's order."""
        found = {key}
        for step in self.steps:
            if not found.isdisjoint(step.after):
                found.add(step.key)
        return tuple(step.key for step in self.steps if step.key in found and step.key != key)

    def step(self, key: str) -> Step:
        """The step with this key. Raises KeyError."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)
