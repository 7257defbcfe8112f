"""The language of a page: what the person chose, else Chinese. A browser's list of languages is not asked."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
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
    return kept if kept in known else settings.LANGUAGE_CODE


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
