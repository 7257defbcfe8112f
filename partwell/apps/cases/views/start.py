"""Starting a case: who proposes it, on what ground, the facts checked, then the preview.

Every page of the wizard is a plain request: what was chosen stands in the address, facts travel in hidden fields, and
nothing is stored before the last button.
"""

from collections.abc import Mapping, Sequence
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

from partwell.apps.cases import actions, lawful, queries, standing, words
from partwell.apps.cases.forms import FactsForm, label_of, value_words
from partwell.apps.cases.lawful import Finding, Plan
from partwell.apps.law.warned import Unacknowledged
from partwell.apps.people import queries as people
from partwell.core.process.template import Template
from partwell.lib import clock, template_files
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.lib.ui.pages import signed_in
from partwell.lib.ui.refusals import put_into

BY_EMPLOYER = ("probation_failure", "serious_misconduct", "nonfault_dismissal", "economic_layoff", "mutual_agreement")
BY_EMPLOYEE = ("voluntary_resignation", "constructive_dismissal", "mutual_agreement")
BY_LAW = ("contract_expiry", "retirement", "absence_no_contact", "death_in_service")
SIDES = {"employer": BY_EMPLOYER, "employee": BY_EMPLOYEE, "law": BY_LAW}
KNOWN_EARLY = dict.fromkeys(("nonfault_dismissal", "economic_layoff", "contract_expiry"), ("protected_status",))
"""Facts a step establishes with proof and that may be known at the start: what bars the ground is said at once."""
DAYS = {
    "retirement": ("R",),
    "absence_no_contact": ("T0",),
    "death_in_service": ("T0", "A"),
    "constructive_dismissal": ("T0", "W"),
    "voluntary_resignation": ("T0",),
}
"""Days asked for at the start, by kind."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of separation on the second page, and whether it fits this person."""

    key: str
    title: str
    says: str
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


def says(key: str) -> str:
    """When a kind of separation is the right one, in one sentence."""
    return {
        "probation_failure": _(
            "Criteria told beforehand were not met in probation; the notice arrives before it ends."
        ),
        "serious_misconduct": _("Serious breach of a valid rule, dereliction, second job, fraud, crime. No severance."),
        "nonfault_dismissal": _("Ill beyond the medical period, not up to the job, changed circumstances. Severance."),
        "economic_layoff": _(
            "Twenty people or a tenth of the staff, after briefing and report; begun under Layoffs. Severance."
        ),
        "mutual_agreement": _("Both agree. Whoever proposed it first decides whether severance is owed."),
        "voluntary_resignation": _("The employee leaves: 30 days' notice, 3 in probation. No approval."),
        "constructive_dismissal": _("The company broke the law and the employee leaves for it (Art. 38). No approval."),
        "contract_expiry": _("The term ends. Severance, unless kept or better terms were refused."),
        "retirement": _("Retirement age, earlier by own wish, or later as agreed."),
        "absence_no_contact": _("Absent and out of reach: asked back twice, then decided by the company's rule."),
        "death_in_service": _("An employee died. The family is spoken to by one person; no message to the account."),
    }.get(key, "")


def choices_for(side: str, person: Any, facts: Mapping[str, Any], today: date) -> list[Choice]:
    """Kinds of separation for a side, each with whether it is open to this person, and why not."""
    found = []
    for key in SIDES.get(side, ()):
        if key not in template_files.all_keys():
            continue
        template = template_files.load(key).template
        fits = template.applies_when.evaluate(facts)
        why = "" if fits else _("Only where: %(why)s") % {"why": words.condition(template.applies_when)}
        cites = template.legal_basis
        if not fits and key == "probation_failure":
            ends = people.probation(person, today)
            if ends is not None and ends.agreed is not None and ends.max_months == 0:
                why, cites = _("A second probation does not count"), ("LCL19",)
            elif ends is not None and ends.day is not None and ends.day < today:
                why = _("Probation ended on %(day)s") % {"day": ends.day.isoformat()}
                if ends.shortened:
                    why += _("; what was agreed or extended beyond the law does not count")
                cites = ("LCL19", "LCL21")
        found.append(Choice(key, words.template_title(template), says(key), cites, fits is True, why))
    return found


def asked_facts(template: Template, known: Mapping[str, Any]) -> list[str]:
    """Facts that decide which steps exist, which no record and no step tells; first what bars the ground."""
    asked = [name for name in template.open_facts() if name not in known and template_files.facts()[name].start]
    early = [name for name in KNOWN_EARLY.get(template.key, ()) if name not in known]
    asked = [*early, *asked]
    grounds = [name for name in asked if name.startswith("ground") or name == "notice_mode"]
    return [*grounds, *(name for name in asked if name not in grounds)]


def presumed(template: Template, side: str) -> dict[str, Any]:
    """What follows from who proposes it: the company owes severance for its own proposal (《劳动合同法》第四十六条)."""
    if template.key != "mutual_agreement" or side == "law":
        return {}
    return {"initiator": side, **({"severance_due": True} if side == "employer" else {})}


@require_http_methods(["GET", "POST"])
@signed_in
def start(request: HttpRequest, by: Actor) -> HttpResponse:
    """The wizard: one address, four pages."""
    if not by.holds(*standing.STARTS_CASES):
        raise NotAllowed(_("A separation case is started by HR. Your own resignation is under “My own employment”."))
    asked = request.GET
    found = {name: asked.get(name, "") for name in ("employee", "side", "type")}
    if not found["side"]:
        # A link that names the kind, as that of a no-show, says with it who proposes: only one side has this kind.
        of_kind = [side for side, kinds in SIDES.items() if found["type"] in kinds]
        found["side"] = of_kind[0] if len(of_kind) == 1 else ""
    if not found["employee"] or found["side"] not in SIDES:
        return _who(request, by, found)
    person = people.employee(by, found["employee"])
    today = clock.today()
    known = people.facts_of(person, today)
    if found["type"] not in SIDES[found["side"]]:
        return _ground(request, person, found, known, today)
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
        "sides": [(side, side_title(side), side_hint(side)) for side in SIDES],
        "open_case": queries.open_case_of(by, person) if person else None,
    }
    part = request.headers.get("HX-Target") == "pw-people"
    return render(request, "cases/start_people.html" if part else "cases/start_who.html", context)


def side_hint(side: str) -> str:
    """What belongs to a side."""
    return {
        "employer": _("Dismissal, layoff, or an agreement the company proposes."),
        "employee": _("Resignation, notice under Art. 38, or an agreement the employee proposes."),
        "law": _("End of a term, retirement, absence without contact, death."),
    }[side]


def _ground(
    request: HttpRequest, person: Any, found: dict[str, str], known: Mapping[str, Any], today: date
) -> HttpResponse:
    """Page 2: the ground, with what does not fit and why."""
    context = _frame(found, 2, person) | {"choices": choices_for(found["side"], person, known, today)}
    return render(request, "cases/start_ground.html", context)


@dataclass(slots=True)
class _Days:
    """The days a kind asks for, as typed, read, and what is wrong with them."""

    rows: list[dict[str, Any]]
    values: dict[str, date]

    @property
    def wrong(self) -> bool:
        return any(row["error"] for row in self.rows)


def _days(request: HttpRequest, template: Template, person: Any, today: date) -> _Days:
    """Fields for the days of the start; retirement begins with the day of the law where the records tell it."""
    rows, values = [], {}
    for name in DAYS.get(template.key, ()):
        usual = _usual_day(name, person) if request.method == "GET" else ""
        text = request.POST.get(f"day-{name}", usual).strip()
        error = ""
        if text:
            try:
                values[name] = date.fromisoformat(text)
            except ValueError:
                error = _("Write the date as 2026-11-30.")
            else:
                try:
                    lawful.anchors(template, {name: values[name]}, today)
                except BadInput as wrong:
                    error = wrong.fields[name]
        elif name == "R" and request.method == "POST":
            error = _("State it; every deadline of this process counts from it.")
        rows.append({"name": name, "title": words.anchor_title(name), "value": text, "error": error})
    return _Days(rows, values)


def _usual_day(name: str, person: Any) -> str:
    """The statutory day of retirement of a man; a woman's depends on her post, which no record tells."""
    born, woman = people.born_on(person), people.is_woman(person)
    if name != "R" or born is None or woman is not False:
        return ""
    return lawful.statutory_retirement(born, "M60").isoformat()


def _facts(
    request: HttpRequest, by: Actor, person: Any, found: dict[str, str], known: Mapping[str, Any], today: date
) -> HttpResponse:
    """Pages 3 and 4: facts, then the preview with the button that starts."""
    template = template_files.load(found["type"]).template
    given = presumed(template, found["side"])
    known = {**known, **template.settled_facts(), **given}
    names = asked_facts(template, known)
    form = FactsForm(request.POST or None, names=names)
    ground = request.POST.get("ground", "").strip()[:200] if request.method == "POST" else _usual_ground(template)
    stage = request.POST.get("stage", "")
    days = _days(request, template, person, today)
    valid = request.method == "POST" and form.is_valid() and not days.wrong
    facts = {**known, **(form.values() if valid else {})}
    dates = {"T0": today, **actions.record_anchors(template, person, today), **days.values}
    notices = lawful.findings(Plan(template, person, facts, dates, ground, today))
    if request.method == "GET":
        # What nobody was asked yet is no finding.
        notices = [one for one in notices if one.key != "retire_date_needed"]
    stopped = any(one.tone == "late" for one in notices)
    risks = [one for one in notices if one.tone == "soon"]
    named = request.POST.get("name", "").strip()
    answered = request.POST.getlist("risk")
    unnamed = stage == "start" and bool(risks) and (set(answered) < {one.key for one in risks} or named != by.name)
    sentence = ""
    if valid and stage == "start" and not stopped and not unnamed:
        try:
            answer = actions.start(
                by=by,
                employee=person.uid,
                separation_type=found["type"],
                initiator=found["side"],
                ground=ground,
                facts={**given, **form.values()},
                anchors=days.values,
                acknowledged=answered,
                now=clock.now(),
                key=request.POST.get("request_key"),
            )
        except BadInput as wrong:
            put_into(form, wrong)
            sentence = wrong.sentence
        except (Refused, Unacknowledged) as no:
            sentence = no.sentence
        else:
            messages.success(
                request,
                _("Case %(number)s is started; the steps that can be done now have gone to their people.") % answer,
            )
            return HttpResponseRedirect(reverse("cases:case", args=[answer["case"]]))
    preview = valid and not sentence and not stopped and stage in ("preview", "start")
    stated = form.values() if valid else {}
    context = _frame(found, 4 if preview else 3, person) | {
        "template": template,
        "title": words.template_title(template),
        "form": form,
        "ground": ground,
        "days": days,
        "known": _pairs(known),
        "warnings": notices,
        "instead": _instead(notices, found, template.key),
        "stopped": stopped and request.method == "POST",
        "risks": risks,
        "unnamed": unnamed,
        "named": named,
        "answered": answered,
        "told": _told(template),
        "preview": _preview(template, facts),
        "stated": _pairs(stated),
        "posted": [(name, value) for name, values in request.POST.lists() if name in form.fields for value in values]
        + [(f"day-{row['name']}", row["value"]) for row in days.rows],
        "sentence": sentence,
    }
    bad = request.method == "POST" and (not valid or bool(sentence) or unnamed or (stopped and bool(stage)))
    page = "cases/start_preview.html" if preview else "cases/start_facts.html"
    return render(request, page, context, status=422 if bad else 200)


def _pairs(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    dictionary = template_files.facts()
    return [
        (label_of(dictionary[name]), value_words(name, value)) for name, value in facts.items() if name in dictionary
    ]


def _instead(notices: Sequence[Finding], found: Mapping[str, str], now: str) -> list[tuple[str, str]]:
    """(address, title) of the kinds that may be lawful where this one is stopped."""
    keys = dict.fromkeys(key for one in notices if one.tone == "late" for key in one.instead if key != now)
    made = []
    for key in keys:
        side = next(side for side, kinds in SIDES.items() if key in kinds)
        address = _address(employee=found["employee"], side=side, type=key)
        made.append((address, words.template_title(template_files.load(key).template)))
    return made


def _told(template: Template) -> str:
    """Whether and when the employee learns of the case."""
    if template.quiet:
        return _("No message goes to this account, now or later; one colleague speaks with the family.")
    if template.party == "employee" or template.key in queries.TOLD_AT_ONCE:
        return _("The employee is told at once: what is asked, what will be received, and the kind of each deadline.")
    if template.party == "employer":
        return _("The employee is told when something is asked, and is heard before anything is decided.")
    return _("The employee sees from the start where it stands, and that nothing is decided.")


def _usual_ground(template: Template) -> str:
    """The ground as it is usually worded, for HR to correct; it is frozen with the notice."""
    names = [
        template_files.citations()[key].title for key in template.legal_basis[:1] if key in template_files.citations()
    ]
    title = template.title.partition("(")[0]
    return f"{title}（{'、'.join(names)}）" if names else title


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
            if answer is not False and step.duty and step.owed_to in ("employee", "family")
        ],
        "first": [words.step_title(step) for step, answer in decided if answer is not False and not step.after],
    }
