"""Pages of passkeys: one's own list, making one, removing one, and signing an answer with one."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from partwell.lib import clock
from partwell.lib.refusal import BadInput, Refused
from partwell.lib.signed_in import actor_of, signed_in

from . import passkeys, queries

ASKED = "passkey-challenge"


def place_of(request: HttpRequest) -> passkeys.Place:
    """The address the browser has open; Django has held its host against the list of the settings."""
    host = request.get_host()
    return passkeys.Place(
        host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host, f"{request.scheme}://{host}"
    )


@never_cache
@signed_in
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """The passkeys of the signed-in person. Context: `passkeys`, `usable`."""
    context = {"passkeys": passkeys.of_person(actor_of(request)), "usable": place_of(request).usable, "tab": "papers"}
    return render(request, "documents/passkeys.html", context)


@signed_in
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """What the browser makes a passkey with; its challenge is kept in the session and good for one try."""
    challenge = secrets.token_bytes(32)
    try:
        options = passkeys.to_register(actor_of(request), place_of(request), challenge)
    except Refused as refusal:
        return JsonResponse({"error": refusal.sentence}, status=409)
    request.session[ASKED] = challenge.hex()
    return JsonResponse(options)


@signed_in
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Keep the passkey that the browser made."""
    challenge = bytes.fromhex(request.session.pop(ASKED, ""))
    given = passkeys.Given(request.POST.get("passkey", ""), place_of(request))
    try:
        passkeys.register(given, challenge, name=request.POST.get("name", ""), by=actor_of(request), now=clock.now())
    except BadInput as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The passkey is kept. You can confirm answers with it from now on."))
    return redirect("documents:passkeys")


@signed_in
@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let a passkey count no longer."""
    passkeys.remove(uid, by=actor_of(request), now=clock.now())
    messages.success(request, _("The passkey was removed. What you signed with it stays."))
    return redirect("documents:passkeys")


@signed_in
@require_POST
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the browser signs for the chosen answer to a paper."""
    by = actor_of(request)
    document = queries.own_document(by, uid)
    intent = request.POST.get("intent", "")
    if intent not in queries.kind_of(document).answers or intent == "decline":
        return JsonResponse({"error": _("Choose one of the answers.")}, status=422)
    try:
        return JsonResponse(passkeys.to_sign(document, intent, by=by, place=place_of(request)))
    except Refused as refusal:
        return JsonResponse({"error": refusal.sentence}, status=409)
