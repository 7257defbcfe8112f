"""Words for reports: states, what was reached and what was asked, each in the language of the page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partwell.core.appraisal import scorecard
from partwell.core.appraisal.cycle import Taken
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
    source: str = ""
    typed: bool = False
    lines: tuple[Any, ...] = ()


def mark(code: str) -> str:
    """What came after the fact."""
    return {"set_late": _("task entered after its day"), "logged_late": _("completion entered late")}[code]


def source(one: Metric, key: str) -> str:
    """Where the data of a criterion came from."""
    if key != "records":
        return _("typed by the manager") if key else ""
    return {"tasks": _("from the tasks"), "peers": _("from colleagues' forms"), "courses": _("from the exams")}[
        one.measure
    ]


def taken(one: Metric, found: Taken) -> str:
    """What the records hold for a criterion, or why they judge nothing."""
    counts = {"found": found.found, "asked": found.asked}
    if found.why == "none":
        return {
            "tasks": _("No task is on record for this month."),
            "peers": _("No colleague has scored yet."),
            "courses": _("No course with an exam fell due in this month."),
        }[one.measure]
    if found.why == "too_few_scores":
        return _("%(found)d of at least %(asked)d scores: fewer than that have no average.") % counts
    if found.why:
        sentence = (
            _("%(found)d of %(asked)d tasks were set. What was never set is not missed, so the records do not judge.")
            if one.measure == "tasks"
            else _("%(found)d of %(asked)d courses were given. What was never given is not failed.")
        )
        return sentence % counts
    if one.measure == "peers":
        return ngettext("%(found)d score", "%(found)d scores", found.found) % counts
    if one.measure == "tasks":
        done = sum(row["done"] for row in found.rows)
        return _("%(done)d of %(found)d tasks done") % {"done": done, **counts}
    return ngettext("%(found)d course", "%(found)d courses", found.found) % counts


def lines(one: Metric, inputs: list[Any]) -> tuple[Any, ...]:
    """Each datum as a page shows it, with the marks of what came late."""
    if one.measure != "tasks":
        return tuple(inputs)
    return tuple({**row, "marks": [mark(code) for code in row.get("late", ())]} for row in inputs)


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
        ) % {"count": judged["count"], "points": judged["points"], "needed": one.threshold} + (
            _(" (below it before rounding)") if scorecard.hides_the_miss(judged) else ""
        )
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


def row(one: Metric, judged: dict[str, Any], inputs: list[Any], came_from: str = "") -> Row:
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
        source(one, came_from),
        came_from == "typed",
        lines(one, inputs),
    )


def verdict(rows: list[Row]) -> str:
    """The headline over the criteria; none makes up for another."""
    missed = [one for one in rows if one.met is False]
    if any(one.met is None for one in rows):
        return _("Data are missing, so nothing is concluded.")
    if not missed:
        return _("All criteria are met.")
    return ngettext("%(n)d criterion is not met", "%(n)d criteria are not met", len(missed)) % {"n": len(missed)}


def measures() -> dict[str, str]:
    """Ways to measure a criterion."""
    return {
        "tasks": _("tasks done of those due"),
        "peers": _("average of colleagues' scores"),
        "courses": _("exams passed"),
    }


def conclusions() -> dict[str, str]:
    """What a manager concludes before probation ends."""
    return {
        "met": _("meets the criteria: to be kept"),
        "not_met": _("does not meet the criteria"),
        "undecided": _("not decided yet"),
    }


def improvements() -> dict[str, str]:
    """What is done after somebody could not do the work."""
    return {"training": _("training"), "transfer": _("another post")}


def check(code: str) -> tuple[str, str]:
    """What a check asks, and what would make it sound."""
    return {
        "criteria": (
            _("The criteria were told and received"),
            _("Hand the criteria of the post out and let the person acknowledge them."),
        ),
        "at_start": (
            _("They were received when work began"),
            _("Criteria told later bind only from their receipt on; what came before can't be judged by them."),
        ),
        "changes": (
            _("They were not changed afterwards without a new receipt"),
            _("Judge each month by the version that was received before it; ask for the receipt of the new one."),
        ),
        "in_time": (
            _("Probation is running and there is time to decide"),
            _("Decide at least three working days before its last day; afterwards this ground no longer exists."),
        ),
        "months": (
            _("Each month that is over has a report"),
            _("Write and publish the missing months now, from data of that time; what is written late is marked."),
        ),
        "answers": (
            _("Each report was answered, or was delivered and its period is over"),
            _("Have it delivered with proof and wait for the whole period; an opening in the app is no delivery."),
        ),
        "objections": (
            _("Each objection was answered in writing"),
            _("Answer it by somebody who did not score; a right objection changes the conclusion."),
        ),
        "contemporary": (
            _("The data were written at their time"),
            _("Say why they came late and what else shows them: mails, commits, minutes."),
        ),
        "raters": (
            _("At least three colleagues scored"),
            _("A score of fewer says little; ask more colleagues in the month that runs."),
        ),
        "not_met": (
            _("The last month has a criterion that was not met"),
            _("Who reached the criteria in the last month meets them now: keep the person, or agree with him."),
        ),
        "reviewed": (
            _("The manager concluded in writing"),
            _("The line manager or department head concludes with reasons before the decision."),
        ),
        "shortfall": (
            _("A report of before shows a criterion that was not met"),
            _("Put it on record by a report, or attach the appraisal of that time in the case."),
        ),
        "measure": (
            _("Training or another post was given"),
            _("Set a plan below: training or another post, with measurable goals and a time."),
        ),
        "measure_told": (
            _("The person has the plan"),
            _("Let the person answer it, or have it delivered with proof; an opening in the app is no delivery."),
        ),
        "measure_over": (
            _("Its time is over"),
            _("Wait for the last day: nobody is found unable before the time that was given has run."),
        ),
        "again": (
            _("It was found once more that the goals were not reached"),
            _("Judge the plan when its time is over, with papers or a report; who reached the goals can do the job."),
        ),
    }[code]


def check_about(code: str, about: tuple[str, ...]) -> str:
    """What a check is about: months, versions, days."""
    if not about:
        return ""
    if code == "at_start":
        if about[0] == "0":
            return _("on the first day of work")
        return _("%(n)s days after the first day of work") % {"n": about[0]}
    if code == "months":
        return _("%(n)s of %(due)s") % {"n": about[0], "due": about[1]}
    if code == "changes":
        return _("version %(numbers)s") % {"numbers": "、".join(about)}
    return "、".join(about)
