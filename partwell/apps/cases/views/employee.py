"""The employee's own pages, made for a phone: home, progress, materials, papers, help."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from partwell.apps.appraisals import queries as appraisals
from partwell.apps.cases import errands, queries
from partwell.apps.documents import queries as papers_of
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed
from partwell.lib.ui.pages import signed_in

ICONS = {"clearance": "packages", "humane": "heart-handshake", "close": "certificate", "decide": "rubber-stamp"}


def _own(by: Actor) -> None:
    """Refuse someone who has no employee record here. Raises NotAllowed."""
    if by.employee is None:
        raise NotAllowed(_("These pages are an employee's own; you have no employee record in this company."))


def _row(card: queries.StepCard) -> dict[str, Any]:
    """A step on the employee's list."""
    done = card.status in ("done", "declined")
    mine = card.employee and card.status == "ready"
    return {
        "card": card,
        "state": "done" if done else "now" if mine else "law" if card.duty else "",
        "icon": "check"
        if done
        else "writing"
        if card.employee
        else "scale"
        if card.duty
        else ICONS.get(card.phase, "user-check"),
    }


@require_GET
@signed_in
def home(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is mine to do, how far it is, what I will receive."""
    _own(by)
    now = clock.now()
    progress = queries.progress(by, now)
    papers = papers_of.of_employee(by.employee or 0, by=by)
    context: dict[str, Any] = {"progress": progress, "tab": "home", "now": now, "papers": papers.count()}
    context |= {"reports_waiting": appraisals.waiting(by), "errands": errands.of(by, now)}
    if progress is None:
        return render(request, "cases/home_quiet.html", context)
    mine = [card for card in (*progress.company, *progress.law) if card.employee]
    task = progress.tasks[0] if progress.tasks else None
    asked = [row for row in papers_of.unanswered(by.employee or 0, now) if task and row.step == task.key]
    context |= {
        "case": progress.case,
        "task": task,
        "paper": asked[0] if len(asked) == 1 else None,
        "paper_title": papers_of.title_of(asked[0]) if len(asked) == 1 else None,
        "paper_answers": papers_of.answers_of(asked[0]) if len(asked) == 1 else (),
        "more": progress.tasks[1:],
        "mine_all": len(mine),
        "mine_done": sum(card.status in ("done", "declined") for card in mine),
    }
    return render(request, "cases/home.html", context)


@require_GET
@signed_in
def step(request: HttpRequest, by: Actor, key: str) -> HttpResponse:
    """Lead from a message to the own step: to the paper it asks to answer, where there is one."""
    _own(by)
    case = queries.own_case(by)
    if case is None:
        return HttpResponseRedirect(reverse("cases:home"))
    waiting = [row for row in papers_of.unanswered(case.employee_id, clock.now()) if row.step == key]
    if len(waiting) == 1:
        return HttpResponseRedirect(reverse("documents:reader", args=[waiting[0].uid]))
    return HttpResponseRedirect(reverse("cases:step", args=[case.uid, key]))


@require_GET
@signed_in
def progress(request: HttpRequest, by: Actor) -> HttpResponse:
    """The company's steps and the duties of law as two lists; the second waits for nothing."""
    _own(by)
    now = clock.now()
    found = queries.progress(by, now)
    context: dict[str, Any] = {"progress": found, "tab": "progress", "now": now}
    if found is not None:
        context |= {
            "case": found.case,
            "company": [_row(card) for card in found.company],
            "law_steps": [_row(card) for card in found.law],
        }
    return render(request, "cases/progress.html", context)


@require_GET
@signed_in
def materials(request: HttpRequest, by: Actor) -> HttpResponse:
    """What is asked of the employee in the whole case: done, to do now, later."""
    _own(by)
    now = clock.now()
    found = queries.progress(by, now)
    cards = [card for card in (*found.company, *found.law) if card.employee] if found else []
    context = {
        "progress": found,
        "case": found.case if found else None,
        "tab": "papers",
        "cards": cards,
        "to_do": sum(card.status == "ready" for card in cards),
        "now": now,
    }
    return render(request, "cases/materials.html", context)


@require_GET
@signed_in
def papers(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every paper addressed to me, with my answer, to read and to download."""
    _own(by)
    rows = [
        {
            "paper": row,
            "title": papers_of.title_of(row),
            "asked": papers_of.kind_of(row).needs_answer,
            "answer": getattr(row, "answer", None),
        }
        for row in papers_of.of_employee(by.employee or 0, by=by)
    ]
    return render(request, "cases/papers.html", {"rows": rows, "tab": "papers"})


@require_GET
@signed_in
def help_page(request: HttpRequest, by: Actor) -> HttpResponse:
    """Whom to ask, inside and outside, and what never depends on an answer."""
    _own(by)
    found = queries.progress(by, clock.now())
    return render(request, "cases/help.html", {"progress": found, "tab": "help"})
