"""Pages of attendance: who sees them, and what a form does."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from partwell.apps.attendance import actions, queries
from partwell.apps.attendance.models import AttendanceMonth, LeaveYear, RosterDay
from partwell.lib import clock, sheets
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


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "1989-12", "2101-01"])
def test_a_month_nobody_works_in_is_refused_in_a_sentence(cast: Cast, month: str) -> None:
    """The last month a date can have has no day after it."""
    client = client_of(cast, "xu")
    assert client.get(f"/attendance/?month={month}").status_code == 422
    assert client.get(f"/attendance/reports/?month={month}").status_code == 422
    assert client.post(f"/attendance/{cast.lin.uid}/{month}/confirm/", {"request_key": "k0"}).status_code == 422
    answer = client.post(f"/attendance/{cast.lin.uid}/record/", MONTH | {"month": f"{month}-15", "request_key": "k1"})
    assert answer.status_code == 422 and "月份请写成 2026-11 的样子" in answer.content.decode()
    assert client_of(cast, "lin").get(f"/attendance/mine/{month}/").status_code in (404, 422)


def test_the_count_of_waiting_requests_does_not_look_each_employee_up(cast: Cast) -> None:
    """The side bar of every page asks for it: it begins at the requests that wait, by their index."""
    rows = queries.requests_to_decide(cast.actor("hua"), "asked")[:200]
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            first = str(cursor.fetchall()[0])
        else:
            # Of tables as small as these the planner can't know with which to begin: as written, and is there an index.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL join_collapse_limit = 1")
            cursor.execute(f"EXPLAIN {sql}", values)
            first = str(cursor.fetchall())
    assert "requests_waiting" in first


@pytest.mark.parametrize(("month", "said"), [("2026-12", False), ("2027-01", True)])
def test_a_roster_of_a_year_without_published_holidays_says_so(cast: Cast, month: str, *, said: bool) -> None:
    """Nothing is guessed: the days are not marked, and the page says that they are not."""
    address = f"/attendance/rosters/?department={cast.lin.department.uid}&month={month}"
    page = client_of(cast, "hua").get(address).content.decode()
    assert ("2027 年的节假日安排尚未公布" in page) == said


def test_a_roster_from_a_table_takes_the_good_rows_and_gives_the_others_back(cast: Cast) -> None:
    """A stranger, a shift that is not there, somebody twice: listed by row and column, and downloadable."""
    actions.add_shift("白", "白班", 540, 1080, [(720, 780)], by=cast.actor("gu"), now=NOW)
    department = {"department": str(cast.lin.department.uid), "month": "2026-12"}
    numbers = [cast.employee(key).number for key in ("lin", "ma", "lin")]
    lines = [
        "工号,姓名,1,2",
        f"{numbers[0]},林晓,白,白",
        "E99,无此人,白,",
        f"{numbers[1]},马,白,夜",
        f"{numbers[2]},林晓,,",
    ]
    client = client_of(cast, "hua")
    table = SimpleUploadedFile("排班.csv", "\n".join(lines).encode())
    page = client.post("/attendance/rosters/import/", department | {"file": table})
    assert page.status_code == 422
    left = page.context["left"]
    assert [(one.row, one.column, one.said) for one in left.faults] == [
        (3, "工号", "E99"), (4, "2", "夜"), (5, "工号", numbers[0]),
    ]  # fmt: skip
    assert {(row.employee_id, row.day.day) for row in RosterDay.objects.all()} == {(cast.lin.pk, 1), (cast.lin.pk, 2)}
    kept = sheets.read(client.get(left.address).content, {"number": ("工号",), "two": ("2",)}, most_rows=9)
    assert [(row.cells["number"], row.cells["two"]) for row in kept] == [
        ("E99", ""),
        (numbers[1], "夜"),
        (numbers[0], ""),
    ]
    assert client_of(cast, "gu").get(left.address).status_code == 404, "only whoever brought the table"


def test_typing_over_a_computed_month_is_asked_for_on_the_page(cast: Cast) -> None:
    """The tick appears with the reason, what was typed is kept; both versions stand on the page of the month."""
    shift = actions.add_shift("白", "白班", 540, 1080, [(720, 780)], by=cast.actor("gu"), now=NOW)
    actions.add_rules(cast.branch, date(2026, 9, 1), {}, default_shift=shift, by=cast.actor("gu"), now=NOW)
    client, page = client_of(cast, "xu"), f"/attendance/{cast.lin.uid}/"
    table = SimpleUploadedFile("打卡.csv", "工号,时间\nE20418,2026-10-12 08:55\n".encode())
    assert client.post("/attendance/punches/", {"file": table}).status_code == 302
    actions.compute_months([cast.lin], date(2026, 10, 1), by=cast.actor("xu"), now=NOW)
    assert 'name="over_computed"' not in client.get(page).content.decode()
    asked = client.post(f"{page}record/", MONTH | {"request_key": "k1"})
    assert asked.status_code == 422 and 'name="over_computed"' in asked.content.decode()
    assert 'value="17"' in asked.content.decode()
    assert client.post(f"{page}record/", MONTH | {"request_key": "k2", "over_computed": "on"}).status_code == 302
    row = AttendanceMonth.objects.get()
    assert (row.version, row.sheet) == (2, None)
    shown = client.get(f"/attendance/months/{row.uid}/").content.decode()
    assert "以前的版本" in shown and "改为按打卡计算" in shown
    assert client.post(f"/attendance/months/{row.uid}/from-punches/").status_code == 302
    row.refresh_from_db()
    assert row.version == 3 and row.sheet is not None


def test_no_tab_is_offered_that_says_no(client: Client, cast: Cast) -> None:
    """Whoever sees the tabs can open each of them; payroll and managers are not sent to what HR looks into."""
    seen = {}
    for key in ("hua", "he", "xu", "gu", "zhou", "han"):
        client.force_login(cast.user(key))
        page = client.get("/attendance/")
        assert page.status_code == 200, key
        tabs = dict(page.context["tabs"])
        for name in tabs:
            assert client.get(reverse(f"attendance:{name}")).status_code == 200, (key, name)
        seen[key] = "noshows" in tabs
    assert seen == {"hua": True, "xu": True, "gu": True, "he": False, "zhou": False, "han": True}


def test_each_figure_of_the_report_and_of_the_list_has_its_name_on_a_phone(cast: Cast) -> None:
    """Rows become cards there, as everywhere; the tables were 700 pixels wide and scrolled sideways."""
    client = client_of(cast, "xu")
    client.post(f"/attendance/{cast.lin.uid}/record/", MONTH | {"request_key": "k1"})
    page = client.get("/attendance/reports/?month=2026-10").content.decode()
    assert "林晓" in page
    for title in ("出勤／应出勤", "工作时长", "加班时长", "法定节假日工时", "休息日", "最长连续工作天数"):
        assert f'data-l="{title}"' in page, title
    page = client.get("/attendance/?month=2026-10&q=林晓").content.decode()
    for title in ("出勤／应出勤", "旷工", "迟到次数"):
        assert f'data-l="{title}"' in page, title


def test_minutes_of_a_day_have_their_names_on_a_phone() -> None:
    """Worked, late and overtime stood below each other there, three numbers without a word."""
    days = [{"day": date(2026, 10, 8), "said": "出勤", "worked": 480, "late": 6, "overtime": 120}]
    with override("zh-hans"):
        said = render_to_string("attendance/days.html", {"days": days})
    assert [f'data-l="{title}"' in said for title in ("工作", "迟到 / 早退", "加班")] == [True, True, True], said
