"""One case as its page shows it: cards of the steps, who acts next, why it can not be closed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.cases import moving, papers, reminders, standing, store, turns, words
from partwell.apps.cases.directory import Directory
from partwell.apps.cases.models import Attachment, Case
from partwell.apps.evidence import queries as log
from partwell.apps.law import warned
from partwell.core.process.anchors import FIXED
from partwell.core.process.decide import FACT_KEEPERS, Refusal, decide_close, free, missing_of, open_seats, waits_until
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import PHASES, Template
from partwell.lib import template_files
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import Refused

from .rows import SOON, people_of
from .sentences import Line, timeline


@dataclass(frozen=True, slots=True)
class Without:
    """Who may go on with a step without the employee: since or from when, and with which proof."""

    who: str
    since: datetime
    now: bool
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step on the map of a case."""

    key: str
    title: str
    phase: str
    status: str
    duty: bool
    optional: bool
    who: str
    due_at: datetime | None
    due_class: str
    late: bool
    soon: bool
    locked: bool
    done_at: datetime | None
    done_by: str
    note: str
    unknown: tuple[str, ...]
    waits_for: tuple[str, ...] = ()
    """Keys of the steps it waits for."""
    why_not: str = ""
    """For a step that does not apply: the condition that is not met."""
    employee: bool = False
    """Whether the employee himself has something to do in it."""
    own_note: str = ""
    """What the employee should know before doing it; `note` is for the staff."""
    aside: str = ""
    """What the template says in brackets after the title; its own page shows it."""
    practices: tuple[warned.Shown, ...] = ()
    """What goes wrong in law by its lateness."""
    without: Without | None = None
    """Who may go on where the employee does not act."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as HR sees it."""

    case: Case
    template: Template
    lanes: Mapping[str, tuple[StepCard, ...]]
    done: Mapping[str, tuple[int, int]]
    counts: Mapping[str, int]
    waiting: tuple[StepCard, ...]
    refusal: Refused | None
    may_close: bool
    may_cancel: bool
    may_change_day: bool
    followed_by: tuple[Case, ...]
    clocks: tuple[StepCard, ...]
    timeline: tuple[Line, ...]
    entries: int
    attachments: tuple[Attachment, ...]
    people: Mapping[str, str] = field(default_factory=dict)
    may_remind: bool = False
    """Whether a reminder of the first step one waits for would go out now."""
    effective: bool = False
    """Whether the separation has taken effect: from then on the case is finished, not cancelled."""
    binding: Any = None
    """A version that binds this case and about which HR has to decide before it can close."""


ON_THE_WAY = frozenset({"notice.queued", "notice.sent", "document.code_sent"})
"""Entries that only lead to another: the log shows them, a summary leaves them out."""


def case_view(
    by: Actor, uid: object, now: datetime, lines: int = 8, *, without: frozenset[str] = frozenset()
) -> CaseView:
    """The case page, its timeline without entries of some types. Raises NotVisible, NotAllowed."""
    case = standing.visible(by, uid)
    standing.require_whole(by, case, _("The whole case is for HR. Your own tasks of it are under To-dos."))
    today = now.astimezone(SHANGHAI).date()
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    directory = Directory(case.company_id, today, [case])
    entries = log.entries(case.stream)
    persons = people_of(case, loaded, entries)
    cards = {key: step_card(case, view, directory, persons, now) for key, view in views.items()}
    lanes: dict[str, tuple[StepCard, ...]] = {
        phase: tuple(card for card in cards.values() if card.phase == phase) for phase in PHASES
    }
    refusal = close_refusal(by, loaded, now, directory)
    # Asked for once everything is done: until then the open steps are what keeps it from closing.
    binding = moving.mandatory(case, today) if refusal is None and case.state == Case.State.OPEN else None
    effective = any(views[key].settled for key in loaded.template.effective)
    able = [card for card in cards.values() if card.status in ("ready", "undetermined")]
    able.sort(
        key=lambda card: (
            card.optional,
            card.duty,
            card.due_at is None,
            card.due_at or now,
        )
    )
    return CaseView(
        case=case,
        template=loaded.template,
        lanes=lanes,
        done={
            phase: (
                sum(card.status in ("done", "declined") for card in some),
                sum(c.status != "skipped" for c in some),
            )
            for phase, some in lanes.items()
        },
        counts=Counter(card.status for card in cards.values()),
        waiting=tuple(able),
        refusal=refusal,
        may_close=refusal is None and binding is None and case.state == Case.State.OPEN,
        binding=binding,
        may_cancel=by.holds_on(case.path, "hr_manager", "hr_director", "owner")
        and case.state == Case.State.OPEN
        and not effective,
        effective=effective,
        followed_by=tuple(Case.objects.filter(follows=case).order_by("pk")) if case.state != Case.State.OPEN else (),
        may_change_day=case.state == Case.State.OPEN
        and bool(set(case.anchors) - FIXED)
        and by.holds_on(case.path, *FACT_KEEPERS),
        clocks=tuple(
            sorted(
                (card for card in cards.values() if card.due_class == "statutory" and card.status != "skipped"),
                key=lambda card: (card.due_at is None, card.due_at or now),
            )
        ),
        timeline=tuple(timeline([one for one in entries if one.type not in without], loaded.template, persons))[
            -lines:
        ][::-1],
        entries=len(entries),
        attachments=tuple(Attachment.objects.filter(case=case).order_by("pk")),
        people=persons,
        may_remind=bool(able)
        and cards[able[0].key].who != by.name
        and reminders.may_remind(case, views[able[0].key], now),
    )


def close_refusal(by: Actor, loaded: store.Loaded, now: datetime, directory: Directory) -> Refused | None:
    """Why an open case can't be closed now, as the action would say it; None when it can, or is ended."""
    if loaded.state.state != "open":
        return None
    who = standing.Standing(standing.pid_of(by, loaded.case), frozenset({"hr_ops"}))
    answer = decide_close(loaded.state, who, now, calendar())
    if not isinstance(answer, Refusal):
        return None
    made = words.refuse(answer, loaded.template, lambda role: directory.names(loaded.case, [role]))
    return made if isinstance(made, Refused) else None


def cooling_until(view: StepView, now: datetime) -> datetime | None:
    """Until when an open step waits by its cooling time; None without one."""
    ends = waits_until(view, calendar()) if view.status == "ready" else None
    return ends if ends is not None and ends > now else None


def step_card(
    case: Case,
    view: StepView,
    directory: Directory,
    persons: Mapping[str, str],
    now: datetime,
) -> StepCard:
    due = view.due_at
    able = view.status in ("ready", "undetermined")
    return StepCard(
        key=view.step.key,
        title=words.step_title(view.step),
        phase=view.step.phase,
        status=view.status,
        duty=view.step.duty,
        optional=view.step.optional,
        who=directory.names(case, turns.seats(case, view, now) if able else _all_seats(view)),
        due_at=due,
        due_class=view.due_class,
        late=view.overdue(now),
        soon=not view.settled and due is not None and now <= due <= now + SOON,
        locked=view.status == "waiting" and any(key == "undertaking" for key in view.waits_for),
        done_at=view.outcome.at if view.outcome else None,
        done_by=_done_by(view, persons) if view.outcome else "",
        note=words.step_note(view.step),
        unknown=tuple(sorted(view.unknown)) if view.status == "undetermined" else (),
        waits_for=tuple(view.waits_for),
        employee="employee" in view.step.who,
        why_not=_why_not(view),
        own_note=words.own_note(view.step.key) if "employee" in view.step.who else "",
        aside=words.step_aside(view.step),
        practices=() if view.settled else papers.late_certificate(view.step, due, now),
        without=_without(case, view, directory, now),
    )


def _without(case: Case, view: StepView, directory: Directory, now: datetime) -> Without | None:
    """Who may go on without the employee, from when, and how; None where nobody may, or the time is not known yet."""
    if view.others_from is None:
        return None
    roles = (f"{role}@{view.handed[role]}" if role in view.handed else role for role in view.others)
    gaps = zip(view.step.evidence, missing_of(view), strict=True)
    ways = [gap for way, gap in gaps if gap and all(item.party != "employee" for item in way)]
    said = (" ＋ ".join(words.item_title(item) for item in way) for way in ways)
    return Without(directory.names(case, roles), view.others_from, free(view, now), tuple(dict.fromkeys(said)))


def _all_seats(view: StepView) -> tuple[str, ...]:
    """Every seat of the template on a step, each as it was handed on."""
    return tuple(f"{role}@{view.handed[role]}" if role in view.handed else role for role in view.step.who)


def _doer(view: StepView) -> str:
    """Who did a settled step: the person whose act a receipt of the program, or an added seat's answer, completed."""
    by = view.outcome.by if view.outcome else ""
    people_in_it = [one.by for one in view.proof if one.by != "system"]
    added = any(seat.holder == by and seat.decision for seat in view.seats) and by not in people_in_it
    return people_in_it[-1] if (by == "system" or added) and people_in_it else by


def _done_by(view: StepView, persons: Mapping[str, str]) -> str:
    """The name of who did a settled step; a deputy with the name he acted for."""
    doer = _doer(view)
    return signer(doer, next((one.behalf for one in view.proof if one.by == doer and one.behalf), ""), persons)


def signer(by: str, behalf: str, persons: Mapping[str, str]) -> str:
    """Who acted, by name; a deputy with the name he acted for."""
    name = persons.get(by, "")
    return (
        _("%(deputy)s for %(principal)s") % {"deputy": name, "principal": persons.get(behalf, "")} if behalf else name
    )


def _why_not(view: StepView) -> str:
    """The condition that keeps a step from applying, as a sentence."""
    if view.status != "skipped" or view.step.when is None:
        return ""
    sentence = view.step.when.sentence_zh if words.is_chinese() else view.step.when.sentence_en
    return sentence(template_files.facts())


def next_sentence(card: StepCard) -> str:
    """One sentence: who acts next and until when."""
    if card.due_at is None:
        return _("%(who)s is working on %(step)s.") % {"who": card.who or _("nobody yet"), "step": card.title}
    return _("%(who)s is working on %(step)s, by %(due)s (%(kind)s).") % {
        "who": card.who or _("nobody yet"),
        "step": card.title,
        "due": words.moment(card.due_at),
        "kind": words.due_class(card.due_class),
    }


def next_actor(case: Case, views: Mapping[str, StepView], now: datetime) -> str:
    """One sentence for the employee: who acts next and until when; empty when it is the employee's own turn."""
    able = [view for view in views.values() if view.status == "ready" and "employee" not in open_seats(view)]
    able.sort(key=lambda view: (view.step.optional, view.due_at is None, view.due_at or now))
    if not able:
        return ""
    today = now.astimezone(SHANGHAI).date()
    view = able[0]
    who = "、".join(
        dict.fromkeys(
            user.name for role in turns.seats(case, view, now) for user in standing.holders(case, role, today)[:1]
        )
    )
    return _("%(who)s is working on %(step)s, by %(due)s (%(kind)s).") % {
        "who": who or _("nobody yet"),
        "step": words.step_title(view.step),
        "due": words.moment(view.due_at),
        "kind": words.due_class(view.due_class),
    }
