"""The side bar: every entry, for which roles, with its count. Pages that do not exist are left out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from partwell.lib import clock
from partwell.lib.actor import Actor
from partwell.lib.ui.counted import known

HR_MANAGEMENT = ("hr_manager", "hr_director", "owner")
HR = ("hr_ops", "hrbp", "er", "hr_manager", "hr_director", "owner")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `page` is the name of its address, `roles` who sees it (empty: every member of staff)."""

    title: Any
    icon: str
    page: str
    roles: tuple[str, ...] = ()
    count: str = ""
    """Dotted name of `f(by, now) -> int` for the number beside it."""


GROUPS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry(_("Separation board"), "layout-kanban", "cases:board", HR),
            Entry(_("My to-dos"), "checklist", "cases:todos", (), "partwell.apps.cases.queries.waiting.todo_count"),
            Entry(_("All cases"), "folders", "cases:list", HR),
            Entry(_("Layoffs"), "users", "cases:batches", (*HR, "legal", "exec")),
            Entry(_("Deputies"), "user-check", "cases:deputies"),
        ),
    ),
    (
        _("Employees"),
        (
            Entry(_("Employee files"), "users", "people:list", HR),
            Entry(_("Appraisals"), "chart-bar", "appraisals:list", (*HR, "line_manager", "dept_head")),
            Entry(_("Attendance"), "calendar", "attendance:list", (*HR, "payroll")),
            Entry(
                _("Leave and overtime"),
                "clock",
                "attendance:requests",
                (*HR, "line_manager", "dept_head"),
                "partwell.apps.attendance.queries.waiting",
            ),
            Entry(_("Training"), "certificate", "training:list", (*HR, "line_manager", "dept_head")),
        ),
    ),
    (
        _("Settlement"),
        (Entry(_("Cities and figures"), "receipt", "law:cities", (*HR, "payroll", "si_specialist", "legal")),),
    ),
    (
        _("Set-up"),
        (
            Entry(_("Process templates"), "template", "cases:templates", (*HR, "legal")),
            Entry(_("Notices"), "bell", "notices:list", HR),
            Entry(_("Anchors"), "shield-check", "evidence:anchors", (*HR, "legal", "union", "administrator")),
            Entry(
                _("Company and roles"),
                "settings",
                "accounts:settings",
                ("hr_manager", "hr_director", "owner", "administrator"),
            ),
        ),
    ),
)


def _count(path: str, by: Actor) -> int | None:
    """The number of an entry; None when it has none, or the query does not exist here."""
    if not path:
        return None
    module, _dot, name = path.rpartition(".")
    try:
        query: Callable[..., int] = getattr(import_module(module), name)
    except (ImportError, AttributeError):
        return None
    return query(by, clock.now())


def _entries(entries: Iterable[Entry], by: Actor, here: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    found = []
    for entry in entries:
        if entry.roles and not by.holds(*entry.roles):
            continue
        try:
            address = reverse(entry.page)
        except NoReverseMatch:
            continue
        found.append(
            {
                "title": entry.title,
                "icon": entry.icon,
                "address": address,
                "current": here == address,
                "within": here.startswith(address),
                "count": counts[entry.count] if entry.count in counts else _count(entry.count, by),
            }
        )
    inside = [entry for entry in found if entry["within"]]
    if inside and not any(entry["current"] for entry in found):
        max(inside, key=lambda entry: len(entry["address"]))["current"] = True
    return found


def groups(by: Actor, here: str, counts: Mapping[str, int]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The side bar for `by`; `here` is the path of the page shown, `counts` what it has counted itself."""
    return [(title, found) for title, entries in GROUPS if (found := _entries(entries, by, here, counts))]


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs: now, who acts, the side bar, unread messages. Asked for only when shown."""
    by: Actor | None = getattr(request, "actor", None)
    context: dict[str, Any] = {"now": clock.now(), "by": by}
    if by is not None:
        companies = getattr(request, "companies", ())
        context["nav"] = SimpleLazyObject(lambda: groups(by, request.path, known(request)))
        context["unread"] = SimpleLazyObject(lambda: _count("partwell.apps.notices.queries.unread_count", by) or 0)
        context["companies"] = companies
        context["company"] = next((each for each in companies if each.pk == by.company), None)
    return context
