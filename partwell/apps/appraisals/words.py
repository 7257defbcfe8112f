"""Words for reports: states, what was reached and what was asked, each in the language of the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partwell.core.appraisal.scorecard import Metric

TONES = {"drafted": "", "published": "soon", "acknowledged": "ok", "objected": "brand", "unanswered": ""}


def state(key: str) -> str:
    """The state of a report."""
    return {
        "drafted": _("draft"),
        "published": _("waiting for the answer"),
        "acknowledged": _("received, no objection"),
        "objected": _("objected"),
        "unanswered": _("delivered, no answer"),
    }[key]


@dataclass(frozen=True, slots=True)
class Row:
    """A criterion of a report as a page shows it."""

    metric: Metric
    met: bool | None
    part: str
    points: str
    reached: str
    detail: str
    value: str
    most: int


def standard(one: Metric) -> str:
    """What a criterion asks for."""
    if one.measure == "tasks":
        return _("%(due)d tasks a month, at least %(needed)d of them done") % {"due": one.due, "needed": one.threshold}
    if one.measure == "peers":
        return _("average of colleagues' scores at least %(needed)d") % {"needed": one.threshold}
    return _("%(due)d courses, each exam passed at %(needed)d") % {"due": one.due, "needed": one.threshold}


def _reached(one: Metric, judged: dict[str, Any]) -> str:
    if judged["met"] is None:
        return _("no data yet")
    if one.measure == "tasks":
        return _("%(count)d of %(due)d tasks done, %(needed)d asked") % {
            "count": judged["count"],
            "due": one.due,
            "needed": one.threshold,
        }
    if one.measure == "peers":
        return ngettext(
            "%(count)d colleague, average %(points)s, %(needed)d asked",
            "%(count)d colleagues, average %(points)s, %(needed)d asked",
            judged["count"],
        ) % {"count": judged["count"], "points": judged["points"], "needed": one.threshold}
    return _("%(count)d of %(due)d exams passed, average %(points)s") % {
        "count": judged["count"],
        "due": one.due,
        "points": judged["points"],
    }


def _detail(one: Metric, judged: dict[str, Any], inputs: list[Any]) -> str:
    if one.measure == "tasks":
        return _("Not done: no. %(numbers)s.") % {"numbers": "、".join(judged["open"])} if judged["open"] else ""
    if one.measure == "peers":
        return _("%(scores)s; who scored is not shown.") % {"scores": "、".join(map(str, inputs))} if inputs else ""
    said = [f"{each['title']} {each['score'] if each['score'] is not None else _('not taken')}" for each in inputs]
    return (
        _("%(courses)s (passed at %(needed)d).") % {"courses": "，".join(said), "needed": one.threshold} if said else ""
    )


def row(one: Metric, judged: dict[str, Any], inputs: list[Any]) -> Row:
    """One criterion with its words."""
    tasks = one.measure == "tasks"
    return Row(
        one,
        judged["met"],
        judged["part"] or "—",
        judged["points"] or "—",
        _reached(one, judged),
        _detail(one, judged, inputs),
        str(judged["count"]) if tasks else judged["points"] or "0",
        one.due if tasks else 100,
    )


def verdict(rows: list[Row]) -> str:
    """The headline over the criteria; none makes up for another."""
    missed = [one for one in rows if one.met is False]
    if any(one.met is None for one in rows):
        return _("Data are missing, so nothing is concluded.")
    if not missed:
        return _("All criteria are met.")
    return ngettext("%(n)d criterion is not met", "%(n)d criteria are not met", len(missed)) % {"n": len(missed)}
