"""A mass layoff: the process that is done once, the list of people, and the cases that point to it.

The process of a batch is the first part of the template of its cases. What it is at any moment is rebuilt from its
stream; nothing else is believed. Somebody on the list has no seat in it and does not see it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as log
from partwell.apps.law import warned
from partwell.apps.law.warned import Shown, Unacknowledged
from partwell.apps.notices import actions as notices
from partwell.apps.notices.actions import Outgoing
from partwell.apps.people import queries as people
from partwell.core.process.batch import CHOSEN, common
from partwell.core.process.decide import Act, Attach, Done, Refusal, Standing, decide_act, open_seats
from partwell.core.process.replay import Happening, apply, replay
from partwell.core.process.state import CaseState, StepView, derive
from partwell.core.process.template import Item, Step, Template
from partwell.core.settlement.rules.checks import layoff_threshold
from partwell.lib import jobs
from partwell.lib.actor import Actor
from partwell.lib.actor import system as the_program
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store as files
from partwell.lib.files.models import Blob
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.refusal import Refusal as Refuse
from partwell.lib.requests.once import once

from . import actions, reminders, standing, store, versions, words
from .models import Batch, BatchMember, Case

STARTS = ("hrbp", "hr_ops", "hr_manager", "hr_director", "owner")
SEES = (*standing.SEES_CASES, "exec", "dept_head")
ENDS = ("hr_manager", "hr_director", "owner")
LIMIT = 2000
EXPLAINED_BEFORE = timedelta(days=30)
"""《劳动合同法》第四十一条: the union or all staff are told thirty days before."""


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody hands in for a step of a batch."""

    text: str = ""
    number: str = ""
    day: date | None = None
    upload: Any = None
    stored: object = None


@dataclass(frozen=True, slots=True)
class Now:
    """A batch as its entries prove it: the state, its steps, and which entry brought which proof."""

    batch: Batch
    state: CaseState
    views: dict[str, StepView]
    entries: dict[tuple[str, str, str], str]
    """(step, item, role) -> id of the entry in the batch's stream."""


def visible_to(by: Actor) -> Any:
    """Batches of the company for who holds a role of one over the whole company, and is not on its list."""
    rows = Batch.objects.filter(company=by.company).select_related("template", "stream")
    if by.is_system:
        return rows
    if not by.holds_on("", *SEES):
        return rows.none()
    listed = BatchMember.objects.filter(employee=by.employee or 0, off_at__isnull=True)
    return rows.exclude(pk__in=listed.values("batch"))


def find(by: Actor, uid: object, *, lock: bool = False) -> Batch:
    """One batch. Raises NotVisible."""
    if not standing.is_uid(str(uid)):
        raise NotVisible
    rows = visible_to(by).filter(uid=uid)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise NotVisible
    return row


def now_of(batch: Batch) -> Now:
    """The batch rebuilt from its entries. Raises Refused when they break the rules."""
    template = template_of(batch)
    entries = log.entries(batch.stream)
    happenings = [Happening(one.type, one.at, one.actor, one.payload) for one in entries]
    state, faults = replay(template, happenings, calendar())
    if state is None or faults:
        raise Refused(_("The records of this batch contradict its rules. Ask an administrator."), code="differs")
    proof = {
        (one.payload["step"], row["item"], row["role"]): str(one.eid)
        for one in entries
        if one.type.startswith("step.") and one.payload
        for row in one.payload.get("attached", ())
    }
    return Now(batch, state, derive(state, calendar()), proof)


def template_of(batch: Batch) -> Template:
    """The part of the batch's template that is done once."""
    return common(store.template_of_version(batch.template))


def members(batch: Batch) -> list[BatchMember]:
    """Who is on the list now."""
    rows = batch.members.filter(off_at__isnull=True).order_by("pk")
    return list(rows.select_related("employee__department", "employee__position", "employee__user", "case"))


def begin(
    *,
    by: Actor,
    title: str,
    reason: str,
    employees: Sequence[object],
    planned: date,
    headcount: int,
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Begin a layoff with a list of people; their cases begin when the people are finally chosen.

    `planned` is the day the contracts are to end. Raises NotAllowed, NotVisible, BadInput, Refused.
    """
    now = store.to_ms(now)
    if not by.holds_on("", *STARTS):
        raise NotAllowed(_("A layoff is begun by HR of the whole company."))
    today = now.astimezone(SHANGHAI).date()
    employees = list(dict.fromkeys(map(str, employees)))
    wrong = _wrong_beginning(title, reason, employees, planned, headcount, today)
    if wrong:
        raise BadInput(wrong)

    def do() -> dict[str, Any]:
        chosen = _people(by, employees)
        company = by.company or 0
        accounts.lock_company(company)
        version = versions.effective("economic_layoff", company, today)
        stream = evidence.open_stream("case", company=company, employee=None, now=now)
        count = Batch.objects.filter(company=company, number__startswith=f"B{today.year}-").count()
        row = Batch.objects.create(
            company_id=company,
            number=f"B{today.year}-{count + 1:03d}",
            title=title.strip(),
            reason=reason.strip(),
            template=version,
            stream=stream,
            headcount=headcount,
            opened_at=now,
            opened_by_id=by.user,
        )
        BatchMember.objects.bulk_create([BatchMember(batch=row, employee=one, added_at=now) for one in chosen])
        payload = {
            "template": {"key": version.key, "version": version.number, "sha256": version.sha256},
            "employee": "",
            "number": row.number,
            "ground": row.reason,
            "headcount": headcount,
            "people": sorted(str(one.uid) for one in chosen),
            "facts": {},
            "anchors": {"T0": today.isoformat(), "D": planned.isoformat()},
        }
        evidence.record(stream, "case.opened", by=by, now=now, payload=payload, template=version.sha256)
        _read("cases.batches.begin", row, by, now, row.title, row.reason)
        _tell(now_of(row), (), by, now)
        return {"batch": str(row.uid), "number": row.number}

    content = {"title": title, "people": sorted(map(str, employees)), "planned": planned.isoformat()}
    return once(by, key, "batch.begin", content, now, do)


def hand_in(
    *, by: Actor, batch: object, step: str, given: Given, now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Hand in what one step of a batch asks of this person. Raises NotVisible, NotAllowed, BadInput, Refused."""
    now = store.to_ms(now)
    seen = find(by, batch)
    blob = _file(seen, given, now)

    def do() -> dict[str, Any]:
        row = find(by, batch, lock=True)
        present = now_of(row)
        view = present.views.get(step)
        if view is None:
            raise BadInput({"step": _("This batch has no such step.")}, code="no_such_step")
        who = stands(by, row, view.step, now.astimezone(SHANGHAI).date())
        wish, says = _wish(row, view, who, given, blob, now)
        decided = decide_act(present.state, wish, who, now, calendar())
        if isinstance(decided, Done):
            _read("cases.batches.hand_in", row, by, now, given.text)
        done = _write(present, decided, by, now, [blob] if blob else [])
        after = derive(done, calendar())
        _tell(Now(row, done, after, present.entries), _ready(present.views), by, now)
        if after[step].settled:
            _follow(row, now)
        return {"status": after[step].status, "says": says}

    content = {"batch": str(batch), "step": step, "text": given.text, "number": given.number, "day": str(given.day)}
    return once(by, key, "batch.step", content, now, do)


def take_off(
    *, by: Actor, batch: object, employee: object, reason: str, now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Take somebody off the list before the case has begun, with the reason. Raises as `hand_in`."""
    return _change_list(by, batch, employee, reason, now, key, on=False)


def put_on(
    *, by: Actor, batch: object, employee: object, reason: str, now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Put somebody on the list before the people are chosen. Raises as `hand_in`."""
    return _change_list(by, batch, employee, reason, now, key, on=True)


def open_cases(*, by: Actor, batch: object, now: datetime, acknowledged: Sequence[str] = ()) -> dict[str, Any]:
    """Begin the case of everybody on the list who has none; each by itself, so that one refusal stops no other.

    Answers how many began, and of each that did not the name, the reason and the risks to acknowledge first;
    `acknowledged` are those gone on with by name. Raises NotVisible, NotAllowed, Refused.
    """
    row = find(by, batch)
    if not by.holds_on("", *STARTS):
        raise NotAllowed(_("The cases of a layoff are begun by HR of the whole company."))
    present = now_of(row)
    if row.state != Batch.State.OPEN or CHOSEN not in present.state.settled:
        raise Refused(
            _("The cases begin when the people are chosen and it was reviewed who must be kept first (Art. 41)."),
            code="not_chosen_yet",
        )
    begun, refused = 0, []
    for member in members(row):
        if member.case_id is not None:
            continue
        try:
            with transaction.atomic():
                made = actions.start(
                    by=by,
                    employee=member.employee.uid,
                    separation_type="economic_layoff",
                    initiator="employer",
                    ground=row.reason,
                    acknowledged=acknowledged,
                    now=now,
                    batch=row,
                )
                case = Case.objects.get(uid=made["case"])
                BatchMember.objects.filter(pk=member.pk).update(case=case)
                point(case.pk, now)
        except Refuse as why:
            refused.append({"name": member.employee.name, "sentence": str(why.sentence), "risks": _risks(why)})
        else:
            begun += 1
    return {"begun": begun, "refused": refused}


def _risks(why: Refuse) -> list[Shown]:
    """The risks that a refused start asks to be acknowledged."""
    return why.warnings if isinstance(why, Unacknowledged) else []


def point(case: int, now: datetime) -> int:
    """Complete in one case what was done for the whole batch, by pointing to the entries there; how many steps."""
    now = store.to_ms(now)
    count = 0
    with transaction.atomic():
        row = Case.objects.select_related("batch__stream", "batch__template").get(pk=case)
        if row.batch is None or row.state != Case.State.OPEN:
            return 0
        present = now_of(row.batch)
        by = the_program(row.company_id)
        for step in template_of(row.batch).steps:
            loaded = store.lock(by, row.uid)
            view = derive(loaded.state, calendar()).get(step.key)
            if step.key not in present.state.settled or view is None or view.status != "ready":
                continue
            wish = _pointer(present, step)
            decided = decide_act(loaded.state, wish, Standing(by.pid, frozenset(), program=True), now, calendar())
            actions.write_decision(loaded, decided, by, now)
            count += 1
    return count


def end(
    *, by: Actor, batch: object, reason: str = "", cancel: bool = False, now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Close a batch after its steps and all its cases, or cancel it before there is a case.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    now = store.to_ms(now)

    def do() -> dict[str, Any]:
        row = find(by, batch, lock=True)
        if not by.holds_on("", *ENDS):
            raise NotAllowed(_("A batch is ended by the HR manager."))
        if row.state != Batch.State.OPEN:
            raise Refused(_("This batch has ended already."), code="ended")
        payload = _cancelled(row, reason) if cancel else _closed(row)
        _read("cases.batches.end", row, by, now, reason)
        row.state = Batch.State.CANCELLED if cancel else Batch.State.CLOSED
        row.ended_at = now
        evidence.record(row.stream, f"case.{row.state}", by=by, now=now, payload=payload)
        row.save(update_fields=["state", "ended_at"])
        return {"state": row.state}

    return once(by, key, "batch.end", {"batch": str(batch), "cancel": cancel}, now, do)


def stands(by: Actor, batch: Batch, step: Step, today: date) -> Standing:
    """The seats a person holds in a batch; who is on its list holds none and was not let in."""
    roles = set(by.roles_on("")) - {"employee", "successor", "line_manager"}
    for role in set(step.who) - roles:
        if by.user in {user.pk for user in holders(batch, role, today)}:
            roles.add(role)
    return Standing(by.pid, frozenset(roles))


def holders(batch: Batch, role: str, today: date) -> list[Any]:
    """Whom a seat of a batch falls to, over the whole company; nobody who is on the list."""
    listed = [member.employee.user_id for member in members(batch) if member.employee.user_id]
    return accounts.holders(batch.company_id, role, "", today, without=listed)


# --- parts ----------------------------------------------------------------------------------------------------------


def _wrong_beginning(
    title: str, reason: str, employees: Sequence[object], planned: date, headcount: int, today: date
) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not title.strip() or len(title.strip()) > 120:
        wrong["title"] = _("Give the layoff a name of at most 120 characters.")
    if not reason.strip() or len(reason.strip()) > 200:
        wrong["reason"] = _("Name the legal situation (Art. 41 No. 1 to 4) in at most 200 characters.")
    if not employees or len(set(map(str, employees))) > LIMIT:
        wrong["employees"] = _("Choose 1 to %(limit)s people.") % {"limit": LIMIT}
    if planned < today + EXPLAINED_BEFORE:
        wrong["planned"] = _("The staff are told thirty days before: %(day)s at the earliest (Art. 41).") % {
            "day": (today + EXPLAINED_BEFORE).isoformat()
        }
    if not len(set(map(str, employees))) <= headcount <= 10_000_000:
        wrong["headcount"] = _("Give the number of all staff; it is not below the number of people chosen.")
    return wrong


def _people(by: Actor, employees: Sequence[object]) -> list[Any]:
    """The people of a list, each once. Raises NotVisible, BadInput."""
    chosen = {one.pk: one for one in (people.employee(by, uid) for uid in employees)}
    if by.employee in chosen:
        raise BadInput({"employees": _("You are among them; a colleague who is not begins this layoff.")})
    busy = Case.objects.filter(employee__in=chosen, state=Case.State.OPEN).select_related("employee")
    if names := "、".join(case.employee.name for case in busy[:5]):
        raise BadInput({"employees": _("An open case stands against it: %(names)s.") % {"names": names}})
    return list(chosen.values())


def _read(act: str, batch: Batch, by: Actor, now: datetime, *texts: str) -> None:
    """Read the words of an act on a layoff, and record by name what is gone on with. Raises Unacknowledged."""
    facts = {"initiator": "employer", "separation_type": "economic_layoff"}
    found = warned.read(act, *texts, facts=facts, by=by)
    warned.kept(act, found, about="batch", stream=batch.stream, by=by, now=now)


def _cancelled(batch: Batch, reason: str) -> dict[str, Any]:
    """The entry that cancels a batch. Raises BadInput, Refused."""
    if not reason.strip():
        raise BadInput({"reason": _("Write the reason; it is kept with the case.")}, code="reason_needed")
    if Case.objects.filter(batch=batch).exists():
        raise Refused(_("Cases have begun; end each of them, then close the batch."), code="cases_begun")
    return {"outcome": "cancelled", "reason": reason.strip()}


def _closed(batch: Batch) -> dict[str, Any]:
    """The entry that closes a batch, with its steps as they are. Raises Refused with what is left."""
    views = now_of(batch).views
    left = sum(not view.settled for view in views.values())
    waits = Case.objects.filter(batch=batch, state=Case.State.OPEN).count()
    without = sum(member.case_id is None for member in members(batch))
    if left or waits or without:
        said = _("Not yet: %(steps)s steps of the batch, %(cases)s cases, %(people)s people without a case are open.")
        raise Refused(said % {"steps": left, "cases": waits, "people": without}, code="open_steps")
    steps = [
        {"step": key, "status": view.status, "items": [str(i) for i in (view.outcome.items if view.outcome else ())]}
        for key, view in views.items()
    ]
    return {"outcome": "closed", "steps": steps}


def _change_list(
    by: Actor, batch: object, employee: object, reason: str, now: datetime, key: str | None, *, on: bool
) -> dict[str, Any]:
    now = store.to_ms(now)

    def do() -> dict[str, Any]:
        row = find(by, batch, lock=True)
        if not by.holds_on("", *STARTS):
            raise NotAllowed(_("The list of a layoff is kept by HR of the whole company."))
        if not reason.strip():
            raise BadInput({"reason": _("Write the reason; it is kept with the case.")}, code="reason_needed")
        present = now_of(row)
        if row.state != Batch.State.OPEN or (on and CHOSEN in present.state.settled):
            raise Refused(_("The people were chosen; the list gets no more names."), code="chosen_already")
        person = people.employee(by, employee)
        member = row.members.filter(employee=person).first()
        if on:
            if member is not None:
                raise Refused(_("This person is, or was, on the list already."), code="listed_already")
            _people(by, [employee])
            BatchMember.objects.create(batch=row, employee=person, added_at=now)
        else:
            if member is None or member.off_at is not None:
                raise BadInput({"employee": _("This person is not on the list.")})
            if member.case_id is not None:
                raise Refused(_("The case has begun; it can be cancelled there before the notice."), code="case_begun")
            member.off_at, member.off_reason = now, reason.strip()[:300]
            member.save(update_fields=["off_at", "off_reason"])
        _read("cases.batches.put_on" if on else "cases.batches.take_off", row, by, now, reason)
        payload = {"person": str(person.uid), "reason": reason.strip()}
        evidence.record(row.stream, "batch.person_added" if on else "batch.person_off", by=by, now=now, payload=payload)
        return {"people": row.members.filter(off_at__isnull=True).count()}

    content = {"batch": str(batch), "employee": str(employee), "on": on}
    return once(by, key, "batch.list", content, now, do)


def _stamped(item: Item, role: str, blob: Blob | None, says: dict[str, Any]) -> Attach:
    """A stamp or a file, or a further seat's signature for the one that is there already."""
    mark = bytes(blob.sha256).hex() if blob else ""
    return Attach(item, role, f"file:{blob.uid}" if blob else "", mark, "person", says)


def _wish(
    batch: Batch, view: StepView, who: Standing, given: Given, blob: Blob | None, now: datetime
) -> tuple[Act, dict[str, Any]]:
    """The act that hands in everything a step still asks of this person. Raises BadInput."""
    step, wrong, wishes = view.step, dict[str, str](), []
    facts: dict[str, Any] = {}
    says: dict[str, Any] = {}
    have = {one.item for one in view.proof}
    text, number = given.text.strip()[:4000], given.number.strip()[:80]
    held = [role for role in step.who if role in who.roles and role not in {one.role for one in view.proof}]
    role = held[0] if held and step.mode != "any" else ""
    for item in step.evidence[0]:
        if item in have and step.mode == "any":
            continue
        match (item.party, item.kind):
            case ("system", _kind):
                says = threshold(batch)
                facts = {name: says["mass_layoff"] for name in step.sets if name == "layoff_threshold_met"}
                digest = hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()
                wishes.append(Attach(item, role, "calculation:END-41", digest, "program", says))
            case (_party, "file" | "receipt"):
                if blob is None and item not in have:
                    wrong["file"] = _("Upload the file that proves it.")
                    continue
                wishes.append(_stamped(item, role, blob, {}))
            case (_party, "seal"):
                if not number and blob is None and item not in have:
                    wrong["number"] = _("Give the number of the seal book, or upload a scan of the stamped paper.")
                    continue
                wishes.append(_stamped(item, role, blob, {"number": number} if number else {}))
            case _:
                if not text:
                    wrong["text"] = _("Write what happened; it is kept as proof.")
                    continue
                wishes.append(Attach(item, role, says={"text": text}))
    anchors = {}
    if "B" in step.sets:
        if given.day is None or given.day > now.astimezone(SHANGHAI).date():
            wrong["day"] = _("Give the day it took place, today or earlier.")
        else:
            anchors = {"B": given.day}
    if wrong:
        raise BadInput(wrong)
    return Act(step.key, tuple(wishes), facts, anchors), says


def threshold(batch: Batch) -> dict[str, Any]:
    """Whether twenty people, or a tenth of the staff, are to go (《劳动合同法》第四十一条), with its numbers."""
    cut = batch.members.filter(off_at__isnull=True).count()
    limit = layoff_threshold(batch.headcount)
    return {"headcount": batch.headcount, "to_cut": cut, "threshold": limit, "mass_layoff": cut >= limit}


def _write(present: Now, decided: Done | Refusal, by: Actor, now: datetime, blobs: Sequence[Blob]) -> CaseState:
    """Record a decided act of a batch; the state after it. Raises what a refusal says."""
    batch = present.batch
    if isinstance(decided, Refusal):
        today = now.astimezone(SHANGHAI).date()

        def who_is(role: str) -> str:
            return "、".join(user.name for user in holders(batch, role.partition("@")[0], today)[:2])

        raise words.refuse(decided, present.state.template, who_is)
    evidence.record(
        batch.stream, decided.type, by=by, now=now, payload=decided.payload, files=blobs, template=batch.template.sha256
    )
    return apply(present.state, Happening(decided.type, now, by.pid, decided.payload))


def _pointer(present: Now, step: Step) -> Act:
    """The act by which a case takes over a step of its batch."""
    proof = present.views[step.key].proof
    wishes = tuple(
        Attach(
            one.item,
            one.role,
            f"entry:{present.entries[step.key, str(one.item), one.role]}",
            one.sha256,
            "record",
            {"batch": present.batch.number},
        )
        for one in {(one.item, one.role): one for one in proof}.values()
    )
    facts = {name: present.state.facts[name] for name in step.sets if name in present.state.facts}
    anchors = {name: present.state.anchors[name] for name in step.sets if name in present.state.anchors}
    return Act(step.key, wishes, facts, anchors)


def _ready(views: dict[str, StepView]) -> tuple[str, ...]:
    return tuple(key for key, view in views.items() if view.status == "ready")


def _tell(present: Now, before: Sequence[str], by: Actor, now: datetime) -> None:
    """To who holds a seat that became ready: it is up, until when."""
    batch, today = present.batch, now.astimezone(SHANGHAI).date()
    outgoing: list[Outgoing] = []
    for key in _ready(present.views):
        if key in before:
            continue
        view = present.views[key]
        users = {user.pk: user for role in open_seats(view) for user in holders(batch, role, today)}
        outgoing += [
            Outgoing(
                "todo_assigned",
                {"person": batch.title, "what": reminders.title(view.step), **reminders.deadline(view)},
                key=f"batch:{batch.uid}:{key}:{pk}",
                to_user=user,
                stream=batch.stream,
                link=f"/batches/{batch.uid}/",
                subject_uid=batch.uid,
                step=key,
            )
            for pk, user in users.items()
        ]
    if outgoing:
        notices.send_all(outgoing, by=by, now=now)


def _follow(batch: Batch, now: datetime) -> None:
    """Every case that has begun points to what was just done, each in a job of its own."""
    cases = Case.objects.filter(batch=batch, state=Case.State.OPEN).values_list("pk", flat=True)
    mark = hashlib.sha256(f"{batch.uid} {now.isoformat()}".encode()).hexdigest()[:16]
    jobs.enqueue_many([("cases.point", {"case": pk}, f"point:{mark}:{pk}", None) for pk in cases], now=now)


def _file(batch: Batch, given: Given, now: datetime) -> Blob | None:
    if given.upload is not None:
        return files.put_upload(given.upload, company=batch.company_id, now=now)
    if given.stored is None:
        return None
    blob = Blob.objects.filter(uid=given.stored, company=batch.company_id).first()
    if blob is None:
        raise BadInput({"file": _("There is no such file.")})
    return blob
