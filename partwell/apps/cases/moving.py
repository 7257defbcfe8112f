"""Running cases and newer versions: what would change, and the decision to keep, move now, or move at the next step.

A case is pinned to its version. Moving is an entry of its own in the case's stream, so that replay, `./run check` and
the verifier follow it; the rows change in the same transaction.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.core.process.migrate import FROM_THE_MOVE, Plan, moved, plan
from partwell.core.process.state import StepView
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, NotAllowed, Refusal, Refused
from partwell.lib.requests.once import once

from . import standing, store, told, versions
from .models import Case, CaseMigration, CaseStep, TemplateVersion

DECIDES = ("hr_ops", "hrbp", "hr_manager", "hr_director")
MOST = 500
"""Cases decided about in one go."""


@dataclass(frozen=True, slots=True)
class Impact:
    """One open case and what a version would change in it."""

    case: Case
    plan: Plan
    decided: str = ""
    """keep, now or next: what was decided about this version last."""
    loaded: Any = None


def newer(case: Case, on: date) -> TemplateVersion | None:
    """The version a new case of this kind would follow on a day, when it is another and newer than the case's own."""
    found = versions.effective(case.separation_type, case.company_id, on)
    older = case.template.published_at
    later = found.published_at is not None and (older is None or found.published_at > older)
    return found if found.pk != case.template_id and later else None


def mandatory(case: Case, on: date) -> TemplateVersion | None:
    """A newer version that is mandatory on a day and about which nobody has decided for this case."""
    mine = Q(company=case.company_id) | Q(company__isnull=True)
    rows = TemplateVersion.objects.filter(
        mine,
        separation_type=case.separation_type,
        status="published",
        mandatory_from__lte=on,
        published_at__gt=case.template.published_at,
    ).exclude(pk=case.template_id)
    kept = CaseMigration.objects.filter(case=case, choice="keep").values("to_version")
    return rows.exclude(pk__in=kept).order_by("-published_at").first()


def require_decided(case: Case, on: date) -> None:
    """Refuse to close a case on an old version while a mandatory one waits for HR's decision. Raises Refused."""
    version = mandatory(case, on)
    if version is not None:
        raise Refused(
            _(
                "Cannot close yet: version %(number)s of this process binds open cases since %(day)s. HR decides first"
                " whether this case moves to it or keeps its own, with a reason. Wages, social insurance and the"
                " certificate do not wait for this."
            )
            % {"number": version.number, "day": version.mandatory_from},
            code="newer_version_mandatory",
        )


def impact(by: Actor, version: TemplateVersion, limit: int = MOST) -> list[Impact]:
    """The open cases of this kind that follow another version, each with what would change. Raises NotAllowed."""
    rows = standing.visible_to(by).filter(state=Case.State.OPEN, separation_type=version.separation_type)
    rows = rows.exclude(template=version).select_related("employee", "template", "stream").defer("template__body")
    target = store.template_value(version) if version.status != "draft" else versions.loaded_of(version)
    last: dict[int, str] = {}
    for one in CaseMigration.objects.filter(to_version=version).order_by("pk"):
        last[one.case_id] = one.choice
    found = []
    for case in rows.order_by("opened_at")[:limit]:
        if standing.sees_whole(by, case):
            loaded = store.load(case)
            found.append(Impact(case, plan(loaded.state, target), last.get(case.pk, ""), loaded))
    return found


def decide(
    *, by: Actor, case: object, version: object, choice: str, reason: str = "", now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Keep a case on its version, move it now, or at its next done step.

    Raises NotVisible, NotAllowed, BadInput, Refused when the case can't be moved.
    """
    moment = store.to_ms(now)

    def do() -> dict[str, Any]:
        target = versions.version_of(by, version)
        loaded = store.lock(by, case)
        _require(by, loaded.case)
        return _decide(loaded, target, choice, reason.strip()[:500], by, moment)

    content = {"case": str(case), "version": str(version), "choice": choice, "reason": reason}
    return once(by, key, "case.version", content, moment, do)


def decide_many(
    *,
    by: Actor,
    cases: Sequence[object],
    version: object,
    choice: str,
    reason: str = "",
    now: datetime,
    key: str = "",
    dry_run: bool = False,
) -> list[dict[str, Any]]:
    """The same decision for many cases, each in a transaction of its own; one refused doesn't hold up the others.

    With `dry_run` nothing is written: the answers say what would happen.
    """
    if len(cases) > MOST:
        raise BadInput({"cases": _("At most %(most)s cases in one go.") % {"most": MOST}})
    target = versions.version_of(by, version)
    # Said once for all of them, before the first one is decided; each records for itself what is gone on with.
    warned.read("cases.moving.decide", reason, by=by)
    answers = []
    for uid in cases:
        row = standing.visible(by, uid)
        try:
            if dry_run:
                _require(by, row)
                found = _possible(store.load(row), target, choice)
                answers.append({"case": str(row.uid), "number": row.number, "status": "would", **found.to_data()})
                continue
            # One key a case, as long as a key may be: both parts written out would not fit.
            name = hashlib.sha256(f"{key}:{row.uid}".encode()).hexdigest() if key else None
            done = decide(by=by, case=row.uid, version=version, choice=choice, reason=reason, now=now, key=name)
            answers.append({"number": row.number, **done})
        except Refusal as why:
            answers.append({"case": str(row.uid), "number": row.number, "status": "refused", "why": why.sentence})
    return answers


def follow_plan(loaded: store.Loaded, *, by: Actor, now: datetime) -> tuple[dict[str, StepView], list[str]]:
    """Move a case to the version planned for its next step; it stays where it is when that no longer fits."""
    target = loaded.case.planned
    assert target is not None
    if not plan(loaded.state, store.template_value(target)).possible:
        return store.settle(loaded, now)
    planned = CaseMigration.objects.filter(case=loaded.case, to_version=target, choice="next").order_by("-pk").first()
    _done, views, fresh = _move(loaded, target, planned.reason if planned else "", by, now)
    return views, fresh


def _decide(
    loaded: store.Loaded, target: TemplateVersion, choice: str, reason: str, by: Actor, now: datetime
) -> dict[str, Any]:
    case = loaded.case
    found = _possible(loaded, target, choice)
    told.read("cases.moving.decide", by, case, "version", now, reason)
    if choice == "keep" and not reason and _is_mandatory(target, now):
        raise BadInput({"reason": _("This version binds open cases. Say why this one keeps its own.")})
    if choice == "now":
        done, _views, _fresh = _move(loaded, target, reason, by, now)
        return {"case": str(case.uid), "status": "moved", **done}
    kind = "case.version_kept" if choice == "keep" else "case.version_planned"
    acting = replace(by, pid=standing.pid_of(by, case))
    payload = {"from": _named(case.template), "to": _named(target), "reason": reason}
    entry = evidence.record(case.stream, kind, by=acting, now=now, payload=payload, template=case.template.sha256)
    _keep(case, target, choice, found, reason, by, now, entry)
    case.planned = target if choice == "next" else None
    case.revision += 1
    case.save(update_fields=["planned", "revision"])
    return {"case": str(case.uid), "status": "kept" if choice == "keep" else "planned", **found.to_data()}


def _possible(loaded: store.Loaded, target: TemplateVersion, choice: str) -> Plan:
    """What the decision would do. Raises BadInput, Refused."""
    case = loaded.case
    if choice not in ("keep", "now", "next"):
        raise BadInput({"choice": _("Choose: keep, move now, or move at the next step.")})
    if case.state != Case.State.OPEN:
        raise Refused(_("The case is closed. Open a new case that refers to it."), code="case_closed")
    if target.status != "published" or target.company_id not in (None, case.company_id):
        raise Refused(_("Only a published version can be followed."), code="not_published")
    if target.pk == case.template_id:
        raise Refused(_("The case follows this version already."), code="same_version")
    found = plan(loaded.state, store.template_value(target))
    if choice != "keep" and not found.possible:
        titles = {step.key: step.title for step in loaded.template.steps}
        what = "、".join([*(titles.get(key, key) for key in found.lost), *found.open_ends])
        raise Refused(
            _("This case can't move to that version: %(what)s. What was done by law is never dropped.")
            % {"what": what or _("it is for another kind of separation")},
            code="version_does_not_fit",
        )
    return found


def _move(
    loaded: store.Loaded, target: TemplateVersion, reason: str, by: Actor, now: datetime
) -> tuple[dict[str, Any], dict[str, StepView], list[str]]:
    """Move a case: the entry, the decision, the rows of its steps, and everything derived from them."""
    case, template = loaded.case, store.template_value(target)
    found = plan(loaded.state, template)
    acting = replace(by, pid=standing.pid_of(by, case))
    payload = {"from": _named(case.template), "to": _named(target), "reason": reason, **found.to_data()}
    payload |= {"new_since": FROM_THE_MOVE}
    entry = evidence.record(case.stream, "case.migrated", by=acting, now=now, payload=payload, template=target.sha256)
    case.refresh_from_db(fields=["revision"])
    _keep(case, target, "now", found, reason, by, now, entry)
    case.template, case.planned = target, None
    case.save(update_fields=["template", "planned"])
    loaded.state = moved(loaded.state, template, now)
    _rows(loaded)
    views, fresh = store.settle(loaded, now, anew=True)
    return {"entry": str(entry.eid), **found.to_data()}, views, fresh


def _rows(loaded: store.Loaded) -> None:
    """Bring the rows of the steps in line with the version: new ones appear, lost ones stay as history."""
    case, template = loaded.case, loaded.template
    keys = {step.key for step in template.steps}
    CaseStep.objects.bulk_create(store.new_steps(case, template, keys - loaded.steps.keys()))
    for position, step in enumerate(template.steps):
        if step.key in loaded.steps:
            CaseStep.objects.filter(case=case, key=step.key).update(
                position=position,
                phase=step.phase,
                kind=step.kind,
                required=not step.optional,
                duty=step.duty,
                who=list(step.who),
                gone=False,
            )
    lost = CaseStep.objects.filter(case=case).exclude(key__in=keys)
    lost.filter(status__in=["done", "declined"]).update(gone=True)
    lost.exclude(status__in=["done", "declined"]).update(gone=True, status="skipped", due_at=None, ready_at=None)
    store.drop_timers(case, list(loaded.steps.keys() - keys))
    loaded.steps = store.step_rows(case)


def _keep(
    case: Case, target: TemplateVersion, choice: str, found: Plan, reason: str, by: Actor, now: datetime, entry: Any
) -> None:
    CaseMigration.objects.create(
        case=case,
        from_version=case.template,
        to_version=target,
        choice=choice,
        revision=case.revision,
        diff=found.to_data(),
        reason=reason,
        by_id=by.user,
        at=now,
        entry=entry.eid,
    )


def _named(version: TemplateVersion) -> dict[str, Any]:
    return {"key": version.key, "version": version.number, "sha256": version.sha256}


def _is_mandatory(target: TemplateVersion, now: datetime) -> bool:
    return target.mandatory_from is not None and target.mandatory_from <= now.astimezone(SHANGHAI).date()


def _require(by: Actor, case: Case) -> None:
    if standing.is_own(by, case) or not by.holds_on(case.path, *DECIDES):
        raise NotAllowed(_("Which version a case follows is decided by HR."))
