"""The HR board, its list of duties of law, one's to-dos, and the list of all cases."""

import csv
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from partwell.apps.cases import batch_pages, clock_queries, errands, queries, register, standing, words
from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.files import store
from partwell.lib.refusal import BadInput
from partwell.lib.ui import words as say
from partwell.lib.ui.counted import counted
from partwell.lib.ui.pages import signed_in
from partwell.lib.ui.refusals import wants_part

DUTIES_SHOWN = 5
PER_PAGE = 50
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = ("open", "closed", "cancelled")
LANES = {
    "ground": "file-search",
    "decide": "rubber-stamp",
    "statutory": "scale",
    "clearance": "packages",
    "humane": "heart-handshake",
    "close": "certificate",
}


def lane_title(lane: str) -> str:
    """The heading of a lane of the board."""
    return {
        "ground": _("Ground"),
        "decide": _("Decision and service"),
        "statutory": _("Statutory"),
        "clearance": _("Clearance and handover"),
        "humane": _("Information and care"),
        "close": _("Filing and closing"),
    }[lane]


@require_GET
@signed_in
def front(request: HttpRequest, by: Actor) -> HttpResponse:
    """Lead each person to the page his day starts with."""
    if by.holds(*standing.SEES_CASES):
        return HttpResponseRedirect(reverse("cases:board"))
    return HttpResponseRedirect(reverse("cases:todos" if by.seats else "cases:home"))


def _day(request: HttpRequest, name: str) -> date | None:
    """A date of the filter form. Raises BadInput."""
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput({name: _("Write the date as 2026-11-30.")}) from None


def _filters(request: HttpRequest) -> queries.Filters:
    get = request.GET.get
    return queries.Filters(
        words=get("q", "")[:60],
        kind=get("kind", ""),
        department=get("department", ""),
        who=get("who", ""),
        view=get("view", "all"),
        ends_from=_day(request, "from"),
        ends_to=_day(request, "to"),
    )


@require_GET
@signed_in
def board(request: HttpRequest, by: Actor) -> HttpResponse:
    """The board; its lower part alone when htmx filters or refreshes it."""
    now, filters = clock.now(), _filters(request)
    shown = queries.board(by, now, filters)
    if request.GET.get("as") == "csv":
        return _csv(shown)
    asked = {name: value for name, value in request.GET.items() if value and name != "page"}

    def address(**changes: str) -> str:
        return "?" + urlencode({name: value for name, value in {**asked, **changes}.items() if value})

    context = {
        "board": shown,
        "filters": filters,
        "stats": _stats(shown.counts, filters, now, address),
        "views": [
            {"title": title, "n": shown.views[view], "href": address(view=view), "on": filters.view == view}
            for view, title in _views().items()
        ],
        "duties": shown.duties[:DUTIES_SHOWN],
        "duties_more": shown.all_duties > DUTIES_SHOWN,
        "clocks": clock_queries.tally(by, now),
        "lanes": [(lane, LANES[lane], lane_title(lane), cards) for lane, cards in shown.lanes.items()],
        "cards": [card for cards in shown.lanes.values() for card in cards],
        "as_list": request.GET.get("as") == "list",
        "board_address": address(**{"as": ""}),
        "list_address": address(**{"as": "list"}),
        "csv_address": address(**{"as": "csv"}),
        "narrowed": any(asked.get(name) for name in ("q", "kind", "department", "who", "from", "to")),
        "clear_address": "?" + urlencode({k: v for k, v in asked.items() if k in ("view", "as")}),
        "roles": sorted(
            {(role, words.role_title(role)) for role in shown.roles},
            key=lambda one: one[1],
        ),
        "may_start": by.holds(*standing.STARTS_CASES),
        "asked": asked,
        "now": now,
    }
    return render(request, "cases/board_body.html" if wants_part(request) else "cases/board.html", context)


def _views() -> dict[str, str]:
    """The saved views of the board."""
    return {
        "mine": _("Mine"),
        "all": _("All open"),
        "week": _("Due this week"),
        "late": _("Late"),
        "employee": _("Waiting for the employee"),
        "probation": _("Probation"),
    }


def _stats(counts: queries.Counts, filters: queries.Filters, now: Any, address: Any) -> list[dict[str, Any]]:
    """The four counts of the head, each a link to its list."""
    law_note = _("%(n)s overdue by law") % {"n": counts.law_late} if counts.law_late else _("none overdue")
    late_note = _("nothing is late")
    if counts.oldest:
        late_note = _("the oldest %(length)s") % {"length": say.length(now - counts.oldest)}
    return [
        {
            "title": _("To do"),
            "n": counts.pending,
            "note": _("%(n)s due today") % {"n": counts.due_today},
            "href": address(view="all"),
            "on": filters.view == "all",
        },
        {
            "title": _("Late, not done"),
            "n": counts.overdue,
            "note": late_note,
            "href": address(view="late"),
            "tone": "late" if counts.overdue else "",
            "icon": "alert-circle",
            "on": filters.view == "late",
        },
        {
            "title": _("Statutory, within 7 days"),
            "n": counts.law_soon,
            "note": law_note,
            "note_tone": "late" if counts.law_late else "",
            "href": reverse("cases:duties"),
            "tone": "law",
            "icon": "scale",
        },
        {
            "title": _("Waiting for the employee"),
            "n": counts.waits_for_employee,
            "note": _("wages, arrears and certificate go on"),
            "href": address(view="employee"),
            "on": filters.view == "employee",
        },
    ]


def _csv(shown: queries.Board) -> HttpResponse:
    """The cases shown as a table for a spreadsheet; cells that a spreadsheet would run as a formula are quoted."""
    response = HttpResponse(content_type="text/csv; charset=utf-8-sig")
    response.headers["Content-Disposition"] = 'attachment; filename="partwell-board.csv"'
    rows = csv.writer(response)
    rows.writerow(
        [
            _("Case"),
            _("Employee"),
            _("Type"),
            _("Last day"),
            _("Lane"),
            _("Next step"),
            _("Who"),
            _("Latest"),
            _("Kind of deadline"),
        ]
    )
    for lane, cards in shown.lanes.items():
        for card in cards:
            due = card.due_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M") if card.due_at else ""
            kind = say.kind_words(statutory=card.due_class == "statutory") if card.due_at else ""
            cells = [
                card.number,
                card.name,
                card.kind,
                card.ends_on or "",
                lane_title(lane),
                card.step,
                card.who,
                due,
                kind,
            ]
            rows.writerow([f"'{cell}" if str(cell)[:1] in "=+-@\t\r" else cell for cell in cells])
    return response


@require_GET
@signed_in
def duties(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every duty of law of the open cases, first due first."""
    number = _page(request)
    found, total = queries.duties(by, clock.now(), number, PER_PAGE)
    page = Paginator(range(total), PER_PAGE).get_page(number)
    return render(request, "cases/duties.html", {"page": page, "duties": found, "total": total})


def _page(request: HttpRequest) -> int:
    """The page asked for; the first where that is no number."""
    try:
        return max(int(request.GET.get("page", "1")), 1)
    except ValueError:
        return 1


@require_GET
@signed_in
def todos(request: HttpRequest, by: Actor) -> HttpResponse:
    """What waits for this person, first due first."""
    now = clock.now()
    (found, beyond), beside, layoffs = queries.todos_and_rest(by, now), errands.of(by, now), batch_pages.todos(by, now)
    counted(request, queries.todo_count, len(found))
    context = {
        "todos": found,
        "waiting": len(found) + len(beside) + len(layoffs),
        "late": [one for one in found if one.late],
        "soon": [one for one in found if one.soon],
        "rest": [one for one in found if not one.late and not one.soon],
        "unfilled": queries.unfilled(by, now),
        "layoffs": layoffs,
        "errands": beside,
        "beyond": beyond,
        "looked_at": queries.MOST_OPEN,
        "now": now,
    }
    return render(request, "cases/todos_body.html" if wants_part(request) else "cases/todos.html", context)


def _search(request: HttpRequest) -> queries.Search:
    """What the list is narrowed to. Raises BadInput."""
    get = request.GET.get
    return queries.Search(
        get("q", "")[:60], get("state", ""), get("kind", ""), _day(request, "from"), _day(request, "to")
    )


@require_GET
@signed_in
def listing(request: HttpRequest, by: Actor) -> HttpResponse:
    """All cases, narrowed by words, state, type and last day: newest first, or the most overdue ones first."""
    now, size, search, number = clock.now(), PER_PAGE, _search(request), _page(request)
    found, total = queries.cases(by, search, number, size, now=now)
    asked = {name: value for name, value in request.GET.items() if value and name != "page"}
    if search.text and total == 1 and set(asked) == {"q"} and not wants_part(request):
        return HttpResponseRedirect(reverse("cases:case", args=[found[0].uid]))
    context = {
        "cases": found,
        "total": total,
        "page": Paginator(range(total), size).get_page(number),
        "query": urlencode(asked) + "&",
        "asked": asked,
        "state": search.state,
        "text": search.text,
        "narrowed": bool(asked),
        "states": [("", _("All")), ("late", _("Late")), *((one, register.state_title(one)) for one in STATES)],
        "kinds": sorted(((kind, words.kind_title(kind)) for kind in words.kinds()), key=lambda one: one[1]),
        "may_start": by.holds(*standing.STARTS_CASES),
    }
    return render(request, "cases/list_body.html" if wants_part(request) else "cases/list.html", context)


@require_GET
@signed_in
def register_file(request: HttpRequest, by: Actor) -> HttpResponse:
    """What the list finds, as an Excel file."""
    now = clock.now()
    made = register.excel(by, _search(request), now=now)
    return store.download(made, media=EXCEL, name=f"离职台账 {now.astimezone(clock.SHANGHAI):%Y-%m-%d}.xlsx")
