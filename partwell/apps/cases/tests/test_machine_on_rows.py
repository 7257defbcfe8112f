"""A case in a real database, walked at random while somebody with SQL attacks it after every act.

Whatever a column is set to behind the engine, those of `LEFT` apart, either the database refuses it or the check
names the case. An act is done or refused and never half done; a case that closed has every applicable required step
done with a full alternative.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import DatabaseError, connection, models, transaction
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from partwell.apps.cases import actions, acts, audit, store
from partwell.apps.cases.models import Attachment, Case, CaseMigration, CaseRole, CaseSeat, CaseStep
from partwell.apps.cases.tests.player import SHA, Player
from partwell.core.process.decide import Act, Attach, full_alternative, waits_until
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import Refusal
from tests.cast import STAFF, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

STARTS = {
    "probation_failure": ("lin", "hua"),
    "voluntary_resignation": ("wang", "wang"),
    "serious_misconduct": ("ma", "hua"),
    "mutual_agreement": ("wang", "hua"),
}
TABLES: tuple[tuple[type[models.Model], str], ...] = (
    (Case, "id"),
    (CaseStep, "case_id"),
    (Attachment, "case_id"),
    (CaseSeat, "case_id"),
    (CaseRole, "case_id"),
    (CaseMigration, "case_id"),
)
LEFT = {
    ("cases_case", "revision"): "counts the writes of a row, only goes up, and says nothing about the case",
}
"""Columns that this walk leaves alone, each with its reason."""


def changed(field: Any, value: Any) -> list[Any]:
    """Other values a column can hold, as the database takes them."""
    if isinstance(field, models.BooleanField):
        return [not value]
    if isinstance(field, models.ForeignKey | models.OneToOneField | models.IntegerField):
        return [(value or 0) + 1, *([None] if field.null and value is not None else [])]
    if isinstance(field, models.JSONField):
        return [json.dumps(other) for other in ({}, {"x": "1"}, [], ["employee"]) if other != value]
    if isinstance(field, models.DateTimeField):
        later = (value or datetime(2026, 1, 1).astimezone()) + timedelta(days=3)
        moved = connection.ops.adapt_datetimefield_value(later)
        return [moved, *([None] if field.null and value is not None else [])]
    if isinstance(field, models.DateField):
        moved = ((value or date(2026, 1, 1)) + timedelta(days=3)).isoformat()
        return [moved, *([None] if field.null and value is not None else [])]
    if isinstance(field, models.UUIDField):
        return ["00000000000070008000000000000001"]
    words = {str(one) for one, _title in field.choices or ()} | {"", "employee", "hrbp"}
    return sorted(words - {value})


class CaseUnderAttack(RuleBasedStateMachine):
    """One case, whoever acts in it, and whoever writes its rows. `cast` is that of the test."""

    cast: ClassVar[Cast]

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.player = Player(self.cast, self.cast.now)

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)

    @initialize(kind=st.sampled_from(sorted(STARTS)))
    def begin(self, kind: str) -> None:
        who, by = STARTS[kind]
        self.player.start(who, kind, by)
        hua, case, step = self.cast.actor("hua"), self.player.case, next(iter(self.player.views()))
        named, shown = self.cast.users["sun"].uid, [self.cast.users["gu"].uid]
        actions.name_successor(by=hua, case=case, user=named, now=self.player.now)
        acts.copy(by=hua, case=case, step=step, persons=shown, now=self.player.now)

    def _ready(self) -> list[str]:
        return [key for key, view in self.player.views().items() if view.status == "ready"]

    def _open(self) -> bool:
        return self.player.row.state == Case.State.OPEN

    @precondition(lambda self: self._open())
    @rule(data=st.data(), more=st.integers(1, 6))
    def go_on(self, data: st.DataObject, more: int) -> None:
        """Some ready steps are done, each with any of its alternatives, by those it falls to."""
        for _turn in range(more):
            ready = self._ready()
            if not ready:
                return
            key = data.draw(st.sampled_from(ready), label="step")
            some = range(len(self.player.views()[key].step.evidence))
            mark = transaction.savepoint()
            try:
                self.player.do(key, alternative=data.draw(st.sampled_from(some), label="alternative"))
            except Refusal:
                transaction.savepoint_rollback(mark)

    @precondition(lambda self: self._open())
    @rule(data=st.data(), who=st.sampled_from(sorted(STAFF)))
    def press_on(self, data: st.DataObject, who: str) -> None:
        """Anybody tries any item of any step: it is attached, or refused and nothing is there."""
        step = data.draw(st.sampled_from(store.template_of(self.player.row).steps), label="step")
        alternative = data.draw(st.sampled_from(step.evidence), label="alternative")
        item = data.draw(st.sampled_from(alternative), label="item")
        count = Attachment.objects.count()
        wish = Act(step.key, (Attach(item, object="uid", sha256=SHA),))
        self.player.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                actions.act(by=self.cast.actor(who), case=self.player.case, wish=wish, now=self.player.now)
        except Refusal:
            assert Attachment.objects.count() == count

    @precondition(lambda self: self._open())
    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        """Time goes by; what was waiting for it is completed by the program, nothing else is."""
        self.player.now += timedelta(days=days)
        for key, view in self.player.views().items():
            ends = waits_until(view, calendar()) if view.status == "ready" else None
            if ends is not None and ends < self.player.now:
                self.player._wait(key)

    @precondition(lambda self: self._open())
    @rule()
    def close(self) -> None:
        """Closing is refused while an applicable required step is open, and is whole otherwise."""
        views = self.player.views()
        owed = [key for key, view in views.items() if not view.step.optional and not view.settled]
        try:
            with transaction.atomic():
                actions.close(by=self.cast.actor("hua"), case=self.player.case, now=self.player.now)
        except Refusal:
            return
        assert not owed
        for view in views.values():
            if view.status == "done":
                assert full_alternative(view.step, view.proof), view.step.key

    @rule(data=st.data())
    def attack(self, data: st.DataObject) -> None:
        """One column of one row is set behind the engine: refused, or named by the check."""
        model, owner = data.draw(st.sampled_from(TABLES), label="table")
        table, pk = model._meta.db_table, self.player.row.pk
        rows = list(model._default_manager.filter(**{owner: pk}).order_by("pk"))
        assume(rows)
        row = data.draw(st.sampled_from(rows), label="row")
        fields = [one for one in model._meta.local_fields if (table, one.column) not in LEFT]
        field = data.draw(st.sampled_from(fields), label="column")
        values = changed(field, getattr(row, field.attname))
        assume(values)
        for value in values:
            self._struck(f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s', [value, row.pk])

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """No row of a case can be deleted."""
        model, owner = data.draw(st.sampled_from(TABLES), label="table")
        rows = list(model._default_manager.filter(**{owner: self.player.row.pk}).values_list("pk", flat=True))
        assume(rows)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [data.draw(st.sampled_from(rows))])

    def _struck(self, sql: str, values: list[Any]) -> None:
        mark = transaction.savepoint()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
            found = {case.pk for case, _fault in audit.check_all_cases(self.player.now)}
        except DatabaseError:
            return
        finally:
            transaction.savepoint_rollback(mark)
        assert found, f"neither refused nor found: {sql} {values}"

    @invariant()
    def the_rows_say_what_the_entries_say(self) -> None:
        """No act leaves rows that the log does not prove."""
        if self.player.case:
            assert list(audit.check_all_cases(self.player.now)) == []


def walk(cast: Cast, examples: int, steps: int, *, by_day: bool = False) -> None:
    """Let Hypothesis play; by day the same walks each time."""
    actions.publish_shipped(cast.now)
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=by_day,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    run_state_machine_as_test(type("Attacked", (CaseUnderAttack,), {"cast": cast}), settings=how)


def test_a_case_holds_against_whoever_writes_its_rows(cast: Cast) -> None:
    """A few walks on either database."""
    walk(cast, examples=3, steps=16, by_day=True)


@pytest.mark.nightly
def test_a_case_holds_against_whoever_writes_its_rows_all_night(cast: Cast) -> None:
    """Many walks."""
    walk(cast, examples=300, steps=40)
