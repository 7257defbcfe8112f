"""Conclusions, overrides and improvement plans stand as they were written, whoever writes SQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from partwell.apps.appraisals.models import GroundOverride, ImprovementPlan, ProbationReview
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def _refused(table: str, *changes: str) -> None:
    """The database takes none of these statements, and no deletion."""
    updates = [f"UPDATE appraisals_{table} SET {change}" for change in changes]
    for sql in (*updates, f"DELETE FROM appraisals_{table}"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def _made(model: Any, **values: Any) -> Any:
    row = model()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def test_what_a_manager_concluded_on_probation_stands(cast: Cast) -> None:
    """Another conclusion is another row; the last one counts."""
    _made(ProbationReview, employee=cast.lin, conclusion="met", reason="达到要求", by_name="赵磊", at=NOW)
    _refused("probationreview", "conclusion = 'not_met'", "by_name = 'x'", f"employee_id = {cast.wang.pk}", "at = NULL")


def test_an_override_is_asked_once_and_answered_once(cast: Cast) -> None:
    """Neither who asked for it nor a refusal is turned round."""
    asked = {"risks": ["receipt"], "reason": "x", "asked_by": "a", "asked_by_name": "顾清", "asked_at": NOW}
    row = _made(GroundOverride, employee=cast.lin, **asked)
    _refused("groundoverride", "risks = '[]'", "asked_by = 'b'", f"employee_id = {cast.wang.pk}")
    row.answer, row.answered_by, row.answered_by_name, row.answered_at = "declined", "b", "骆宁", NOW
    row.save()
    _refused("groundoverride", "answer = 'confirmed'", "answered_by = 'c'", "answered_at = NULL")


def test_an_improvement_plan_is_received_and_judged_once(cast: Cast) -> None:
    """Its days and goals, the objection and the outcome stay."""
    begins = NOW.date()
    told = {"measure": "training", "shortfall": "x", "goals": "y", "set_by_name": "赵磊", "set_at": NOW}
    row = _made(ImprovementPlan, employee=cast.lin, starts_on=begins, ends_on=begins + timedelta(days=60), **told)
    _refused(
        "improvementplan", f"ends_on = '{begins + timedelta(days=9)}'", "measure = 'transfer'", "goals_sealed = ''"
    )
    row.received_at, row.objection = NOW, "时间太短"
    row.save()
    _refused("improvementplan", "received_at = NULL", "objection_sealed = NULL")
    row.outcome, row.result, row.judged_by_name, row.judged_at = "met", "z", "赵磊", NOW
    row.save()
    _refused("improvementplan", "outcome = 'not_met'", "judged_at = NULL")
