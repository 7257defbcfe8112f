"""The page of the yearly confirmation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.law import campaign as rounds
from partwell.lib import clock
from partwell.lib.requests.once import once
from partwell.lib.signed_in import actor_of, signed_in


@require_GET
@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """Which cities are done, which are not, who is on it, until when."""
    by, today = actor_of(request), clock.today()
    context = {"campaign": rounds.campaign(by, today), "may_remind": by.holds(*rounds.REMINDS)}
    return render(request, "law/campaign.html", context)


@require_POST
@signed_in
def remind(request: HttpRequest, code: str) -> HttpResponse:
    """Remind who keeps social insurance for a city."""
    by, now = actor_of(request), clock.now()

    def do() -> dict[str, Any]:
        return {"told": rounds.remind(code, by=by, now=now)}

    told = once(by, request.POST.get("request_key"), "figures.remind", {"code": code}, now, do)["told"]
    said = ngettext("%(n)s person was reminded.", "%(n)s people were reminded.", told) % {"n": told}
    messages.success(request, said)
    return redirect("law:campaign")
