"""The bundle of a real case: the process is replayed, and a gap in it is found even under the company's own signature.

This is what integrity alone can't show: everything is signed and fits, and still a required step was never done.
"""

import io
import json
import random

import pytest

from partwell.apps.cases import actions, moving
from partwell.apps.cases.export import export_case
from partwell.apps.cases.tests.player import Player
from partwell.apps.cases.tests.test_versions import FEEDBACK, add_step, published
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import trees
from partwell.lib.refusal import NotAllowed, NotVisible
from partwell.verifier import verify
from tests.stages import stage

from .conftest import Bundle, keep, rewrite


def started(cast):
    """A failed probation that has just begun."""
    play = Player(cast, cast.now)
    play.start("lin", "probation_failure", "hua")
    return play


@stage
def begun(cast):
    """A failed probation that has just begun."""
    return started(cast)


@stage
def play(cast):
    """With every node done but the undertaking and what waits for it."""
    play = started(cast)
    play.play(but=("undertaking",))
    return play


@pytest.fixture
def closed(play, cast):
    """The same case, finished and closed."""
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    return play


@pytest.fixture
def file(request):
    """The bundle of the closed case."""
    return keep("closed", lambda: taken_out(request.getfixturevalue("closed"), request.getfixturevalue("cast")))


def taken_out(play, cast, by="hua"):
    """Its bundle."""
    out = io.BytesIO()
    evidence.sequence(play.now)
    export_case(play.case, out, by=cast.actor(by), now=play.now)
    return out.getvalue()


def checked(content):
    """The report under the installation's own key."""
    return verify(content, key=trees.key_of("x").fingerprint)


OPEN = {"files", "pdf", "anchors", "tsa", "window"}
"""What stays open where no authority is set up and no file was handed in."""


def test_a_closed_case_holds_and_is_complete(file):
    """Every check passes; only outside anchors and files, of which there are none, are not checked."""
    report = checked(file)
    assert report.exit_code == 0, report.text()
    assert {check.code for check in report.checks if check.status != "pass"} == OPEN
    assert report.about["facts"]["employee"] == "林晓"
    assert "林晓" in report.about["facts"]["people"].values()


def test_an_open_case_tells_what_is_owed(play, cast):
    """It holds; that it is complete is not claimed, and the open steps are named."""
    report = checked(taken_out(play, cast))
    assert report.exit_code == 0, report.text()
    found = report.check("complete")
    assert found.status == "not_checked"
    assert any(detail.startswith("undertaking ") for detail in found.details)
    assert report.check("end").status == "not_checked"


def without(step):
    """History without the entries of one step."""

    def change(entries):
        return [entry for entry in entries if entry["open"]["payload"].get("step") != step]

    return change


def test_a_closed_case_without_the_undertaking_is_found(file):
    """The article's accident, signed by the company itself: the node is missing and the case says closed."""
    forged = rewrite(Bundle(file), trees._signer(), without("undertaking")).zip()
    report = checked(forged)
    assert report.exit_code == 1
    assert {check.code for check in report.checks if check.status == "fail"} == {"process", "complete"}
    assert any(detail.startswith("undertaking ") for detail in report.check("complete").details)
    assert any("前序未完成即操作" in detail for detail in report.check("process").details)


def test_a_proof_by_the_wrong_party_is_found(file):
    """The employee's signature, attached by HR in his name."""

    def change(entries):
        hr = next(entry for entry in entries if entry["open"]["payload"].get("step") == "hr_review")
        for entry in entries:
            items = [one["item"] for one in entry["open"]["payload"].get("attached", [])]
            if any(item.startswith("employee.") for item in items):
                entry["body"]["actor"] = hr["body"]["actor"]
        return entries

    report = checked(rewrite(Bundle(file), trees._signer(), change).zip())
    assert any("wrong party" in detail for detail in report.check("process").details)


def test_a_forged_fact_is_found(file):
    """A fact that makes steps vanish, set by a step that may not set it."""

    def change(entries):
        act = next(entry for entry in entries if entry["open"]["payload"].get("step") == "hr_review")
        act["open"]["payload"]["facts"] = {"back_payment_due": False}
        return [entry for entry in entries if entry["open"]["payload"].get("step") != "back_payment"]

    report = checked(rewrite(Bundle(file), trees._signer(), change).zip())
    assert report.check("process").status == "fail"


def test_another_template_is_found(file):
    """A template in which the step is optional does not have the hash the entries name."""
    opened = Bundle(file)
    template = json.loads(opened.files["data/template.json"])
    for step in template["steps"]:
        if step["key"] == "undertaking":
            step["optional"] = True
    opened.files["data/template.json"] = json.dumps(
        template, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    report = checked(opened.seal().zip())
    assert {check.code for check in report.checks if check.status == "fail"} == {"template"}


@pytest.mark.parametrize("spoil", [b"", b"[]", b"{}", b'{"format":"process-template/1"}', b"\xff"])
def test_a_template_that_does_not_read_is_a_failure_and_no_crash(file, spoil):
    """A case whose process can't be judged does not hold."""
    opened = Bundle(file)
    for name in ("data/template.json", "data/calendar.json"):
        changed = Bundle(opened.zip())
        changed.files[name] = spoil
        report = checked(changed.seal().zip())
        assert report.check("process").status == "fail"
        assert report.exit_code == 1


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("calendar", "years", [True]),
        ("calendar", "holidays", ""),
        ("calendar", "workdays", {}),
        ("calendar", "holidays", ["20261126"]),
        ("template", "title_en", None),
    ],
)
def test_a_value_of_another_kind_is_read_by_nobody(file, part, name, value):
    """What one language takes for a list, a number or nothing is none of them to the other."""
    opened, path = Bundle(file), f"data/{part}.json"
    opened.files[path] = json.dumps(json.loads(opened.files[path]) | {name: value}).encode()
    assert checked(opened.seal().zip()).check("process").status == "fail"


@pytest.mark.parametrize("spoil", [{}, {"step": 1}, {"step": "undertaking", "attempt": "x", "attached": 3}])
def test_entries_the_program_never_writes_are_a_failure_and_no_crash(file, spoil):
    """A payload of another shape, committed and signed."""

    def change(entries):
        entries[5]["open"]["payload"] = spoil
        return entries

    report = checked(rewrite(Bundle(file), trees._signer(), change).zip())
    assert report.check("process").status == "fail"


def spoiled(chance, value):
    """The same JSON value with one place in it changed at random."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(sorted(value))
        changed = dict(value)
        if chance.random() < 0.1:
            del changed[key]
        else:
            changed[key] = spoiled(chance, value[key])
        return changed
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        return [*value[:place], spoiled(chance, value[place]), *value[place + 1 :]]
    return chance.choice(
        [None, True, -1, 10**15, "", "x", "9999-12-31", "0001-01-01", "employee.sign:x", [], [None], {}, {"a": 1}]
    )


@pytest.mark.sweep
@pytest.mark.parametrize("part", ["payload", "template", "calendar", "case"])
def test_no_content_whatever_ends_in_an_error(file, part):
    """Random values anywhere in payloads, template, calendar or case.json, all signed anew: an answer, no crash."""
    chance = random.Random(part)

    def change(entries):
        one = chance.choice(entries)
        one["open"]["payload"] = spoiled(chance, one["open"]["payload"])
        return entries

    for _turn in range(30):
        opened = Bundle(file)
        if part == "payload":
            opened = rewrite(opened, trees._signer(), change)
        else:
            name = f"data/{part}.json"
            opened.files[name] = json.dumps(spoiled(chance, json.loads(opened.files[name]))).encode()
        assert checked(opened.seal().zip()).exit_code in (0, 1, 2)


def test_only_who_may_read_all_of_it_takes_it_out(begun, cast):
    """The other company sees no such case; the employee and his manager know of it and may not take all of it."""
    with pytest.raises(NotVisible):
        taken_out(begun, cast, by="wei")
    for who in ("lin", "zhou"):
        with pytest.raises(NotAllowed):
            taken_out(begun, cast, by=who)


def test_a_case_that_moved_to_another_version_is_followed_by_the_verifier(play, cast):
    """Both versions are in the bundle; without the earlier one, or with the entry changed, the check fails."""
    version = published(cast, add_step(FEEDBACK), now=play.now)
    moving.decide(by=cast.actor("hua"), case=play.case, version=version.uid, choice="now", now=play.now)
    play.play()
    actions.close(by=cast.actor("hua"), case=play.case, now=play.now)
    content = taken_out(play, cast)
    report = checked(content)
    assert report.exit_code == 0, report.text()
    assert {check.code for check in report.checks if check.status != "pass"} == OPEN
    bundle = Bundle(content)
    (earlier,) = [path for path in bundle.files if path.startswith("data/templates/")]
    del bundle.files[earlier]
    failed = {check.code for check in checked(bundle.seal().zip()).checks if check.status == "fail"}
    assert "template" in failed
