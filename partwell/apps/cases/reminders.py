"""Reminding whoever owes a step, by the clock of the case or by hand (催办). A reminder changes nothing in the case."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.notices import actions as notices
from partwell.apps.notices import queries as notices_of
from partwell.apps.notices.actions import Outgoing
from partwell.apps.notices.words import Both
from partwell.core.days import end_of
from partwell.core.process.clocks import BY_KEY
from partwell.core.process.decide import free, role_of
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import Step
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, Refused
from partwell.lib.requests.once import once

from . import papers, standing, store, turns, watching, words
from .models import Case, CaseWatch, Timer

EXPANDED = ("employee", "employee__line_manager__user", "employee__user", "template", "stream", "department")
FOLLOW = "cases.delivered"
QUIET = timedelta(hours=4)
"""Nobody is reminded by hand of the same step more often than this."""


def of_timer(timer: Timer, now: datetime) -> Iterator[Outgoing]:
    """The reminder or escalation of a step, or of a clock of law, that is still open when its timer fires."""
    if timer.step.startswith(watching.PREFIX):
        yield from _of_watch(timer, now)
        return
    row = Case.objects.select_related(*EXPANDED).get(pk=timer.case_id)
    view = derive(store.load(row).state, calendar())[timer.step]
    if view.settled or row.state != Case.State.OPEN or view.due_at is None:
        return
    template = {"remind": "reminder", "due": "due_now", "escalate": "escalated"}[timer.kind]
    roles = [timer.to] if timer.to else turns.seats(row, view, now)
    if timer.kind == "due" and free(view, now):
        # They hear that they may go on, not that they are late.
        roles = [seat for seat in roles if role_of(seat) not in view.others]
        yield from to_others(row, view, now)
    yield from _to_each(row, view, roles, template, f"timer:{timer.key}", now, follows=not timer.to)
    if timer.kind == "due":
        yield from own_words(row, view, "due", now, told="employee" in view.step.who)


def to_others(row: Case, view: StepView, now: datetime) -> Iterator[Outgoing]:
    """To those who may go on with a step without the employee: that they may, once each attempt."""
    seats = [f"{role}@{view.handed[role]}" if role in view.handed else role for role in view.others]
    key = f"others:{row.uid}:{view.step.key}:{view.attempt}"
    yield from _to_each(row, view, seats, "others_may", key, now, follows=False)


def contact(row: Case) -> dict[str, Any]:
    """Whom the employee may ask: the HR partner over his department."""
    today = row.opened_at.astimezone(SHANGHAI).date()
    found = accounts.holders(row.company_id, "hrbp", row.path, today)
    return {"contact": found[0].name} if found else {}


def own_words(row: Case, view: StepView, moment: str, now: datetime, *, told: bool) -> Iterator[Outgoing]:
    """What the card of a step says in its own words when it becomes ready, is due or done: once each attempt.

    `told`: whether the employee knows of the case. Nothing ever goes to the account of the dead.
    """
    step, today = view.step, now.astimezone(SHANGHAI).date()
    for number, wanted in enumerate(step.notify):
        text, role = str(wanted.get("text", "")).strip(), str(wanted.get("to", ""))
        if wanted.get("on") != moment or not text:
            continue
        key = f"words:{row.uid}:{step.key}:{view.attempt}:{moment}:{number}"
        common: dict[str, Any] = {"stream": row.stream, "subject_uid": row.uid, "step": step.key}
        if role == "employee":
            if told and row.employee.user_id and not store.template_of(row).quiet:
                said = {"what": title(step), "text": text, **contact(row)}
                yield Outgoing(
                    "card_message_own", said, key=key, to_employee=row.employee, link="/my/progress/", **common
                )
            continue
        for user in standing.recipients(row, role, today):
            said = {"what": title(step), "person": row.employee.name, "text": text}
            yield Outgoing(
                "card_message",
                said,
                key=f"{key}:{user.pk}",
                to_user=user,
                link=papers.link_for(row, step.key),
                **common,
            )


def _of_watch(timer: Timer, now: datetime) -> Iterator[Outgoing]:
    """The same for a clock of law. A step that is ready reminds of itself; the clock speaks when no process does."""
    row = Case.objects.select_related(*EXPANDED).get(pk=timer.case_id)
    watch = CaseWatch.objects.filter(case=row, key=timer.step.removeprefix(watching.PREFIX)).first()
    clock = BY_KEY.get(watch.key) if watch else None
    if watch is None or clock is None or watch.done_at or watch.stopped_at or watch.due_on is None:
        return
    if watch.step and row.steps.filter(key=watch.step, status="ready").exists():
        return
    today = now.astimezone(SHANGHAI).date()
    due = end_of(watch.due_on)
    context: dict[str, Any] = {
        "what": Both(clock.title, clock.title_en),
        "person": row.employee.name,
        "due": due,
        "due_class": "statutory",
        "cite": clock.law,
    }
    template = {"remind": "reminder", "due": "due_now", "escalate": "escalated"}[timer.kind]
    if template == "escalated":
        owing = [one.name for one in standing.holders(row, clock.owner, today)[:2]]
        context |= {"who": "、".join(owing) or "HR", "late": _overdue(due, now)}
    for user in standing.holders(row, timer.to or clock.owner, today):
        yield Outgoing(
            template,
            context,
            key=f"timer:{timer.key}:{user.pk}",
            to_user=user,
            stream=row.stream,
            link=f"/cases/{row.uid}/clocks/",
            subject_uid=row.uid,
            step=timer.step,
        )


def remind(*, by: Actor, case: object, step: str, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Send whoever owes an open step a reminder now; the names of those who get it.

    Raises NotVisible, NotAllowed for a person who may not read the whole case, BadInput for an unknown step, Refused
    when nobody can act on the step now, when it has no deadline yet, or when it was reminded of shortly before.
    """
    now = store.to_ms(now)

    def do() -> dict[str, Any]:
        loaded = store.lock(by, case)
        standing.require_whole(by, loaded.case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
        view = derive(loaded.state, calendar()).get(step)
        if view is None:
            raise BadInput({"step": _("This case has no such step.")}, code="no_such_step")
        _check(loaded.case, view, now)
        row = Case.objects.select_related(*EXPANDED).get(pk=loaded.case.pk)
        late = view.due_at is not None and view.due_at <= now
        mark = hashlib.sha256(f"{row.uid} {step} {now.isoformat()}".encode()).hexdigest()[:24]
        template = "due_now" if late else "reminder"
        outgoing = list(
            _to_each(row, view, turns.seats(row, view, now), template, f"by-hand:{mark}", now, follows=True)
        )
        if not outgoing:
            raise Refused(_("Nobody who owes this step can be reached here."), code="nobody_to_remind")
        notices.send_all(outgoing, by=by, now=now)
        names = [one.to_employee.name if one.to_employee else one.to_user.name for one in outgoing]
        return {"reminded": list(dict.fromkeys(names))}

    return once(by, key, "case.remind", {"case": str(case), "step": step}, now, do)


def may_remind(case: Case, view: StepView, now: datetime) -> bool:
    """Whether a reminder by hand would go out now."""
    try:
        _check(case, view, now)
    except Refused:
        return False
    return True


def _check(case: Case, view: StepView, now: datetime) -> None:
    """Refuse what is no open step with a deadline, and a second reminder within some hours. Raises Refused."""
    if case.state != Case.State.OPEN or view.status != "ready":
        raise Refused(_("Nobody can act on this step now, so nobody is reminded of it."), code="not_open")
    if view.due_at is None:
        raise Refused(_("This step has no deadline yet."), code="no_deadline")
    last = notices_of.last_reminder(case.uid, view.step.key)
    if last is not None and last + QUIET > now:
        raise Refused(
            _("A reminder went out at %(at)s. Another can be sent four hours later.") % {"at": words.moment(last)},
            code="reminded_lately",
        )


def _to_each(
    row: Case, view: StepView, roles: Iterable[str], template: str, key: str, now: datetime, *, follows: bool
) -> Iterator[Outgoing]:
    """One message to every person in these seats. `follows`: its delivery counts as the request's arrival."""
    today = now.astimezone(SHANGHAI).date()
    step = view.step.key
    what: dict[str, Any] = {"what": title(view.step), **deadline(view)}
    for role in roles:
        own = role == "employee"
        if own and not row.employee.user_id:
            continue
        for user in [row.employee.user] if own else standing.recipients(row, role, today):
            context = dict(what) if own else {**what, "person": row.employee.name}
            if template == "escalated":
                owing = [
                    one.name for seat in turns.seats(row, view, now) for one in standing.holders(row, seat, today)[:1]
                ]
                context |= {"who": "、".join(dict.fromkeys(owing)) or "HR", "late": _late(view, now)}
            yield Outgoing(
                template,
                context,
                key=f"{key}:{user.pk}",
                to_employee=row.employee if own else None,
                to_user=None if own else user,
                stream=row.stream,
                link=papers.link_for(row, step, own=own),
                subject_uid=row.uid,
                step=step,
                follow_up=(FOLLOW, {"case": str(row.uid), "step": step, "attempt": view.attempt}) if follows else None,
            )


def _late(view: StepView, now: datetime) -> Both:
    """How long a step is overdue, in whole hours or days."""
    return _overdue(view.due_at or now, now)


def _overdue(due: datetime, now: datetime) -> Both:
    hours = max(0, int((now - due).total_seconds() // 3600))
    if hours < 48:
        return Both(f"{hours} 小时", f"{hours} h")
    return Both(f"{hours // 24} 天", f"{hours // 24} days")


def title(step: Step) -> Both:
    """What a step is called, in both languages."""
    return Both(words.in_short(step.title), words.in_short(step.title_en or step.title))


def deadline(view: StepView) -> dict[str, Any]:
    """Until when a step is to be done and what kind of deadline that is; nothing while there is none."""
    if view.due_at is None:
        return {}
    return {"due": view.due_at, "due_class": view.due_class}
