"""Exams, certificates, questions and bonds stand, whoever writes SQL; a forged one is found."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from partwell.apps.training import actions, audit, bonds, queries
from partwell.apps.training.models import Attempt, Bond, Certificate, Course, Participation
from partwell.core.training.bond import Cost
from partwell.lib.files import store
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast
from tests.databases import take_guards_away

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"kind": "single", "text": "一", "options": ["甲", "乙"], "right": [0]},
    {"kind": "judge", "text": "二", "right": [1]},
]


def _sql(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def _refused(*statements: str) -> None:
    """The database takes none of these."""
    for sql in statements:
        with pytest.raises(IntegrityError):
            _sql(sql)


def _last_sentence() -> str:
    found = list(audit.faults())
    assert len(found) == 1
    return found[0]


@pytest.fixture
def course(cast: Cast) -> Course:
    """A course with an exam, its material and a session."""
    hua = cast.actor("hua")
    row = actions.create_course(actions.CourseTerms("安全", "safety", exam_questions=2, tries=3), by=hua, now=NOW)
    actions.add_questions(row, QUESTIONS, by=hua, now=NOW)
    begins = NOW + timedelta(days=2)
    actions.open_session(
        row, starts_at=begins, ends_at=begins + timedelta(hours=2), place="三楼", trainer="张工", by=hua, now=NOW
    )
    file = store.put(voucher("material"), name="教材.png", company=cast.company.pk, now=NOW)
    actions.add_material(row, "教材", file, by=hua, now=NOW)
    return row


@pytest.fixture
def lins(cast: Cast, course: Course) -> Participation:
    """Lin's place in it."""
    return actions.assign(course, [cast.lin], by=cast.actor("hua"), now=NOW)[0]


def _take(cast: Cast, row: Participation, *, right: bool) -> Attempt:
    attempt = actions.begin_exam(row, by=cast.actor("lin"), now=NOW)
    answers: dict[str, Any] = {str(one.uid): one.right for one in queries.asked(attempt)} if right else {}
    return actions.hand_in(row, answers, by=cast.actor("lin"), now=NOW)


def test_a_question_material_or_session_is_taken_out_and_never_changed(cast: Cast, lins: Participation) -> None:
    """Not by SQL either: what an exam asked can be read years later."""
    _refused(
        "UPDATE training_question SET points = 99",
        "UPDATE training_question SET text = 'x'",
        "UPDATE training_question SET \"right\" = '[1]'",
        "DELETE FROM training_question",
        "UPDATE training_material SET title = 'x'",
        "DELETE FROM training_material",
        "UPDATE training_session SET place = 'x'",
        "DELETE FROM training_session",
        "DELETE FROM training_course",
    )
    hua = cast.actor("hua")
    actions.remove_material(lins.course.materials.get(), by=hua, now=NOW)
    _refused("UPDATE training_material SET removed_at = NULL")
    actions.cancel_session(lins.course.sessions.get(), by=hua, now=NOW)
    _refused("UPDATE training_session SET cancelled_at = NULL")


def test_an_exam_handed_in_and_what_was_passed_stand(cast: Cast, lins: Participation) -> None:
    """Points, day, certificate and who took part; nothing is deleted, and nobody passes without an exam passed."""
    _take(cast, lins, right=False)
    _refused(
        "UPDATE training_attempt SET points = 100",
        "UPDATE training_attempt SET passed = (1 = 1)",
        "UPDATE training_attempt SET handed_in_at = NULL, points = NULL",
        "UPDATE training_attempt SET answers_sealed = NULL",
        f"UPDATE training_attempt SET begun_at = '{NOW + timedelta(days=1):%Y-%m-%d}'",
        "DELETE FROM training_attempt",
        "UPDATE training_participation SET passed_on = '2026-11-20', points = 100",
        "UPDATE training_participation SET passed_on = '2026-11-20'",
        "DELETE FROM training_participation",
        f"INSERT INTO training_certificate (uid, participation_id, number, issued_on) VALUES"
        f" ('{lins.uid.hex}', {lins.pk}, 'x', '2026-11-20')",
    )
    _take(cast, lins, right=True)
    _refused(
        "UPDATE training_participation SET points = 99",
        "UPDATE training_participation SET passed_on = NULL",
        f"UPDATE training_participation SET employee_id = {cast.wang.pk}",
        "UPDATE training_certificate SET valid_until = '2099-01-01'",
        "UPDATE training_certificate SET number = 'x'",
        "DELETE FROM training_certificate",
    )
    assert list(audit.faults()) == []


def test_presence_may_be_corrected_until_the_course_is_passed_by_it(cast: Cast) -> None:
    """Recorded wrong and then right; being there passes a course without an exam, and that stands."""
    hua, begins = cast.actor("hua"), NOW + timedelta(hours=1)
    course = actions.create_course(actions.CourseTerms("入职", "induction"), by=hua, now=NOW)
    meets = actions.open_session(
        course, starts_at=begins, ends_at=begins + timedelta(hours=2), place="一楼", trainer="张工", by=hua, now=NOW
    )
    row = actions.assign(course, [cast.lin], session=meets, by=hua, now=NOW)[0]
    later = begins + timedelta(hours=3)
    actions.record_presence(row, present=False, by=hua, now=later)
    actions.record_presence(row, present=True, by=hua, now=later)
    row.refresh_from_db()
    assert row.passed_on is not None
    _refused("UPDATE training_participation SET attended = (1 = 0)")
    assert list(audit.faults()) == []


def test_a_place_given_up_is_not_passed_afterwards(cast: Cast, lins: Participation) -> None:
    """Taken out with a reason; the tries allowed are not taken back."""
    actions.take_out(lins, "转岗", by=cast.actor("hua"), now=NOW)
    _refused(
        "UPDATE training_participation SET ended_at = NULL",
        "UPDATE training_participation SET attended = (1 = 1), passed_on = '2026-11-20'",
    )


def test_a_bond_is_replaced_and_never_changed(cast: Cast) -> None:
    """Sum, months, paper and what it replaces."""
    course = actions.create_course(actions.CourseTerms("海外专项", "special"), by=cast.actor("hua"), now=NOW)
    paper = store.put(voucher("paper"), name="服务期协议.png", company=cast.company.pk, now=NOW)
    bonds.record_bond(
        cast.lin,
        course,
        costs=(Cost("fee", "学费", Decimal(30000), "F-1"),),
        agreed=Decimal(30000),
        months=36,
        starts_on=date(2026, 10, 1),
        signed_on=date(2026, 9, 20),
        paper=paper,
        by=cast.actor("hua"),
        now=NOW,
    )
    _refused(
        "UPDATE training_bond SET months = 60",
        "UPDATE training_bond SET agreed_sealed = costs_sealed",
        "UPDATE training_bond SET starts_on = '2026-11-01'",
        "DELETE FROM training_bond",
    )
    assert list(audit.faults()) == []


def test_a_score_written_into_an_open_exam_is_found(cast: Cast, lins: Participation) -> None:
    """A trigger can't tell it from a hand-in; the log knows none."""
    actions.begin_exam(lins, by=cast.actor("lin"), now=NOW)
    _sql(f"UPDATE training_attempt SET points = 100, passed = (1 = 1), handed_in_at = '{NOW:%Y-%m-%d %H:%M:%S}+00:00'")
    exam = Attempt.objects.get()
    assert _last_sentence() == f"exam {exam.uid}: nobody recorded it"
    _sql("UPDATE training_participation SET points = 100, passed_on = '2026-11-26'")
    assert f"passed course {lins.uid}: nobody recorded it" in list(audit.faults())


def test_what_was_changed_or_removed_under_the_guards_is_found(cast: Cast, lins: Participation) -> None:
    """By who owns the database and took its triggers away for a moment."""
    _take(cast, lins, right=True)
    take_guards_away("training_")
    Attempt.objects.update(points="61.0")
    assert _last_sentence().endswith("not what was recorded: points")
    Attempt.objects.update(points="100.0")
    Certificate.objects.update(number="PX-1")
    assert _last_sentence() == f"passed course {lins.uid}: not what was recorded: certificate"
    Certificate.objects.all().delete()
    Attempt.objects.all().delete()
    assert any(one.endswith("was recorded and is not there any more") for one in audit.faults())
    assert Bond.objects.count() == 0
