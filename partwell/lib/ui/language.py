"""The language of a page: what the person chose, else Chinese. A browser's list of languages is not asked.

A program that signs in with a token has no cookie and no person: it says in Accept-Language what it wants.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

COOKIE = settings.LANGUAGE_COOKIE_NAME


def chosen(request: HttpRequest) -> str:
    """The language chosen on this device, else the one kept with the person, else the installation's."""
    known = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(COOKIE, "")
    if cookie in known:
        return cookie
    user = getattr(request, "user", None)
    kept = getattr(user, "language", "") if user is not None and user.is_authenticated else ""
    if kept in known:
        return kept
    wanted = request.headers.get("Accept-Language", "") if "Authorization" in request.headers else ""
    codes = (one for one, _weight in parse_accept_lang_header(wanted))
    return next((code for one in codes for code in known if one.startswith(code[:2])), settings.LANGUAGE_CODE)


class LanguageMiddleware:
    """Activates the chosen language for one request. Stands after the middleware that sets `request.user`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language on this device and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.POST.get("language") in dict(settings.LANGUAGES):
        response.set_cookie(
            COOKIE,
            request.POST["language"],
            max_age=365 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
