"""Acts on a step beside its proof: seats asked, handed on, answered; ways back; comments and copies; another last day.

Each is one decision of the engine and one entry, through the frame of every act. Who may be asked is looked up here;
whether it may be asked is decided there. Commenting and copying change nothing in the case and are only recorded.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.documents import queries as documents
from partwell.apps.evidence import actions as evidence
from partwell.apps.notices import actions as notices
from partwell.apps.notices.actions import Outgoing
from partwell.core.process.anchors import decide_day
from partwell.core.process.decide import Done, Refusal
from partwell.core.process.reopen import decide_return, decide_withdraw
from partwell.core.process.seats import Answer, Ask, decide_answer, decide_ask, decide_remove
from partwell.core.process.state import derive
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.files import store as files
from partwell.lib.files.models import Blob
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.lib.requests.once import once

from . import actions, lawful, papers, reminders, standing, store, told
from .models import Case, CaseRole, CaseSeat

TEXT = 2000
COPIES = 20
"""People one copy may go to."""


def ask(
    *,
    by: Actor,
    case: object,
    step: str,
    kind: str,
    person: object,
    role: str = "",
    why: str = "",
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Ask a colleague to sign before or after (加签), delegate the work (委派), or hand the own seat on (转交).

    `kind` is before, after, delegate or transfer; `person` the uid of a colleague's user or employee record.
    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    if kind not in ("before", "after", "delegate", "transfer"):
        raise BadInput({"kind": _("Choose what to ask for.")})

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        today = moment.astimezone(SHANGHAI).date()
        found = _colleague(loaded.case, person)
        one = next((one for one in loaded.template.steps if one.key == step), None)
        who = standing.standing_on(by, loaded.case, [one] if one else [], today)
        pid, holds = "", frozenset[str]()
        if found is not None:
            pid = loaded.state.employee if found.pk == loaded.case.employee.user_id else str(found.uid)
            if kind == "transfer" and one is not None:
                holds = standing.could_hold(loaded.case, one, found.pk, today)
        wish = Ask(step, kind, pid, role, _text(why), holds)  # type: ignore[arg-type]
        answer = decide_ask(loaded.state, wish, who, moment, calendar())
        return _read("cases.acts.ask", answer, loaded, step, why, by, moment)

    content = {"case": str(case), "step": step, "kind": kind, "person": str(person), "role": role}
    return actions.change(by, case, "case.seat", content, now, key, decide)


def remove(
    *, by: Actor, case: object, seat: str, why: str = "", now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Take an added seat away before it answered (减签), or call a delegated task back.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        who = _standing_at(by, loaded, seat, moment)
        answer = decide_remove(loaded.state, seat, _text(why), who, moment, calendar())
        return _read("cases.acts.remove", answer, loaded, _step_of(loaded, seat), why, by, moment)

    return actions.change(by, case, "case.seat_removed", {"case": str(case), "seat": seat}, now, key, decide)


def answer(
    *,
    by: Actor,
    case: object,
    seat: str,
    decision: str,
    text: str = "",
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Answer as the holder of an added seat: agree, disagree, or an opinion on a delegated task.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        who = _standing_at(by, loaded, seat, moment)
        said = Answer(seat, decision, _text(text))  # type: ignore[arg-type]
        done = decide_answer(loaded.state, said, who, moment, calendar())
        return _read("cases.acts.answer", done, loaded, _step_of(loaded, seat), text, by, moment)

    content = {"case": str(case), "seat": seat, "decision": decision, "text": text}
    return actions.change(by, case, "case.seat_answered", content, now, key, decide)


def give_back(
    *,
    by: Actor,
    case: object,
    step: str,
    to: str,
    why: str,
    acknowledged: Collection[str] = (),
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Return from a step to an earlier one (退回). Raises NotVisible, NotAllowed, BadInput, Refused, Unacknowledged."""

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        steps = [one for one in loaded.template.steps if one.key == step]
        who = standing.standing_on(by, loaded.case, steps, moment.astimezone(SHANGHAI).date())
        answer = decide_return(loaded.state, step, to, _text(why), who, moment, calendar())
        if isinstance(answer, Done):
            found = told.practices("cases.acts.give_back", by, loaded.case, [why], acknowledged)
            told.acknowledge(found, loaded.case, step, by=by, now=moment)
        return answer

    content: dict[str, Any] = {"case": str(case), "step": step, "to": to, "why": why}
    content |= {"acknowledged": sorted(acknowledged)} if acknowledged else {}
    return actions.change(by, case, "case.return", content, now, key, decide)


def withdraw(
    *, by: Actor, case: object, step: str, why: str = "", now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Take back the own completion (撤回) while nobody went on, or the own signature before the other side signed.

    Raises NotVisible, NotAllowed, Refused.
    """

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        steps = [one for one in loaded.template.steps if one.key == step]
        who = standing.standing_on(by, loaded.case, steps, moment.astimezone(SHANGHAI).date())
        seats = {role for one in steps for role in one.who}
        done = loaded.state.settled.get(step)
        did = done is not None and done.by == who.pid
        own = standing.is_own(by, loaded.case) or any(one.by == who.pid for one in loaded.state.proof(step))
        if not (who.roles & seats or standing.sees_whole(by, loaded.case) or did or own):
            raise NotAllowed(_("This step is not yours to read."))
        answer = decide_withdraw(loaded.state, step, _text(why), who, moment, calendar())
        return _read("cases.acts.withdraw", answer, loaded, step, why, by, moment)

    return actions.change(by, case, "case.withdraw", {"case": str(case), "step": step}, now, key, decide)


def take_back(*, by: Actor, paper: object, why: str = "", now: datetime, key: str | None = None) -> dict[str, Any]:
    """Take the own signature on a paper back, while the other side has not signed or sealed it.

    The step begins again with a new version of the paper, which refers to this one. Raises NotVisible, NotAllowed,
    BadInput, Refused.
    """
    document = documents.own_document(by, str(paper))
    if document.case_uid is None or documents.answer_of(document) is None:
        raise Refused(_("There is no signature of yours on this paper to take back."), code="not_done_yet")
    if papers.is_outlived(standing.visible(by, document.case_uid), document):
        raise Refused(_("This paper holds no more; its signature binds nobody."), code="ended")
    return withdraw(by=by, case=document.case_uid, step=document.step, why=why, now=now, key=key)


def change_day(
    *,
    by: Actor,
    case: object,
    name: str,
    day: date,
    why: str,
    upload: Any = None,
    stored: object = None,
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Change a day that deadlines count from, with the paper that shows it; every date that moves is recorded.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    row = standing.visible(by, case)
    if upload is None and stored is None:
        raise BadInput({"file": _("Upload the paper that shows the new day: the agreement, or the corrected record.")})
    standing.require_whole(by, row, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    blob = _file(row, upload, stored, now)

    def decide(loaded: store.Loaded, moment: datetime) -> Done | Refusal:
        who = standing.of_hr(by, loaded.case)
        paper = bytes(blob.sha256).hex()
        answer = decide_day(loaded.state, name, day, _text(why), paper, who, moment, calendar())
        if isinstance(answer, Done):
            lawful.require_day(loaded, name, day, moment)
        return _read("cases.acts.change_day", answer, loaded, name, why, by, moment)

    content = {"case": str(row.uid), "name": name, "day": day.isoformat(), "why": why}
    return actions.change(by, row.uid, "case.day", content, now, key, decide, [blob])


def comment(
    *,
    by: Actor,
    case: object,
    step: str,
    text: str,
    acknowledged: Collection[str] = (),
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Leave a comment on a step (评论). It is part of the file and changes nothing in the case.

    Raises NotVisible, NotAllowed, BadInput, Refused, Unacknowledged.
    """
    moment = store.to_ms(now)
    said = _text(text)
    if not said:
        raise BadInput({"text": _("Write the comment.")})

    def do() -> dict[str, Any]:
        loaded = store.lock(by, case)
        _reader(by, loaded, step, moment)
        found = told.practices("cases.acts.comment", by, loaded.case, [said], acknowledged)
        payload = {"step": step, "text": said}
        entry = evidence.record(loaded.case.stream, "case.commented", by=by, now=moment, payload=payload)
        told.acknowledge(found, loaded.case, step, by=by, now=moment)
        return {"entry": str(entry.eid), "number": entry.stream_seq}

    content: dict[str, Any] = {"case": str(case), "step": step, "text": said}
    content |= {"acknowledged": sorted(acknowledged)} if acknowledged else {}
    return once(by, key, "case.comment", content, moment, do)


def copy(
    *,
    by: Actor,
    case: object,
    step: str,
    persons: Sequence[object],
    text: str = "",
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Show a step to colleagues (抄送): each once, and only to who has to do with the case anyway.

    Raises NotVisible, NotAllowed, BadInput, Refused.
    """
    moment = store.to_ms(now)
    said = _text(text)

    def do() -> dict[str, Any]:
        loaded = store.lock(by, case)
        _reader(by, loaded, step, moment)
        row = loaded.case
        known = concerned(row, loaded, moment)
        chosen = {user.pk: user for user in (_colleague(row, one) for one in persons) if user is not None}
        if not chosen or len(chosen) > COPIES:
            raise BadInput({"persons": _("Choose up to %(limit)s colleagues.") % {"limit": COPIES}})
        strange = [user.name for pk, user in chosen.items() if pk not in known]
        if strange:
            raise BadInput(
                {
                    "persons": _("%(names)s has no part in this case; personal data are not passed on.")
                    % {"names": "、".join(strange)}
                },
                code="no_part_in_case",
            )
        have = CaseSeat.objects.filter(case=row, step=step, kind="copy").values_list("user", flat=True)
        fresh = [user for pk, user in chosen.items() if pk not in set(have)]
        if not fresh:
            raise Refused(_("Everybody you chose has this copy already."), code="copied_already")
        told.read("cases.acts.copy", by, row, f"step:{step}", moment, said)
        payload = {"step": step, "persons": sorted(str(user.uid) for user in fresh), "text": said}
        entry = evidence.record(row.stream, "case.copied", by=by, now=moment, payload=payload)
        count = CaseSeat.objects.filter(case=row).count()
        attempt = loaded.state.attempt(step)
        CaseSeat.objects.bulk_create(
            [
                CaseSeat(
                    case=row,
                    number=number,
                    step=step,
                    attempt=attempt,
                    kind="copy",
                    user=user,
                    holder=str(user.uid),
                    by=by.pid,
                    at=moment,
                    entry=entry.eid,
                )
                for number, user in enumerate(fresh, start=count + 1)
            ]
        )
        view = derive(loaded.state, calendar())[step]
        outgoing = [
            Outgoing(
                "copied",
                {"person": row.employee.name, "what": reminders.title(view.step), "who": by.name},
                key=f"copy:{entry.eid}:{user.pk}",
                to_user=user,
                stream=row.stream,
                link=papers.link_for(row, step),
                subject_uid=row.uid,
                step=step,
            )
            for user in fresh
        ]
        notices.send_all(outgoing, by=by, now=moment)
        return {"copied": [user.name for user in fresh]}

    content = {"case": str(case), "step": step, "persons": sorted(map(str, persons)), "text": said}
    return once(by, key, "case.copy", content, moment, do)


def concerned(case: Case, loaded: store.Loaded, now: datetime) -> dict[int, Any]:
    """Colleagues who have to do with a case: HR who may read it whole, and whoever has a seat in one of its steps."""
    today = now.astimezone(SHANGHAI).date()
    roles = {role for step in loaded.template.steps for role in step.who if role != "employee"}
    found: dict[int, Any] = {}
    for role in sorted(roles | set(standing.SEES_CASES)):
        for user in standing.holders(case, role, today):
            found.setdefault(user.pk, user)
    for row in CaseSeat.objects.filter(case=case).exclude(decision="removed").select_related("user"):
        found.setdefault(row.user_id, row.user)
    for named in CaseRole.objects.filter(case=case, until__isnull=True).select_related("user"):
        found.setdefault(named.user_id, named.user)
    found.pop(case.employee.user_id or 0, None)
    return found


def _reader(by: Actor, loaded: store.Loaded, step: str, now: datetime) -> None:
    """Refuse whoever may not read this step, and the employee, whose words have ways of their own.

    Raises NotAllowed, BadInput, Refused.
    """
    case = loaded.case
    view = derive(loaded.state, calendar()).get(step)
    if view is None:
        raise BadInput({"step": _("This case has no such step.")}, code="no_such_step")
    if standing.is_own(by, case):
        raise NotAllowed(_("Comments are notes of the staff. Object to a paper, or ask for a talk, under Help."))
    today = now.astimezone(SHANGHAI).date()
    who = standing.standing_on(by, case, [view.step], today)
    sees = standing.sees_whole(by, case) or who.roles & set(view.step.who) or standing.has_copy(by, case, step)
    if not sees and not standing.asked_on(by, case, view):
        raise NotAllowed(_("This step is not yours to read."))
    if case.state != Case.State.OPEN:
        raise Refused(_("The case is closed. Open a new case that refers to it."), code="case_closed")


def _read(
    act: str, answer: Done | Refusal, loaded: store.Loaded, about: str, text: str, by: Actor, now: datetime
) -> Done | Refusal:
    """Hand the decision on; the words of one that goes through are read first. Raises Unacknowledged."""
    if isinstance(answer, Done):
        told.read(act, by, loaded.case, f"step:{about}", now, text)
    return answer


def _step_of(loaded: store.Loaded, seat: str) -> str:
    """The step of an added seat; empty when there is no such seat."""
    return next((one.step for one in loaded.state.seats if one.key == seat), "")


def _standing_at(by: Actor, loaded: store.Loaded, seat: str, now: datetime) -> Any:
    """Who asks about an added seat, with the roles held on its step and over the case."""
    key = _step_of(loaded, seat)
    if not key and not standing.sees_whole(by, loaded.case):
        raise NotAllowed(_("This step is not yours to read."))
    steps = [one for one in loaded.template.steps if one.key == key]
    return standing.standing_on(by, loaded.case, steps, now.astimezone(SHANGHAI).date())


def _colleague(case: Case, person: object) -> Any:
    """An active user of the case's company, by the uid of the user or of the employee record; else None."""
    return accounts.colleague(case.company_id, person) or accounts.colleague_employed(case.company_id, person)


def _file(case: Case, upload: Any, stored: object, now: datetime) -> Blob:
    if upload is not None:
        return files.put_upload(upload, company=case.company_id, now=now)
    blob = Blob.objects.filter(uid=stored, company=case.company_id).first()
    if blob is None:
        raise BadInput({"file": _("There is no such file.")})
    return blob


def _text(text: str) -> str:
    """A person's words: trimmed, without control characters. Raises BadInput when they are too long."""
    kept = "".join(letter for letter in text if letter >= " " or letter in "\n\t").strip()
    if len(kept) > TEXT:
        raise BadInput({"why": _("This is longer than %(limit)s characters.") % {"limit": TEXT}})
    return kept
