"""The list of 35 faults: which test holds which, and the two that only several streams or equal times can show.

What `faults.py` makes at random goes through both verifiers (test_faults.py), on the database of the run; whatever a
test of this folder checks goes through the offline page as well (test_page.py).
"""

import inspect
import io
import re
from pathlib import Path

import pytest
from django.db import transaction

from partwell.apps.evidence import actions, bundle, trees
from partwell.lib.actor import system
from partwell.verifier import verify
from tests.cast import NOW
from tests.live import ROOT

from . import faults
from .conftest import Bundle, rewrite

TAMPERED, ANCHORS, PAPERS = "verifier/test_tampered_bundles", "verifier/test_anchors", "verifier/test_papers"
CASES, HONEST, HERE = "verifier/test_cases", "verifier/test_honest_bundles", "verifier/test_list_of_faults"
EVIDENCE = "partwell/apps/evidence/tests/"
TABLE: dict[int, tuple[str, str, str]] = {
    1: ("edited body", TAMPERED, "test_an_edited_body_is_found"),
    2: ("edited body, leaf made to fit", TAMPERED, "test_an_edited_body_with_a_fitting_leaf_is_found"),
    3: ("swapped payload or file", TAMPERED, "test_a_swapped_or_edited_payload_is_found"),
    4: ("deleted row", TAMPERED, "test_a_missing_entry_is_found"),
    5: ("swapped rows", TAMPERED, "test_swapped_entries_are_found"),
    6: ("tail cut, head kept", TAMPERED, "test_a_cut_tail_is_told_as_open"),
    7: ("tail cut, old head replayed", ANCHORS, "test_a_receipt_tells_a_second_history"),
    8: ("tail cut and signed anew", ANCHORS, "test_a_rewritten_tail_does_not_fit_the_anchor"),
    9: ("rebuilt without the key", TAMPERED, "test_the_own_key_with_a_forged_signature_is_found"),
    10: ("rewritten with the key", ANCHORS, "test_a_rewritten_tail_does_not_fit_the_anchor"),
    11: ("rewritten after the last anchor", ANCHORS, "test_a_rewrite_after_the_anchor_is_in_the_window"),
    12: ("clock set back", ANCHORS, "test_a_clock_set_back_is_found"),
    13: ("another key", TAMPERED, "test_a_whole_forged_log_under_another_key_is_found"),
    14: ("the same event again", TAMPERED, "test_a_doubled_entry_is_found"),
    15: ("two roots of one size", TAMPERED, "test_two_histories_of_one_log_are_found"),
    16: ("stale bundle", TAMPERED, "test_a_stale_bundle_is_told_by_its_head"),
    17: (
        "paper cut to its first revision",
        PAPERS,
        "test_a_changed_paper_is_found_even_when_the_log_was_rewritten_to_fit",
    ),
    18: ("flipped byte", TAMPERED, "test_a_flipped_byte_anywhere_is_found"),
    19: (
        "paper added to after signing",
        PAPERS,
        "test_a_changed_paper_is_found_even_when_the_log_was_rewritten_to_fit",
    ),
    20: ("look-alike certificate", PAPERS, "test_a_look_alike_certificate_is_found"),
    21: ("token of another hash, authority or time", ANCHORS, "test_a_false_anchor_is_found"),
    22: ("proof of another place", TAMPERED, "test_a_proof_of_another_place_is_found"),
    23: ("not canonical", TAMPERED, "test_a_body_that_is_not_canonical_is_found"),
    24: ("a node taken for an entry", "partwell/core/evidence/tests/test_tree", "test_an_inner_node_is_not_an_entry"),
    25: ("content under another entry", TAMPERED, "test_a_content_opens_only_under_its_own_entry"),
    26: ("erased person", HONEST, "test_an_erased_person_leaves_entries_that_hold"),
    27: (
        "killed at any step",
        EVIDENCE + "test_together",
        "test_a_process_killed_at_any_statement_loses_nothing_acknowledged",
    ),
    28: ("two sequencers", EVIDENCE + "test_together", "test_two_sequencers_make_one_history"),
    29: ("restored backup", "verifier/test_restored", "test_going_on_from_an_old_backup_is_seen_as_a_fork"),
    30: ("REPLACE, upsert, TRUNCATE, no guard", EVIDENCE + "test_guards", "test_insert_or_replace_does_not_pass"),
    31: ("traps in the zip", TAMPERED, "test_a_trap_in_the_zip_is_found"),
    32: ("closed with a required step open", CASES, "test_a_closed_case_without_the_undertaking_is_found"),
    33: ("rotated and stolen key", "infrastructure/test_keys_rotate", "test_a_stolen_key_counts_for_nothing_outside"),
    34: ("two cases of one person", HERE, "test_two_cases_of_one_person_do_not_mix"),
    35: ("equal and impossible times", HERE, "test_equal_times_keep_their_order_and_impossible_ones_are_found"),
}
BY_CHANCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 22, 23, 24, 25, 29, 31, 33}
"""Those that `faults.py` makes by the thousand."""


@pytest.mark.parametrize("number", range(1, 36))
def test_each_fault_of_the_list_has_its_test(number):
    """The table names a test that is there."""
    _what, module, name = TABLE[number]
    path = ROOT / (module if module.startswith("partwell") else f"tests/{module}")
    assert f"def {name}(" in Path(f"{path}.py").read_text(encoding="utf-8")


def test_what_is_made_by_chance_is_what_the_table_says():
    """Every way of changing a bundle carries numbers of the list, and together they carry these."""
    numbers = set()
    for ways in faults.KINDS.values():
        for make in ways:
            text = inspect.getsource(make)
            said = re.findall(r"Mutation\((?:\s*)([^,]+),", text)
            assert said, make.__name__
            numbers |= {int(one) for part in said for one in re.findall(r"\d+", part)}
            numbers |= {int(one) for line in re.findall(r"number = (.+)", text) for one in re.findall(r"\b\d+\b", line)}
    assert numbers == BY_CHANCE


def written(stream):
    """The bundle of a stream."""
    out = io.BytesIO()
    bundle.write(stream, out, about=bundle.About(number="1", company="x"), now=NOW)
    return out.getvalue()


def checked(content):
    """The report under the installation's own key."""
    return verify(content, key=trees.key_of("x").fingerprint)


def test_two_cases_of_one_person_do_not_mix(cast):
    """34: entries written in turn, one key of the person for both; one case's entry in the other's bundle is found."""
    streams = [actions.open_stream("case", company=cast.company.pk, employee=cast.lin.pk, now=NOW) for _case in "ab"]
    for number in range(4):
        for stream in streams:
            with transaction.atomic():
                actions.record(stream, "note.one", by=system(cast.company.pk), now=NOW, payload={"n": number})
    actions.sequence(NOW)
    one, other = (Bundle(written(stream)) for stream in streams)
    assert [checked(made.zip()).exit_code for made in (one, other)] == [0, 0]
    for name in ("data/entries/0002.json", "data/open/0002.json", "data/log/0002.tlog-proof"):
        one.files[name] = other.files[name]
    report = checked(one.seal().zip())
    assert report.check("stream").status == "fail"


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-11-26T02:00:00.000Z", True),
        ("2026-11-26T01:56:00.000Z", True),
        ("2026-11-26T01:54:00.000Z", False),
        ("2026-11-26T02:00:60.000Z", False),
        ("2026-02-29T02:00:00.000Z", False),
        ("2026-11-26T10:00:00.000+08:00", False),
        ("2026-11-26T24:00:00.000Z", False),
    ],
    ids=["equal", "four minutes back", "six minutes back", "leap second", "no such day", "another zone", "24:00"],
)
def test_equal_times_keep_their_order_and_impossible_ones_are_found(honest, at, holds):
    """35: the number in the stream orders, not the clock; a time that is none, or goes back too far, is a fault."""

    def change(entries):
        for entry in entries[:2]:
            entry["body"]["at"] = "2026-11-26T02:00:00.000Z"
        entries[1]["body"]["at"] = at
        return entries[:2]

    report = checked(rewrite(Bundle(honest), trees._signer(), change).zip())
    failed = {check.code for check in report.checks if check.status == "fail"} - {"files"}
    assert (failed == set()) is holds, report.text()
