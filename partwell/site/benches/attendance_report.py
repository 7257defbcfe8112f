"""The report an inspection asks for, on 1,000 people and a whole month: opened page by page, as Excel, as PDF/A.

The people have a company of their own. Their punches come in by the action of the import and become months by the
one that computes them; the pages are asked for as a browser does, so that queries, words and templates count.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partwell.apps.accounts import actions as accounts
from partwell.apps.attendance import actions
from partwell.apps.attendance.actions.punches import Given
from partwell.apps.people import actions as people_actions
from partwell.apps.people import queries as people
from partwell.core.days import period_end, span_of
from partwell.lib import clock
from partwell.lib.actor import system
from partwell.lib.clock import SHANGHAI
from partwell.lib.holiday_file import calendar

from . import Older, Row, Where, company

PEOPLE = 1_000
MONTH = date(2026, 10, 1)
OPEN_SECONDS, EXPORT_SECONDS = 1.0, 5.0
WRITER = 1
"""Raised when what is written changes."""
CREDIT_CODE = "91330199MA00000B1X"
USERNAME = "benchpayroll"
AT_ONCE = 250

Company: Any = apps.get_model("accounts", "Company")
Branch: Any = apps.get_model("accounts", "Branch")
Employee: Any = apps.get_model("people", "Employee")
AttendanceMonth: Any = apps.get_model("attendance", "AttendanceMonth")


def measure(where: Where) -> Iterator[Row]:
    """Wall seconds of the pages, as the person waits for them."""
    with where.kept("report", f"{WRITER} {PEOPLE} {company.schema()}") as lacking:
        if lacking:
            if Company.objects.filter(credit_code=CREDIT_CODE).exists():
                raise Older
            _write()
    branch = Branch.objects.get(company__credit_code=CREDIT_CODE)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    client.force_login(company.User.objects.get(username=USERNAME), backend="django.contrib.auth.backends.ModelBackend")
    asked = f"?branch={branch.uid}&month={MONTH:%Y-%m}"
    yield Row("report.people", AttendanceMonth.objects.filter(employee__company=branch.company_id).count(), "months")
    page = f"/attendance/reports/{asked}"
    _get(client, page)
    with CaptureQueriesContext(connection) as statements:
        _get(client, page)
    yield Row("report.queries", len(statements), "queries")
    yield Row("report.open_s", _seconds(partial(_get, client, page), 5), "s", goal=OPEN_SECONDS)
    last = f"{page}&page={PEOPLE // 50}"
    yield Row("report.last_page_s", _seconds(partial(_get, client, last), 5), "s", goal=OPEN_SECONDS)
    for form in ("xlsx", "pdf"):
        address = f"/attendance/reports/report.{form}{asked}"
        yield Row(f"report.{form}_s", _seconds(partial(_get, client, address), 3), "s", goal=EXPORT_SECONDS)


def _get(client: Client, address: str) -> int:
    """Bytes of one answer."""
    answer: Any = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 200 or len(content) < 10_000:
        raise RuntimeError(f"{address}: {answer.status_code}, {len(content)} bytes")
    return len(content)


def _seconds(act: Callable[[], object], times: int) -> float:
    figures = []
    for _turn in range(times):
        before = time.monotonic()
        act()
        figures.append(time.monotonic() - before)
    return statistics.median(figures)


def _write() -> None:
    """A company of one branch, ten departments and 1,000 people with contracts, and their October."""
    now = clock.now()
    hired = MONTH - timedelta(days=400)
    with transaction.atomic():
        row = accounts.create_company(
            "杭州千人制造有限公司", by=system(None, "command"), now=now, credit_code=CREDIT_CODE, union_established=True
        )
        by = system(row.pk, "command")
        branch = accounts.create_branch(row.pk, "杭州工厂", "330100", by=by, now=now, name_en="Hangzhou works")
        departments = [accounts.create_department(branch, f"{number + 1} 车间", by=by, now=now) for number in range(10)]
        post = people_actions.create_position("操作工", by=by, now=now, hazard_exposed=False, key_position=False)
        users = accounts.load_users(
            [accounts.NewUser(USERNAME, "钱千", "benchpayroll@bench.example", "")], by=by, now=now
        )
        accounts.grant(users[0], "hr_manager", by=by, now=now, since=hired)
        keeper = people_actions.Person("B000000", "钱千", departments[0], post, hired, user=users[0].pk)
        rows = [(keeper, _terms(hired, 0), ())] + [
            (
                people_actions.Person(f"B{at:06d}", f"林{chr(0x4E00 + at % 3000)}", departments[at % 10], post, hired),
                _terms(hired, at),
                (),
            )
            for at in range(1, PEOPLE + 1)
        ]
        staff = people_actions.load(rows, by=by, now=now)
    gu = people.actor_for(users[0], today=clock.today())
    shift = actions.add_shift("白", "白班", 540, 1080, [(720, 780)], by=gu, now=now)
    data = {"grace_late": 5, "overtime_needs_approval": False}
    actions.add_rules(branch, hired, data, default_shift=shift, by=gu, now=now)
    for start in range(0, len(staff), AT_ONCE):
        part = staff[start : start + AT_ONCE]
        given = [Given(at, number, moment) for at, (number, moment) in enumerate(_punches(part), 2)]
        actions.add_punches(given, name="bench", sha256="", source="device", by=by, now=now)
        actions.compute_months(
            list(Employee.objects.filter(pk__in=[one.pk for one in part]).select_related("department__branch")),
            MONTH,
            by=by,
            now=now,
        )


def _terms(hired: date, at: int) -> people_actions.Terms:
    """Three years; some earn less than the city's minimum."""
    wage = "2200.00" if at % 40 == 7 else f"{4000 + at % 50 * 100}.00"
    return people_actions.Terms("fixed", hired, period_end(hired, 36), wage, noncompete_signed=False)


def _punches(staff: list[Any]) -> Iterator[tuple[str, datetime]]:
    """Each comes and goes on the working days; some are late, stay long, or work every day."""
    days = list(span_of(MONTH, period_end(MONTH, 1)))
    for person in staff:
        chance = Random(person.number)  # noqa: S311 - data of a measurement
        every_day = chance.random() < 0.03
        for day in days:
            if not (every_day or calendar().is_working(day)) or chance.random() < 0.02:
                continue
            come = datetime(day.year, day.month, day.day, 8, 45, tzinfo=SHANGHAI)
            go = come.replace(hour=18, minute=0)
            yield person.number, come + timedelta(minutes=chance.randrange(25))
            yield person.number, go + timedelta(minutes=chance.choice((1, 4, 9, 95, 185, 215)))
