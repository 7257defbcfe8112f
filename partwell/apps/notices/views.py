"""Pages of notices: the own messages, the page behind a message's link, what was sent, what a person must serve."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from partwell.apps.accounts import queries as accounts
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.refusal import NotAllowed, NotVisible
from partwell.lib.signed_in import actor_of, signed_in
from partwell.lib.ui import refusals
from partwell.lib.ui.pages import frame_of

from . import actions, queries, sampling
from .forms import ServedForm
from .messages import TEMPLATES
from .words import Language

PAGE = 30


def _before(request: HttpRequest) -> int | None:
    """The place in a list to go on from; anything else starts at the top."""
    wanted = request.GET.get("before", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 15 else None


@never_cache
@require_GET
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """The own messages, newest first."""
    by = actor_of(request)
    found = queries.inbox(by, limit=PAGE + 1, before=_before(request))
    context = {
        "notices": found[:PAGE],
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "shell": frame_of(by),
    }
    return render(request, "notices/inbox.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def message(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a message's link: its words, and the button that opens what it speaks of.

    Only the button records the opening. Programs that look links up in advance press no buttons, and what they
    fetched must never stand as proof that a person read it.
    """
    by = actor_of(request)
    if request.method == "POST":
        target = actions.open_notice(token, by=by, now=clock.now())
        safe = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
        return redirect(target if safe else "notices:inbox")
    found = queries.message(by, token)
    if found is None:
        raise NotVisible
    return render(request, "notices/message.html", {"notice": found, "token": token, "shell": frame_of(by)})


def _hr(request: HttpRequest) -> Actor:
    by = actor_of(request)
    if not queries.may_serve(by):
        raise NotAllowed(_("What was sent and what was not delivered is open to HR. Please ask the case handler."))
    return by


@never_cache
@require_GET
@signed_in
def sent(request: HttpRequest) -> HttpResponse:
    """What was sent to the people under one's HR seats, with the state of each channel."""
    by = _hr(request)
    found = queries.sent(by, limit=PAGE + 1, before=_before(request))
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"notices": found[:PAGE], "more": more, "tab": "sent", "unserved": queries.to_serve_count(by)}
    return render(request, "notices/sent.html", context)


@never_cache
@require_GET
@signed_in
def failed(request: HttpRequest) -> HttpResponse:
    """待人工送达: what no channel brought to its addressee."""
    found = queries.to_serve_by_hand(_hr(request))
    return render(request, "notices/sent.html", {"notices": found, "tab": "failed", "unserved": len(found)})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def serve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that a person served a notice by hand, with the proof."""
    by = _hr(request)
    notice = queries.notice(by, uid)
    form = ServedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals.into(form):
            _serve(form.cleaned_data, uid, by)
            messages.success(request, _("Recorded: the notice was served by hand."))
            return redirect("notices:failed")
    status = 422 if form.errors else 200
    return render(request, "notices/serve.html", {"notice": notice, "form": form}, status=status)


def _serve(given: dict[str, Any], uid: UUID, by: Actor) -> None:
    now = clock.now()
    proof = store.put_upload(given["file"], company=by.company, now=now, allowed=("pdf", "jpg", "png"))
    actions.serve_by_hand(uid, how=given["how"], number=given["number"], proof=proof, by=by, now=now)


@never_cache
@require_GET
@signed_in
def samples(request: HttpRequest) -> HttpResponse:
    """What each message says on each channel, with invented facts: for HR to read before anyone gets one."""
    by = _hr(request)
    company = accounts.company_of(by)
    key = request.GET.get("message", "undertaking_ready")
    if key not in TEMPLATES:
        raise NotVisible
    language: Language = "en" if request.GET.get("language") == "en" else "zh"
    sample = sampling.sample(key, company=company.name, now=clock.now(), language=language)
    context = {
        "sample": sample,
        "key": key,
        "language": language,
        "other": "zh" if language == "en" else "en",
        "titles": [(one, sampling.title(one)) for one in TEMPLATES],
        "company": company.name,
    }
    return render(request, "notices/samples.html", context)


@require_POST
@signed_in
def demo_line(request: HttpRequest) -> HttpResponse:
    """Switch the own phone of the demo on, off, or out of service."""
    by = actor_of(request)
    phone = queries.own_phone(by)
    if not settings.DEMO or not phone:
        raise NotVisible
    actions.switch_demo_line(phone, request.POST.get("state", ""))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
