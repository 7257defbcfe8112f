"""What follows an act without anybody waiting for it: papers made ready, people told, reminders, receipts.

Every handler may run twice; each message and each act it leads to has a key of its own.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from partwell.apps.accounts import queries as accounts
from partwell.apps.accounts.roles import ADMINISTRATOR
from partwell.apps.attendance import actions as attendance
from partwell.apps.documents import queries as documents
from partwell.apps.evidence import queries as log
from partwell.apps.notices import actions as notices
from partwell.apps.notices import queries as notices_of
from partwell.apps.notices.actions import Outgoing
from partwell.core.process.decide import Act, Attach, free, may_complete, open_seats
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import Item, Step, Template
from partwell.lib.actor import system
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.jobs import Run, cron, handler
from partwell.lib.refusal import Refused

from . import actions, batches, papers, receipts, reminders, standing, store, turns
from .models import Case, CaseStep, Timer
from .queries import TOLD_AT_ONCE, is_told

EXPANDED, FOLLOW, _contact = reminders.EXPANDED, reminders.FOLLOW, reminders.contact
PAPER_MESSAGE = {
    "probation_assessment": "assessment_ready",
    "undertaking": "undertaking_ready",
    "handover_list": "handover_ready",
    "termination_notice": "notice_served",
    "resign_ack": "resign_ack",
    "certificate": "certificate_ready",
    "rights_letter": "rights_letter",
    "completion_letter": "case_closed",
    "return_notice_1": "return_notice",
    "return_notice_2": "return_notice",
    "defence_invite": "defence_invite",
}
"""Which message brings which paper; any other paper comes with `paper_for_you`."""
AT_ONCE = 500
"""Cases gone through at once."""
TO_UNION = ("union_letter", "union_reply")


@handler("cases.announce")
def announce(run: Run, *, case: str, entry: str, ready: Sequence[str], opened: bool = False) -> None:
    """Tell everybody what an act means for them: papers to read, new to-dos, and to the employee who acts next."""
    row = _case(case)
    views = derive(store.load(row).state, calendar())
    happened = log.entry(row.stream, entry) if entry else None
    named_at = happened.at if happened is not None and happened.type == "role.named" else None
    made = {
        key: papers.prepare(row, views[key], run.now, named_at=named_at)
        for key in ready
        if views[key].status == "ready"
    }
    outgoing: list[Outgoing] = []
    template = store.template_of(row)
    if row.employee.user_id and _begins_for_employee(template, happened, opened=opened):
        outgoing.append(_welcome(row, views))
    for key, prepared in made.items():
        outgoing += _invitations(row, views[key], prepared, run.now)
        outgoing += _for_reading(row, views[key], prepared, run.now)
        if "employee" in open_seats(views[key]):
            sent = [one for one in prepared.anew if papers.goes_to_employee(one.kind)]
            outgoing += [_paper_notice(row, views[key], one, run.now, "paper_for_you") for one in sent]
        outgoing += reminders.own_words(row, views[key], "ready", run.now, told=is_told(template, views))
    if happened is not None and happened.payload is not None:
        outgoing += _papers_sent(row, views, happened.payload, run.now)
        outgoing += _after(row, views, happened, run.now)
        outgoing += _receipts(row, happened.payload, run.now)
        if happened.type == "step.attached":
            outgoing += _next_in_turn(row, views[happened.payload["step"]], made, run.now)
        if happened.type == "step.withdrawn":
            outgoing += _of_withdrawal(row, views[happened.payload["step"]], happened, run.now)
        if happened.type.startswith("seat."):
            outgoing += _of_seat(row, views[happened.payload["step"]], happened, run.now)
    if template.quiet:
        # A death: one person speaks with the family, and nothing is ever sent to the account of the dead.
        outgoing = [one for one in outgoing if one.to_employee is None]
    if outgoing:
        with transaction.atomic():
            notices.send_all(outgoing, by=system(row.company_id), now=run.now)


def _begins_for_employee(template: Template, happened: Any, *, opened: bool) -> bool:
    """Whether the list of what comes is due now: at the start of an own case, else when the end is fixed."""
    at_once = template.party == "employee" or template.key in TOLD_AT_ONCE
    if template.quiet or at_once:
        return opened and at_once
    if happened is None or happened.payload is None or happened.type != "step.done":
        return False
    return happened.payload["step"] in template.effective


@handler(FOLLOW)
def delivered(run: Run, *, case: str, step: str, delivery: str, items: Sequence[str] = (), attempt: int = 1) -> None:
    """A message reached its reader: record that the request arrived, and attach the delivery it proves.

    What was sent for an attempt that is over proves nothing for the next one. A message inside the application counts
    once it was opened; every other channel by its provider's word.
    """
    receipt = notices_of.delivery(delivery)
    if receipt.channel == "in_app" and receipt.opened_at is None:
        return
    row = _case(case)
    if step and store.load(row).state.attempt(step) != attempt:
        return
    by = system(row.company_id)
    says = {"channel": receipt.channel, "message": receipt.message_id, "demo": receipt.demo}
    if not items and step:
        actions.request_reached(case=case, step=step, channel=receipt.channel, notice=delivery, now=run.now)
    for text in items:
        item = Item.parse(text)
        if receipt.channel == "in_app" and item.kind != "log":
            continue
        paper = papers.current(row, item.name)
        wish = Attach(
            item,
            object=f"delivery:{delivery}",
            sha256=bytes(paper.sha256).hex() if paper else "",
            source="program" if item.kind == "log" else "channel",
            says=says,
        )
        try:
            mark = hashlib.sha256(f"{delivery}:{text}".encode()).hexdigest()[:48]
            actions.act(by=by, case=case, wish=Act(step, (wish,)), now=run.now, key=f"delivered:{mark}")
        except Refused:
            # The step was done another way meanwhile, or this delivery is on record: nothing is lost.
            continue


@cron("cases.calendar", every=timedelta(hours=24))
def newly_published(run: Run) -> None:
    """Deadlines that waited for a year's holidays are told once the year is in the file; others stay as they are."""
    waiting = CaseStep.objects.filter(case__state=Case.State.OPEN, status="ready", due_at__isnull=True)
    for uid, company in waiting.order_by("case").values_list("case__uid", "case__company").distinct():
        with transaction.atomic():
            loaded = store.lock(system(company), uid)
            views = derive(loaded.state, calendar())
            if any(row.due_at != views[row.key].due_at for row in loaded.steps.values() if row.key in views):
                store.settle(loaded, run.now)


@cron("cases.others", every=timedelta(hours=1))
def others(run: Run) -> None:
    """Where the employee's time on a step is over, whoever may go on without him is told so, once."""
    rows = CaseStep.objects.filter(case__state=Case.State.OPEN, status="ready").order_by("case", "position")
    last = 0
    while some := list(rows.filter(case__gt=last).values_list("case", flat=True).distinct().order_by("case")[:AT_ONCE]):
        last = some[-1]
        cases = {case.pk: case for case in Case.objects.select_related(*EXPANDED).filter(pk__in=some)}
        steps: dict[int, list[CaseStep]] = {}
        for row in rows.filter(case__in=some):
            steps.setdefault(row.case_id, []).append(row)
        for pk, key in turns.free(cases, steps, run.now):
            with transaction.atomic():
                view = derive(store.load(cases[pk]).state, calendar())[key]
                outgoing = list(reminders.to_others(cases[pk], view, run.now)) if free(view, run.now) else []
                if outgoing:
                    notices.send_all(outgoing, by=system(cases[pk].company_id), now=run.now)


@cron("cases.leaving", at="00:10")
def leaving(run: Run) -> None:
    """From the day after it, records say that somebody's last day is over, whatever the process still has to do."""
    actions.note_leavings(run.now)


@cron("cases.noshows", at="05:45")
def noshows(run: Run) -> None:
    """What is found missing after its absence case began is looked into there."""
    for case in Case.objects.filter(state=Case.State.OPEN, separation_type=actions.ABSENCE).order_by("pk"):
        with transaction.atomic():
            attendance.settle_by_case(case.employee_id, case.number, by=system(case.company_id), now=run.now)


@handler("cases.point")
def point(run: Run, *, case: int) -> None:
    """A step of a batch was done: its cases point to it."""
    batches.point(case, run.now)


@cron("cases.timers", every=timedelta(minutes=1))
def timers(run: Run) -> None:
    """Fire what is due: reminders to who owes a step, escalations to the next role, ends of cooling times."""
    due = Timer.objects.filter(fire_at__lte=run.now, fired_at__isnull=True, dropped_at__isnull=True)
    for timer in due.order_by("fire_at", "pk")[:500]:
        with transaction.atomic():
            if actions.fire_timer(timer, run.now):
                if timer.kind == "min_wait":
                    _complete(timer, run)
                    continue
                outgoing = list(reminders.of_timer(timer, run.now))
                if outgoing:
                    notices.send_all(outgoing, by=system(outgoing[0].stream.company_id), now=run.now)


def _complete(timer: Timer, run: Run) -> None:
    """The cooling time of a step is over: complete it if nothing else is missing; else its last proof will."""
    row = Case.objects.select_related(*EXPANDED).get(pk=timer.case_id)
    loaded = store.load(row)
    view = derive(loaded.state, calendar())[timer.step]
    if may_complete(loaded.state, view, run.now, calendar()):
        actions.act(by=system(row.company_id), case=row.uid, wish=Act(timer.step), now=run.now, key=f"wait:{timer.pk}")


def _case(uid: str) -> Case:
    return Case.objects.select_related(*EXPANDED).get(uid=uid)


def _welcome(row: Case, views: Mapping[str, StepView]) -> Outgoing:
    """At the start the employee gets the list of what he needs to do and will receive."""
    present = [view.step for view in views.values() if view.status != "skipped"]
    return Outgoing(
        "case_started",
        {
            "needs": [reminders.title(step) for step in present if "employee" in step.who],
            "receives": [reminders.title(step) for step in present if step.owed_to == "employee"],
            **_contact(row),
        },
        key=f"started:{row.uid}",
        to_employee=row.employee,
        stream=row.stream,
        link="/my/materials/",
        subject_uid=row.uid,
    )


def _invitations(row: Case, view: StepView, prepared: papers.Prepared, now: datetime) -> Iterator[Outgoing]:
    """To each person whose seat is open on a step: it is your turn, and until when."""
    attempt = view.attempt
    roles = turns.seats(row, view, now)
    if prepared.blocked and "employee" in roles:
        roles = tuple(role for role in roles if role != "employee") or ("hr_ops",)
    for role in roles:
        if role == "employee":
            if row.employee.user_id:
                yield _to_employee(row, view, prepared, f"ready:{row.uid}:{view.step.key}:{attempt}")
            continue
        today = now.astimezone(SHANGHAI).date()
        found = standing.recipients(row, role, today)
        if not found:
            yield from _nobody(row, view, today)
        for user in found:
            yield Outgoing(
                "todo_assigned",
                {"person": row.employee.name, "what": reminders.title(view.step), **reminders.deadline(view)},
                key=f"ready:{row.uid}:{view.step.key}:{attempt}:{user.pk}",
                to_user=user,
                stream=row.stream,
                link=papers.link_for(row, view.step.key),
                subject_uid=row.uid,
                step=view.step.key,
                follow_up=(FOLLOW, {"case": str(row.uid), "step": view.step.key, "attempt": view.attempt}),
            )


def _next_in_turn(row: Case, view: StepView, made: Mapping[str, papers.Prepared], now: datetime) -> Iterator[Outgoing]:
    """After one seat of a sequence has signed: the next one's turn. Who was told before is not told again."""
    if view.step.mode == "sequence" and view.status == "ready" and view.step.key not in made:
        yield from _invitations(row, view, papers.prepare(row, view, now), now)


def _nobody(row: Case, view: StepView, today: date) -> Iterator[Outgoing]:
    """A seat nobody can be found for never passes: the administrators are told, who can give somebody the role.

    They see no person's file, so the case is named by its number.
    """
    for user in accounts.holders(row.company_id, ADMINISTRATOR, "", today):
        yield Outgoing(
            "seat_empty",
            {"person": row.number, "what": reminders.title(view.step)},
            key=f"empty:{row.uid}:{view.step.key}:{view.attempt}:{user.pk}",
            to_user=user,
            stream=row.stream,
            link="/todos/",
            subject_uid=row.uid,
            step=view.step.key,
        )


def _of_seat(row: Case, view: StepView, happened: Any, now: datetime) -> Iterator[Outgoing]:
    """After a seat was added, handed on or answered: who is up now because of it."""
    today, payload = now.astimezone(SHANGHAI).date(), happened.payload
    what = {"person": row.employee.name, "what": reminders.title(view.step)}
    by = accounts.names([happened.actor]).get(happened.actor, "HR")
    if happened.type in ("seat.added", "seat.transferred"):
        handed = happened.type == "seat.transferred"
        seats = [f"{payload['role']}@{payload['person']}"]
        template = "todo_assigned" if handed else "seat_asked"
        context = {**what, **reminders.deadline(view), **({} if handed else {"who": by})}
    else:
        seats = [seat for seat in turns.seats(row, view, now) if view.status == "ready"]
        template, context = "seat_answered", {**what, "who": by}
    users = {user.pk: user for seat in seats if seat != "employee" for user in standing.recipients(row, seat, today)}
    for user in users.values():
        if str(user.uid) != happened.actor:
            yield Outgoing(
                template,
                context,
                key=f"seat:{happened.eid}:{user.pk}",
                to_user=user,
                stream=row.stream,
                link=papers.link_for(row, view.step.key),
                subject_uid=row.uid,
                step=view.step.key,
            )


def _of_withdrawal(row: Case, view: StepView, happened: Any, now: datetime) -> Iterator[Outgoing]:
    """After somebody took something back: the other seats of the step, who may have waited or been about to sign."""
    who = accounts.names([happened.actor]).get(happened.actor, row.employee.name)
    today = now.astimezone(SHANGHAI).date()
    seats = [seat for seat in turns.seats(row, view, now) if seat != "employee"]
    for user in {user.pk: user for seat in seats for user in standing.recipients(row, seat, today)}.values():
        if str(user.uid) != happened.actor:
            yield Outgoing(
                "taken_back",
                {"person": row.employee.name, "what": reminders.title(view.step), "who": who},
                key=f"back:{happened.eid}:{user.pk}",
                to_user=user,
                stream=row.stream,
                link=papers.link_for(row, view.step.key),
                subject_uid=row.uid,
                step=view.step.key,
            )


def _for_reading(row: Case, view: StepView, prepared: papers.Prepared, now: datetime) -> Iterator[Outgoing]:
    """Papers that the step wants delivered and nobody has to seal: they go out as soon as they are made."""
    wanted = {item.name for alternative in view.step.evidence for item in alternative if item.kind == "delivery"}
    asked = "employee" in open_seats(view)
    for paper in prepared.papers:
        if paper.kind not in wanted or not papers.goes_to_employee(paper.kind) or view.step.key == "case_freeze":
            continue
        if asked and paper == prepared.papers[0] and not papers.own_kinds(view.step):
            # The invitation to act has brought it.
            continue
        yield _paper_notice(row, view, paper, now)


def _paper_notice(row: Case, view: StepView, paper: Any, now: datetime, template: str = "") -> Outgoing:
    """A paper on its way to the employee; its delivery is the proof the step asks for."""
    template = template or PAPER_MESSAGE.get(paper.kind, "paper_for_you")
    return Outgoing(
        template,
        _paper_context(row, template, paper.kind, view, now),
        key=f"paper:{paper.uid}",
        to_employee=row.employee,
        stream=row.stream,
        link=f"/my/papers/{paper.uid}/",
        subject_uid=paper.uid,
        step=view.step.key,
        follow_up=(
            FOLLOW,
            {
                "case": str(row.uid),
                "step": view.step.key,
                "items": [*_delivery_items(view.step, [paper.kind]), *_opened_items(view.step)],
                "attempt": view.attempt,
            },
        ),
    )


def _to_employee(row: Case, view: StepView, prepared: papers.Prepared, key: str) -> Outgoing:
    """What the employee is asked to do, with the paper it is about; its delivery is the paper's delivery."""
    paper = prepared.papers[0] if prepared.papers and not papers.own_kinds(view.step) else None
    template = PAPER_MESSAGE.get(paper.kind, "step_ready") if paper else "step_ready"
    items = _delivery_items(view.step, [one.kind for one in prepared.papers])
    context: dict[str, Any] = {"what": reminders.title(view.step), **_contact(row), **reminders.deadline(view)}
    if template in ("step_ready", "handover_ready"):
        context["who"] = row.employee.name
    if template == "undertaking_ready" and paper is not None:
        context["pages"] = paper.reader_pages
    if view.due_at is None and template != "step_ready":
        template = "step_ready"
        context = {"what": reminders.title(view.step), "who": row.employee.name, **_contact(row)}
    return Outgoing(
        template,
        context,
        key=key,
        to_employee=row.employee,
        stream=row.stream,
        link=f"/my/papers/{paper.uid}/" if paper else papers.link_for(row, view.step.key, own=True),
        subject_uid=row.uid,
        step=view.step.key,
        follow_up=(FOLLOW, {"case": str(row.uid), "step": view.step.key, "items": items, "attempt": view.attempt}),
    )


def _papers_sent(
    row: Case, views: Mapping[str, StepView], payload: Mapping[str, Any], now: datetime
) -> Iterator[Outgoing]:
    """A paper that was just sealed, or is made by the program, goes out to whom the step wants it delivered."""
    view = views.get(payload.get("step", ""))
    if view is None or view.status != "ready":
        return
    attached = [Item.parse(one["item"]) for one in payload.get("attached", ())]
    wanted = {one.name for alternative in view.step.evidence for one in alternative if one.kind in ("delivery", "log")}
    names = [one.name for one in attached if one.kind == "seal" and one.name in wanted]
    if any(one.name == "manifest" for one in attached):
        names += [one.kind for one in papers.prepare(row, view, now, closing=True).papers]
    for name in names:
        paper = papers.current(row, name)
        if paper is None:
            continue
        key = f"paper:{paper.uid}"
        if not papers.goes_to_employee(name):
            for user in standing.holders(row, "union", now.astimezone(SHANGHAI).date()) if name in TO_UNION else ():
                yield Outgoing(
                    "todo_assigned",
                    {"person": row.employee.name, "what": papers.title(name), **reminders.deadline(view)},
                    key=f"{key}:{user.pk}",
                    to_user=user,
                    stream=row.stream,
                    link=f"/papers/{paper.uid}/",
                    subject_uid=paper.uid,
                    step=view.step.key,
                    follow_up=(
                        FOLLOW,
                        {
                            "case": str(row.uid),
                            "step": view.step.key,
                            "items": _delivery_items(view.step, [name]),
                            "attempt": view.attempt,
                        },
                    ),
                    # A letter needs a delivery that proves itself; an opening in the application is none.
                    channels=("sms", "email"),
                )
            continue
        yield _paper_notice(row, view, paper, now)


def _paper_context(row: Case, template: str, name: str, view: StepView, now: datetime) -> dict[str, Any]:
    """The facts each paper's message takes."""
    today = now.astimezone(SHANGHAI).date()
    contact = _contact(row)
    match template:
        case "notice_served":
            return {"what": papers.title(name), **({"last_day": row.ends_on} if row.ends_on else {}), **contact}
        case "resign_ack":
            return {"day": papers.received_on(row), "last_day": papers.latest_day(row), **contact}
        case "certificate_ready" | "case_closed":
            return {"day": today, **contact}
        case "rights_letter":
            return contact
        case _:
            return {"what": papers.title(name), **_deadline_of(view), **contact}


def _deadline_of(view: StepView) -> dict[str, Any]:
    """The deadline of a step, where the employee is the one who has it."""
    return reminders.deadline(view) if "employee" in view.step.who else {}


def _receipts(row: Case, payload: Mapping[str, Any], now: datetime) -> Iterator[Outgoing]:
    """To the employee, for each paper just answered: the number of the receipt, in a message outside the program."""
    attached = (one for one in payload.get("attached", ()) if Item.parse(one["item"]).party == "employee")
    own = [one["object"].removeprefix("document:") for one in attached if one["object"].startswith("document:")]
    if own and row.employee.user_id:
        yield from (receipts.message(answer, now=now) for answer in documents.answers_to(own))


def _after(row: Case, views: Mapping[str, StepView], happened: Any, now: datetime) -> Iterator[Outgoing]:
    """After a completed step: its own message, and one sentence to the employee who acts next and until when."""
    if happened.type == "step.done":
        told = is_told(store.template_of(row), views)
        yield from reminders.own_words(row, views[happened.payload["step"]], "done", now, told=told)
    if not row.employee.user_id or happened.type != "step.done":
        return
    done = views[happened.payload["step"]]
    for wanted in done.step.notify:
        template = str(wanted.get("template", ""))
        if (
            wanted.get("on") == "done"
            and wanted.get("to") == "employee"
            and template in ("wage_paid", "back_payment_done")
        ):
            yield Outgoing(
                template,
                {"day": now.astimezone(SHANGHAI).date(), **_contact(row)},
                key=f"done:{happened.eid}:{template}",
                to_employee=row.employee,
                stream=row.stream,
                link="/my/progress/",
                subject_uid=row.uid,
                step=done.step.key,
            )
    following = [
        view
        for view in views.values()
        if view.status == "ready" and "employee" not in open_seats(view) and not view.step.optional
    ]
    following.sort(key=lambda view: (view.due_at is None, view.due_at or now))
    if following and is_told(store.template_of(row), views):
        # Of an inquiry of the company that has asked him nothing yet the employee hears nothing either.
        view = following[0]
        today = now.astimezone(SHANGHAI).date()
        names = [user.name for role in turns.seats(row, view, now) for user in standing.holders(row, role, today)[:1]]
        who = "、".join(dict.fromkeys(names)) or "HR"
        # The same sentence once: other steps being done meanwhile changes nothing in it.
        said = hashlib.sha256(f"{view.step.key} {who} {view.due_at}".encode()).hexdigest()[:16]
        yield Outgoing(
            "next_actor",
            {
                "who": who,
                "what": reminders.title(view.step),
                **_contact(row),
                **reminders.deadline(view),
            },
            key=f"next:{row.uid}:{said}",
            to_employee=row.employee,
            stream=row.stream,
            link="/my/progress/",
            subject_uid=row.uid,
            step=view.step.key,
        )


def _delivery_items(step: Step, kinds: Sequence[str]) -> list[str]:
    """Delivery items of a step for these papers, each once."""
    found = [
        str(item)
        for alternative in step.evidence
        for item in alternative
        if item.party == "third" and item.kind == "delivery" and item.name in kinds
    ]
    return list(dict.fromkeys(found))


def _opened_items(step: Step) -> list[str]:
    """The log item that an opening of the message proves, if the step asks for one."""
    found = [str(item) for alternative in step.evidence for item in alternative if str(item) == "system.log:opened"]
    return list(dict.fromkeys(found))
