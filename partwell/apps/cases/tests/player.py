"""Plays a case step by step with the right people, for tests: each item by its own party, nobody for another.

Papers, calculations and channels are named by ids here; their own tests show that they are real.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from partwell.apps.cases import actions, audit, standing, store
from partwell.apps.cases.models import Case
from partwell.apps.law.warned import Unacknowledged
from partwell.core.process.decide import Act, Attach, fills_seat, missing_of, waits_until
from partwell.core.process.state import derive
from partwell.core.process.template import Item, Step
from partwell.lib import template_files
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from tests.criteria import criteria_received

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
    "notice_mode": "thirty_days",
    "ground39": "rule_breach",
    "ground38": "unpaid_wage",
    "open_ended_eligible": False,
    "death_work_related": "no",
}
DECIDED = {
    "renewal_offered": False,
    "renewal_offer": "offered_same_or_better_refused",
    "initiator": "employer",
    "ground40": "incompetent",
    "retire_mode": "statutory_age",
    "layoff_threshold_met": True,
    "retire_age_reached": True,
    "pension_years_met": True,
    "severance_due": True,
    "noncompete_activated": False,
}
"""What steps determine in an ordinary course."""


class Player:
    """Acts in one case, one minute after the other."""

    def __init__(self, cast: Any, now: datetime) -> None:
        self.cast, self.now = cast, now
        self.case = ""
        self.last_day: date | None = None
        actions.publish_shipped(now)

    def start(self, who: str, separation_type: str, by: str, **more: Any) -> str:
        """Begin a case about `who`; unknown facts are stated as in an ordinary company."""
        person = self.cast.employee(who)
        from partwell.apps.people import queries as people

        records = people.facts_of(person, self.now.astimezone(SHANGHAI).date())
        template = template_files.load(separation_type).template
        told = {*records, *template.settled_facts()}
        if separation_type == "probation_failure":
            criteria_received(self.cast, who)
        facts = {name: KNOWN[name] for name in template.open_facts() if name in KNOWN and name not in told}
        asked = {
            "by": self.cast.actor(by),
            "employee": person.uid,
            "separation_type": separation_type,
            "initiator": more.pop("initiator", "employee" if template.party == "employee" else "employer"),
            "facts": {**facts, **more.pop("facts", {})},
            "now": self.now,
            **more,
        }
        try:
            answer = actions.start(**asked)
        except Unacknowledged as risks:
            # Whoever plays has read them and goes on by name.
            answer = actions.start(**asked, acknowledged=list(risks.fields))
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
        row = self.row
        step = store.template_of(row).step(key)
        values = {**{name: self._usual(name) for name in step.sets}, **(sets or {})}
        facts = {name: value for name, value in values.items() if not isinstance(value, date)}
        anchors = {name: value for name, value in values.items() if isinstance(value, date)}
        first = True
        for item in step.evidence[alternative]:
            for actor in self._for(row, step, item):
                self.now += timedelta(minutes=1)
                wish = Attach(item, object="uid", sha256=SHA, source=_source(item))
                actions.act(
                    by=actor,
                    case=self.case,
                    wish=Act(key, (wish,), facts if first else {}, anchors if first else {}),
                    now=self.now,
                )
                first = False

    def play(
        self,
        *,
        but: tuple[str, ...] = (),
        until: str = "",
        by: Mapping[str, int] | None = None,
        sets: Mapping[str, Any] | None = None,
        limit: int = 200,
    ) -> list[str]:
        """Do every ready step, except some, until none is left or `until` is ready; the keys in the order done.

        `by` names the alternative of a step that is not to be done by its first one, `sets` what steps determine.
        """
        done: list[str] = []
        views = self.views()
        for _turn in range(limit):
            ready = [key for key, view in views.items() if view.status == "ready" and key not in but]
            if not ready or until in ready:
                return done
            self.do(ready[0], alternative=(by or {}).get(ready[0], 0), sets=self._of(ready[0], sets or {}))
            views = self.views()
            if not views[ready[0]].settled:
                self._wait(ready[0])
                views = self.views()
            done.append(ready[0])
        raise AssertionError(f"still ready after {limit} steps: {ready}")

    def close(self, by: str = "hua") -> Case:
        """Close the case, and hold that its entries prove it."""
        actions.close(by=self.cast.actor(by), case=self.case, now=self.now)
        assert self.row.state == Case.State.CLOSED
        assert list(audit.check_all_cases(self.now)) == []
        return self.row

    def attach(self, by: str, key: str, item: str, **more: Any) -> dict[str, Any]:
        """One person tries to attach one item."""
        values = {name: more.pop(name) for name in ("facts", "anchors") if name in more}
        wish = Attach(Item.parse(item), object="uid", sha256=SHA, **more)
        return actions.act(by=self.cast.actor(by), case=self.case, wish=Act(key, (wish,), **values), now=self.now)

    def _of(self, key: str, sets: Mapping[str, Any]) -> dict[str, Any]:
        if not sets:
            return {}
        return {name: value for name, value in sets.items() if name in store.template_of(self.row).step(key).sets}

    def _wait(self, key: str) -> None:
        """Let a cooling time pass; the program completes the step by itself."""
        view = self.views()[key]
        ends = waits_until(view, calendar())
        assert ends is not None, (key, missing_of(view), view.unknown)
        self.now = max(self.now, ends) + timedelta(minutes=1)
        actions.act(by=system(self.row.company_id), case=self.case, wish=Act(key), now=self.now)

    def _usual(self, name: str) -> Any:
        if name == "protected_status":
            return ()
        if name in DECIDED:
            return DECIDED[name]
        if name in template_files.facts():
            return name in ("si_arrears", "back_payment_due")
        if name == "D":
            return self.last_day or self.now.astimezone(SHANGHAI).date() + timedelta(days=4)
        return self.now.astimezone(SHANGHAI).date()

    def _for(self, row: Case, step: Step, item: Item) -> list[Actor]:
        if item.party == "employee":
            return [self.cast.actor(next(k for k, v in self.cast.employees.items() if v.pk == row.employee_id))]
        if item.kind == "delivery" and step.who != ("it",):
            return [system(row.company_id)]
        roles = [role for role in step.who if role != "employee"] or ["hr_ops"]
        seats = roles if step.mode != "any" and fills_seat(step, item) else roles[:1]
        today = self.now.astimezone(SHANGHAI).date()
        users = [standing.holders(row, role, today)[0] for role in seats]
        return [self.cast.actor(next(k for k, u in self.cast.users.items() if u.pk == user.pk)) for user in users]


def _source(item: Item) -> Any:
    if item.party == "system":
        return "program"
    return "channel" if item.kind == "delivery" else "person"
