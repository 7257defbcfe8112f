"""One step as its page shows it: what to hand in, what is missing, what else may be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from partwell.apps.appraisals import readiness
from partwell.apps.cases import papers, proof, reminders, standing, store, words
from partwell.apps.cases.directory import Directory
from partwell.apps.cases.models import Attachment, Case
from partwell.apps.people import queries as people
from partwell.core.process.decide import Act as Wish
from partwell.core.process.decide import (
    Attach,
    Refusal,
    decide_act,
    held_up,
    may_attach,
    may_complete,
    silence_open_at,
)
from partwell.core.process.silence import is_silence
from partwell.core.process.state import StepView, derive
from partwell.core.process.template import Item, Step, Template
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar
from partwell.lib.refusal import NotAllowed, NotVisible
from partwell.lib.refusal import Refusal as Refuse

from .case import StepCard, cooling_until, signer, step_card
from .rows import people_of, roles_of


@dataclass(frozen=True, slots=True)
class ItemView:
    """One proof item of an alternative: whether it is there, and whether this person may attach it."""

    item: Item
    title: str
    attached: Attachment | None
    may: bool
    roles: tuple[str, ...] = ()
    """Roles that have attached it; a step with several seats needs one of each."""
    known: bool = False
    """Whether it stands in the log from before the case and needs only to be pointed to."""
    silence: bool = False
    closed: bool = False
    """Whether it states somebody's silence and the time for that has not come."""
    open_from: datetime | None = None
    by: str = ""
    """Who attached it; each of several seats, and a deputy with the name he acted for."""


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step as somebody works on it."""

    case: Case
    card: StepCard
    step: Step
    alternatives: tuple[tuple[ItemView, ...], ...]
    sets: tuple[str, ...]
    last_day: date | None
    """The last day that the paper of the step names, before it is stated for the case."""
    refusal: Refuse | None
    mine: bool
    roles: tuple[str, ...]
    whole: bool
    """Whether this person may open the whole case."""
    may_remind: bool
    """Whether this person may send whoever owes the step a reminder now."""
    may_name: bool
    """Whether this person names who takes over, and this step is about that."""
    successor: tuple[str, ...]
    """Who was named to take over, by name."""
    mine_alone: bool = False
    """Whether the step is the employee's own, and this is the employee."""
    may_complete: bool = False
    """Whether everything is on record and only the completion is missing."""
    waits_until: datetime | None = None
    """End of the cooling time, while it runs."""
    effective: bool = True
    """Whether the end of the employment is fixed."""
    template: Any = None
    may_name_colleague: bool = False
    """Whether this person names the colleague who fills in this step's form."""
    held: Refuse | None = None
    """Why the seat this person holds can't act now, while others of the step can."""
    stands_in: Mapping[str, str] = field(default_factory=dict)
    """Role -> whose name, for the seats of the step in which this person acts as a deputy."""
    shows_performance: bool = False
    """Whether this person decides here on what the page of the employee's appraisals shows, and may open it."""


_OF_PERFORMANCE = ("appraisal_1", "appraisal_2", "probation_assessment")


def _rests_on_performance(views: Mapping[str, StepView], step: Step) -> bool:
    """Whether a step finds the ground or decides on it, in a case that rests on how somebody worked."""
    if step.phase not in ("ground", "decide"):
        return False
    apply = [view.step for view in views.values() if view.status != "skipped"]
    return any(item.name in _OF_PERFORMANCE for one in apply for way in one.evidence for item in way)


def step_page(by: Actor, uid: object, key: str, now: datetime) -> StepPage:
    """One step. Raises NotVisible for a strange case, NotAllowed when the step is not this person's to see."""
    case = standing.visible(by, uid)
    loaded = store.load(case)
    views = derive(loaded.state, calendar())
    if key not in views:
        raise NotVisible
    view = views[key]
    today = now.astimezone(SHANGHAI).date()
    who = standing.standing_on(by, case, [view.step], today)
    own = standing.is_own(by, case)
    alone = own and "employee" in view.step.who
    mine = (alone or is_offered(loaded, view, who)) if own else bool(who.roles & set(roles_of(view.step)))
    asked = () if own else standing.asked_on(by, case, view)
    if not mine and not asked and not standing.sees_whole(by, case) and not standing.has_copy(by, case, key):
        standing.require_others(by, case)
        raise NotAllowed(
            _("%(step)s is for %(roles)s.")
            % {
                "step": words.step_title(view.step),
                "roles": "、".join(words.role_title(role) for role in view.step.who),
            }
        )
    directory = Directory(case.company_id, today, [case])
    persons = people_of(case, loaded)
    probe = decide_act(
        loaded.state,
        Wish(key, facts=dict.fromkeys(view.step.sets, "")),
        who,
        now,
        calendar(),
    )
    refusal = None
    if view.status != "ready" and view.outcome is None and isinstance(probe, Refusal):
        refusal = words.refuse(probe, loaded.template, lambda role: directory.names(case, [role]))
    rows = {(row.item, row.role): row for row in Attachment.objects.filter(case=case, step=key, attempt=view.attempt)}
    opens = silence_open_at(loaded.state, view, calendar())
    waits = held_up(view, who) if view.status == "ready" and not own else None
    held = words.refuse(waits, loaded.template, lambda role: directory.names(case, [role])) if waits else None
    alternatives = tuple(
        tuple(
            ItemView(
                item=item,
                title=words.item_title(item, loaded.template.forms, loaded.template.steps),
                attached=next(
                    (row for (name, _role), row in rows.items() if name == str(item)),
                    None,
                ),
                roles=tuple(role for (name, role) in rows if name == str(item)),
                may=view.status == "ready"
                and held is None
                and may_attach(loaded.state, view.step, proof.probe(case, proof.Given(item)), who),
                known=proof.on_record(case, item) is not None,
                silence=is_silence(item),
                closed=is_silence(item) and (opens is None or now < opens),
                open_from=opens if item.kind == "record" else None,
                by="、".join(
                    signer(row.by, row.behalf, persons) for (name, _r), row in rows.items() if name == str(item)
                ),
            )
            for item in alternative
        )
        for alternative in view.step.evidence
    )
    card = step_card(case, view, directory, persons, now)
    principals = {one.pid: one.name for one in by.stands_in}
    judged = _rests_on_performance(views, view.step)
    return StepPage(
        case=case,
        shows_performance=judged and not own and readiness.may_open(by, case.employee),
        stands_in={role: principals[pid] for role, pid in who.behalf.items() if pid in principals},
        card=card,
        step=view.step,
        alternatives=alternatives,
        sets=tuple(name for name in view.step.sets if name in view.unknown),
        last_day=(papers.last_day(case, view.step) or ("", None))[1]
        if "D" in view.step.sets and "D" in view.unknown
        else None,
        refusal=refusal,
        mine=mine,
        roles=tuple(sorted(who.roles & set(view.step.who))),
        whole=standing.sees_whole(by, case),
        may_remind=standing.sees_whole(by, case) and card.who != by.name and reminders.may_remind(case, view, now),
        may_name=may_name_successor(by, case, views, key),
        successor=directory.named(case, "successor"),
        mine_alone=alone,
        may_complete=mine and not own and may_complete(loaded.state, view, now, calendar()),
        waits_until=cooling_until(view, now),
        effective=is_effective(loaded.template, views),
        template=loaded.template,
        may_name_colleague="colleague" in view.step.who
        and case.state == Case.State.OPEN
        and standing.may_name(by, case),
        held=held,
    )


def is_offered(loaded: store.Loaded, view: StepView, who: Any) -> bool:
    """Whether the employee may hand something in on a ready step that is not the employee's own."""
    return view.status == "ready" and any(
        may_attach(loaded.state, view.step, Attach(item, object="?", sha256="?"), who)
        for alternative in view.step.evidence
        for item in alternative
        if item.party == "employee" and not any(one.item == item for one in view.proof)
    )


def is_effective(template: Template, views: Mapping[str, StepView]) -> bool:
    """Whether the end of the employment is fixed, or was the employee's own word from the start."""
    return template.party == "employee" or any(views[key].settled for key in template.effective)


def user_of_colleague(by: Actor, uid: object, employee: object) -> object:
    """The user behind a colleague's record, for naming a successor; None when there is none. Raises as the page."""
    case = standing.visible(by, uid)
    standing.require_naming(by, case)
    found = [one for one in people.colleagues(case.employee, limit=10_000) if str(one.uid) == str(employee)]
    return found[0].user.uid if found else None


def may_name_successor(by: Actor, case: Case, views: Mapping[str, StepView], key: str) -> bool:
    """Whether this person names who takes over from this step: it has the successor's seat, or leads to it.

    Once the seat has signed there is nobody left to name.
    """
    waiting = [view for view in views.values() if "successor" in view.step.who and not view.settled]
    seats = {view.step.key: view.step.after for view in waiting}
    about = key in seats or any(key in before for before in seats.values())
    return about and case.state == Case.State.OPEN and standing.may_name(by, case)
