"""Versions of process templates: shipped ones, a company's drafts, handing in, publishing by a second person.

A draft is a flattened body people change; it proves nothing. What is published is checked and proved again in the
transaction that publishes it, gets its number, and never changes. Each of these acts but the changes of a draft leaves
an entry in the company's stream.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.evidence import actions as evidence
from partwell.apps.law import warned
from partwell.core.process.template import Template
from partwell.core.warnings import Warning, warnings
from partwell.lib import template_check, template_files
from partwell.lib.actor import Actor
from partwell.lib.clock import SHANGHAI
from partwell.lib.inputs import texts_in
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from partwell.lib.requests.once import once

from . import standing
from .models import TemplateItem, TemplateStep, TemplateVersion

EDITS = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director")
PUBLISHES = ("hr_manager", "hr_director", "legal", "owner")
DRAFT, PUBLISHED, RETIRED = (
    TemplateVersion.Status.DRAFT,
    TemplateVersion.Status.PUBLISHED,
    TemplateVersion.Status.RETIRED,
)
TEXT = 500


def effective(separation_type: str, company: int, on: date) -> TemplateVersion:
    """The version a new case of a company follows on a day: its own, else the national one. Raises BadInput."""
    rows = TemplateVersion.objects.filter(
        separation_type=separation_type, status=PUBLISHED, retired_at__isnull=True
    ).exclude(effective_from__gt=on)
    version = rows.filter(company=company).order_by("-number").first()
    version = version or rows.filter(company__isnull=True).order_by("-number").first()
    if version is None:
        raise BadInput({"separation_type": _("There is no published template for this kind of separation.")})
    return version


def publish_shipped(key: str, now: datetime) -> TemplateVersion:
    """A shipped template as a published national version; an unchanged body keeps its version."""
    loaded = template_files.load(key)
    newest = TemplateVersion.objects.filter(key=key, company__isnull=True).order_by("-number").first()
    if newest and newest.sha256 == loaded.sha256:
        return newest
    checked = template_check.check_shipped(key)
    template = loaded.template
    with transaction.atomic():
        version = TemplateVersion.objects.create(
            key=key,
            number=(newest.number or 0) + 1 if newest else 1,
            title=template.title,
            title_en=template.title_en,
            separation_type=template.separation_type,
            body=loaded.flat,
            sha256=loaded.sha256,
            published_at=now,
            lint=checked.report(),
            proof=template_check.proof_report(checked.proof) if checked.proof else {},
        )
        fill(version, template)
    return version


def fill(version: TemplateVersion, template: Template) -> None:
    """Write what the triggers hold cases against: the steps of a version and the items of their alternatives."""
    TemplateStep.objects.bulk_create(
        TemplateStep(
            version=version,
            key=step.key,
            required=not step.optional,
            duty=step.duty,
            phase=step.phase,
            kind=step.kind,
        )
        for step in template.steps
    )
    TemplateItem.objects.bulk_create(
        TemplateItem(version=version, step=step.key, alternative=number, item=str(item))
        for step in template.steps
        for number, alternative in enumerate(step.evidence)
        for item in alternative
    )


def may_edit(by: Actor) -> bool:
    """Whether this person works on templates: HR of the company."""
    return by.holds(*EDITS)


def may_publish(by: Actor) -> bool:
    """Whether this person may be the second one."""
    return by.holds(*PUBLISHES)


def readable(by: Actor) -> Any:
    """Versions this person's company has or starts from. Raises NotAllowed."""
    if not by.is_system and not by.holds(*standing.SEES_CASES):
        raise NotAllowed(_("Templates are read by HR, legal and the owner."))
    national = TemplateVersion.objects.filter(company__isnull=True)
    return national | TemplateVersion.objects.filter(company=by.company)


def version_of(by: Actor, uid: object) -> TemplateVersion:
    """One version by its uid. Raises NotVisible, NotAllowed."""
    if not standing.is_uid(str(uid)):
        raise NotVisible
    found: TemplateVersion | None = readable(by).filter(uid=str(uid)).first()
    if found is None:
        raise NotVisible
    return found


def loaded_of(version: TemplateVersion) -> Template:
    """The template value of a draft. Raises BadInput when it can't be read."""
    checked = check(version)
    if checked.loaded is None:
        raise BadInput({"template": checked.errors[0].message_zh})
    return checked.loaded.template


def check(version: TemplateVersion) -> template_check.Checked:
    """Lint and proof of a version as it stands now."""
    return template_check.check_flat(version.body, f"{version.key}.json")


def start_draft(*, by: Actor, base: object, now: datetime, key: str | None = None) -> dict[str, Any]:
    """A draft that begins as a copy of a version. Raises NotVisible, NotAllowed."""

    def do() -> dict[str, Any]:
        _require(by, EDITS, _("Templates are changed by HR."))
        source = version_of(by, base)
        draft = TemplateVersion.objects.create(
            company_id=by.company,
            key=source.separation_type,
            status=DRAFT,
            title=source.title,
            title_en=source.title_en,
            separation_type=source.separation_type,
            body={**source.body, "key": source.separation_type},
            sha256=source.sha256,
            based_on=source,
            drafted_by_id=by.user,
            drafted_at=now,
            editors=[by.user],
        )
        _record(by, "template.drafted", draft, now, {"from": source.sha256})
        return {"template": str(draft.uid)}

    return once(by, key, "template.draft", {"base": str(base)}, now, do)


def change_draft(
    *,
    by: Actor,
    draft: object,
    revision: int,
    edit: Callable[[dict[str, Any]], None],
    now: datetime,
    key: str | None = None,
    asked: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Change the body of a draft; handing it in is taken back by it. `edit` changes the body or raises BadInput.

    Raises NotVisible, NotAllowed, BadInput, and Refused when somebody else changed it meanwhile.
    """

    def do() -> dict[str, Any]:
        _require(by, EDITS, _("Templates are changed by HR."))
        row = _locked_draft(by, draft)
        if row.revision != revision:
            raise Refused(
                _("Somebody changed this draft meanwhile. Look at it as it is now, then go on."), code="changed"
            )
        body = dict(row.body)
        edit(body)
        row.body = body
        row.title, row.title_en = body.get("title", row.title)[:120], body.get("title_en", "")[:160]
        row.sha256 = template_files.sha256_of(body)
        row.revision += 1
        row.submitted_by, row.submitted_at, row.acknowledged = None, None, ""
        row.editors = sorted({*row.editors, by.user} - {None})
        row.save()
        return {"template": str(row.uid), "revision": row.revision}

    content = asked or {"draft": str(draft), "revision": revision}
    return once(by, key, "template.change", content, now, do)


def practices(body: Mapping[str, Any]) -> tuple[Warning, ...]:
    """What goes wrong in law with the words of a template: titles, notes, texts of its forms."""
    # Keys and codes are one word; what people read has spaces or Chinese.
    read = dict.fromkeys(text for text in texts_in(body) if not text.isascii() or " " in text)
    return warnings("template", {}, {}, text="\n".join(read))


def submit(
    *, by: Actor, draft: object, reason: str, acknowledged: str = "", now: datetime, key: str | None = None
) -> dict[str, Any]:
    """Hand a draft in for a second person to publish. Raises NotVisible, NotAllowed, BadInput, Refused with errors."""

    def do() -> dict[str, Any]:
        _require(by, EDITS, _("Templates are changed by HR."))
        row = _locked_draft(by, draft)
        checked = _require_clean(row)
        wrong = {}
        if not reason.strip():
            wrong["reason"] = _("Say why the process changes; whoever publishes it reads this.")
        found = practices(row.body)
        if (checked.warnings or found) and not acknowledged.strip():
            wrong["acknowledged"] = _("There are warnings. Write why they may stay.")
        if wrong:
            raise BadInput(wrong)
        assert checked.loaded is not None
        row.body, row.sha256 = dict(checked.loaded.flat), checked.loaded.sha256
        row.reason, row.acknowledged = reason.strip()[:TEXT], acknowledged.strip()[:TEXT]
        row.submitted_by_id, row.submitted_at = by.user, now
        row.editors = sorted({*row.editors, by.user} - {None})
        row.revision += 1
        row.save()
        _record(by, "template.submitted", row, now, {"reason": row.reason, "acknowledged": row.acknowledged})
        stream = evidence.stream_of_installation(by.company, now)
        warned.acknowledge(found, where="template", about=f"template:{row.uid}", stream=stream, by=by, now=now)
        return {"template": str(row.uid), "revision": row.revision}

    return once(by, key, "template.submit", {"draft": str(draft), "reason": reason}, now, do)


def send_back(*, by: Actor, draft: object, why: str, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Give a draft that was handed in back to its author, with a reason. Raises NotVisible, NotAllowed, BadInput."""

    def do() -> dict[str, Any]:
        _require(by, (*EDITS, *PUBLISHES), _("Templates are published by an HR manager, legal or the owner."))
        row = _locked_draft(by, draft)
        if row.submitted_at is None:
            raise Refused(_("This draft is not handed in."), code="not_submitted")
        if not why.strip():
            raise BadInput({"why": _("Say what is to change.")})
        row.submitted_by, row.submitted_at = None, None
        row.revision += 1
        row.save()
        _record(by, "template.sent_back", row, now, {"why": why.strip()[:TEXT]})
        return {"template": str(row.uid), "revision": row.revision}

    return once(by, key, "template.send_back", {"draft": str(draft), "why": why}, now, do)


def publish(
    *,
    by: Actor,
    draft: object,
    effective_from: date | None = None,
    mandatory_from: date | None = None,
    now: datetime,
    key: str | None = None,
) -> dict[str, Any]:
    """Publish a draft that another person handed in. Raises NotVisible, NotAllowed, BadInput, Refused with errors."""
    today = now.astimezone(SHANGHAI).date()

    def do() -> dict[str, Any]:
        _require(by, PUBLISHES, _("Templates are published by an HR manager, legal or the owner."))
        row = _locked_draft(by, draft)
        if row.submitted_at is None:
            raise Refused(_("This draft is not handed in yet."), code="not_submitted")
        if by.user is None or by.user in row.editors or by.user in (row.submitted_by_id, row.drafted_by_id):
            raise NotAllowed(_("A second person publishes: you worked on this draft yourself."))
        begins = effective_from or today
        if begins < today:
            raise BadInput({"effective_from": _("A version takes effect today or later, never back in time.")})
        if mandatory_from is not None and mandatory_from < begins:
            raise BadInput({"mandatory_from": _("It can't bind open cases before it takes effect.")})
        checked = _require_clean(row)
        assert checked.loaded is not None
        assert checked.proof is not None
        if checked.loaded.sha256 != row.sha256:
            raise Refused(_("The rules changed since it was handed in. Hand it in again."), code="changed")
        others = TemplateVersion.objects.filter(key=row.key, company=row.company_id, number__isnull=False)
        newest = others.order_by("-number").first()
        row.number = ((newest.number or 0) if newest else 0) + 1
        row.status, row.published_at, row.published_by_id = PUBLISHED, now, by.user
        row.effective_from, row.mandatory_from = begins, mandatory_from
        row.lint, row.proof = checked.report(), template_check.proof_report(checked.proof)
        fill(row, checked.loaded.template)
        row.save()
        days = {"effective_from": begins.isoformat(), "mandatory_from": mandatory_from and mandatory_from.isoformat()}
        _record(by, "template.published", row, now, {**days, "number": row.number, "reason": row.reason})
        return {"template": str(row.uid), "number": row.number, "sha256": row.sha256}

    return once(by, key, "template.publish", {"draft": str(draft)}, now, do)


def retire(*, by: Actor, version: object, reason: str, now: datetime, key: str | None = None) -> dict[str, Any]:
    """Take a draft back, or end a company's version for new cases; open cases go on with it.

    Raises NotVisible, NotAllowed, BadInput, Refused for a national version.
    """

    def do() -> dict[str, Any]:
        row = version_of(by, version)
        _require(by, EDITS if row.status == DRAFT else PUBLISHES, _("Templates are retired by who may publish them."))
        if row.company_id is None:
            raise Refused(_("The national template stays; publish your own version over it."), code="national")
        if row.status == RETIRED:
            raise Refused(_("This version is retired already."), code="retired")
        if not reason.strip():
            raise BadInput({"reason": _("Say why.")})
        row.status, row.retired_at = RETIRED, now
        row.save(update_fields=["status", "retired_at"])
        _record(by, "template.retired", row, now, {"reason": reason.strip()[:TEXT]})
        return {"template": str(row.uid)}

    return once(by, key, "template.retire", {"version": str(version), "reason": reason}, now, do)


def _require(by: Actor, roles: tuple[str, ...], sentence: str) -> None:
    if not by.holds(*roles):
        raise NotAllowed(sentence)


def _locked_draft(by: Actor, uid: object) -> TemplateVersion:
    found = version_of(by, uid)
    row = TemplateVersion.objects.select_for_update().get(pk=found.pk)
    if row.company_id != by.company:
        raise NotAllowed(_("The national template is not changed; start a draft from it."))
    if row.status != DRAFT:
        raise Refused(_("A published version never changes. Start a draft from it."), code="published")
    return row


def _require_clean(row: TemplateVersion) -> template_check.Checked:
    checked = check(row)
    if checked.errors or checked.proof is None or not checked.proof.complete:
        first = checked.errors[0].message_zh if checked.errors else ""
        raise Refused(
            _("It can't be published: %(count)s errors. The first: %(first)s")
            % {"count": len(checked.errors), "first": first},
            code="lint",
        )
    return checked


def _record(by: Actor, type_: str, row: TemplateVersion, now: datetime, more: Mapping[str, Any]) -> None:
    payload = {"template": str(row.uid), "key": row.key, "sha256": row.sha256, **more}
    assert by.company is not None
    evidence.record_of_company(by.company, type_, by=by, now=now, payload=payload)
