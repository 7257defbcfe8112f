"""How far the log is anchored outside."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from partwell.lib.actor import Actor
from partwell.lib.refusal import NotAllowed
from partwell.lib.ui.pages import signed_in

from . import anchors, queries

PAGE = Path(__file__).resolve().parents[2] / "verifier" / "page" / "verify.html"


@lru_cache(maxsize=1)
def _page() -> tuple[bytes, str, str]:
    """The offline verifier, the policy it states itself, and its SHA-256."""
    raw = PAGE.read_bytes()
    policy = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', raw)
    if policy is None:
        raise ValueError("the offline verifier states no policy")
    return raw, f"{policy[1].decode()}; frame-ancestors 'none'", hashlib.sha256(raw).hexdigest()


@require_GET
@csp_exempt()
def verify(request: HttpRequest) -> HttpResponse:
    """The offline verifier, as it stands in the release: no account, and nothing is sent anywhere."""
    raw, policy, digest = _page()
    response = HttpResponse(raw, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = policy
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Sha256"] = digest
    if "download" in request.GET:
        response["Content-Disposition"] = 'attachment; filename="verify.html"'
    return response


SEES = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director", "legal", "owner", "administrator", "union")


@require_GET
@signed_in
def anchored(request: HttpRequest, by: Actor) -> HttpResponse:
    """Until when, by whom, and what waits."""
    if not by.holds(*SEES):
        raise NotAllowed(_("How the log is anchored is shown to HR, legal, the union and the administrator."))
    context = {
        "state": anchors.state(by.company),
        "rows": anchors.newest(by.company),
        "fingerprint": queries.fingerprint(),
    }
    return render(request, "evidence/anchors.html", context)
