"""Sums for 100,000 employees, one whole statement with its sentences, and one look-up of a figure."""

import gc
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from . import Row, Where, median_cpu

SUMMARY = "exposure of 100,000 employees, one statement with sentences, one figure"
PEOPLE = 100_000
LAST_DAY = date(2026, 11, 30)
STATEMENT = {
    "region": "110000",
    "facts": {
        "ending": "40-3",
        "start": "2011-04-18",
        "last_day": "2026-11-30",
        "avg_wage": "21500.50",
        "cap_month_3x": "47103.25",
        "min_wage": "2540",
        "last_month_wage": "22000",
        "avg_ex_ot": "20100",
        "full_days": "10",
        "taken": "3",
        "monthly_wage": "20000",
        "days_paid": "21",
        "base": "20000",
        "weekday_h": "6",
    },
}


def measure(where: Where) -> Iterator[Row]:
    """Seconds of this process: everybody, a tenth of them (linear?), one statement, one figure."""
    from partwell.core.settlement.exposure import Person, exposure
    from partwell.core.settlement.sheet import settle
    from partwell.lib.law_files import rulebook
    from partwell.lib.settle_file import law
    from partwell.lib.settle_words import sentences

    cap, floor, pay_days = Decimal("47103.25"), Decimal(2540), Decimal("21.75")

    def person(number: int) -> Person:
        wage = Decimal(300_000 + number * 7919 % 6_000_000) / 100
        hired = LAST_DAY - timedelta(days=1 + number * 104_729 % 6500)
        return Person(hired, wage, wage + 100, wage - 50, number % 400, Decimal(number % 7))

    def everybody(count: int) -> Decimal:
        total = Decimal(0)
        for number in range(count):
            made = exposure(person(number), last_day=LAST_DAY, cap=cap, floor=floor, pay_days=pay_days)
            total += made.severance_and_notice + made.damages + made.unused_leave
        return total

    everybody(1000)
    gc.collect()
    times = []
    for count in (PEOPLE // 10, PEOPLE):
        before = time.process_time()
        everybody(count)
        times.append(time.process_time() - before)
    yield Row("exposure_100000", times[1], "s", goal=60)
    yield Row("exposure_linear", times[1], "s", goal=1.3, anchor=times[0] * 10)

    def statement() -> None:
        sheet = settle(STATEMENT, law(), today=LAST_DAY)
        for item in sheet.items:
            sentences(item)

    def many() -> None:
        for _ in range(100):
            statement()

    yield Row("statement_with_sentences", median_cpu(many) * 10, "ms", goal=2)
    book = rulebook()

    def figures() -> None:
        for _ in range(1000):
            book.look_up("330100", "social_insurance.base.ceiling", LAST_DAY)

    yield Row("look_up_of_a_figure", median_cpu(figures) * 1000, "us", goal=500)
