"""Starting a case: who proposes it, on what ground, the facts checked, then the preview.

Every page of the wizard is a plain request: what was chosen stands in the address, facts travel in hidden fields, and
nothing is stored before the last button.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partwell.apps.cases import actions, queries, standing, words
from partwell.apps.cases.forms import FactsForm, label_of, value_words
from partwell.apps.people import queries as people
from partwell.core.process.template import Template
from partwell.lib import clock, registry, template_files
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.lib.ui.pages import signed_in
from partwell.lib.ui.refusals import put_into

BY_EMPLOYER = ("probation_failure", "mutual_agreement", "nonfault_dismissal", "serious_misconduct", "economic_layoff")
BY_EMPLOYEE = ("voluntary_resignation", "constructive_dismissal", "mutual_agreement")
BY_LAW = ("contract_expiry", "retirement", "absence_no_contact", "death_in_service")
SIDES = {"employer": BY_EMPLOYER, "employee": BY_EMPLOYEE, "law": BY_LAW}


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of separation on the second page, and whether it fits this person."""

    key: str
    title: str
    cites: tuple[str, ...]
    fits: bool
    why: str


def side_title(side: str) -> str:
    """Who proposes the separation."""
    return {
        "employer": _("The company"),
        "employee": _("The employee"),
        "law": _("Neither: term, age or another event"),
    }[side]


def complete(template: Template) -> bool:
    """Whether every paper and every sum that the template asks for can be made here."""
    papers, sums = registry.kinds("documents"), registry.kinds("calculations")
    needed = [
        item
        for step in template.steps
        if not step.optional
        for alternative in step.evidence[:1]
        for item in alternative
    ]
    return all(
        (item.kind != "seal" or item.name in papers) and (item.kind != "calc" or item.name in sums) for item in needed
    )


def choices_for(side: str, facts: Mapping[str, Any]) -> list[Choice]:
    """Kinds of separation for a side, each with whether its condition holds for this person."""
    found = []
    for key in SIDES.get(side, ()):
        if key not in template_files.all_keys():
            continue
        template = template_files.load(key).template
        if not complete(template):
            continue
        fits = template.applies_when.evaluate(facts)
        sentence = template.applies_when.sentence_zh if words.is_chinese() else template.applies_when.sentence_en
        why = "" if fits else _("Only where: %(why)s") % {"why": sentence(template_files.facts())}
        found.append(Choice(key, words.template_title(template), template.legal_basis, fits is True, why))
    return found


def asked_facts(template: Template, known: Mapping[str, Any]) -> list[str]:
    """Facts that decide which steps exist, which no record and no step tells."""
    owned = {name for step in template.steps for name in step.sets}
    wanted: list[str] = []
    for step in template.steps:
        for condition in (step.when, step.guard):
            for name in sorted(condition.facts) if condition else ():
                if name not in owned and name not in known and name not in wanted:
                    wanted.append(name)
    return [name for name in wanted if template_files.facts()[name].start]


def warnings(template: Template, person: Any, today: date) -> list[dict[str, Any]]:
    """What HR should know before going on, each with its article."""
    found: list[dict[str, Any]] = []
    if "P" in template.anchors:
        ends = people.anchors_of(person, today).get("P")
        if ends is None:
            found.append(
                {
                    "tone": "late",
                    "title": _("The end of probation is not on record"),
                    "text": _("Complete the contract first; without it this ground cannot be used."),
                    "cites": ("LCL19",),
                }
            )
        elif ends < today:
            found.append(
                {
                    "tone": "late",
                    "title": _("Probation ended on %(day)s") % {"day": ends.isoformat()},
                    "text": _("This ground no longer holds. Choose another, or go on with the employment."),
                    "cites": ("LCL21", "LCL39-1"),
                }
            )
        else:
            found.append(
                {
                    "tone": "soon",
                    "title": _("Probation ends on %(day)s, in %(n)s days")
                    % {"day": ends.isoformat(), "n": (ends - today).days},
                    "text": _(
                        "The notice must reach the employee before that day is over; afterwards the ground is gone."
                    ),
                    "cites": ("LCL21", "LCL39-1"),
                }
            )
    unpaid = sorted(
        {row.month for row in people.contributions(person) if row.paid_on is None or row.paid_on > row.due_on}
    )
    if unpaid:
        found.append(
            {
                "tone": "soon",
                "title": _("Social insurance was late or unpaid for %(months)s")
                % {"months": "、".join(f"{month:%Y-%m}" for month in unpaid)},
                "text": _(
                    "Paying the arrears to the fund is a duty of law; it waits for the last day only, for no signature."
                ),
                "cites": ("SIL63", "SIL86"),
            }
        )
    if template.party == "employer":
        found.append(
            {
                "tone": "law",
                "title": _("The employee is not asked for a resignation letter"),
                "text": _("The company ends the contract; a resignation beside it would contradict the ground."),
                "cites": ("LCL39-1",) if template.key == "probation_failure" else template.legal_basis[:1],
            }
        )
    return found


@require_http_methods(["GET", "POST"])
@signed_in
def start(request: HttpRequest, by: Actor) -> HttpResponse:
    """The wizard: one address, four pages."""
    if not by.holds(*standing.STARTS_CASES):
        raise NotAllowed(_("A separation case is started by HR. Your own resignation is under “My own employment”."))
    asked = request.GET
    found = {name: asked.get(name, "") for name in ("employee", "side", "type")}
    if not found["employee"] or found["side"] not in SIDES:
        return _who(request, by, found)
    person = people.employee(by, found["employee"])
    today = clock.today()
    known = people.facts_of(person, today)
    if found["type"] not in SIDES[found["side"]]:
        return _ground(request, person, found, known)
    return _facts(request, by, person, found, known, today)


def _address(**chosen: str) -> str:
    return f"{reverse('cases:start')}?{urlencode({name: value for name, value in chosen.items() if value})}"


def _frame(found: Mapping[str, str], step: int, person: Any = None) -> dict[str, Any]:
    titles = [_("Who proposes it"), _("On what ground"), _("Check the facts"), _("Template and preview")]
    return {
        "step": step,
        "steps": [
            {"title": f"{number} {title}", "state": "is-done" if number < step else "", "now": number == step}
            for number, title in enumerate(titles, 1)
        ],
        "person": person,
        "found": found,
        "side_title": side_title(found["side"]) if found.get("side") in SIDES else "",
        "to_who": _address(employee=found.get("employee", "")),
        "to_ground": _address(employee=found.get("employee", ""), side=found.get("side", "")),
    }


def _who(request: HttpRequest, by: Actor, found: dict[str, str]) -> HttpResponse:
    """Page 1: which employee, and who proposes the separation."""
    text = request.GET.get("q", "")
    person = people.employee(by, found["employee"]) if found["employee"] else None
    rows = list(people.search(by, text).select_related("department", "position")[:8])
    if person and not text:
        # Whoever was chosen stays in sight, also when the search is gone from the address.
        rows = [person, *(row for row in rows if row.pk != person.pk)][:8]
    context = _frame(found, 1, person) | {
        "text": text,
        "people": rows,
        "sides": [(side, side_title(side)) for side in SIDES],
        "open_case": queries.open_case_of(by, person) if person else None,
    }
    part = request.headers.get("HX-Target") == "pw-people"
    return render(request, "cases/start_people.html" if part else "cases/start_who.html", context)


def _ground(request: HttpRequest, person: Any, found: dict[str, str], known: Mapping[str, Any]) -> HttpResponse:
    """Page 2: the ground, with what does not fit and why."""
    context = _frame(found, 2, person) | {"choices": choices_for(found["side"], known)}
    return render(request, "cases/start_ground.html", context)


def _facts(
    request: HttpRequest, by: Actor, person: Any, found: dict[str, str], known: Mapping[str, Any], today: date
) -> HttpResponse:
    """Pages 3 and 4: facts, then the preview with the button that starts."""
    template = template_files.load(found["type"]).template
    known = {**known, **template.settled_facts()}
    names = asked_facts(template, known)
    form = FactsForm(request.POST or None, names=names)
    ground = request.POST.get("ground", "").strip()[:200] if request.method == "POST" else _usual_ground(template)
    stage = request.POST.get("stage", "")
    error: BadInput | None = None
    if request.method == "POST" and form.is_valid() and stage == "start":
        try:
            answer = actions.start(
                by=by,
                employee=person.uid,
                separation_type=found["type"],
                initiator=found["side"],
                ground=ground,
                facts=form.values(),
                now=clock.now(),
                key=request.POST.get("request_key"),
            )
        except BadInput as wrong:
            put_into(form, wrong)
            error = wrong
        else:
            messages.success(
                request, _("Case %(number)s is started; the employee gets the list of what comes.") % answer
            )
            return HttpResponseRedirect(reverse("cases:case", args=[answer["case"]]))
    preview = request.method == "POST" and form.is_valid() and not error and stage in ("preview", "start")
    facts = {**known, **(form.values() if form.is_bound and form.is_valid() else {})}
    notices = warnings(template, person, today)
    context = _frame(found, 4 if preview else 3, person) | {
        "template": template,
        "title": words.template_title(template),
        "form": form,
        "ground": ground,
        "known": [
            (label_of(template_files.facts()[name]), value_words(name, value))
            for name, value in known.items()
            if name in template_files.facts()
        ],
        "warnings": notices,
        "stopped": any(one["tone"] == "late" for one in notices),
        "preview": _preview(template, facts),
        "stated": [
            (label_of(template_files.facts()[name]), value_words(name, value))
            for name, value in (form.values() if form.is_bound and form.is_valid() else {}).items()
        ],
        "posted": [(name, value) for name, values in request.POST.lists() if name in form.fields for value in values],
        "sentence": error.sentence if error else "",
    }
    status = 422 if (form.is_bound and not form.is_valid()) or error else 200
    return render(request, "cases/start_preview.html" if preview else "cases/start_facts.html", context, status=status)


def _usual_ground(template: Template) -> str:
    """The ground as it is usually worded, for HR to correct; it is frozen with the notice."""
    names = [
        template_files.citations()[key].title for key in template.legal_basis[:1] if key in template_files.citations()
    ]
    return f"{template.title}（{'、'.join(names)}）" if names else template.title


def _preview(template: Template, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What starting brings: how many steps, what the employee does, what the law asks for, what is open."""
    decided = [(step, step.when.evaluate(facts) if step.when else True) for step in template.steps]
    return {
        "applies": sum(answer is not False for _step, answer in decided),
        "skipped": sum(answer is False for _step, answer in decided),
        "unknown": [words.step_title(step) for step, answer in decided if answer is None],
        "employee": [
            words.step_title(step) for step, answer in decided if answer is not False and "employee" in step.who
        ],
        "duties": [
            {"title": words.step_title(step), "cite": step.cite}
            for step, answer in decided
            if answer is not False and step.duty and step.owed_to == "employee"
        ],
        "first": [words.step_title(step) for step, answer in decided if answer is not False and not step.after],
    }
