"""Every answer "no" as a page: the refusals of `lib/refusal.py` and the errors Django itself raises.

htmx asks for a part of a page and gets the part `ui/refusal.html`, put into `#pw-answer` at the top of the page, so
that what the person filled in stays where it is. Any other request gets a whole page that lists what was filled in.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refusal, Refused

SECRET = ("csrfmiddlewaretoken", "request_key", "password", "code", "login", "signature_png")
"""Fields whose input is never shown again."""

SHORT = 3
"""Digits up to this many are the place of something in a list, as a button names it."""


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def _labels() -> Mapping[str, str]:
    """What fields are called in which people write; those of a list of items end in a number."""
    return {
        "why": _("Reason"),
        "reason": _("Reason"),
        "text": _("What you wrote"),
        "note": _("Note"),
        "message": _("Message"),
        "title": _("Title"),
        "day": _("Day"),
        "amount": _("Amount in yuan"),
        "number": _("Number"),
    }


def _is_written(value: str) -> bool:
    """Whether a value was written by a person: words, a day, an amount; and no key of something that was chosen."""
    value = value.strip()
    words = any(letter.isspace() or letter > "~" for letter in value)
    return words or (len(value) > SHORT and not any(letter.isalpha() for letter in value))


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """(label, what the person wrote), for a page that cannot show the form again; the label may be empty.

    Secrets and uploads are left out, and what was chosen from a list: the form itself shows that better.
    """
    if request.method != "POST":
        return []
    try:
        posted = request.POST.lists()
    except (ValueError, OSError):
        return []
    labels = _labels()
    return [
        (labels.get(name.rstrip("-0123456789"), ""), value)
        for name, values in posted
        for value in values
        if value and not any(word in name for word in SECRET)
        if name.rstrip("-0123456789") in labels or _is_written(value)
    ]


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that was posted, to be sent once more by a page that asks one thing in between.

    What was ticked before stays ticked: the page asks only for what is left.
    """
    if request.method != "POST":
        return []
    return [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]


def _title(refusal: Refusal) -> str:
    """The headline of the answer."""
    if isinstance(refusal, NotVisible):
        return _("There is nothing here for you")
    if isinstance(refusal, NotAllowed):
        return _("This is not for your role")
    if isinstance(refusal, BadInput):
        return _("Something in the form needs mending")
    if isinstance(refusal, Refused):
        return _("Not possible now")
    return _("This request cannot be read")


def _uploads(request: HttpRequest) -> list[tuple[str, bool]]:
    """The file fields that were sent, and whether each took several files."""
    if request.method != "POST":
        return []
    return [(name, len(files) > 1) for name, files in request.FILES.lists()]


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page, or the part of a page, that tells a refusal with its status."""
    context: Mapping[str, Any] = {
        "refusal": refusal,
        "by": getattr(request, "actor", None),
        "posted": _posted(request),
        "uploads": _uploads(request),
        "status": refusal.status,
        "title": _title(refusal),
        "kept": _kept(request),
        "back": request.headers.get("Referer", "") if request.method == "POST" else "",
    }
    if wants_part(request):
        response = render(request, "ui/refusal.html", context, status=refusal.status)
        response.headers["HX-Retarget"] = "#pw-answer"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
        return response
    page = refusal.page or f"{refusal.status}.html"
    return render(request, page, context, status=refusal.status)


def put_into(form: BaseForm, refusal: BadInput) -> None:
    """Tell each field of a form what the action found wrong with it, so that the form is shown again with its input."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)


class _Into:
    def __init__(self, form: BaseForm) -> None:
        self.form = form

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, BadInput):
            return False
        put_into(self.form, error)
        return True


def into(form: BaseForm) -> _Into:
    """`with refusals.into(form):` what an action finds wrong is told by the form, and the view goes on behind it."""
    return _Into(form)


class RefusalMiddleware:
    """Turns a refusal that an action or a query raised into its page. The API has its own handlers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal; any other exception goes on to Django."""
        return answer(request, exception) if isinstance(exception, Refusal) else None


def _plain(request: HttpRequest, status: int, title: str, page: str = "") -> HttpResponse:
    context = {"status": status, "title": title, "kept": _kept(request)}
    return render(request, page or f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself is broken."""
    return _plain(request, 400, _("This request cannot be read"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised by Django."""
    return _plain(request, 403, _("This is not for your role"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form is too old or came from elsewhere."""
    return _plain(request, 403, _("This form is too old"), "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 raised by Django."""
    return _plain(request, 404, _("There is nothing here for you"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Renders without database or session, since one of them may be what failed."""
    from django.template.loader import render_to_string

    return HttpResponse(render_to_string("500.html"), status=500)


def too_many(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """429: tried too often; also what a locked sign-in answers."""
    return _plain(request, 429, _("Tried too often"))
