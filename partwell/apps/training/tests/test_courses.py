"""A course from HR's desk to the certificate on the phone, and who gets nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwell.apps.evidence import queries as log
from partwell.apps.training import actions, queries
from partwell.apps.training.models import Attempt, Certificate, Course, Participation, Question
from partwell.lib import clock, sheets
from partwell.lib.refusal import BadInput, NotAllowed, Refused
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

TERMS = actions.CourseTerms("设备安全", "safety", exam_questions=2, pass_mark=60, tries=2)
QUESTIONS = [
    {"kind": "single", "text": "一", "options": ["甲", "乙"], "right": [0]},
    {"kind": "multiple", "text": "二", "options": ["甲", "乙", "丙"], "right": [0, 2]},
    {"kind": "judge", "text": "三", "right": [1]},
]


def _in_order(bank: Any, count: int) -> list[Question]:
    return list(bank)[:count]


@pytest.fixture
def course(cast: Cast) -> Course:
    """A course with three questions of which two are asked."""
    row = actions.create_course(TERMS, by=cast.actor("hua"), now=NOW)
    actions.add_questions(row, QUESTIONS, by=cast.actor("hua"), now=NOW)
    return row


@pytest.fixture
def lins(cast: Cast, course: Course) -> Participation:
    """Lin's place in it."""
    return actions.assign(course, [cast.lin], due_on=date(2026, 12, 1), by=cast.actor("zhao"), now=NOW)[0]


def _types(cast: Cast, key: str) -> list[str]:
    from partwell.apps.evidence import actions as evidence

    stream = evidence.stream_of_employee(cast.employee(key).pk, NOW)
    return [one.type for one in log.tail(stream, 20)]


def _right(row: Attempt) -> dict[str, list[int]]:
    return {str(one.uid): one.right for one in queries.asked(row)}


def test_all_right_answers_pass_and_bring_a_certificate(cast: Cast, lins: Participation) -> None:
    """Drawn, answered, passed at 100, a certificate, each on record in Lin's own file."""
    lin = cast.actor("lin")
    attempt = actions.begin_exam(lins, by=lin, now=NOW, draw=_in_order)
    done = actions.hand_in(lins, _right(attempt), by=lin, now=NOW + timedelta(minutes=5))
    assert (str(done.points), done.passed) == ("100.0", True)
    lins.refresh_from_db()
    assert lins.passed_on == date(2026, 11, 26)
    assert Certificate.objects.get(participation=lins).number.startswith("PX-20261126-")
    assert {"training.assigned", "exam.begun", "exam.handed_in", "training.passed"} <= set(_types(cast, "lin"))


def test_wrong_answers_leave_a_try_and_then_none(cast: Cast, lins: Participation) -> None:
    """One of two right is 50; after the second try the exam is closed until a manager allows another one."""
    lin, zhao = cast.actor("lin"), cast.actor("zhao")
    for number in (1, 2):
        attempt = actions.begin_exam(lins, by=lin, now=NOW, draw=_in_order)
        answers = dict(list(_right(attempt).items())[:1])
        done = actions.hand_in(lins, answers, by=lin, now=NOW)
        assert (done.number, str(done.points), done.passed) == (number, "50.0", False)
    with pytest.raises(Refused) as refused:
        actions.begin_exam(lins, by=lin, now=NOW, draw=_in_order)
    assert refused.value.code == "no_tries"
    actions.allow_another_try(lins, by=zhao, now=NOW)
    assert actions.begin_exam(lins, by=lin, now=NOW, draw=_in_order).number == 3
    with pytest.raises(Refused):
        actions.allow_another_try(lins, by=zhao, now=NOW)


def test_an_exam_begun_twice_is_the_same_exam_and_handed_in_twice_has_the_first_result(
    cast: Cast, lins: Participation
) -> None:
    """A double tap draws nothing new; a second hand-in changes nothing."""
    lin = cast.actor("lin")
    first = actions.begin_exam(lins, by=lin, now=NOW)
    assert actions.begin_exam(lins, by=lin, now=NOW).pk == first.pk
    done = actions.hand_in(lins, {}, by=lin, now=NOW)
    again = actions.hand_in(lins, _right(first), by=lin, now=NOW)
    assert (again.pk, str(again.points)) == (done.pk, "0.0")


def test_what_is_handed_in_too_late_counts_as_not_answered(cast: Cast, course: Course) -> None:
    """Ten minutes and half a minute for the network."""
    lin = cast.actor("lin")
    terms = actions.CourseTerms("限时", "skill", exam_questions=1, exam_minutes=10)
    course = actions.create_course(terms, by=cast.actor("hua"), now=NOW)
    actions.add_questions(course, QUESTIONS, by=cast.actor("hua"), now=NOW)
    row = actions.assign(course, [cast.lin], by=cast.actor("hua"), now=NOW)[0]
    attempt = actions.begin_exam(row, by=lin, now=NOW, draw=_in_order)
    late = actions.hand_in(row, _right(attempt), by=lin, now=NOW + timedelta(minutes=10, seconds=31))
    assert (str(late.points), late.passed) == ("0.0", False)
    attempt = actions.begin_exam(row, by=lin, now=NOW, draw=_in_order)
    good = actions.hand_in(row, _right(attempt), by=lin, now=NOW + timedelta(minutes=10, seconds=30))
    assert good.passed


def test_questions_brought_twice_are_in_the_bank_once(cast: Cast, course: Course) -> None:
    """The same words with options in another order, wide letters or more spaces are the same; another answer is not."""
    hua = cast.actor("hua")
    again = [
        {"kind": "multiple", "text": " 二 ", "options": ["丙", "甲", "乙"], "right": [0, 1]},
        {"kind": "single", "text": "一", "options": ["甲", "乙"], "right": [1]},
        {"kind": "judge", "text": "三", "right": [1], "points": 2},
        {"kind": "judge", "text": "ＡＢ  四", "right": [0]},
        {"kind": "judge", "text": "AB 四", "right": [0]},
    ]
    added = actions.add_questions(course, [*QUESTIONS, *again], by=hua, now=NOW)
    assert [(one.text, one.right) for one in added.rows] == [("一", [1]), ("ＡＢ  四", [0])]
    assert added.known == len(QUESTIONS) + 2
    assert [(place, field) for place, field, _why in added.bad] == [(6, "points")]
    assert actions.add_questions(course, QUESTIONS, by=hua, now=NOW).rows == []
    assert len(queries.bank(course)) == len(QUESTIONS) + 2


def test_a_question_taken_out_can_come_back(cast: Cast, course: Course) -> None:
    """The bank is what is asked from; what left it is no longer there."""
    hua = cast.actor("hua")
    actions.remove_question(queries.bank(course)[0], by=hua, now=NOW)
    assert len(actions.add_questions(course, QUESTIONS, by=hua, now=NOW).rows) == 1


def test_a_question_taken_out_stays_in_the_exam_that_asked_it(cast: Cast, lins: Participation, course: Course) -> None:
    """The bank changes, the exam does not."""
    lin = cast.actor("lin")
    attempt = actions.begin_exam(lins, by=lin, now=NOW, draw=_in_order)
    actions.remove_question(queries.asked(attempt)[0], by=cast.actor("hua"), now=NOW)
    assert len(queries.bank(course)) == 2
    assert actions.hand_in(lins, _right(attempt), by=lin, now=NOW).passed


def test_a_bank_too_small_begins_no_exam(cast: Cast, course: Course, lins: Participation) -> None:
    """Two questions are asked, one is left."""
    for one in queries.bank(course)[:2]:
        actions.remove_question(one, by=cast.actor("hua"), now=NOW)
    with pytest.raises(Refused) as refused:
        actions.begin_exam(lins, by=cast.actor("lin"), now=NOW)
    assert refused.value.code == "bank_too_small"


def test_a_course_in_person_opens_its_exam_when_presence_is_recorded(cast: Cast) -> None:
    """And without an exam, being there passes it."""
    hua, lin = cast.actor("hua"), cast.actor("lin")
    for questions in (1, 0):
        terms = actions.CourseTerms(f"现场{questions}", "skill", in_person=True, exam_questions=questions)
        course = actions.create_course(terms, by=hua, now=NOW)
        actions.add_questions(course, QUESTIONS, by=hua, now=NOW)
        at = NOW + timedelta(days=1)
        session = actions.open_session(
            course,
            starts_at=at,
            ends_at=at + timedelta(hours=2),
            place="三楼",
            trainer="赵磊",
            seats=1,
            by=hua,
            now=NOW,
        )
        row = actions.assign(course, [cast.lin], session=session, by=hua, now=NOW)[0]
        with pytest.raises(BadInput, match="0"):
            actions.assign(course, [cast.wang], session=session, by=hua, now=NOW)
        with pytest.raises(Refused):
            actions.record_presence(row, present=True, by=hua, now=NOW)
        if questions:
            with pytest.raises(Refused) as refused:
                actions.begin_exam(row, by=lin, now=at)
            assert refused.value.code == "not_attended"
        row = actions.record_presence(row, present=True, by=hua, now=at)
        assert (row.passed_on is not None) is (questions == 0)
        if questions:
            assert actions.begin_exam(row, by=lin, now=at).number == 1


def test_nobody_takes_an_exam_for_another_or_writes_courses_without_the_role(cast: Cast, lins: Participation) -> None:
    """Hua can't sit Lin's exam; Zhao assigns but writes no course; Lin assigns nobody; Sun leads other people."""
    with pytest.raises(NotAllowed):
        actions.begin_exam(lins, by=cast.actor("hua"), now=NOW)
    with pytest.raises(NotAllowed):
        actions.create_course(TERMS, by=cast.actor("zhao"), now=NOW)
    for key in ("lin", "he"):
        with pytest.raises(NotAllowed):
            actions.assign(lins.course, [cast.lin], by=cast.actor(key), now=NOW)


def test_results_of_a_month_are_offered_to_its_appraisal(cast: Cast, lins: Participation, course: Course) -> None:
    """Due in December: in December's report with the best try, in November's not at all."""
    assert queries.course_results(cast.lin.pk, date(2026, 11, 1), date(2026, 11, 30)) == []
    december = (cast.lin.pk, date(2026, 12, 1), date(2026, 12, 31))
    assert queries.course_results(*december) == [{"title": "设备安全", "score": None}]
    actions.begin_exam(lins, by=cast.actor("lin"), now=NOW)
    actions.hand_in(lins, {}, by=cast.actor("lin"), now=NOW)
    assert queries.course_results(*december) == [{"title": "设备安全", "score": "0.0"}]


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_noon() -> Any:
    """The pages' clock stands where the cast lives."""
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def _as(client: Client, cast: Cast, key: str) -> Client:
    client.force_login(cast.user(key))
    return client


def test_every_page_is_closed_to_strangers_other_companies_and_the_wrong_role(
    client: Client, cast: Cast, lins: Participation, course: Course, at_noon: None
) -> None:
    """Sign-in for strangers, 404 for another company, 403 with a sentence without the role."""
    gets = ["/training/", "/training/new/", f"/training/{course.uid}/", f"/training/{course.uid}/edit/"]
    gets += ["/training/questions.xlsx", f"/training/people/{cast.lin.uid}/", f"/my/training/{lins.uid}/"]
    posts = [f"/training/{course.uid}/{what}/" for what in ("end", "materials", "questions", "sessions", "people")]
    posts += [f"/training/{course.uid}/questions/import/"]
    posts += [f"/training/participations/{lins.uid}/{what}/" for what in ("presence", "remind", "try", "take-out")]
    question = queries.bank(course)[0]
    posts += [f"/training/questions/{question.uid}/remove/"]
    own = [f"/my/training/{lins.uid}/{what}/" for what in ("opened", "begin", "exam")]
    for address in gets:
        assert client.get(address)["Location"].startswith("/sign-in/"), address
    for address in [*posts, *own]:
        assert client.post(address)["Location"].startswith("/sign-in/"), address
    _as(client, cast, "wei")
    for address in gets[2:4] + gets[5:]:
        assert client.get(address).status_code == 404, address
    for address in [*posts, *own]:
        assert client.post(address).status_code == 404, address
    _as(client, cast, "lu")  # a member of staff who neither keeps courses nor leads people
    for address in gets[:6]:
        assert client.get(address).status_code == 403, address
    for address in posts:
        assert client.post(address).status_code == 403, address
    for address in own:
        assert client.post(address).status_code == 404, address
    _as(client, cast, "zhao")  # a manager assigns, and writes no course
    for address in (gets[1], gets[3]):
        assert client.get(address).status_code == 403, address
    for what in ("end", "materials", "questions/import"):
        assert client.post(f"/training/{course.uid}/{what}/", {"sheet": ""}).status_code == 403, what


def test_hr_makes_a_course_and_lin_passes_it_on_the_phone(client: Client, cast: Cast, at_noon: None) -> None:
    """New course, a table of questions with one bad row, material, a person; then the exam and the certificate."""
    _as(client, cast, "hua")
    form = {"title": "新人培训", "kind": "induction", "exam_questions": 1, "pass_mark": 60, "exam_minutes": 0}
    address = client.post("/training/new/", {**form, "tries": 3, "valid_months": 12})["Location"]
    table = sheets.write(
        sheets.Sheet("题库", ("题型", "题目", "选项A", "选项B", "正确答案"), [
            ("单选", "一加一？", "二", "三", "A"), ("单选", "缺选项", "二", "", "A"), ("判断", "对吗？", "", "", "对"),
        ])
    )  # fmt: skip
    upload = SimpleUploadedFile("q.xlsx", table)
    page = client.post(f"{address}questions/import/", {"sheet": upload})
    assert page.status_code == 422 and "第 3 行" in page.content.decode()
    assert Question.objects.count() == 2
    left = client.get(page.context["left"].address).content
    (kept,) = sheets.read(left, {"text": ("题目",), "why": (sheets.WHY,), "a": ("选项A",)}, most_rows=9)
    assert (kept.cells["text"], kept.cells["a"]) == ("缺选项", "二") and kept.cells["why"]
    again = client.post(f"{address}questions/import/", {"sheet": SimpleUploadedFile("q.xlsx", left)})
    assert [one.row for one in again.context["left"].faults] == [2] and Question.objects.count() == 2
    twice = client.post(f"{address}questions/import/", {"sheet": SimpleUploadedFile("q.xlsx", table)})
    assert "已有 2 道题在题库中" in twice.content.decode() and Question.objects.count() == 2
    material = SimpleUploadedFile("讲义.png", voucher("paper"))
    assert client.post(f"{address}materials/", {"title": "讲义", "file": material}).status_code == 302
    told = client.post(f"{address}people/", {"employees": "E20418 E99999", "due_on": "2026-12-01"})
    assert told.status_code == 422 and "E99999" in told.content.decode()
    assert client.post(f"{address}people/", {"employees": "E20418", "due_on": "2026-12-01"}).status_code == 302
    row = Participation.objects.get()
    _as(client, cast, "lin")
    assert "新人培训" in client.get("/my/training/").content.decode()
    page = client.get(f"/my/training/{row.uid}/").content.decode()
    assert "讲义" in page and "c-card" not in page
    assert client.get(f"/training/materials/{row.course.materials.get().uid}/").status_code == 200
    take = client.post(f"/my/training/{row.uid}/begin/")["Location"]
    assert client.get(take).status_code == 200
    attempt = Attempt.objects.get()
    uid, right = next(iter(_right(attempt).items()))
    client.post(take, {f"q-{uid}": right, "q-other": ["0"]})
    done = Certificate.objects.get()
    assert done.valid_until == date(2027, 11, 25)
    pdf = client.get(f"/training/certificates/{done.uid}/").content
    assert pdf.startswith(b"%PDF-")
    assert client.get(f"/training/certificates/{done.uid}/").content == pdf
    for key, status in {"wei": 404, "sun": 404, "wang": 403, "zhao": 200}.items():
        assert _as(client, cast, key).get(f"/training/certificates/{done.uid}/").status_code == status


def test_the_list_costs_the_same_for_many(
    client: Client, cast: Cast, course: Course, at_noon: None, django_assert_max_num_queries: Any
) -> None:
    """A fixed number of queries for the page of a course, whatever the number of people."""
    people = [cast.employee(key) for key in ("lin", "wang", "ma", "lu", "qian", "fang")]
    actions.assign(course, people, by=cast.actor("hua"), now=NOW, tell=False)
    _as(client, cast, "hua")
    with django_assert_max_num_queries(25):
        client.get(f"/training/{course.uid}/")
    with django_assert_max_num_queries(15):
        client.get("/training/")


@pytest.mark.parametrize(
    ("said", "right"), [("对", [0]), ("正确", [0]), ("A", [0]), ("true", [0]), ("错误", [1]), ("错", [1]), ("b", [1])]
)
def test_right_or_wrong_is_said_in_words_or_by_letter_in_the_form_and_in_the_table(
    client: Client, cast: Cast, course: Course, at_noon: None, said: str, right: list[int]
) -> None:
    """Both take both; what is neither is refused in both."""
    _as(client, cast, "hua")
    before = set(Question.objects.values_list("pk", flat=True))
    typed = {"kind": "judge", "text": "从表单来", "right": said, "points": 1}
    assert client.post(f"/training/{course.uid}/questions/", typed).status_code == 302
    rows = [("判断", "从表格来", said), ("判断", "不知道", "也许")]
    table = SimpleUploadedFile("q.xlsx", sheets.write(sheets.Sheet("题库", ("题型", "题目", "正确答案"), rows)))
    assert client.post(f"/training/{course.uid}/questions/import/", {"sheet": table}).status_code == 422
    assert client.post(f"/training/{course.uid}/questions/", {**typed, "right": "也许"}).status_code == 422
    made = Question.objects.exclude(pk__in=before)
    assert {one.text: one.right for one in made} == {"从表单来": right, "从表格来": right}
    page = client.get(f"/training/{course.uid}/").content.decode()
    assert "填“对”或“错”" in page and "A 为对" not in page
