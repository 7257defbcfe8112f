"""Everything that changes a case. Page, API, admin, import and jobs call these and there is no other way.

Each act is one transaction: the request key, the case row locked, the engine's decision, one evidence entry, the
proof, the rows that follow, the timers, and one job that tells people. A refusal changes nothing; that it was asked
and refused is itself recorded, in a transaction of its own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.attendance import actions as attendance
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as log
from partwell.apps.law import warned
from partwell.apps.people import actions as people_acts
from partwell.apps.people import queries as people
from partwell.core.process.decide import (
    Act,
    Done,
    Refusal,
    decide_act,
    decide_cancel,
    decide_close,
    decide_facts,
)
from partwell.core.process.replay import Happening, fact_value, opened
from partwell.core.process.state import FactValue, derive
from partwell.core.process.template import Template
from partwell.lib import template_files
from partwell.lib.actor import Actor
from partwell.lib.actor import system as the_program
from partwell.lib.clock import SHANGHAI
from partwell.lib.files.models import Blob
from partwell.lib.holiday_file import calendar
from partwell.lib.jobs import enqueue_many
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.lib.refusal import Refusal as Refuse
from partwell.lib.requests.once import once

from . import audit, lawful, linking, moving, papers, standing, store, told, versions, watching, words
from .models import Batch, Case, CaseRole, CaseStep, TemplateVersion, Timer

INITIATED_BY_EMPLOYEE = ("voluntary_resignation", "constructive_dismissal")
ABSENCE = "absence_no_contact"
REFUSAL_QUIET = timedelta(minutes=10)
"""The same refusal to the same person within this time is recorded once."""
Answer = dict[str, Any]
"""What an act answers its request with, kept for a repeat of it."""


def note_leavings(now: datetime) -> None:
    """Write on the record of each person whose last day is over that he has left; again it changes nothing.

    The last day is the one of the latest case that was not cancelled, once what ends the employment is done there.
    """
    today = now.astimezone(SHANGHAI).date()
    rows = Case.objects.exclude(state=Case.State.CANCELLED).filter(employee__hired_on__lte=F("ends_on"))
    rows = rows.filter(ends_on__lt=today).exclude(employee__left_on=F("ends_on"))
    later = Case.objects.filter(employee=OuterRef("employee"), pk__gt=OuterRef("pk"))
    rows = rows.exclude(Exists(later.exclude(state=Case.State.CANCELLED)))
    for uid, company in rows.order_by("pk").values_list("uid", "company"):
        by = the_program(company)
        with transaction.atomic():
            loaded = store.lock(by, uid)
            last_day = loaded.case.ends_on
            if loaded.state.is_effective and last_day is not None and last_day < today:
                people_acts.record_leaving(loaded.case.employee, last_day, by=by, now=now)


def publish(key: str, now: datetime) -> TemplateVersion:
    """The shipped template as a published version; an unchanged body keeps its version."""
    return versions.publish_shipped(key, now)


def publish_shipped(now: datetime) -> None:
    """Publish every shipped template that is new or changed; run after migrations and at the demo's load."""
    for key in template_files.all_keys():
        publish(key, now)


def start(
    *,
    by: Actor,
    employee: object,
    separation_type: str,
    initiator: str,
    ground: str = "",
    facts: Mapping[str, FactValue] | None = None,
    anchors: Mapping[str, date] | None = None,
    now: datetime,
    key: str | None = None,
    first: Act | None = None,
    files: Sequence[Blob] = (),
    inside: Sequence[Callable[[], None]] = (),
    asked: Mapping[str, Any] | None = None,
    acknowledged: Collection[str] = (),
    alias: str = "",
    follows: object = None,
    follow_reason: str = "",
    batch: Batch | None = None,
) -> dict[str, Any]:
    """Begin a case for an employee and answer its uid and number.

    `facts` are what HR states beyond the records; a record is never overruled here. `first` is an act done in the
    same transaction: the resignation that begins its own case. `asked` identifies the request for `key`, where the
    rest names things made on the way. `acknowledged` are the risks `by` goes on with knowingly: each that stands needs
    it, and is an entry by name. `alias` is a fixed name for the demo. `follows` is an ended case of the same person
    this one refers to, with the reason; `batch` the layoff it belongs to.
    Raises NotVisible, NotAllowed, BadInput, Refused, Unacknowledged.
    """
    now = store.to_ms(now)
    acknowledged = {*acknowledged, *by.goes_on_with}
    content = asked or {
        "employee": str(employee),
        "type": separation_type,
        "facts": dict(facts or {}),
    }

    def do() -> dict[str, Any]:
        person = people.employee(by, employee)
        own = by.employee == person.pk
        if own and separation_type not in INITIATED_BY_EMPLOYEE:
            raise NotAllowed(_("This kind of separation is started by HR."))
        if not own and not by.is_system and not by.holds_on(person.department.path, *standing.STARTS_CASES):
            raise NotAllowed(_("A separation case is started by HR."))
        if Case.objects.filter(employee=person, state=Case.State.OPEN).exists():
            raise Refused(
                _("%(name)s has an open case already.") % {"name": person.name},
                code="open_case",
            )
        today = now.astimezone(SHANGHAI).date()
        former = linking.former(by, follows, person, follow_reason) if follows else None
        version = batch.template if batch else versions.effective(separation_type, person.company_id, today)
        template = store.from_flat(version.body, template_files.facts())
        known = _start_facts(person, template, facts or {}, today)
        dates = {
            "T0": today,
            **record_anchors(template, person, today),
            **lawful.anchors(template, anchors or {}, today),
        }
        plan = lawful.Plan(template, person, known, dates, ground, today, follows=former is not None)
        risks = lawful.require_start(plan)
        known_risks = [] if own or by.is_system else lawful.require_known(risks, acknowledged)
        if template.quiet:
            people_acts.keep_silent(person.pk, silent=True, by=by, now=now)
        case = _open(
            by,
            person,
            version,
            template,
            (initiator, ground, alias),
            known,
            dates,
            {one.key: one.key in acknowledged for one in risks},
            linking.Links(former, follow_reason.strip(), batch),
            now,
        )
        about = f"case:{case.uid}"
        warned.acknowledge(known_risks, where="start", about=about, stream=case.stream, by=by, now=now)
        if separation_type == ABSENCE:
            attendance.settle_by_case(person.pk, case.number, by=by, now=now)
        if former is not None:
            linking.tell(former, case, follow_reason.strip(), by=by, now=now)
        answer = {"case": str(case.uid), "number": case.number}
        if first is not None:
            loaded = store.load(case)
            who = standing.standing_on(by, case, [template.step(first.step)], today)
            for effect in inside:
                effect()
            _do(
                loaded,
                decide_act(loaded.state, first, who, now, calendar()),
                by,
                now,
                files,
            )
        return answer

    return once(by, key, "case.start", content, now, do)


def act(
    *,
    by: Actor,
    case: object,
    wish: Act,
    now: datetime,
    key: str | None = None,
    files: Sequence[Blob] = (),
    inside: Sequence[Callable[[], None]] = (),
    asked: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Do one act on one step: attach proof, state what the step determines, or decline an optional step.

    Answers the entry's id and number, the step's status and the steps that became ready. Slow work (rendering,
    storing files, reading the network) is done before; `wish` names its results. `inside` is done in the same
    transaction before the decision is written: a seal that stands or falls with the act. `asked` identifies the
    request for `key`, where the wish names things made on the way.
    Raises NotVisible, NotAllowed, BadInput, Refused.
    """

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        step = next((one for one in loaded.template.steps if one.key == wish.step), None)
        who = standing.standing_on(by, loaded.case, [step] if step else [], moment.astimezone(SHANGHAI).date())
        answer = decide_act(loaded.state, wish, who, moment, calendar())
        if isinstance(answer, Done):
            lawful.require_act(loaded, wish, moment)
            for effect in inside:
                effect()
        return answer

    content = asked or {
        "case": str(case),
        "step": wish.step,
        "items": [str(one.item) for one in wish.attach],
        "objects": [one.object for one in wish.attach],
        "facts": dict(wish.facts),
        "anchors": dict(wish.anchors),
        "decline": wish.decline,
    }
    return change(by, case, "case.act", content, now, key, decide, files)


def check(*, by: Actor, case: Case, wish: Act, now: datetime, kept: Callable[[], Answer | None]) -> Answer | None:
    """Ask whether an act would be refused, before slow work is done for it. Raises what `act` would raise.

    `kept` gives the answer this same request got before. Sent twice at one moment, the second may find the step done
    by the first: that is the first one's answer, and no refusal.
    """
    moment = store.to_ms(now)
    today = moment.astimezone(SHANGHAI).date()
    loaded = store.load(case)
    steps = [one for one in loaded.template.steps if one.key == wish.step]
    who = standing.standing_on(by, case, steps, today)
    stated = {name: "" for step in steps for name in step.sets}
    probe = wish if wish.attach or wish.decline else replace(wish, facts=stated)
    answer = decide_act(loaded.state, probe, who, moment, calendar())
    if not isinstance(answer, Refusal):
        return None
    if answer.code == "guard" and any(name in one.sets for one in steps if one.guard for name in one.guard.facts):
        # What the step itself works out may open its guard; the act decides with it.
        return None
    if (before := kept()) is not None:
        return before
    refused = words.refuse(answer, loaded.template, cache(partial(audit.names, case, today=today)))
    if isinstance(refused, Refused):
        _record_refusal(by, "case.act", {"case": str(case.uid), "step": wish.step}, refused, moment)
    raise refused


def state_facts(
    *,
    by: Actor,
    case: object,
    values: Mapping[str, FactValue],
    why: str,
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """State or correct facts that no step determines. Raises NotVisible, NotAllowed, BadInput, Refused."""

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        dictionary = template_files.facts()
        try:
            checked = {name: fact_value(dictionary[name].check(value)) for name, value in values.items()}
        except (KeyError, ValueError):
            return Refusal("bad_input", "unknown_fact", fields=dict.fromkeys(values, ""))
        lawful.require_facts(loaded, checked)
        answer = decide_facts(loaded.state, checked, why, standing.of_hr(by, loaded.case), frozenset(dictionary))
        if isinstance(answer, Done):
            told.read("cases.actions.state_facts", by, loaded.case, "facts", moment, why)
        return answer

    return change(
        by,
        case,
        "case.facts",
        {"case": str(case), "values": dict(values)},
        now,
        key,
        decide,
    )


def close(*, by: Actor, case: object, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Close a case. Everything is rebuilt from the evidence entries first; a difference refuses.

    Raises NotVisible, NotAllowed, Refused with everything that is missing.
    """

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        answer = decide_close(loaded.state, standing.of_hr(by, loaded.case), moment, calendar())
        if isinstance(answer, Refusal):
            return answer
        moving.require_decided(loaded.case, moment.astimezone(SHANGHAI).date())
        proved = audit.rebuild(loaded)
        if proved.faults:
            raise Refused(
                _("Cannot close: the rows of this case differ from its evidence (%(what)s). Ask an administrator.")
                % {"what": "；".join(fault.code for fault in proved.faults[:5])},
                code="differs_from_evidence",
            )
        answer = decide_close(proved.state, standing.of_hr(by, loaded.case), moment, calendar())
        if isinstance(answer, Done):
            answer = Done(
                answer.type,
                {**answer.payload, **audit.completeness(loaded.case, proved)},
                completes=True,
            )
        return answer

    return change(by, case, "case.close", {"case": str(case)}, now, key, decide)


def cancel(*, by: Actor, case: object, reason: str, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Cancel a case before the separation took effect; what it asked to be signed is withdrawn.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        answer = decide_cancel(loaded.state, reason, standing.of_hr(by, loaded.case))
        if isinstance(answer, Done):
            told.read("cases.actions.cancel", by, loaded.case, "case", moment, reason)
            papers.withdraw_unanswered(loaded.case, by=by, now=moment)
        if isinstance(answer, Done) and loaded.template.quiet:
            # The report was wrong: the person may be written to again.
            people_acts.keep_silent(loaded.case.employee_id, silent=False, by=by, now=moment)
        return answer

    return change(by, case, "case.cancel", {"case": str(case), "reason": reason}, now, key, decide)


def request_reached(*, case: object, step: str, channel: str, notice: str, now: datetime) -> None:
    """Record that a request to act on a step reached the person who owes it (called by the channels' receipts)."""
    now = store.to_ms(now)
    with transaction.atomic():
        row = Case.objects.select_related("employee", "template", "stream").get(uid=case)
        loaded = store.lock(the_program(row.company_id), row.uid)
        if step in loaded.state.requested or loaded.state.state != "open":
            return
        if derive(loaded.state, calendar())[step].status != "ready":
            # Asked before the case went back: nobody can answer now, so nobody's silence begins.
            return
        done = Done("case.requested", {"step": step, "channel": channel, "notice": notice})
        store.write(loaded, done, by=the_program(row.company_id), now=now)


def name_successor(
    *, by: Actor, case: object, user: object, now: datetime, key: str | None = None, role: str = "successor"
) -> dict[str, Any]:
    """Name who takes over the work in this case, or another who acts in it alone; the former one's seat ends.

    Raises NotVisible, NotAllowed, BadInput.
    """
    now = store.to_ms(now)

    def do() -> dict[str, Any]:
        loaded = store.lock(by, case)
        row = loaded.case
        standing.require_naming(by, row)
        if row.state != Case.State.OPEN:
            raise Refused(_("The case is closed. Open a new case that refers to it."), code="case_closed")
        if role not in standing.IN_CASE:
            raise BadInput({"role": _("Nobody is named for this role.")})
        person = accounts.colleague(row.company_id, user)
        if person is None or person.pk == row.employee.user_id:
            raise BadInput({"successor": _("Choose a colleague who can sign in.")})
        CaseRole.objects.filter(case=row, role=role, until__isnull=True).update(until=now)
        CaseRole.objects.create(case=row, role=role, user=person, since=now)
        payload = {"role": role, "person": str(person.uid)}
        entry = evidence.record(row.stream, "role.named", by=by, now=now, payload=payload)
        views = derive(loaded.state, calendar()).items()
        ready = [key for key, view in views if view.status == "ready" and role in view.step.who]
        # Papers nobody has signed yet name whoever held the part before; and it is the named one's turn.
        arguments = {"case": str(row.uid), "entry": str(entry.eid), "ready": ready}
        enqueue_many([("cases.announce", arguments, f"announce:{entry.eid}", None)], now=now)
        return {role: str(person.uid)}

    asked = {"case": str(case), "user": str(user), **({"role": role} if role != "successor" else {})}
    return once(by, key, "case.successor", asked, now, do)


def change(
    by: Actor,
    case: object,
    action: str,
    content: Mapping[str, Any],
    now: datetime,
    key: str | None,
    decide: Callable[[store.Loaded, datetime], Done | Refusal],
    files: Sequence[Blob] = (),
) -> dict[str, Any]:
    """The frame of every act: once per request key, lock, decide, write; a refusal is recorded and raised."""
    moment = store.to_ms(now)

    def do() -> dict[str, Any]:
        loaded = store.lock(by, case)
        return _do(loaded, decide(loaded, moment), by, moment, files)

    try:
        return once(by, key, action, content, moment, do)
    except Refused as refused:
        _record_refusal(by, action, content, refused, moment)
        raise


def write_decision(
    loaded: store.Loaded, decision: Done | Refusal, by: Actor, now: datetime, files: Sequence[Blob] = ()
) -> dict[str, Any]:
    """Write a decision in the caller's transaction, or raise what it refuses."""
    return _do(loaded, decision, by, now, files)


def _do(
    loaded: store.Loaded,
    decision: Done | Refusal,
    by: Actor,
    now: datetime,
    files: Sequence[Blob],
) -> dict[str, Any]:
    """Write a decision, or raise what it refuses."""
    case = loaded.case
    if isinstance(decision, Refusal):
        today = now.astimezone(SHANGHAI).date()
        # Many open steps fall to few roles: each is looked up once.
        raise words.refuse(decision, loaded.template, cache(partial(audit.names, case, today=today)))
    entry, views, fresh = store.write(loaded, decision, by=by, now=now, files=files)
    if case.planned_id is not None and decision.completes and case.state == Case.State.OPEN:
        views, more = moving.follow_plan(loaded, by=by, now=now)
        fresh = [*fresh, *more]
    arguments = {"case": str(case.uid), "entry": str(entry.eid), "ready": fresh}
    enqueue_many([("cases.announce", arguments, f"announce:{entry.eid}", None)], now=now)
    step = decision.payload.get("step", "")
    return {
        "entry": str(entry.eid),
        "number": entry.stream_seq,
        "status": views[step].status if step in views else case.state,
        "ready": fresh,
    }


def _record_refusal(by: Actor, action: str, content: Mapping[str, Any], refused: Refuse, now: datetime) -> None:
    """Keep in the case's stream that a person's act was asked and refused; the same one within minutes only once.

    The program's own attempts are left out: a second receipt for a step that is done already is nobody's wish.
    """
    if by.is_system:
        return
    row = standing.visible_to(by).select_related("stream", "employee").filter(uid=content["case"]).first()
    if row is None:
        return
    pid = standing.pid_of(by, row)
    mark = {"action": action, "step": content.get("step", ""), "code": refused.code}
    with transaction.atomic():
        for one in log.tail(row.stream, 5):
            same = one.type == "case.refused" and one.actor == pid and one.at > now - REFUSAL_QUIET
            if same and one.payload and all(one.payload.get(name) == value for name, value in mark.items()):
                return
        payload = {
            **mark,
            "sentence": refused.sentence,
            "missing": len(getattr(refused, "missing", ())),
        }
        evidence.record(row.stream, "case.refused", by=by, now=now, payload=payload)


def _start_facts(person: Any, template: Template, stated: Mapping[str, FactValue], today: date) -> dict[str, FactValue]:
    """Facts at the start: what the records and the kind of separation say, then what HR states beyond them."""
    known = {**people.facts_of(person, today), **template.settled_facts()}
    wrong: dict[str, str] = {}
    given: dict[str, FactValue] = {}
    for name, value in stated.items():
        try:
            given[name] = fact_value(template_files.facts()[name].check(value))
        except (KeyError, ValueError):
            wrong[name] = _("This value is not possible.")
            continue
        if name in known and fact_value(known[name]) != given[name]:
            wrong[name] = _("The records say otherwise. Mend the record first.")
    if wrong:
        raise BadInput(wrong)
    # "None of these" is established by the step with its proof, never by a word at the start.
    owned = {name for step in template.steps for name in step.sets}
    given = {name: value for name, value in given.items() if name not in owned or value != ()}
    return {**{name: fact_value(value) for name, value in known.items()}, **given}


def record_anchors(template: Template, person: Any, today: date) -> dict[str, date]:
    """Anchors that the records give: P, the end of probation; C, the last day of a fixed term."""
    found: dict[str, date] = {}
    if "P" in template.anchors:
        found |= people.anchors_of(person, today)
    contract = people.last_contract(person, today) if "C" in template.anchors else None
    if contract is not None and contract.ends_on is not None:
        found["C"] = contract.ends_on
    return found


def _open(
    by: Actor,
    person: Any,
    version: TemplateVersion,
    template: Template,
    naming: tuple[str, str, str],
    facts: Mapping[str, FactValue],
    anchors: Mapping[str, date],
    risks: Mapping[str, bool],
    links: linking.Links,
    now: datetime,
) -> Case:
    """Create the case, its steps and its first entry. `naming`: who proposed it, the ground, the demo's fixed name.

    `risks`: what was warned of, and whether the person said to know it.
    """
    initiator, ground, alias = naming
    accounts.lock_company(person.company_id)
    year = now.astimezone(SHANGHAI).year
    count = Case.objects.filter(company=person.company_id, number__startswith=f"{year}-").count()
    stream = evidence.open_stream("case", company=person.company_id, employee=person.pk, now=now)
    case = Case.objects.create(
        company_id=person.company_id,
        number=f"{year}-{count + 1:06d}",
        employee=person,
        department=person.department,
        path=person.department.path,
        template=version,
        stream=stream,
        separation_type=template.separation_type,
        initiator=initiator,
        ground=ground,
        alias=alias or None,
        opened_at=now,
        opened_by_id=by.user,
        follows=links.former,
        follow_reason=links.reason if links.former else "",
        batch=links.batch,
    )
    CaseStep.objects.bulk_create(store.new_steps(case, template))
    payload = {
        "template": {
            "key": version.key,
            "version": version.number,
            "sha256": version.sha256,
        },
        "separation_type": template.separation_type,
        "employee": str(person.uid),
        "department": str(person.department.uid),
        "initiator": initiator,
        "ground": ground,
        "number": case.number,
        "facts": {name: sorted(value) if isinstance(value, tuple) else value for name, value in facts.items()},
        "anchors": {name: day.isoformat() for name, day in anchors.items()},
        **({"risks": dict(risks)} if risks else {}),
        **links.payload(template),
    }
    entry = evidence.record(
        stream,
        "case.opened",
        by=replace(by, pid=standing.pid_of(by, case)),
        now=now,
        payload=payload,
        template=version.sha256,
    )
    state = opened(template, Happening("case.opened", now, by.pid, payload))
    views, fresh = store.settle(store.Loaded(case, store.step_rows(case), state), now)
    watching.follow(case, None, state, views, now)
    arguments = {"case": str(case.uid), "entry": str(entry.eid), "ready": fresh, "opened": True}
    enqueue_many([("cases.announce", arguments, f"announce:{entry.eid}", None)], now=now)
    return case


def fire_timer(timer: Timer, now: datetime) -> bool:
    """Mark a timer as fired; False when another worker was first or its step is settled meanwhile."""
    return bool(Timer.objects.filter(pk=timer.pk, fired_at__isnull=True, dropped_at__isnull=True).update(fired_at=now))


def drop_past_timers(company: int, now: datetime) -> int:
    """Drop the reminders whose time passed before this installation could send them; how many there were.

    For cases that come in with their past, by the demo or an import: nobody is told today what was due last week.
    """
    past = Timer.objects.filter(case__company=company, fire_at__lte=now, fired_at__isnull=True, dropped_at__isnull=True)
    return past.update(dropped_at=now)
