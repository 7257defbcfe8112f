"""Process templates: list, designer with panel and live check, trial run, comparison, impact, publishing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.cases import moving, versions, words
from partwell.apps.cases.designer import edits, fixes, pages
from partwell.apps.cases.forms import fact_field, label_of, stated
from partwell.apps.cases.models import TemplateVersion
from partwell.apps.law import warned
from partwell.core.process.dialects import Dialect
from partwell.core.process.forms import FIELD_TYPES
from partwell.lib import clock, template_files
from partwell.lib.actor import Actor
from partwell.lib.bpmn import to_bpmn
from partwell.lib.clock import SHANGHAI
from partwell.lib.refusal import BadInput, NotVisible, Refused
from partwell.lib.ui.pages import signed_in

UNITS = (("h", "hours"), ("d", "days"), ("wd", "working days"))


@require_GET
@signed_in
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every kind of separation with the version in use, drafts and earlier versions."""
    rows = list(versions.readable(by).select_related("drafted_by", "published_by").defer("body").order_by("-pk"))
    today = clock.now().astimezone(SHANGHAI).date()
    kinds = []
    for kind in sorted({row.separation_type for row in rows}, key=words.kind_title):
        mine = [row for row in rows if row.separation_type == kind]
        try:
            used = versions.effective(kind, by.company or 0, today)
        except BadInput:
            continue
        if used.key not in template_files.all_keys():
            continue
        kinds.append(
            {
                "kind": kind,
                "title": words.kind_title(kind),
                "used": used,
                "drafts": [row for row in mine if row.status == "draft"],
                "earlier": [row for row in mine if row.status != "draft" and row.pk != used.pk and row.company_id],
            }
        )
    context = {"kinds": kinds, "may_edit": versions.may_edit(by)}
    return render(request, "cases/templates.html", context)


@require_POST
@signed_in
def draft(request: HttpRequest, by: Actor) -> HttpResponse:
    """Begin a draft from a version."""
    made = versions.start_draft(
        by=by, base=request.POST.get("base", ""), now=clock.now(), key=request.POST.get("request_key")
    )
    return HttpResponseRedirect(reverse("cases:template", args=[made["template"]]))


@require_http_methods(["GET", "POST"])
@signed_in
def designer(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Lanes, panel and live check of one version; a POST changes the draft and shows it again."""
    row = versions.version_of(by, uid)
    step = request.GET.get("step", "")
    wrong: BadInput | Refused | None = None
    if request.method == "POST":
        try:
            step = _changed(request, by, row, step)
        except (BadInput, Refused) as refusal:
            wrong = refusal
        else:
            query = f"?step={step}" if step else ""
            return HttpResponseRedirect(reverse("cases:template", args=[uid]) + query)
    row.refresh_from_db()
    quiet = 200 if request.headers.get("HX-Request") else 422
    return render(request, "cases/designer.html", _context(by, row, step, wrong), status=quiet if wrong else 200)


def _context(by: Actor, row: TemplateVersion, step: str, wrong: BadInput | Refused | None) -> dict[str, Any]:
    found = pages.live(row.body, f"{row.key}.json")
    edit = row.status == "draft" and row.company_id == by.company and versions.may_edit(by)
    second = row.status == "draft" and row.submitted_at is not None and versions.may_publish(by)
    return {
        "row": row,
        "title": row.title if words.is_chinese() or not row.title_en else row.title_en,
        "lanes": pages.lanes(row.body, found, step),
        "live": found,
        "practices": [warned.shown(one) for one in versions.practices(row.body)],
        "panel": pages.panel(row.body, step, found) if step else None,
        "step": step,
        "adding": step.removeprefix("add:") if step.startswith("add:") else "",
        "edit": edit,
        "second": second and by.user not in row.editors,
        "own": second and by.user in row.editors,
        "may_draft": versions.may_edit(by),
        "wrong": wrong,
        "roles": pages.roles(),
        "forms": pages.form_choices(row.body),
        "moves": [("up", _("Up"), "chevron-up"), ("down", _("Down"), "chevron-down")],
        "own_forms": _forms_of(row, step),
        "after": [(one["key"], pages.title_of(one)) for one in row.body["steps"] if one["phase"] != "close"],
        "units": [(unit, _(name)) for unit, name in UNITS],
        "open_cases": len(moving.impact(by, row)) if found.checked.loaded is not None else 0,
        "defaults": row.body["defaults"],
        "remind": [one.lstrip("-") for one in row.body["defaults"]["remind"]],
        "escalate": [*row.body["defaults"]["escalate"], {}, {}][:3],
        "today": clock.now().astimezone(SHANGHAI).date(),
    }


def _forms_of(row: TemplateVersion, step: str) -> list[tuple[str, str]]:
    """The forms a card asks to be filled in, with their titles."""
    forms = row.body.get("forms", {})
    asked = [item for one in row.body["steps"] if one["key"] == step for way in one["evidence"] for item in way]
    names = dict.fromkeys(item.partition(":")[2] for item in asked if ".form:" in item)
    return [(name, forms[name]["title"]) for name in names if name in forms]


def _changed(request: HttpRequest, by: Actor, row: TemplateVersion, step: str) -> str:
    """Do what a form of the designer asked for; the card to show next. Raises BadInput, Refused."""
    post, now = request.POST, clock.now()
    do = post.get("do", "")
    acts: dict[str, Callable[[], tuple[edits.Edit, str]]] = {
        "add": lambda: (
            edits.add(
                post.get("phase", ""),
                post.get("title", ""),
                post.get("who", ""),
                post.get("proof", ""),
                post.get("after", ""),
                _whole(post.get("days", "3"), "days"),
            ),
            "added",
        ),
        "card": lambda: (_card(request, row, step), step),
        "remove": lambda: (edits.remove(step), ""),
        "up": lambda: (edits.shift(step, -1), step),
        "down": lambda: (edits.shift(step, 1), step),
        "lane": lambda: (edits.to_lane(step, post.get("phase", "")), step),
        "cut": lambda: (edits.without_edge(step, post.get("waiting", "")), step),
        "settings": lambda: (edits.settings(_settings(request)), ""),
        "fix": lambda: (_fix(row, post.get("rule", ""), post.get("about", "")), step),
    }
    if do not in acts:
        raise BadInput({"do": _("Choose what to change.")})
    edit, onward = acts[do]()
    before = {one["key"] for one in row.body["steps"]}
    if do == "card":
        _not_loosened(row, step, edit)
    revision = _whole(post.get("revision", ""), "revision")
    asked = {"draft": str(row.uid), "revision": revision, "do": do, "step": step}
    versions.change_draft(
        by=by, draft=row.uid, revision=revision, edit=edit, now=now, key=post.get("request_key"), asked=asked
    )
    if onward == "added":
        row.refresh_from_db(fields=["body"])
        return next((one["key"] for one in row.body["steps"] if one["key"] not in before), "")
    return onward


def _not_loosened(row: TemplateVersion, step: str, edit: edits.Edit) -> None:
    """Refuse a change that loosens a card the law demands, with the rule's sentence. Raises Refused."""
    if step not in edits.locked(row.body):
        return
    body = dict(row.body)
    edit(body)
    known = {(one.rule, one.message_zh) for one in versions.check(row).errors}
    fresh = [row_ for row_ in pages.live(body, row.key).rows if row_.finding.level == "error"]
    fresh = [one for one in fresh if (one.finding.rule, one.finding.message_zh) not in known]
    if fresh:
        raise Refused(
            _("Not saved: %(sentence)s %(lawful)s") % {"sentence": fresh[0].sentence, "lawful": fresh[0].lawful},
            code="loosened",
        )


def _fix(row: TemplateVersion, rule: str, about: str) -> edits.Edit:
    found = next((one for one in versions.check(row).findings if one.rule == rule and one.step == about), None)
    edit = fixes.fix(found) if found else None
    if edit is None:
        raise BadInput({"rule": _("This was mended meanwhile, or needs a person to decide.")})
    return edit


def _card(request: HttpRequest, row: TemplateVersion, key: str) -> edits.Edit:
    """The fields of a card as the panel's form gives them. Raises BadInput."""
    post = request.POST
    step = edits.find(row.body, key)
    is_locked = key in edits.locked(row.body)
    values: dict[str, Any] = {"title": post.get("title", "").strip()[:120] or step["title"]}
    values["title_en"] = post.get("title_en", "").strip()[:160]
    who = [one for one in dict.fromkeys(post.getlist("who")) if one in template_files.roles()]
    if not who:
        raise BadInput({"who": _("Choose who does it.")})
    values["who"] = who
    values["mode"] = post.get("mode", "any") if len(who) > 1 and post.get("mode") != "any" else None
    if post.get("simple") == "1":
        values["when"] = pages.condition_of(post.getlist("when"), post.get("joined", "all"))
    values["optional"] = True if post.get("optional") == "1" else None
    values["evidence"] = _evidence(request, step, who, is_locked=is_locked)
    plus = f"{_whole(post.get('amount', ''), 'amount')}{post.get('unit', '')}"
    if not edits.SPAN.fullmatch(plus):
        raise BadInput({"amount": _("Write the deadline as a number.")})
    due = {**(step.get("due") or {"class": "internal"}), "from": post.get("from", "ready"), "plus": plus}
    values["due"] = due
    values["after"] = [one for one in post.getlist("after") if one != key]
    values["allow"] = [one for one in post.getlist("allow") if one in ("transfer", "delegate", "add_signer", "return")]
    values["note"] = post.get("note", "").strip()[:500]
    values["notify"] = _messages(request, step)
    return edits.change(key, values)


def _evidence(request: HttpRequest, step: dict[str, Any], who: list[str], *, is_locked: bool) -> list[list[str]]:
    """The alternatives that were ticked, and what is asked for besides. Raises BadInput."""
    post = request.POST
    if is_locked:
        ticked = [list(one) for one in step["evidence"]]
    else:
        ticked = [edits.items_in(one.split(" + ")) for one in post.getlist("proof")]
        if form := post.get("form", ""):
            party = "employee" if "employee" in who else "employer"
            item = [f"{party}.form:{form}"]
            if item not in ticked:
                ticked = [*(one for one in ticked if not (len(one) == 1 and ".form:" in one[0])), item]
    if not ticked:
        raise BadInput({"proof": _("Choose at least one proof.")})
    alone = all(any(item.startswith("employee.") for item in one) for one in ticked)
    if alone and not is_locked:
        raise BadInput({"proof": _("Choose also what counts when the employee does not cooperate.")})
    more = edits.items_in([post["more"]]) if post.get("more") else []
    return [[*one, *more] for one in ticked]


def _messages(request: HttpRequest, step: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of a card: those with a template stay, the one with own words is written here."""
    post = request.POST
    kept = [one for one in step.get("notify", ()) if "text" not in one]
    text = post.get("message", "").strip()[:500]
    if not text:
        return kept
    to = post.get("message_to", "employee")
    on = post.get("message_on", "ready")
    via = ["sms", "dingtalk"] if to == "employee" else ["dingtalk"]
    return [
        *kept,
        {"on": on if on in ("ready", "done", "due", "overdue") else "ready", "to": to, "via": via, "text": text},
    ]


def _settings(request: HttpRequest) -> dict[str, Any]:
    """Title, reminders and escalation. Raises BadInput."""
    post = request.POST
    remind = [one if one.startswith("0") else f"-{one}" for one in post.getlist("remind") if one]
    escalate = [
        {"after": after, "to": to}
        for after, to in zip(post.getlist("escalate_after"), post.getlist("escalate_to"), strict=False)
        if after and to
    ]
    for one in [*remind, *(row["after"] for row in escalate)]:
        if not edits.SPAN.fullmatch(one):
            raise BadInput({"remind": _("Write a time as 24h, 3d or 5wd.")})
    return {
        "title": post.get("title", ""),
        "title_en": post.get("title_en", ""),
        "remind": remind,
        "escalate": escalate,
    }


def _whole(text: str, name: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise BadInput({name: _("Write a whole number.")}) from None
    if abs(number) > 9999:
        raise BadInput({name: _("This number is too large.")})
    return number


@require_http_methods(["GET", "POST"])
@signed_in
def form(request: HttpRequest, by: Actor, uid: str, name: str) -> HttpResponse:
    """The small form builder: fields with their kind, in order."""
    row = versions.version_of(by, uid)
    edit = row.status == "draft" and row.company_id == by.company and versions.may_edit(by)
    forms = {**edits.READY_MADE, **row.body.get("forms", {})}
    known = forms.get(name, {"title": "", "fields": []})
    if name not in forms and not edit:
        raise NotVisible
    wrong: BadInput | Refused | None = None
    if request.method == "POST":
        known = _form_of(request)
        if request.POST.get("do") == "save":
            try:
                versions.change_draft(
                    by=by,
                    draft=uid,
                    revision=_whole(request.POST.get("revision", ""), "revision"),
                    edit=edits.save_form(name, known),
                    now=clock.now(),
                    key=request.POST.get("request_key"),
                    asked={"draft": uid, "form": name, "content": known},
                )
            except (BadInput, Refused) as refusal:
                wrong = refusal
            else:
                messages.success(request, _("The form is saved with the draft."))
                return HttpResponseRedirect(
                    reverse("cases:template", args=[uid]) + f"?step={request.GET.get('step', '')}"
                )
    rows = [dict(one) for one in known["fields"]]
    if edit:
        rows += [{"key": f"field_{len(rows) + 1}", "label": "", "type": "text"}]
    context = {
        "row": row,
        "name": name,
        "form": known,
        "rows": rows,
        "types": [(kind, pages.field_words(kind)) for kind in FIELD_TYPES],
        "edit": edit,
        "wrong": wrong,
        "step": request.GET.get("step", ""),
    }
    return render(request, "cases/designer_form.html", context, status=422 if wrong else 200)


def _form_of(request: HttpRequest) -> dict[str, Any]:
    """The form as the builder's page gives it, moved or shortened as asked."""
    post = request.POST
    fields: list[dict[str, Any]] = []
    columns = [post.getlist(name) for name in ("key", "label", "type", "options", "required")]
    for key, label, kind, options, needed in zip(*columns, strict=False):
        if not label.strip():
            continue
        field: dict[str, Any] = {"key": key, "label": label.strip(), "type": kind}
        if needed == "1":
            field["required"] = True
        lines = [one.strip() for one in options.replace("，", ",").replace("、", ",").replace("\n", ",").split(",")]
        if kind in ("choice", "table"):
            field["choices" if kind == "choice" else "columns"] = [one for one in lines if one]
        fields.append(field)
    move, _colon, place = post.get("do", "").partition(":")
    if place.isdecimal() and int(place) < len(fields):
        here = int(place)
        if move == "drop":
            del fields[here]
        there = here + {"up": -1, "down": 1}.get(move, 0)
        if move in ("up", "down") and 0 <= there < len(fields):
            fields[here], fields[there] = fields[there], fields[here]
    title_en = post.get("title_en", "").strip()
    return {"title": post.get("title", "").strip(), **({"title_en": title_en} if title_en else {}), "fields": fields}


@require_GET
@signed_in
def trial(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Play invented facts and show the checklist as employee, manager or HR."""
    row = versions.version_of(by, uid)
    loaded = versions.check(row).loaded
    facts: dict[str, Any] = {}
    shown = []
    for name, fact in template_files.facts().items():
        if loaded is None or name not in loaded.template.facts:
            continue
        given: Any = request.GET.getlist(f"fact-{name}") if fact.type == "set" else request.GET.get(f"fact-{name}", "")
        value = stated(name, given) if given else None
        if value is not None:
            facts[name] = value
        elif fact.type == "set" and request.GET.get("played"):
            facts[name] = ()
        field = fact_field(name, fact)
        chosen = given if isinstance(given, list) else [given]
        shown.append(
            {
                "name": name,
                "label": label_of(fact),
                "multiple": fact.type == "set",
                "number": fact.type == "int",
                "choices": [(v, text, v in chosen) for v, text in getattr(field, "choices", ()) if v],
                "value": chosen[0] if chosen else "",
            }
        )
    role = request.GET.get("role", "employee")
    context = {
        "row": row,
        "facts": shown,
        "role": role,
        "roles": [
            (key, words.role_title(key)) for key in ("employee", "line_manager", "hr_ops", "hrbp", "er", "legal")
        ],
        "tried": pages.trial(loaded.template, facts, role) if loaded else [],
        "unreadable": loaded is None,
    }
    return render(request, "cases/designer_trial.html", context)


@require_GET
@signed_in
def compare(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """What differs between two versions."""
    row = versions.version_of(by, uid)
    others = versions.readable(by).filter(separation_type=row.separation_type).exclude(pk=row.pk).order_by("-pk")
    wanted = request.GET.get("with", "")
    other = next((one for one in others if str(one.uid) == wanted), None)
    other = other or row.based_on or next(iter(others), None)
    one, two = versions.check(row).loaded, versions.check(other).loaded if other else None
    context = {
        "row": row,
        "other": other,
        "others": others,
        "changes": pages.compare(two.template, one.template) if one and two else [],
    }
    return render(request, "cases/designer_compare.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def impact(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """The open cases a version touches, each with its difference; keep, move now or at the next step, one or many."""
    row = versions.version_of(by, uid)
    answers: list[dict[str, Any]] = []
    wrong: BadInput | Refused | None = None
    dry = False
    if request.method == "POST":
        dry = request.POST.get("do") == "dry"
        try:
            if not request.POST.getlist("case"):
                raise BadInput({"case": _("Choose at least one case.")})
            answers = moving.decide_many(
                by=by,
                cases=request.POST.getlist("case"),
                version=uid,
                choice=request.POST.get("choice", ""),
                reason=request.POST.get("reason", ""),
                now=clock.now(),
                key=request.POST.get("request_key", ""),
                dry_run=dry,
            )
        except (BadInput, Refused) as refusal:
            wrong = refusal
    found = moving.impact(by, row) if versions.check(row).loaded is not None else []
    titles = {one["key"]: pages.title_of(one) for one in row.body["steps"]}
    for item in found:
        titles |= {step.key: words.step_title(step) for step in item.loaded.template.steps if step.key not in titles}
    context = {
        "row": row,
        "rows": [{"item": one, "diff": _diff(one.plan, titles)} for one in found],
        "answers": [{**one, "diff": _told(one, titles)} for one in answers],
        "dry": dry,
        "wrong": wrong,
        "chosen": request.POST.getlist("case"),
        "choice": request.POST.get("choice", ""),
        "reason": request.POST.get("reason", ""),
        "published": row.status == "published",
        "choices": [
            ("keep", _("keep their version")),
            ("now", _("move now")),
            ("next", _("move at the next done step")),
        ],
    }
    return render(request, "cases/designer_impact.html", context, status=422 if wrong else 200)


def _diff(plan: Any, titles: dict[str, str]) -> list[tuple[str, str]]:
    return _told({**plan.to_data(), "lost": list(plan.lost), "open_ends": list(plan.open_ends)}, titles)


def _told(data: dict[str, Any], titles: dict[str, str]) -> list[tuple[str, str]]:
    """A difference as lines: what, which cards."""

    def named(keys: Any) -> str:
        return "、".join(titles.get(key, key) for key in keys)

    retroactive = set(data.get("retroactive", ()))
    lines = [
        (_("new"), named(key for key in data.get("added", ()) if key not in retroactive)),
        (_("new, before what is done already: to be done before closing"), named(data.get("retroactive", ()))),
        (_("no longer asked for"), named(data.get("removed", ()))),
        (_("done, stays as history"), named(data.get("history", ()))),
        (_("changed"), named(key for key in data.get("changed", {}) if key != "case_freeze")),
        (_("done by law, can't be dropped"), named(data.get("lost", ()))),
        (_("would stay unknown"), named(data.get("open_ends", ()))),
    ]
    return [line for line in lines if line[1]]


@require_POST
@signed_in
def submit(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Hand a draft in, send it back, publish it, or take a version back."""
    post, now, key = request.POST, clock.now(), request.POST.get("request_key")
    do = post.get("do", "")
    try:
        if do == "submit":
            versions.submit(
                by=by,
                draft=uid,
                reason=post.get("reason", ""),
                acknowledged=post.get("acknowledged", ""),
                now=now,
                key=key,
            )
            messages.success(request, _("Handed in. A second person publishes it."))
        elif do == "publish":
            done = versions.publish(
                by=by,
                draft=uid,
                effective_from=_day(post.get("effective_from", ""), "effective_from"),
                mandatory_from=_day(post.get("mandatory_from", ""), "mandatory_from"),
                now=now,
                key=key,
            )
            messages.success(request, _("Published as version %(number)s.") % {"number": done["number"]})
            return HttpResponseRedirect(reverse("cases:template_impact", args=[uid]))
        elif do == "back":
            versions.send_back(by=by, draft=uid, why=post.get("why", ""), now=now, key=key)
            messages.success(request, _("Sent back to its author."))
        elif do == "retire":
            versions.retire(by=by, version=uid, reason=post.get("reason", ""), now=now, key=key)
            messages.success(request, _("Taken back. New cases no longer follow it."))
            return HttpResponseRedirect(reverse("cases:templates"))
        else:
            raise BadInput({"do": _("Choose what to change.")})
    except (BadInput, Refused) as refusal:
        row = versions.version_of(by, uid)
        return render(request, "cases/designer.html", _context(by, row, "", refusal), status=422)
    return HttpResponseRedirect(reverse("cases:template", args=[uid]))


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput({name: _("Write the date as 2026-11-30.")}) from None


@require_GET
@signed_in
def bpmn(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """The version as BPMN 2.0, for other engines and for drawing."""
    row = versions.version_of(by, uid)
    dialect: Dialect = "juel" if request.GET.get("dialect") == "juel" else "feel"
    laws = {key: cited.title for key, cited in template_files.citations().items()}
    answer = HttpResponse(
        to_bpmn(versions.loaded_of(row), dialect, laws), content_type="application/xml; charset=utf-8"
    )
    name = f"{row.key}-{row.number or 'draft'}.bpmn"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
