"""Holidays and the weekends that are worked, year by year, as the State Council arranged them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from partwell.apps.law import words
from partwell.core.days import span_of
from partwell.lib import clock, holiday_file
from partwell.lib.refusal import NotVisible
from partwell.lib.signed_in import signed_in

FIRST, LAST = 2000, 2199


@require_GET
@signed_in
def year(request: HttpRequest, year: int = 0) -> HttpResponse:
    """One year: each holiday with its days off, the weekends worked, and the notice; a year not published is said."""
    today = clock.today()
    shown = year or today.year
    if not FIRST <= shown <= LAST:
        raise NotVisible
    known = holiday_file.arrangements()
    found = known.get(shown)
    english = (get_language() or "").startswith("en")
    rows = [
        {
            "name": one.name_en if english else one.name,
            "first": one.first,
            "last": one.last,
            "days": len(list(span_of(one.first, one.last))),
            "legal": one.legal,
        }
        for one in (found.off if found else ())
    ]
    # `read` is what was read in the notice itself.
    status = "unknown" if found is None else {"read": "verified"}.get(found.status, found.status)
    context = {
        "year": shown,
        "found": found,
        "rows": rows,
        "legal": sum(len(one.legal) for one in found.off) if found else 0,
        "status": (words.STATUSES[status], words.TONES[status], words.ICONS[words.TONES[status]]),
        "years": sorted({*known, today.year, today.year + 1}, reverse=True),
        "last": max(known),
    }
    return render(request, "law/holidays.html", context)
