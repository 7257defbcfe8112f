"""The clocks of law: one table, held against the rule file and against every shipped template."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from partwell.core.process.clocks import BY_KEY, CLOCKS, FIRST_WARNING, running
from partwell.core.process.lint.law import LIMITS
from partwell.lib import law_files, template_files
from partwell.lib.holiday_file import calendar

D = date(2026, 11, 30)
HIRED = date(2026, 10, 8)
UNITS = {"day": "d", "calendar day": "d", "working day": "wd", "month": "mo", "year": "y"}


def days(
    separation_type: str = "probation_failure", handed_over: date | None = None, **facts: object
) -> dict[str, str]:
    """The day of each clock that runs."""
    found = running(separation_type, facts, {"D": D}, HIRED, handed_over, calendar())
    return {watch.clock.key: watch.due_on.isoformat() if watch.due_on else "" for watch in found}


def test_each_task_of_the_rule_file_is_a_clock_with_its_span() -> None:
    """Nothing of `task_clock` is left out, and no span is written a second time differently."""
    content = (law_files.LAW / "national-rules.yaml").read_text(encoding="utf-8")
    tasks = {row["task"]: row for row in yaml.safe_load(content)["task_clock"]}
    assert {clock.task for clock in CLOCKS} == set(tasks)
    for clock in CLOCKS:
        row = tasks[clock.task]
        unit = str(row["unit"]).partition(" (")[0]
        assert (clock.amount, clock.unit, clock.rule) == (row["offset"], UNITS[unit], row["rule"]), clock.key
        assert clock.rule in law_files.national_rules().rules


def test_no_shipped_step_is_later_than_its_clock() -> None:
    """The step that proves a duty counts from the same day and never more of them."""
    seen = set()
    for key in template_files.all_keys():
        for step in template_files.load(key).template.steps:
            names = {item.name for alternative in step.evidence for item in alternative}
            for name in names & set(LIMITS):
                if step.due is None or step.due.kind != "statutory":
                    continue
                starts, limit = LIMITS[name]
                assert step.due.start in starts, (key, step.key)
                assert step.due.plus.unit == limit.unit
                assert step.due.plus.amount <= limit.amount
                seen.add(name)
    assert {"bank_wage", "certificate", "unemployment_list", "dossier", "hpf", "bank_severance"} <= seen


def test_the_clocks_run_from_the_last_day() -> None:
    """Each on its own day; own duties are not moved by a holiday or a Sunday."""
    found = days(dossier_held=True, hpf_account=True)
    assert found["wages"] == found["certificate"] == "2026-11-30"
    assert found["unemployment_target"] == "2026-12-07"
    assert found["unemployment_list"] == found["si_transfer"] == found["dossier"] == "2026-12-15"
    assert found["housing_fund"] == "2026-12-30"
    assert found["arbitration"] == "2027-11-30"
    assert found["inspection"] == found["keep_contract"] == found["keep_pay"] == "2028-11-30"
    assert found["enrolment"] == "2026-11-07"
    assert found["contract_signed"] == "2026-11-08"


def test_severance_waits_for_the_handover_and_for_nothing_else() -> None:
    """Its day is the handover's; before that it has none."""
    assert days(severance_due=True)["severance"] == ""
    assert days(severance_due=True, handed_over=D)["severance"] == "2026-11-30"
    assert "severance" not in days(severance_due=False)


@pytest.mark.parametrize(
    ("kind", "facts", "there", "not_there"),
    [
        ("economic_layoff", {}, {"rehire", "layoff_briefing"}, {"notice_served"}),
        ("nonfault_dismissal", {"notice_mode": "thirty_days"}, {"notice_served"}, {"rehire"}),
        ("nonfault_dismissal", {"notice_mode": "pay_in_lieu"}, {"wages"}, {"notice_served"}),
        ("death_in_service", {}, {"wages", "keep_pay"}, {"certificate", "unemployment_list", "exit_exam"}),
        ("retirement", {}, {"certificate"}, {"unemployment_list", "unemployment_target", "si_transfer"}),
        ("mutual_agreement", {"noncompete_activated": False}, {"noncompete_told"}, {"noncompete_first_pay"}),
        ("mutual_agreement", {"foreign_national": True}, {"foreign_permit"}, {"rehire"}),
        ("mutual_agreement", {"hpf_account": False}, {"dossier"}, {"housing_fund"}),
    ],
)  # fmt: skip
def test_a_clock_runs_where_the_ground_and_the_facts_ask_for_it(
    kind: str, facts: dict[str, object], there: set[str], not_there: set[str]
) -> None:
    """And a fact nobody stated keeps it: a doubt drops no duty."""
    found = set(days(kind, **facts))
    assert there <= found
    assert not not_there & found


def test_other_anchors_run_without_a_last_day() -> None:
    """An accident is reported within thirty days whatever happens to the contract; nothing else runs yet."""
    found = running("death_in_service", {}, {"A": date(2026, 11, 1)}, HIRED, None, calendar())
    assert [(one.clock.key, one.due_on) for one in found if one.clock.since != "step:handover_done"] == [
        ("injury_claim", date(2026, 12, 1))
    ]


def test_three_months_are_a_calendar_period() -> None:
    """From 31 May back to the last day of February, never 90 days."""
    facts = {"retire_mode": "flexible_early"}
    found = running("retirement", facts, {"R": date(2027, 5, 31)}, HIRED, None, calendar())
    assert {one.clock.key: one.due_on for one in found}["early_retirement"] == date(2027, 2, 28)


def test_a_permit_is_counted_in_working_days() -> None:
    """Ten of them from a last day before the National Day holidays of 2026."""
    found = running("mutual_agreement", {"foreign_national": True}, {"D": date(2026, 9, 25)}, HIRED, None, calendar())
    due = {one.clock.key: one.due_on for one in found}["foreign_permit"]
    assert due == calendar().add_working_days(date(2026, 9, 25), 10)


def test_each_clock_has_words_owner_and_evidence() -> None:
    """In both languages; its kind says when its owner hears of it first."""
    for clock in CLOCKS:
        assert clock.title and clock.title_en and clock.law and clock.evidence and clock.evidence_en
        assert clock.kind in FIRST_WARNING
        assert clock.owner in template_files.roles()
        assert BY_KEY[clock.key] is clock


def test_the_page_about_clocks_names_each() -> None:
    """docs/reference/clocks-of-law.md lists every clock with its rule."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "clocks-of-law.md").read_text(encoding="utf-8")
    for clock in CLOCKS:
        assert f"| `{clock.key}` {clock.title_en} ({clock.rule}) |" in page
