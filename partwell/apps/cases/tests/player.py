"""Plays a case step by step with the right people, for tests: each item by its own party, nobody for another.

Papers, calculations and channels are named by ids here; their own tests show that they are real.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from partwell.apps.cases import actions, standing, store
from partwell.apps.cases.models import Case
from partwell.core.process.decide import Act, Attach
from partwell.core.process.state import derive
from partwell.core.process.template import Item, Step
from partwell.lib import template_files
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar

SHA = "ab" * 32
KNOWN = {
    "hazard_exposed": False,
    "key_position": False,
    "holds_assets": True,
    "holds_accounts": True,
    "has_loans": False,
    "noncompete_signed": False,
    "training_bond": False,
    "dossier_held": False,
    "hpf_account": True,
    "foreign_national": False,
    "work_injury_grade": "none",
    "severance_due": False,
    "union_established": True,
    "si_arrears": True,
}


class Player:
    """Acts in one case, one minute after the other."""

    def __init__(self, cast: Any, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.case = ""
        actions.publish_shipped(now)

    def start(self, who: str, separation_type: str, by: str, **more: Any) -> str:
        """Begin a case about `who`; unknown facts are stated as in an ordinary company."""
        person = self.cast.employee(who)
        from partwell.apps.people import queries as people

        records = people.facts_of(person, self.now.astimezone(SHANGHAI).date())
        template = template_files.load(separation_type).template
        wanted = {
            name
            for step in template.steps
            for condition in (step.when, step.guard)
            if condition
            for name in condition.facts
        }
        owned = {name for step in template.steps for name in step.sets}
        facts = {name: KNOWN[name] for name in wanted - owned if name not in records and name in KNOWN}
        answer = actions.start(
            by=self.cast.actor(by),
            employee=person.uid,
            separation_type=separation_type,
            initiator="employee" if separation_type == "voluntary_resignation" else "employer",
            facts={**facts, **more.pop("facts", {})},
            now=self.now,
            **more,
        )
        self.case = answer["case"]
        return self.case

    @property
    def row(self) -> Case:
        """The case as it stands in the database."""
        rows = Case.objects.select_related(
            "employee",
            "employee__line_manager__user",
            "employee__user",
            "template",
            "stream",
        )
        return rows.get(uid=self.case)

    def views(self) -> dict[str, Any]:
        """Every step as it stands now."""
        return derive(store.load(self.row).state, calendar())

    def do(self, key: str, *, alternative: int = 0, sets: Mapping[str, Any] | None = None) -> None:
        """Do one ready step with one alternative, each item by who may."""
        step = store.template_of(self.row).step(key)
        values = {
            **{name: _usual(name, self.now) for name in step.sets},
            **(sets or {}),
        }
        facts = {name: value for name, value in values.items() if not isinstance(value, date)}
        anchors = {name: value for name, value in values.items() if isinstance(value, date)}
        first = True
        for item in step.evidence[alternative]:
            for actor in self._for(step, item):
                self.now += timedelta(minutes=1)
                wish = Attach(item, object="uid", sha256=SHA, source=_source(item))
                actions.act(
                    by=actor,
                    case=self.case,
                    wish=Act(key, (wish,), facts if first else {}, anchors if first else {}),
                    now=self.now,
                )
                first = False

    def play(self, *, but: tuple[str, ...] = (), limit: int = 200) -> list[str]:
        """Do every ready step, except some, until none is left; the keys in the order they were done."""
        done: list[str] = []
        for _turn in range(limit):
            ready = [key for key, view in self.views().items() if view.status == "ready" and key not in but]
            if not ready:
                return done
            self.do(ready[0])
            done.append(ready[0])
        raise AssertionError(f"still ready after {limit} steps: {ready}")

    def _for(self, step: Step, item: Item) -> list[Actor]:
        if item.party == "employee":
            return [self.cast.actor(next(k for k, v in self.cast.employees.items() if v.pk == self.row.employee_id))]
        if item.kind == "delivery" and step.who != ("it",):
            return [system(self.row.company_id)]
        roles = [role for role in step.who if role != "employee"] or ["hr_ops"]
        seats = roles if step.mode != "any" and item.kind == "sign" else roles[:1]
        today = self.now.astimezone(SHANGHAI).date()
        users = [standing.holders(self.row, role, today)[0] for role in seats]
        return [self.cast.actor(next(k for k, u in self.cast.users.items() if u.pk == user.pk)) for user in users]


def _source(item: Item) -> Any:
    if item.party == "system":
        return "program"
    return "channel" if item.kind == "delivery" else "person"


def _usual(name: str, now: datetime) -> Any:
    if name == "protected_status":
        return ()
    if name in template_files.facts():
        return name == "si_arrears" or name == "back_payment_due"
    return (now.astimezone(SHANGHAI) + timedelta(days=4)).date()
