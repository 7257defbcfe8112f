"""What the benches of the evidence log share: the company, its streams, and plain acts to compare with."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from partwell.apps.evidence import actions
from partwell.lib.actor import system

TURNS = 5
Company: Any = apps.get_model("accounts", "Company")
Employee: Any = apps.get_model("people", "Employee")
Department: Any = apps.get_model("accounts", "Department")


def company_of_bench(now: datetime) -> Any:
    """The company everything is written for."""
    return Company.objects.order_by("-pk").filter(name="Bench evidence").first() or Company.objects.create(
        name="Bench evidence", created_at=now
    )


def stream_of(company: Any, now: datetime) -> Any:
    """The company's own stream."""
    return actions.stream_of_installation(company.pk, now)


def rate(count: int, seconds: float) -> float:
    """So many in a second."""
    return count / max(seconds, 1e-9)


STEP = "INSERT INTO bench_step (id, n) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET n = bench_step.n + 1"


def make_tables() -> None:
    """A step to change, an audit row and a naive chain to write."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_step (id integer PRIMARY KEY, n integer)")
        serial = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "serial PRIMARY KEY"
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_audit (id {serial}, at text, who text, what text)")
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_chain (id {serial}, prev text, what text)")


def act(count: int, extra: Callable[[], object], step: str = STEP) -> None:
    """So many acts: a step's row and what is recorded of it, each committed."""
    for _act in range(count):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(step)
            extra()


def plain() -> None:
    """The plain audit row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_audit (at, who, what) VALUES (%s, %s, %s)",
            ["2026-11-26T02:00:00Z", "0199f0aa-0000-7000-8000-000000000003", "x" * 400],
        )


def evidence(stream: Any, company: Any, now: datetime) -> Any:
    """The entry of the log in its place."""
    payload = {"step": "handover", "text": "x" * 120}
    return actions.record(stream, "bench.act", by=system(company.pk), now=now, payload=payload)


def case_stream(company: Any, now: datetime, number: int) -> Any:
    """A stream of its own for each client: acts on different cases do not wait for each other."""
    name = f"bench-evidence-{number}"
    found = Employee.objects.filter(company=company, number=name).first()
    if found is None:
        branch = company.branches.first() or company.branches.create(name="Bench", division="330100")
        department = company.departments.first() or Department.objects.create(
            company=company, branch=branch, name="Bench", path="0001."
        )
        position = company.positions.first() or company.positions.create(title="Bench")
        found = Employee.objects.create(
            company=company, department=department, position=position, number=name, name=name, hired_on=now.date()
        )
    return actions.stream_of_employee(found.pk, now)


def share(figures: list[float], part: float) -> float:
    """The figure below which this part of them lies."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * part))]
