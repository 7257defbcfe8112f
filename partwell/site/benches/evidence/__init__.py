"""What the evidence log costs, against what it is built on: the goals P1 to P10 of its design.

Rates are medians of five turns taken in turn with their anchor, so that a noisy moment falls on both. P1 to P3 and
P9 count CPU seconds of this process; P4 to P8 count the clock, because they wait for the disk, for each other and for
children. P3 to P5, P8 and P9 need SQLite, P6 and P7 PostgreSQL
(`--db postgres`); the others run on both.
"""

from collections.abc import Iterator

from partwell.lib import clock
from partwell.site.benches import Row, Where

from . import acts, base, clients, leaving, signing, trees

SUMMARY = "the evidence log against pymerkle, raw hashing, a plain audit row, a locked chain and pyHanko (P1-P10)"


def measure(where: Where) -> Iterator[Row]:
    """Each goal with its anchors."""
    yield from trees.rows()
    now = clock.now()
    company = base.company_of_bench(now)
    if where.database == "sqlite":
        yield from acts.full_audit(company, now)
        yield from acts.one_act(company, now)
        yield from acts.together(company, now)
        yield from signing.rows(company, now)
        yield from leaving.bundle_rows(company, now)
    else:
        yield from clients.rows(company, now)
    yield from leaving.sizes(company, now)
