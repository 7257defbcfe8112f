"""What the HR board and the page of a case cost: 90 live of 10,000 cases, 10,000 employees.

The figures are of whole pages, as a browser gets them, before compression.
"""

import statistics
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from . import Row, Where, company

SUMMARY = "queries, CPU and size of the HR board; queries of the case page"
QUERIES, SECONDS, BYTES = 30, 0.1, 150_000


def page(client: Client, address: str) -> tuple[int, int]:
    """(queries, bytes) of one page."""
    with CaptureQueriesContext(connection) as asked:
        answer: Any = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return len(asked), len(answer.content)


def seconds(client: Client, address: str, times: int = 9) -> float:
    """Median CPU seconds of one page."""
    figures = []
    for _turn in range(times):
        before = time.process_time()
        client.get(address)
        figures.append(time.process_time() - before)
    return statistics.median(figures)


def measure(where: Where) -> Iterator[Row]:
    """Ask for the pages as the HR partner of the company."""
    company.prepare(where)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client()
    client.force_login(company.hr(), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/board/")
    live = company.Case.objects.filter(state="open")
    yield Row("board.live", live.count(), "cases")
    yield Row("board.cases", company.Case.objects.count(), "cases")
    queries, size = page(client, "/board/")
    yield Row("board.queries", queries, "queries", goal=QUERIES)
    yield Row("board.cpu_s", seconds(client, "/board/"), "s", goal=SECONDS)
    yield Row("board.bytes", size, "bytes", goal=BYTES)
    case = live.filter(separation_type="probation_failure").order_by("-revision", "pk").first()
    assert case is not None
    address = f"/cases/{case.uid}/"
    client.get(address)
    queries, size = page(client, address)
    yield Row("case.queries", queries, "queries", goal=QUERIES)
    yield Row("case.cpu_s", seconds(client, address, 5), "s")
    yield Row("case.bytes", size, "bytes")
