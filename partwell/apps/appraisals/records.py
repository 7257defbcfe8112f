"""What the records hold for a month: tasks, colleagues' scores, exams. The scoring page takes its data from here."""

import json
from collections.abc import Callable, Mapping

from partwell.core.appraisal import cycle
from partwell.core.appraisal.scorecard import Metric
from partwell.lib import registry

from . import queries
from .models import MonthlyReport, Rating

RECORDS, TYPED = "records", "typed"


def scores_of(report: MonthlyReport) -> list[Rating]:
    """Ratings that were given. Their order is no order of time."""
    return list(
        Rating.objects.filter(report=report, given_at__isnull=False, score_sealed__isnull=False).order_by("uid")
    )


def _tasks(report: MonthlyReport, metric: Metric) -> cycle.Taken:
    rows = queries.tasks_between(report.employee_id, report.begins_on, report.ends_on)
    return cycle.of_tasks(metric, [queries.as_record(row) for row in rows], report.ends_on)


def _peers(report: MonthlyReport, metric: Metric) -> cycle.Taken:
    return cycle.of_peers([row.score for row in scores_of(report)])


def _courses(report: MonthlyReport, metric: Metric) -> cycle.Taken:
    results = registry.service("course_results")(report.employee_id, report.begins_on, report.ends_on)
    return cycle.of_courses(metric, results)


_OF: Mapping[str, Callable[[MonthlyReport, Metric], cycle.Taken]] = {
    "tasks": _tasks,
    "peers": _peers,
    "courses": _courses,
}


def taken(report: MonthlyReport, metric: Metric) -> cycle.Taken:
    """The data of one criterion out of the records, or why they judge nothing."""
    return _OF[metric.measure](report, metric)


def remarks_of(report: MonthlyReport) -> list[str]:
    """The colleagues' sentences in alphabetical order, as the employee sees them; none of fewer than three."""
    rows = scores_of(report)
    return sorted(row.sentence for row in rows if row.sentence) if len(rows) >= cycle.FEWEST else []


def refill(report: MonthlyReport) -> None:
    """Bring what a draft takes from the records up to date; what was typed stays as it was typed."""
    inputs = queries.inputs_of(report)
    for metric in queries.metrics_of(report.receipt.plan):
        if report.sources.get(metric.key) == RECORDS:
            inputs[metric.key] = list(taken(report, metric).rows)
    report.inputs = json.dumps({key: rows for key, rows in inputs.items() if rows}, ensure_ascii=False)
    from_colleagues = any(
        one.measure == "peers" and report.sources.get(one.key) == RECORDS
        for one in queries.metrics_of(report.receipt.plan)
    )
    said = remarks_of(report) if from_colleagues else []
    report.remarks = json.dumps(said, ensure_ascii=False) if said else ""
