"""Layoffs: the list with the form to begin one, and the page of one with its steps, its people and their cases."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.cases import batch_pages, batches
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui.pages import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """Layoffs, and the form to begin one from a list of employees."""
    now, wrong = clock.now(), dict[str, str]()
    text, post = request.GET.get("q", "")[:60], request.POST
    rows = batch_pages.listing(by)
    if request.method == "POST":
        try:
            made = batches.begin(
                by=by,
                title=post.get("title", ""),
                reason=post.get("reason", ""),
                employees=[*post.getlist("employee"), *batch_pages.numbered(by, post.get("numbers", ""))],
                planned=_day(post.get("planned", ""), "planned"),
                headcount=int(post["headcount"]) if post.get("headcount", "").isdecimal() else 0,
                now=now,
                key=post.get("request_key"),
            )
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        else:
            messages.success(request, _("The layoff %(number)s has begun.") % {"number": made["number"]})
            return HttpResponseRedirect(reverse("cases:batch", args=[made["batch"]]))
    context = {
        "rows": rows,
        "wrong": wrong,
        "given": post,
        "chosen": post.getlist("employee"),
        "found": batch_pages.candidates(by, text) if by.holds_on("", *batches.STARTS) else [],
        "text": text,
    }
    return render(request, "cases/batches.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def batch(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """One layoff; a step is handed in on the same page, which answers what was wrong."""
    now, wrong, pressed = clock.now(), dict[str, str](), request.POST.get("step", "")
    if request.method == "POST":
        day = request.POST.get("day", "")
        try:
            given = batches.Given(
                text=request.POST.get("text", ""),
                number=request.POST.get("number", ""),
                day=_day(day, "day") if day else None,
                upload=request.FILES.get("file"),
            )
            key = request.POST.get("request_key")
            batches.hand_in(by=by, batch=uid, step=pressed, given=given, now=now, key=key)
        except BadInput as refusal:
            wrong = dict(refusal.fields)
        else:
            messages.success(request, _("It is on record, once for the whole batch."))
            return HttpResponseRedirect(reverse("cases:batch", args=[uid]))
    context = _context(request, by, uid) | {"wrong": wrong, "pressed": pressed}
    return render(request, "cases/batch.html", context, status=422 if wrong else 200)


def _context(request: HttpRequest, by: Actor, uid: str) -> dict[str, Any]:
    """What the page of one layoff shows."""
    text = request.GET.get("q", "")[:60]
    view = batch_pages.view(by, uid, clock.now())
    return {
        "view": view,
        "batch": view.batch,
        "wrong": {},
        "pressed": "",
        "given": request.POST,
        "text": text,
        "found": batch_pages.candidates(by, text) if text and view.may_keep else [],
    }


@require_POST
@signed_in
def people(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Put somebody on the list, or take somebody off."""
    act = batches.put_on if request.POST.get("what") == "on" else batches.take_off
    post = request.POST
    try:
        act(
            by=by,
            batch=uid,
            employee=post.get("employee", ""),
            reason=post.get("reason", ""),
            now=clock.now(),
            key=post.get("request_key"),
        )
    except BadInput as wrong:
        messages.error(request, wrong.sentence)
    else:
        messages.success(request, _("The list is changed; the reason is on record."))
    return HttpResponseRedirect(reverse("cases:batch", args=[uid]))


@require_POST
@signed_in
def open_cases(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Begin the cases of everybody on the list; risks that stand are acknowledged by name first."""
    known = request.POST.getlist("acknowledged")
    done = batches.open_cases(by=by, batch=uid, acknowledged=known, now=clock.now())
    if done["begun"]:
        messages.success(request, _("%(n)s cases have begun.") % {"n": done["begun"]})
    for one in done["refused"]:
        messages.error(request, f"{one['name']}：{one['sentence']}")
    risks = {risk.code: risk for one in done["refused"] for risk in one["risks"]}
    if risks:
        context = _context(request, by, uid) | {"warnings": list(risks.values()), "by": by}
        return render(request, "cases/batch.html", context, status=422)
    return HttpResponseRedirect(reverse("cases:batch", args=[uid]))


@require_POST
@signed_in
def end(request: HttpRequest, by: Actor, uid: str) -> HttpResponse:
    """Close the batch, or cancel it before there is a case."""
    post = request.POST
    try:
        batches.end(
            by=by,
            batch=uid,
            reason=post.get("reason", ""),
            cancel=post.get("what") == "cancel",
            now=clock.now(),
            key=post.get("request_key"),
        )
    except BadInput as wrong:
        messages.error(request, wrong.sentence)
    else:
        messages.success(request, _("The batch has ended. Its file is kept."))
    return HttpResponseRedirect(reverse("cases:batch", args=[uid]))


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput({field: _("Write the date as 2026-11-30.")}) from None
