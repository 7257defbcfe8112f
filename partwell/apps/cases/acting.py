"""What a step offers this person beside its proof, and what was asked and said on it: for its page and the API."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import queries as log
from partwell.apps.people import queries as people
from partwell.core.process.deadlines import deadline
from partwell.core.process.decide import Standing, free, on_turn
from partwell.core.process.reopen import return_targets, withdraw_refusal
from partwell.core.process.seats import HR_KEEPS, own_seats
from partwell.core.process.state import Attached, CaseState, Seat, StepView, derive
from partwell.core.process.template import Step
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import NotAllowed, NotVisible

from . import acts, standing, store, words
from .models import Case, CaseSeat

ACTS = ("add", "delegate", "transfer", "return", "withdraw", "comment", "copy")


@dataclass(frozen=True, slots=True)
class Offer:
    """An act this person may do on the step now."""

    act: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class Place:
    """A seat of the template on a step of several: its role, who sits in it, and how it stands."""

    role: str
    who: str
    state: str
    tone: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """How a step of several seats is decided, and how each of them stands."""

    title: str
    rule: str
    places: tuple[Place, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat that was added or handed on: whose, by whom, why, and what became of it."""

    key: str
    kind: str
    title: str
    who: str
    by: str
    at: datetime
    why: str
    state: str
    tone: str
    text: str
    removable: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on the step."""

    who: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A seat that waits for this person's answer."""

    key: str
    kind: str
    by: str
    why: str
    for_whom: str = ""
    """Whose seat it is, where this person answers as deputy."""


@dataclass(frozen=True, slots=True)
class StepActs:
    """Seats, questions, remarks and offers of one step, as one person sees them."""

    offers: tuple[Offer, ...]
    seats: tuple[SeatRow, ...]
    questions: tuple[Question, ...]
    remarks: tuple[Remark, ...]
    copies: tuple[str, ...]
    attempt: int
    returned: str
    """Why the step is in a further attempt; empty in the first."""
    no_deadline: str = ""
    """Why a step that has a deadline can't tell it yet: nothing is guessed."""
    panel: Panel | None = None
    """The seats of the template, where the step has more than one."""


def step_acts(by: Actor, case: Case, key: str, now: datetime) -> StepActs:
    """Everything beside the proof of a step. The right to read the step was checked by whoever asks."""
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    view = views[key]
    today = now.astimezone(SHANGHAI).date()
    who = standing.standing_on(by, case, [view.step], today)
    spoken = _spoken(case, key)
    names = _names(spoken, view, loaded.state)
    own = standing.is_own(by, case)
    copies = CaseSeat.objects.filter(case=case, step=key, kind="copy").order_by("pk")
    return StepActs(
        offers=() if own else tuple(_offers(by, loaded, views, view, who)),
        seats=tuple(_seat_rows(loaded.state, view, who, spoken, names)),
        questions=tuple(
            Question(
                seat.key,
                seat.kind,
                names.get(seat.by, ""),
                spoken.why.get(seat.key, ""),
                names.get(seat.holder, "") if seat.holder != by.pid else "",
            )
            for seat in standing.asked_on(by, case, view)
        ),
        remarks=() if own else tuple(Remark(names.get(w, ""), at, text) for w, at, text in spoken.remarks),
        copies=() if own else tuple(copies.values_list("user__name", flat=True)),
        attempt=view.attempt,
        returned=spoken.returned if view.attempt > 1 else "",
        no_deadline=_no_deadline(loaded.state, view),
        panel=None if own else _panel(case, view, now),
    )


def _panel(case: Case, view: StepView, now: datetime) -> Panel | None:
    """How the seats of a step stand; None for a step that one person does."""
    step, today = view.step, now.astimezone(SHANGHAI).date()
    if len(step.who) < 2:
        return None
    signed = {one.role: one for one in view.proof if one.role in step.who}
    turn = on_turn(step, set() if step.mode == "any" else signed.keys())
    names = accounts.names({pid for one in signed.values() for pid in (one.by, one.behalf) if pid})
    names[str(case.employee.uid)] = case.employee.name
    places = [_taken(case, view, role, signed.get(role), turn, names, today) for role in step.who]
    if view.status == "ready" and free(view, now) and "employee" not in signed:
        late = _("no longer waited for")
        places = [
            replace(one, state=late, tone="") if role == "employee" else one
            for role, one in zip(step.who, places, strict=True)
        ]
    return Panel(*_rule(step), tuple(places), step.mode == "sequence")


def _rule(step: Step) -> tuple[str, str]:
    """What the way of deciding is called, and what it asks for."""
    seats = len(step.who)
    if step.mode == "any":
        return _("Any one signs"), _("One of these seats is enough.")
    if step.mode == "sequence":
        return _("One after the other"), _("The seats act in this order; each is told when its turn comes.")
    if step.mode == "all":
        return _("All sign"), _("The step is done when every seat that has a part in it has acted.")
    count, ratio = step.mode.startswith("count:"), step.mode[6:]
    needed = min(int(ratio), seats) if count else ceil(Fraction(ratio) * seats)
    said = _("The step is done when %(needed)s of these %(seats)s seats have signed.")
    return _("By number of seats"), said % {"needed": needed, "seats": seats}


def _taken(
    case: Case,
    view: StepView,
    role: str,
    signed: Attached | None,
    turn: Collection[str],
    names: Mapping[str, str],
    today: date,
) -> Place:
    """One seat of the template: who signed it and when, or who is to and whether its turn has come."""
    title = words.role_title(role)
    if signed is not None:
        who = names.get(signed.by, "")
        if signed.behalf:
            who = _("%(deputy)s for %(principal)s") % {"deputy": who, "principal": names.get(signed.behalf, "")}
        return Place(title, who, _("has acted"), "ok", signed.at)
    seat = f"{role}@{view.handed[role]}" if role in view.handed else role
    who = "、".join(user.name for user in standing.holders(case, seat, today)[:2])
    if view.status != "ready":
        return Place(title, who, "", "")
    if any(one.role == role and one.kind != "after" and not one.decision for one in view.seats):
        return Place(title, who, _("asked somebody first"), "")
    return Place(title, who, _("up now"), "soon") if role in turn else Place(title, who, _("not its turn yet"), "")


def _no_deadline(state: CaseState, view: StepView) -> str:
    """What is missing to tell the deadline of a step that is up."""
    if view.status != "ready" or view.due_at is not None or view.step.due is None:
        return ""
    found = deadline(
        view.step.due,
        ready_at=view.ready_at,
        anchors=state.anchors,
        done_at={key: one.at for key, one in state.settled.items()},
        calendar=calendar(),
        facts=state.facts,
    )
    kind, _colon, name = found.missing.partition(":")
    if kind == "year":
        said = _("The holidays of %(year)s are not published yet. A deadline in working days is not guessed.")
        return said % {"year": name}
    if kind == "anchor":
        return _("The deadline counts from a day that is not set yet: %(day)s.") % {"day": words.anchor_title(name)}
    if kind == "step":
        return _("The deadline counts from a step that is not done yet.")
    return _("Whether there is a deadline depends on a fact that is not known yet.") if kind == "fact" else ""


@dataclass(slots=True)
class _Spoken:
    """What entries say about one step: reasons and answers of seats by key, comments, why it was reopened."""

    why: dict[str, str]
    text: dict[str, str]
    handed: dict[str, tuple[str, datetime, str]]
    remarks: list[tuple[str, datetime, str]]
    returned: str = ""


def _spoken(case: Case, key: str) -> _Spoken:
    found = _Spoken({}, {}, {}, [])
    kinds = ("seat.added", "seat.answered", "seat.transferred", "case.commented", "step.returned", "step.withdrawn")
    for one in log.of_types(case.stream, kinds):
        payload = one.payload
        if payload is None:
            continue
        if any(row["step"] == key for row in payload.get("reopened", ())):
            found.returned = payload.get("why") or payload.get("text", "")
        if payload["step"] != key:
            continue
        match one.type:
            case "seat.added":
                found.why[payload["seat"]] = payload["why"]
            case "seat.answered":
                found.text[payload["seat"]] = payload["text"]
            case "seat.transferred":
                found.handed[payload["role"]] = (one.actor, one.at, payload["why"])
            case "case.commented":
                found.remarks.append((one.actor, one.at, payload["text"]))
    return found


def _names(spoken: _Spoken, view: StepView, state: CaseState) -> Mapping[str, str]:
    pids = {pid for seat in state.seats for pid in (seat.by, seat.holder)} | set(view.handed.values())
    pids |= {pid for pid, _at, _text in spoken.remarks} | {pid for pid, _at, _why in spoken.handed.values()}
    return accounts.names(pids) if pids else {}


def _offers(
    by: Actor, loaded: store.Loaded, views: Mapping[str, StepView], view: StepView, who: Standing
) -> list[Offer]:
    """The acts that exist here for this person; what the template does not allow is not shown."""
    if loaded.state.state != "open":
        return []
    allow, mine = view.step.allow, own_seats(loaded.state, view, who)
    passes_on = any(role not in who.behalf for role in mine)
    signed = any(one.by == who.pid and one.role in view.step.who for one in view.proof)
    keeper = view.status == "ready" and any(role in who.roles and role not in who.behalf for role in HR_KEEPS)
    ready = view.status == "ready" and view.step.key not in loaded.state.shared
    wanted = (
        ("add", ready and "add_signer" in allow and (mine or signed), _("Ask for another signature"), "user-plus"),
        ("delegate", ready and "delegate" in allow and passes_on, _("Have it prepared by a colleague"), "users"),
        ("transfer", ready and "transfer" in allow and (passes_on or keeper), _("Hand the seat on"), "arrows-exchange"),
        (
            "return",
            ready and "return" in allow and mine and return_targets(loaded.state, views, view.step.key),
            _("Return to an earlier step"),
            "arrow-left",
        ),
        (
            "withdraw",
            withdraw_refusal(loaded.state, views, view, who) is None,
            _("Take back what I did"),
            "history",
        ),
        ("comment", True, _("Leave a comment"), "message"),
        ("copy", True, _("Show it to colleagues"), "send"),
    )
    return [Offer(act, title, icon) for act, offered, title, icon in wanted if offered]


def _seat_rows(
    state: CaseState, view: StepView, who: Standing, spoken: _Spoken, names: Mapping[str, str]
) -> list[SeatRow]:
    found = []
    for role, pid in view.handed.items():
        by, at, why = spoken.handed.get(role, ("", view.ready_at, ""))
        title = _("Seat handed on: %(role)s") % {"role": words.role_title(role)}
        if at is not None:
            holder = names.get(pid, "")
            found.append(SeatRow("", "transfer", title, holder, names.get(by, ""), at, why, "", "", "", False))
    found += [_seat_row(seat, view, who, spoken, names) for seat in state.seats if seat.step == view.step.key]
    return found


def _seat_row(seat: Seat, view: StepView, who: Standing, spoken: _Spoken, names: Mapping[str, str]) -> SeatRow:
    title = {
        "before": _("Asked before the signature"),
        "after": _("Asked to sign as well"),
        "delegate": _("Prepares it"),
    }[seat.kind]
    state, tone = {
        "": (_("has not answered yet"), "soon"),
        "agree": (_("agreed"), "ok"),
        "disagree": (_("did not agree"), ""),
        "opinion": (_("gave an opinion"), "ok"),
        "removed": (_("taken away again"), ""),
    }[seat.decision]
    waits = not seat.decision and seat.attempt == view.attempt and view.status == "ready"
    mine = seat.by == who.pid or seat.role in who.roles or any(role in who.roles for role in HR_KEEPS)
    return SeatRow(
        seat.key,
        seat.kind,
        title,
        names.get(seat.holder, ""),
        names.get(seat.by, ""),
        seat.at,
        spoken.why.get(seat.key, ""),
        state,
        tone,
        spoken.text.get(seat.key, ""),
        waits and mine and seat.holder != who.pid,
    )


NEAREST = 12
"""Colleagues listed without having been looked for: more would fill a phone's screen five times over."""


@dataclass(frozen=True, slots=True)
class ActPage:
    """One act as somebody fills it in: the seats it can be done from, who may be chosen, where it may lead back."""

    case: Case
    key: str
    step: str
    act: str
    seats: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str, str], ...]
    """(uid, name, small line) of colleagues who may be chosen."""
    targets: tuple[tuple[str, str], ...]
    searched: bool
    """Whether the list is found by words; a hand-on lists everybody who could hold the seat."""
    more: bool = False
    """Whether there are others than those listed, to be found by words."""


def act_page(by: Actor, uid: object, key: str, act: str, now: datetime, text: str = "") -> ActPage:
    """The page of one act. Raises NotVisible, NotAllowed where it is not offered to this person."""
    case = standing.visible(by, uid)
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    if key not in views or act not in ACTS:
        raise NotVisible
    view = views[key]
    today = now.astimezone(SHANGHAI).date()
    who = standing.standing_on(by, case, [view.step], today)
    sees = standing.sees_whole(by, case) or who.roles & set(view.step.who) or standing.asked_on(by, case, view)
    if standing.is_own(by, case) or not (sees or standing.has_copy(by, case, key)):
        raise NotAllowed(_("This step is not yours to read."))
    offered = {one.act for one in _offers(by, loaded, views, view, who)}
    if act not in offered:
        raise NotAllowed(_("This is not offered to you here now: the step's template or its state does not allow it."))
    mine = own_seats(loaded.state, view, who)
    if act == "transfer" and not mine:
        mine = tuple(role for role in view.step.who if role != "employee")
    titles = {step.key: words.step_title(step) for step in loaded.template.steps}
    found, shown = _people(by, case, loaded, act, mine, now, text), NEAREST if act in ("add", "delegate") else None
    return ActPage(
        case=case,
        key=key,
        step=words.step_title(view.step),
        act=act,
        seats=tuple((role, words.role_title(role)) for role in mine),
        people=tuple(found[:shown]),
        targets=tuple((one, titles[one]) for one in return_targets(loaded.state, views, key))
        if act == "return"
        else (),
        searched=act in ("add", "delegate"),
        more=shown is not None and len(found) > shown,
    )


def _people(
    by: Actor, case: Case, loaded: store.Loaded, act: str, seats: tuple[str, ...], now: datetime, text: str
) -> list[tuple[str, str, str]]:
    """Who may be chosen for an act, without the person who asks."""
    today = now.astimezone(SHANGHAI).date()
    if act in ("add", "delegate"):
        # Those who have to do with the case anyway come before peers of the employee, who can be searched for.
        part = {} if text.strip() else acts.concerned(case, loaded, now)
        part.pop(by.user or 0, None)
        rows = people.colleagues(case.employee, text, NEAREST + 2 + len(part))
        return [
            *((str(user.uid), user.name, _("has a part in this case")) for user in part.values()),
            *(
                (str(one.user.uid), one.name, _place(one))
                for one in rows
                if one.user is not None and one.user_id != by.user and one.user_id not in part
            ),
        ]
    found: dict[int, Any] = {}
    if act == "transfer":
        for role in seats:
            found |= {user.pk: user for user in standing.eligible(case, role, today)}
    if act == "copy":
        found = acts.concerned(case, loaded, now)
    found.pop(by.user or 0, None)
    return [(str(user.uid), user.name, "") for user in found.values()]


def _place(one: Any) -> str:
    chinese = words.is_chinese()
    position = one.position.title if chinese or not one.position.title_en else one.position.title_en
    department = one.department.name if chinese or not one.department.name_en else one.department.name_en
    return f"{position} · {department}"
