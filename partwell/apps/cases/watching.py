"""The clocks of law of a case as rows and timers, written in the transaction of the act that starts or moves them.

A clock runs from the last day whatever the process does: its timers are set apart from those of steps, and go on after
the case is closed. A step's proof stops the clock it belongs to; for the others somebody records what was done.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.core.process.clocks import BY_KEY, FIRST_WARNING, Clock, Watch, running
from partwell.core.process.replay import Fault
from partwell.core.process.state import CaseState, StepView
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files.models import Blob
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.requests.once import once

from . import standing, timing, told
from .models import Case, CaseWatch, Timer

MORNING = time(9, 0)
"""When an owner hears of a clock."""
PREFIX = "watch:"
"""Before the key of a clock, where a timer names a step."""
ANCHORS = frozenset({"D", "A", "R"})
RECORDS = standing.SEES_CASES
LONGEST = 300
ESCALATE = "escalate"


def follow(
    case: Case, before: CaseState | None, after: CaseState, views: Mapping[str, StepView], now: datetime
) -> None:
    """Bring the clocks of a case in line with an act. Nothing is read or written while no anchor is known."""
    if not ANCHORS & (after.anchors.keys() | (before.anchors.keys() if before else frozenset())):
        return
    handed = _handed_over(after)
    moved = (
        before is None
        or before.anchors != after.anchors
        or before.facts != after.facts
        or _handed_over(before) != handed
    )
    proved = {key: view for key, view in views.items() if view.step.duty or view.step.evidence}
    if moved:
        _reconcile(case, after, proved, handed, now)
    elif before is not None and before.settled != after.settled:
        _stop(case, proved)


def _handed_over(state: CaseState) -> date | None:
    done = state.settled.get("handover_done")
    return done.at.astimezone(SHANGHAI).date() if done else None


def step_of(clock: Clock, views: Mapping[str, StepView]) -> str:
    """The step of this process whose proof stops the clock; empty when it has none."""
    if not clock.proof:
        return ""
    for key, view in views.items():
        if view.status != "skipped" and any(
            item.name == clock.proof for alternative in view.step.evidence for item in alternative
        ):
            return key
    return ""


def _reconcile(case: Case, state: CaseState, views: Mapping[str, StepView], handed: date | None, now: datetime) -> None:
    """Start, move and stop clocks by what is known now."""
    employee = case.employee
    wanted = {
        one.clock.key: one
        for one in running(case.separation_type, state.facts, state.anchors, employee.hired_on, handed, calendar())
        if one.clock.since != "H" or one.since is not None
    }
    there = {row.key: row for row in CaseWatch.objects.filter(case=case)}
    timers: list[Sequence[Any]] = []
    stale: list[str] = []
    for key, one in wanted.items():
        row = there.get(key)
        step = step_of(one.clock, views)
        if row is None:
            row = CaseWatch(case=case, key=key, kind=one.clock.kind, owner=one.clock.owner)
        elif (row.due_on, row.step, row.stopped_at) == (one.due_on, step, None):
            continue
        else:
            stale.append(key)
        row.since, row.due_on, row.step, row.stopped_at = one.since, one.due_on, step, None
        row.save()
        if row.done_at is None:
            timers += _timers(case, one, now)
    gone = [row for key, row in there.items() if key not in wanted and row.stopped_at is None and row.done_at is None]
    for row in gone:
        row.stopped_at = now
        row.save(update_fields=["stopped_at"])
    _drop(case, [*stale, *(row.key for row in gone)], now, keep=[timer[-1] for timer in timers])
    timing.write(timers)
    _stop(case, views)


def _stop(case: Case, views: Mapping[str, StepView]) -> None:
    """A step whose proof is complete stops its clocks, on the day it was done."""
    open_rows = CaseWatch.objects.filter(case=case, done_at__isnull=True).exclude(step="")
    for row in open_rows:
        view = views.get(row.step)
        if view is not None and view.status == "done" and view.outcome is not None:
            row.done_at, row.done_by = view.outcome.at, view.outcome.by
            row.save(update_fields=["done_at", "done_by"])
            _drop(case, [row.key], view.outcome.at)


def _timers(case: Case, watch: Watch, now: datetime) -> list[Sequence[Any]]:
    """When the owner of a clock is told, and who hears of it when it is late. The past is not told.

    What was due at the hire is history when the case begins: it stands on the page and reminds nobody.
    """
    found: list[Sequence[Any]] = []
    for kind, to, day in _days(watch.clock, watch.due_on):
        at = _morning(day)
        if at <= now and kind != ESCALATE:
            continue
        # A clock that starts late is told in the next hour, so that nobody hears of it only when it is too late.
        at = max(at, now + timedelta(hours=1))
        found.append((case.pk, PREFIX + watch.clock.key, kind, to, at, _key(case, watch.clock, kind, to, day)))
    return found


def _days(clock: Clock, due: date | None) -> list[tuple[str, str, date]]:
    """On which days something is said about a clock: kind, role escalated to, day."""
    if due is None or clock.since == "H":
        return []
    days = [("remind", "", due - timedelta(days=FIRST_WARNING[clock.kind])), ("due", "", due)]
    if clock.kind == "duty":
        days += [
            (ESCALATE, clock.escalate_to, due + timedelta(days=1)),
            (ESCALATE, "owner", due + timedelta(days=4)),
        ]
    return days


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, SHANGHAI)


def _key(case: Case, clock: Clock, kind: str, to: str, day: date) -> str:
    return f"{case.uid}:{PREFIX}{clock.key}:{kind}:{to}:{day.isoformat()}"


def of_cases(cases: Sequence[Case]) -> dict[int, list[CaseWatch]]:
    """The clocks of some cases by case, in one statement."""
    found: dict[int, list[CaseWatch]] = {case.pk: [] for case in cases}
    for row in CaseWatch.objects.filter(case__in=list(found)):
        found[row.case_id].append(row)
    return found


def faults(
    case: Case, state: CaseState, entries: Sequence[Any], rows: Sequence[CaseWatch]
) -> tuple[list[Fault], timing.Wanted]:
    """Clocks of a case that do not run as its entries say, and the timers that those which run must have.

    A row that is not there is no fault: nothing can delete one, and cases are older than their clocks.
    """
    found: list[Fault] = []
    wanted: dict[str, tuple[str, datetime]] = {}
    if not rows or not ANCHORS & state.anchors.keys():
        return found, wanted
    told = {one.payload["watch"]: str(one.eid) for one in entries if one.type == "watch.done" and one.payload}
    published = calendar()
    days = [
        {one.clock.key: one.due_on for one in _running(case, state, known)}
        for known in (published, published.without(max(published.years)))
    ]
    for row in rows:
        if row.key not in days[0]:
            continue
        clock, step = BY_KEY[row.key], PREFIX + row.key
        if row.done_at is not None:
            if told.get(row.key, "") != str(row.entry or "") or not (row.entry or _proved(clock, row.step, state)):
                found.append(Fault("clock_done_unproved", step))
        elif row.stopped_at is not None:
            found.append(Fault("clock_stopped", step))
        elif row.due_on not in [known.get(row.key) for known in days]:
            found.append(Fault("clock_moved", step, detail=f"{row.due_on} / {days[0][row.key]}"))
        else:
            for kind, to, day in _days(clock, row.due_on):
                wanted[_key(case, clock, kind, to, day)] = (step, _morning(day))
    return found, wanted


def _running(case: Case, state: CaseState, known: Any) -> Iterator[Watch]:
    """The clocks that run by what is known. The day of hire is no anchor of the case: it may be corrected."""
    found = running(
        case.separation_type, state.facts, state.anchors, case.employee.hired_on, _handed_over(state), known
    )
    return (one for one in found if one.clock.since != "H")


def _proved(clock: Clock, step: str, state: CaseState) -> bool:
    """Whether a step that was done stops this clock. A step of an earlier version is taken at its word."""
    settled = state.settled.get(step)
    known = {one.key: one for one in state.template.steps}.get(step)
    asks = known is None or any(item.name == clock.proof for one in known.evidence for item in one)
    return settled is not None and settled.outcome == "done" and asks


def _drop(case: Case, keys: Sequence[str], now: datetime, keep: Sequence[str] = ()) -> None:
    """Drop the timers of some clocks that have not fired."""
    if keys:
        pending = Timer.objects.filter(case=case, fired_at__isnull=True, dropped_at__isnull=True)
        pending.filter(step__in=[PREFIX + key for key in keys]).exclude(key__in=keep).update(dropped_at=now)


def record_done(
    *,
    by: Actor,
    case: object,
    watch: str,
    note: str,
    now: datetime,
    files: Sequence[Blob] = (),
    key: str | None = None,
) -> dict[str, Any]:
    """Record that what a clock asks for was done, or that its period is settled, with how it is proved.

    Works after the case is closed too. Raises NotVisible, NotAllowed, BadInput, Refused.
    """

    def do() -> dict[str, Any]:
        # The case's row is not locked: a closed case is never written again; the clock's own row is.
        row = standing.visible(by, case)
        if standing.is_own(by, row) or not (by.is_system or standing.holds_watch(by, row, watch, now)):
            raise NotAllowed(_("Clocks of law are kept by HR and by whoever owns them."))
        kept = CaseWatch.objects.select_for_update().filter(case=row, key=watch).first()
        if kept is None or kept.key not in BY_KEY:
            raise NotVisible
        _check(kept, note)
        told.read("cases.watching.record_done", by, row, f"watch:{watch}", now, note)
        entry = evidence.record(
            row.stream,
            "watch.done",
            by=by,
            now=now,
            payload={
                "watch": kept.key,
                "due_on": kept.due_on.isoformat() if kept.due_on else "",
                "note": note.strip(),
                "title": BY_KEY[kept.key].title,
            },
            files=files,
        )
        kept.done_at, kept.done_by, kept.entry = now, by.pid, entry.eid
        kept.save(update_fields=["done_at", "done_by", "entry"])
        _drop(row, [kept.key], now)
        return {"watch": kept.key, "entry": str(entry.eid)}

    content = {"case": str(case), "watch": watch, "note": note, "files": [bytes(one.sha256).hex() for one in files]}
    return once(by, key, "case.watch", content, now, do)


def _check(row: CaseWatch, note: str) -> None:
    """Refuse what a step proves, what ended, and a record that says nothing. Raises BadInput, Refused."""
    if row.step:
        raise Refused(_("This is stopped by the proof of its step. Complete the step."), code="step_proves_it")
    if row.done_at is not None or row.stopped_at is not None:
        raise Refused(_("This clock has ended already."), code="watch_ended")
    if not note.strip():
        raise BadInput({"note": _("Say what was done and what proves it.")})
    if len(note.strip()) > LONGEST:
        raise BadInput({"note": _("At most %(limit)d characters.") % {"limit": LONGEST}})
