"""Where the values of a paper come from: read once for each paper."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from partwell.apps.accounts import queries as accounts
from partwell.core.process.state import StepView
from partwell.lib import template_files
from partwell.lib.clock import SHANGHAI
from partwell.lib.paper import chinese

from . import standing, store
from .models import Attachment, Case

DECIDES = ("approval", "decision", "sign")
"""Kinds of step whose outcome a sealed paper hands on."""


@dataclass(slots=True)
class Sources:
    """Where the values of one case come from; read once for each paper."""

    case: Case
    view: StepView
    now: datetime
    person: Any
    contract: Any
    said: dict[str, dict[str, Any]]
    sums: Mapping[str, Any]
    stood_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Role -> who filled its seat for another, as it is printed."""

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    @property
    def ends_on(self) -> date | None:
        """D, when it is fixed."""
        return self.case.ends_on

    def text(self, item: str) -> str:
        """What was written for a proof item of this case ("employer.form:handover_list")."""
        return str(self.said.get(item, {}).get("text", ""))

    def day(self, item: str) -> date | None:
        """The day a proof item was attached, or the day it states."""
        said = self.said.get(item, {})
        if said.get("day"):
            return date.fromisoformat(said["day"])
        return said["at"].astimezone(SHANGHAI).date() if "at" in said else None

    def anchor(self, name: str) -> date | None:
        """A day of the case: T0, C, R, W."""
        found = self.case.anchors.get(name)
        return date.fromisoformat(found) if found else None

    def name(self, role: str) -> str:
        """Who fills a role in the case: a deputy who did, with whom he stands in for; else its first holder."""
        if self.stood_in.get(role):
            return "、".join(self.stood_in[role])
        return "、".join(user.name for user in standing.holders(self.case, role, self.today)[:1])

    def deputies(self) -> list[str]:
        """Every seat a deputy filled, with its role."""
        roles = template_files.roles()
        return [
            f"{roles[role].zh if role in roles else role} {one}" for role, each in self.stood_in.items() for one in each
        ]

    def contact(self) -> str:
        """Whom the employee may ask: the HR partner, with the company's name when nobody holds the role."""
        found = accounts.holders(self.case.company_id, "hrbp", self.case.path, self.today)
        return f"{found[0].name}（人力资源部）" if found else "人力资源部"


def received_on(case: Case) -> date:
    """The day a resignation reached the company: that of the signature given here, else the day HR stated."""
    signed = Attachment.objects.filter(case=case, item="employee.sign:resignation").order_by("-pk").first()
    stated = case.anchors.get("T0")
    if signed is not None or not stated:
        return (signed.at if signed else case.opened_at).astimezone(SHANGHAI).date()
    return date.fromisoformat(stated)


def stood_in(
    case: Case, view: StepView, today: date, behalf: Mapping[str, tuple[str, str]], *, decided: bool
) -> dict[str, tuple[str, ...]]:
    """Who filled which seat for another, on this step and, for a paper that hands on decisions, on those before it.

    From the proof on record, and `behalf`: role -> (deputy, principal) of who makes the paper now.
    """
    template = store.template_of(case)
    before = template.before(view.step.key) if decided else frozenset()
    keys = {step.key for step in template.steps if step.key in before and step.kind in DECIDES} | {view.step.key}
    seats: dict[tuple[str, str, str], date] = {}
    rows = list(Attachment.objects.filter(case=case, step__in=keys).exclude(behalf="").order_by("pk"))
    newest = {row.step: row.attempt for row in rows} | {view.step.key: view.attempt}
    for row in rows:
        if row.attempt == newest[row.step]:
            seats.setdefault((row.role, row.by, row.behalf), row.at.astimezone(SHANGHAI).date())
    for role, (deputy, principal) in behalf.items():
        if role in view.step.who:
            seats.setdefault((role, deputy, principal), today)
    found: dict[str, tuple[str, ...]] = {}
    for (role, deputy, principal), on in seats.items():
        if words := printed(case.company_id, deputy, principal, on):
            found[role] = tuple(dict.fromkeys((*found.get(role, ()), words)))
    return found


def printed(company: int, deputy: str, principal: str, on: date) -> str:
    """赵敏（代李强，2026年11月20日至2026年11月30日）; without days where no arrangement is on record for that day."""
    period = accounts.deputy_period(company, deputy, principal, on)
    if period is not None:
        days = f"，{chinese.day(period.since)}至{chinese.day(period.until)}"
        return f"{period.deputy.name}（代{period.principal.name}{days}）"
    names = accounts.names((deputy, principal))
    return f"{names[deputy]}（代{names[principal]}）" if {deputy, principal} <= set(names) else ""
