"""What the product writes holds, and what was not proven is said."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import bagit
import pytest
from django.db import transaction

from partwell.apps.evidence import actions, bundle, erasure, queries, trees
from partwell.apps.evidence.models import Entry, Erasure, Stream
from partwell.lib.actor import system
from partwell.verifier import verify, verify_together
from tests.cast import NOW

from .conftest import written

LATER = NOW.replace(year=2029)
ROOT = Path(__file__).resolve().parents[2]


def fingerprint():
    """The fingerprint of this installation's key, as it would stand on paper."""
    return trees.key_of("x").fingerprint


def statuses(report):
    """Status of each check by code."""
    return {check.code: check.status for check in report.checks}


def test_an_honest_bundle_holds(honest):
    """Every class that can be checked passes; anchors, the open end and the process of a non-case are not checked."""
    report = verify(honest, key=fingerprint())
    assert report.exit_code == 0, report.text()
    found = statuses(report)
    assert {code for code, status in found.items() if status == "not_checked"} == {
        "pdf",
        "anchors",
        "tsa",
        "window",
        "end",
        "template",
        "process",
        "complete",
    }
    assert [entry.type for entry in report.entries] == [f"note.{n}" for n in ("one", "two", "three", "four", "five")]
    assert len(report.heads) == 2


def test_without_a_fingerprint_the_key_is_not_checked(honest):
    """A key inside the bundle proves nobody, and the report says so with the fingerprint to compare."""
    report = verify(honest)
    assert (report.exit_code, statuses(report)["key"]) == (0, "not_checked")
    assert report.fingerprint == fingerprint()


@pytest.mark.parametrize("form", [str.upper, lambda text: " ".join(text[n : n + 4] for n in range(0, 64, 4))])
def test_a_fingerprint_is_taken_as_people_type_it(honest, form):
    """Capitals and groups do not matter."""
    assert statuses(verify(honest, key=form(fingerprint())))["key"] == "pass"


def test_another_key_does_not_pass(honest):
    """The bundle is signed, but not by the key the reader knows."""
    report = verify(honest, key="0" * 64)
    assert (report.exit_code, statuses(report)["key"]) == (1, "fail")


def test_the_bundle_is_a_bag_for_others_too(honest, tmp_path):
    """Another BagIt implementation validates it, folder, sums and Oxum."""
    with zipfile.ZipFile(io.BytesIO(honest)) as source:
        source.extractall(tmp_path)
    bag = bagit.Bag(str(tmp_path / "partwell-2026-000123"))
    bag.validate()
    assert bag.info["External-Identifier"] == "2026-000123"


def test_it_runs_without_the_product(honest, tmp_path):
    """As a program of its own: no settings, no Django; exit 0, and the same answer as JSON."""
    path = tmp_path / "包.zip"
    path.write_bytes(honest)
    without = "import runpy, sys; sys.modules['django'] = None; runpy.run_module('partwell.verifier', None, '__main__')"
    done = subprocess.run(
        [sys.executable, "-c", without, str(path), "--json", "--key", fingerprint()],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert json.loads(done.stdout)["exit_code"] == 0


def test_the_report_reads_in_both_languages(honest):
    """One line a check in Chinese and English; what was not checked is named again at the end."""
    text = verify(honest).text()
    assert "记录从第 1 条起连续编号" in text and "numbered from 1 without gap" in text
    assert "not checked: key, pdf, template, process, complete, end, anchors" in text
    assert "Age of the last outside anchor: none" in text


@pytest.mark.parametrize("content", [b"", b"PK", b"\x00" * 500, b"PK\x05\x06" + bytes(18)])
def test_what_is_no_bundle_is_unusable(content):
    """An empty file, noise, an empty zip: exit 2, never "does not hold"."""
    assert verify(content).exit_code == 2


def test_a_zip_of_something_else_is_unusable():
    """A bundle of a later format is not judged by the rules of this one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("x/bagit.txt", "BagIt-Version: 1.0\n")
        target.writestr("x/data/case.json", '{"format":"partwell-bundle/9"}')
    assert verify(out.getvalue()).exit_code == 2


def test_an_erased_person_leaves_entries_that_hold(case, cast):
    """The key is destroyed: the log still verifies, and of each content it is said when it was lawfully erased."""
    erasure.erase(cast.lin.pk, basis="retention_over", asked_by="x", by=system(cast.company.pk), now=LATER)
    actions.sequence(LATER)
    Erasure.objects.create(
        employee=cast.lin, basis="retention_over", asked_at=LATER, entry=Entry.objects.order_by("-pk")[0].eid
    )
    report = verify(written(Stream.objects.get(pk=case.pk)), key=fingerprint())
    found = statuses(report)
    assert report.exit_code == 0, report.text()
    assert (found["stream"], found["inclusion"], found["content"]) == ("pass", "pass", "pass"), report.text()
    told = report.check("content").details
    assert len(told) == 5 and all("lawfully erased 2029-" in one for one in told)


def test_content_that_is_only_gone_is_a_fault(case):
    """Without an entry that says so, a destroyed key is no lawful erasure."""
    case.key.wrapped, case.key.destroyed_at = None, NOW
    case.key.save()
    report = verify(written(case), key=fingerprint())
    assert statuses(report)["content"] == "fail"


def test_single_entries_of_other_streams_come_with_their_proof(case, cast):
    """An entry of the employee's file stands in the bundle of the case, proven apart."""
    file = actions.stream_of_employee(cast.lin.pk, NOW)
    with transaction.atomic():
        first = actions.record(file, "report.frozen", by=system(None), now=NOW, payload={"score": 60})
        actions.record(file, "report.other", by=system(None), now=NOW, payload={"score": 61})
    actions.sequence(NOW)
    report = verify(written(case, others=[first.eid]), key=fingerprint())
    assert report.exit_code == 0, report.text()
    assert [entry.name for entry in report.entries if entry.name.startswith("x")] == ["x0001"]


def test_taking_a_copy_out_is_itself_an_entry(case, cast):
    """`export` records who took what before it writes, and the bundle holds that entry."""
    out = io.BytesIO()
    about = bundle.About(number="2026-000123", company="云岚")
    bundle.export(case, out, by=cast.actor("hua"), now=NOW.replace(year=2027), about=about)
    report = verify(out.getvalue())
    assert report.exit_code == 0, report.text()
    assert report.entries[-1].type == "evidence.exported"
    assert queries.entries(case)[-1].actor == cast.actor("hua").pid


def test_two_bundles_of_one_log_are_compared(case):
    """A later bundle of the same history does not contradict the earlier one."""
    before = written(case)
    with transaction.atomic():
        actions.record(case, "note.six", by=system(None), now=NOW.replace(year=2027), payload={})
    actions.sequence(NOW)
    reports = verify_together({"before": before, "after": written(case)})
    assert [report.check("fork").status for report in reports] == ["pass", "pass"]


def test_a_zip_of_somebody_else_is_unusable_however_it_is_packed():
    """What would be a trap in a bundle is no news about a zip that never was one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("photos/a.bin", bytes(5_000_000))
        target.writestr("photos/../b.txt", "x")
    assert verify(out.getvalue()).exit_code == 2
