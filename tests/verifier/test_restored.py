"""A backup that was restored and written on is a second history: receipts and bundles from before say so."""

import io
from contextlib import suppress

from django.db import transaction

from partwell.apps.evidence import actions, bundle, queries, trees
from partwell.lib.actor import system
from partwell.verifier import verify, verify_together
from tests.cast import NOW


class Restored(Exception):
    """What was written since the backup is gone."""


def write(stream, **payload):
    """One entry, in the tree."""
    with transaction.atomic():
        made = actions.record(stream, "note.one", by=system(stream.company_id), now=NOW, payload=payload)
    actions.sequence(NOW)
    return made


def taken(stream):
    """The bundle of the stream as it is now."""
    out = io.BytesIO()
    bundle.write(stream, out, about=bundle.About(number="1", company="x"), now=NOW)
    return out.getvalue()


def test_going_on_from_an_old_backup_is_seen_as_a_fork(cast):
    """Each history holds by itself, under the company's own key; together they do not."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    for number in range(3):
        write(stream, n=number)
    with suppress(Restored), transaction.atomic():
        before = write(stream, n=3)
        receipt, first = queries.receipt(before.eid).encode(), taken(stream)
        raise Restored
    for number in range(4, 7):
        write(stream, n=number)
    second, key = taken(stream), trees.key_of("x").fingerprint
    assert [verify(one, key=key).exit_code for one in (first, second)] == [0, 0]
    for other in (first, receipt):
        found = verify_together({"before": other, "after": second}, key=key)
        assert [report.check("fork").status for report in found] == ["fail", "fail"]


def test_going_on_at_other_places_of_the_log_is_seen_too(cast):
    """Sizes and places in the log differ, so no root and no place contradicts; the second entry is another one."""
    stream, other = (
        actions.open_stream("case", company=cast.company.pk, employee=who.pk, now=NOW) for who in (cast.lin, cast.wang)
    )
    write(stream, n=0)
    with suppress(Restored), transaction.atomic():
        write(other, n=0)
        write(other, n=1)
        write(stream, n=1)
        first = taken(stream)
        raise Restored
    write(stream, n=2)
    second = taken(stream)
    assert [verify(one).exit_code for one in (first, second)] == [0, 0]
    found = verify_together({"first": first, "second": second})
    assert [report.check("fork").status for report in found] == ["fail", "fail"]
    assert found[0].check("fork").details == ("second: another entry under number 2 of the same stream",)


def test_a_backup_that_is_only_old_is_no_fork(cast):
    """An older bundle and its continuation agree."""
    stream = actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW)
    write(stream, n=1)
    first = taken(stream)
    write(stream, n=2)
    found = verify_together({"old": first, "new": taken(stream)}, key=trees.key_of("x").fingerprint)
    assert [report.check("fork").status for report in found] == ["pass", "pass"]
