"""Where the values of a paper come from: read once for each paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from partwell.apps.accounts import queries as accounts
from partwell.core.process.state import StepView
from partwell.lib.clock import SHANGHAI

from . import standing
from .models import Case


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
        """The first holder of a role in the case."""
        return "、".join(user.name for user in standing.holders(self.case, role, self.today)[:1])

    def contact(self) -> str:
        """Whom the employee may ask: the HR partner, with the company's name when nobody holds the role."""
        found = accounts.holders(self.case.company_id, "hrbp", self.case.path, self.today)
        return f"{found[0].name}（人力资源部）" if found else "人力资源部"
