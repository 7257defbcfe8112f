"""The demo's front door: sign in as anyone of the cast by one click, and read the cast's phones.

Only where the installation holds the demo company, and only for requests from this machine.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from partwell.apps.cases import queries as cases
from partwell.apps.cases.words import kind_title
from partwell.apps.notices import queries as notices
from partwell.apps.people import queries as people
from partwell.lib import clock
from partwell.lib.refusal import NotVisible
from partwell.lib.ui.refusals import wants_part
from partwell.lib.ui.words import chinese

from .company import CAST, CREDIT_CODE, DEPARTMENTS, HEADS, Part, head_number

LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
BACKEND = "django.contrib.auth.backends.ModelBackend"
GROUPS = (
    ("employee", ("lin", "wang")),
    ("hr", ("hua", "xu", "gu", "luo", "han", "he", "tang")),
    ("line", ("zhou", "zhao", "ma", "sun")),
    ("other", ("shen", "yan", "lu", "qian", "fang", "chen")),
)


def local(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer as if the page did not exist where there is no demo, or from another machine."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK:
            raise NotVisible
        return view(request, *args, **kwargs)

    return page


def _title(part: Part) -> str:
    return part.title if chinese() or not part.title_en else part.title_en


def _group(key: str) -> str:
    return {
        "employee": _("Employees"),
        "hr": _("Human resources"),
        "line": _("Managers and colleagues"),
        "other": _("Legal, union, IT, office, finance, owner"),
    }[key]


def _hint(key: str) -> str:
    """What to try with a role."""
    return {
        "lin": _("Reads, answers and signs on the phone."),
        "wang": _("Hands in a resignation and sees it through."),
        "hua": _("Starts the probation case, reviews, watches the board."),
        "xu": _("Issues certificate and letters, closes the case."),
        "zhou": _("Brings the appraisal, plans the handover."),
        "zhao": _("Confirms the conclusion of the department."),
        "gu": _("Decides with legal; escalations come here."),
        "he": _("Pays and uploads the vouchers."),
        "tang": _("Works out arrears and back payment."),
        "han": _("Answers objections, serves the notice."),
        "shen": _("Checks the decision."),
        "yan": _("Is heard before the notice is served."),
    }.get(key, "")


def _in_cases() -> list[Part]:
    """The people whose cases the demo holds beside its stories, with the kind of case, by employee number."""
    made = []
    for number, name, separation_type in cases.people_in_cases(CREDIT_CODE):
        with translation.override("zh-hans"):
            title = kind_title(separation_type)
        with translation.override("en"):
            title_en = kind_title(separation_type)
        made.append(Part(number, name, number, "", "", title=title, title_en=title_en))
    return made


def _heads() -> list[Part]:
    """The managers outside the cast: a case in their department waits for their opinion."""
    numbers = {head_number(place): department for place, department in enumerate(HEADS)}
    titles = {key: (f"{title}负责人", f"Head of {title_en}") for key, title, title_en, *_more in DEPARTMENTS}
    found = people.of_numbers(CREDIT_CODE, numbers)
    return [
        Part(number, found[number].name, number, "", "", title=titles[key][0], title_en=titles[key][1])
        for number, key in numbers.items()
        if number in found
    ]


def _others() -> list[Part]:
    """Everyone beside the cast who can be signed in as, each once."""
    cases_of = _in_cases()
    known = {part.key for part in cases_of}
    return [*cases_of, *(part for part in _heads() if part.key not in known)]


def _cards(parts: list[Part]) -> list[dict[str, Any]]:
    return [{"part": one, "title": one.title if chinese() else one.title_en, "hint": ""} for one in parts]


def _part(key: str) -> Part | None:
    """One of the cast, or one of the people in cases by number."""
    known = next((part for part in CAST if part.key == key), None)
    return known or next((part for part in _others() if part.key == key), None)


def _phone(request: HttpRequest) -> dict[str, Any]:
    """The phone that is looked at: the one chosen, else that of whoever is signed in, else Lin's."""
    cast = people.of_numbers(CREDIT_CODE, [part.number for part in CAST])
    by = getattr(request, "actor", None)
    own = next((part.key for part in CAST if by and part.number in cast and cast[part.number].pk == by.employee), "lin")
    chosen = request.GET.get("who", "") or own
    part = _part(chosen) or CAST[0]
    person = cast.get(part.number) or people.of_numbers(CREDIT_CODE, [part.number]).get(part.number)
    if person is None:
        raise NotVisible
    return {
        "part": part,
        "phone": notices.demo_phone(person.phone, person.mail, limit=20),
        "own": bool(by and by.employee == person.pk),
        "people": [(one.key, one.name, one.key == part.key) for one in (*CAST, *_others())],
    }


@require_GET
@local
def index(request: HttpRequest) -> HttpResponse:
    """Role cards and a phone."""
    parts = {part.key: part for part in CAST}
    by = getattr(request, "actor", None)
    context = _phone(request) | {
        "groups": [
            (_group(group), [{"part": parts[key], "title": _title(parts[key]), "hint": _hint(key)} for key in keys])
            for group, keys in GROUPS
        ]
        + [
            (title, _cards(beside))
            for title, beside in (
                (_("Employees of the other cases"), _in_cases()),
                (_("Managers of the other departments"), _heads()),
            )
            if beside
        ],
        "who": by.name if by else "",
        "now": clock.now(),
    }
    return render(request, "demo/index.html", context)


@require_GET
@local
def phone(request: HttpRequest) -> HttpResponse:
    """Short messages and mails of one person, with the codes in them; refreshes itself."""
    template = "demo/phone_part.html" if wants_part(request) else "demo/phone.html"
    return render(request, template, _phone(request))


@require_POST
@local
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the cast and go to where this person's day starts."""
    part = _part(request.POST.get("as", ""))
    person = people.of_numbers(CREDIT_CODE, [part.number]).get(part.number) if part else None
    if person is None or person.user is None:
        raise NotVisible
    login(request, person.user, backend=BACKEND)
    return HttpResponseRedirect(reverse("cases:front"))
