"""What follows an act without anybody waiting for it: telling people, reminders, receipts, papers made ready.

Every handler may run twice; each message and each act it leads to has a key of its own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from partwell.apps.evidence import queries as log
from partwell.apps.notices import actions as notices
from partwell.core.process.decide import Act, Attach, open_seats
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import Item
from partwell.lib.actor import system
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.jobs import Run, cron, handler
from partwell.lib.refusal import Refused

from . import actions, papers, standing, store, words
from .models import Case, Timer

EXPANDED = ("employee", "employee__line_manager__user", "employee__user", "template", "stream", "department")


def _case(uid: str) -> Case:
    return Case.objects.select_related(*EXPANDED).get(uid=uid)


@handler("cases.announce")
def announce(run: Run, *, case: str, entry: str, ready: Sequence[str], opened: bool = False) -> None:
    """Tell everybody what an act means for them: new to-dos, papers to read, and to the employee who acts next."""
    row = _case(case)
    loaded = store.load(row)
    views = derive(loaded.state, calendar())
    if opened:
        _welcome(row, loaded, views, entry, run.now)
    for key in ready:
        view = views.get(key)
        if view is None or view.status != "ready":
            continue
        papers.prepare(row, view.step, run.now)
        _invite(row, view, entry, run.now)
    _after(row, loaded, views, entry, run.now)


@handler("cases.delivered", atomic=False)
def delivered(run: Run, *, case: str, step: str, delivery: int, channel: str = "", item: str = "", **_more: Any) -> None:
    """A message reached its reader: record that the request arrived, and attach the delivery it proves."""
    row = _case(case)
    by = system(row.company_id)
    if item:
        wish = Attach(Item.parse(item), object=f"delivery:{delivery}", source="channel", says={"channel": channel})
        try:
            actions.act(by=by, case=case, wish=Act(step, (wish,)), now=run.now, key=f"delivered:{delivery}:{item}")
        except Refused:
            return
        return
    actions.request_reached(case=case, step=step, channel=channel, notice=str(delivery), now=run.now)


@cron("cases.timers", every=timedelta(minutes=1))
def timers(run: Run) -> None:
    """Fire what is due: reminders to who owes a step, escalations to the next role."""
    due = Timer.objects.filter(fire_at__lte=run.now, fired_at__isnull=True, dropped_at__isnull=True)
    for timer in due.select_related("case").order_by("fire_at")[:500]:
        with transaction.atomic():
            if actions.fire_timer(timer, run.now):
                _remind(timer, run.now)


def _welcome(row: Case, loaded: store.Loaded, views: dict[str, StepView], entry: str, now: datetime) -> None:
    """At the start the employee gets the list of what he needs to do and will receive."""
    if row.employee.user is None:
        return
    needs = [view.step for view in views.values() if "employee" in view.step.who and view.status != "skipped"]
    gets = [view.step for view in views.values() if view.step.owed_to == "employee" and view.status != "skipped"]
    with override(row.employee.user.language), transaction.atomic():
        context = {
            "title": words.template_title(loaded.template),
            "needs": [words.step_title(step) for step in needs],
            "receives": [words.step_title(step) for step in gets],
            "number": row.number,
        }
        _send(row, "case_started", context, key=f"started:{row.uid}", now=now, employee=True)


def _invite(row: Case, view: StepView, entry: str, now: datetime) -> None:
    """Tell each person whose seat is open on a step that it is his turn, and until when."""
    today = now.astimezone(SHANGHAI).date()
    attempt = view.proof[0].attempt if view.proof else 1
    for role in open_seats(view):
        for user in standing.holders(row, role, today):
            own = role == "employee"
            with override(user.language), transaction.atomic():
                _send(
                    row,
                    _template_for(view, own),
                    _step_context(row, view),
                    key=f"ready:{row.uid}:{view.step.key}:{attempt}:{user.pk}",
                    now=now,
                    employee=own,
                    user=None if own else user,
                    step=view.step.key,
                )


def _after(row: Case, loaded: store.Loaded, views: dict[str, StepView], entry: str, now: datetime) -> None:
    """After a completed step: its own message, and one sentence to the employee who acts next and until when."""
    from .queries import next_actor

    entries = {str(one.eid): one for one in log.tail(row.stream, 40)}
    happened = entries.get(entry)
    if happened is None or happened.payload is None or row.employee.user is None:
        return
    with override(row.employee.user.language):
        if happened.type == "case.closed":
            with transaction.atomic():
                _send(row, "case_closed", {"number": row.number}, key=f"closed:{row.uid}", now=now, employee=True)
            return
        if happened.type != "step.done":
            return
        done = views[happened.payload["step"]]
        for notice in done.step.notify:
            if notice.get("on") == "done" and notice.get("to") == "employee" and notice.get("template"):
                with transaction.atomic():
                    _send(
                        row,
                        str(notice["template"]),
                        _step_context(row, done),
                        key=f"done:{entry}:{notice['template']}",
                        now=now,
                        employee=True,
                        step=done.step.key,
                        follow=False,
                    )
        sentence = next_actor(row, views, now)
        if sentence:
            context = {**_step_context(row, done), "sentence": sentence}
            with transaction.atomic():
                _send(row, "next_actor", context, key=f"next:{entry}", now=now, employee=True, follow=False)


def _remind(timer: Timer, now: datetime) -> None:
    """One reminder or escalation of a step that is still open."""
    row = _case(str(timer.case.uid))
    loaded = store.load(row)
    view = derive(loaded.state, calendar())[timer.step]
    if view.settled or row.state != Case.State.OPEN:
        return
    today = now.astimezone(SHANGHAI).date()
    roles = [timer.to] if timer.to else list(open_seats(view))
    template = {"remind": "reminder", "due": "due_now", "escalate": "escalated"}[timer.kind]
    for role in roles:
        for user in standing.holders(row, role, today):
            own = role == "employee"
            with override(user.language):
                _send(
                    row,
                    template,
                    {**_step_context(row, view), "owes": words.role_title(next(iter(open_seats(view)), ""))},
                    key=f"timer:{timer.key}:{user.pk}",
                    now=now,
                    employee=own,
                    user=None if own else user,
                    step=timer.step,
                )


def _template_for(view: StepView, own: bool) -> str:
    """The message that a step's own `notify` names for the employee, or the general one."""
    if not own:
        return "todo_assigned"
    named = [one["template"] for one in view.step.notify if one.get("on") == "ready" and one.get("to") == "employee"]
    return str(named[0]) if named else "step_ready"


def _step_context(row: Case, view: StepView) -> dict[str, Any]:
    """What every message about a step says: what, who, until when, which kind of deadline, what is not affected."""
    return {
        "name": row.employee.name,
        "number": row.number,
        "step": words.step_title(view.step),
        "due_at": view.due_at.isoformat() if view.due_at else "",
        "due_class": view.due_class,
        "unaffected": "" if view.step.duty else words.unaffected(store.template_of(row), view.step),
    }


def _send(
    row: Case,
    template: str,
    context: dict[str, Any],
    *,
    key: str,
    now: datetime,
    employee: bool = False,
    user: Any = None,
    step: str = "",
    follow: bool = True,
) -> None:
    """Queue one message about the case; its delivery is reported back to the step it asks for."""
    link = papers.link_for(row, step, own=employee)
    notices.send(
        to_employee=row.employee if employee else None,
        to_user=user,
        template=template,
        context=context,
        stream=row.stream,
        by=system(row.company_id),
        now=now,
        link=link,
        key=key,
        subject_uid=UUID(str(row.uid)),
        follow_up=("cases.delivered", {"case": str(row.uid), "step": step}) if step and follow else None,
    )


