"""Pages of attendance: who sees them, and what a form does."""

import pytest
from django.db import connection
from django.test import Client

from partwell.apps.attendance import queries
from partwell.apps.attendance.models import AttendanceMonth, LeaveYear
from partwell.lib import clock
from tests.cast import NOW, Cast


@pytest.fixture(autouse=True)
def _day(cast: Cast) -> object:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def client_of(cast: Cast, who: str) -> Client:
    """Someone of the cast, signed in."""
    client = Client()
    client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


MONTH = {
    "month": "2026-10-15",
    "due_days": "18",
    "present_days": "17",
    "absent_days": "1",
    "late_count": "2",
    "source": "打卡",
}


def test_hr_records_and_confirms_a_month_on_the_page(cast: Cast) -> None:
    """The list then shows the person as confirmed."""
    client, page = client_of(cast, "xu"), f"/attendance/{cast.lin.uid}/"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}record/", MONTH | {"request_key": "k1"}).status_code == 302
    assert client.post(f"{page}2026-10/confirm/", {"request_key": "k2"}).status_code == 302
    row = AttendanceMonth.objects.get()
    assert (row.confirmed_by_name, row.late_count) == ("许文", 2)
    listed = client.get("/attendance/?month=2026-10&q=林晓")
    assert "林晓" in listed.content.decode()
    assert "许文" in listed.content.decode()


def test_a_wrong_month_keeps_what_was_typed(cast: Cast) -> None:
    """422, the sentence at the field, nothing saved."""
    answer = client_of(cast, "xu").post(f"/attendance/{cast.lin.uid}/record/", MONTH | {"present_days": "3"})
    assert answer.status_code == 422
    assert 'value="3"' in answer.content.decode()
    assert not AttendanceMonth.objects.exists()


def test_leave_is_recorded_on_the_page(cast: Cast) -> None:
    """And a missing source is asked for at its field."""
    client, page = client_of(cast, "xu"), f"/attendance/{cast.lin.uid}/leave/"
    form = {"year": "2026", "full_days": "0", "taken_days": "0"}
    assert client.post(page, form).status_code == 422
    assert client.post(page, form | {"leave_source": "工龄不满一年"}).status_code == 302
    assert LeaveYear.objects.get().full_days == 0


def test_a_sent_form_acts_once(cast: Cast) -> None:
    """The same request key a second time changes nothing."""
    client, page = client_of(cast, "xu"), f"/attendance/{cast.lin.uid}/record/"
    for _ in range(2):
        assert client.post(page, MONTH | {"request_key": "same"}).status_code == 302
    assert AttendanceMonth.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "method", "tail", "status"),
    [
        ("wei", "get", "", 404),
        ("wang", "get", "", 403),
        ("wei", "post", "record/", 404),
        ("zhao", "post", "record/", 403),
        ("lin", "post", "record/", 403),
        ("wei", "post", "leave/", 404),
        ("zhao", "post", "2026-10/confirm/", 403),
        ("wei", "post", "2026-10/confirm/", 404),
    ],
)
def test_the_wrong_person_is_turned_away(cast: Cast, who: str, method: str, tail: str, status: int) -> None:
    """Another company: not found. A role without the right: refused with a sentence."""
    answer = getattr(client_of(cast, who), method)(
        f"/attendance/{cast.lin.uid}/{tail}", MONTH if method == "post" else {}
    )
    assert answer.status_code == status


def test_the_list_is_for_those_who_see_people(cast: Cast) -> None:
    """An employee is told where the own months are; a stranger signs in; another company's list does not hold Lin."""
    assert client_of(cast, "lin").get("/attendance/").status_code == 403
    assert "林晓" not in client_of(cast, "wei").get("/attendance/").content.decode()
    assert Client().get("/attendance/").status_code == 302
    assert client_of(cast, "xu").get("/attendance/?month=nonsense").status_code == 422


def test_the_count_of_waiting_requests_does_not_look_each_employee_up(cast: Cast) -> None:
    """The side bar of every page asks for it: it begins at the requests that wait, by their index."""
    rows = queries.requests_to_decide(cast.actor("hua"), "asked")[:200]
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            first = str(cursor.fetchall()[0])
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", values)
            first = str(cursor.fetchall())
    assert "requests_waiting" in first


@pytest.mark.parametrize(("month", "said"), [("2026-12", False), ("2027-01", True)])
def test_a_roster_of_a_year_without_published_holidays_says_so(cast: Cast, month: str, *, said: bool) -> None:
    """Nothing is guessed: the days are not marked, and the page says that they are not."""
    address = f"/attendance/rosters/?department={cast.lin.department.uid}&month={month}"
    page = client_of(cast, "hua").get(address).content.decode()
    assert ("2027 年的节假日安排尚未公布" in page) == said
