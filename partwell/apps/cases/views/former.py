"""Sign-in for people who have left, with a code and a second proof; and the passphrase for it."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from partwell.apps.cases import former
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.refusal import BadInput
from partwell.lib.ui.pages import signed_in

SESSION_SECONDS = 1800


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@rate_limit(action="former")
def door(request: HttpRequest) -> HttpResponse:
    """First the number or mail with the second proof, then the code. Every answer looks the same."""
    context = {"handle": "", "error": "", "contact": ""}
    if request.method == "POST":
        now, handle = clock.now(), request.POST.get("handle", "")
        if not handle:
            contact = request.POST.get("contact", "")[:200]
            context |= {"handle": former.ask(contact, request.POST.get("proof", "")[:200], now), "contact": contact}
        else:
            try:
                user = former.enter(handle, request.POST.get("code", "")[:20], now)
            except BadInput as wrong:
                context |= {"handle": handle, "error": wrong.sentence}
            else:
                login(request, user, backend="django.contrib.auth.backends.ModelBackend")
                request.session.set_expiry(SESSION_SECONDS)
                return HttpResponseRedirect(reverse("cases:own_file"))
    return render(request, "cases/former.html", context, status=422 if context["error"] else 200)


@sensitive_post_parameters("passphrase")
@require_POST
@signed_in
def passphrase(request: HttpRequest, by: Actor) -> HttpResponse:
    """Choose the passphrase for later."""
    try:
        former.choose_passphrase(request.POST.get("passphrase", ""), by=by, now=clock.now())
    except BadInput as wrong:
        messages.error(request, wrong.sentence)
    else:
        messages.success(request, _("The passphrase is kept. It opens your file after the last day, with a code."))
    return HttpResponseRedirect(reverse("cases:own_file"))
