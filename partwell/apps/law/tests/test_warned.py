"""Warnings in words, and what is recorded by name when someone goes on."""

import ast
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation

import partwell
from partwell.apps.evidence import queries as log
from partwell.apps.evidence.actions import stream_of_installation
from partwell.apps.law import warned
from partwell.apps.law.warned import Unacknowledged
from partwell.core.warnings import RULES, Warning, warnings
from partwell.lib.actor import system
from partwell.lib.law_files import national_rules
from partwell.lib.registry import kinds
from tests.cast import NOW, Cast

RELEASE = "双方无其他任何劳动争议"


def test_each_warning_has_words_in_both_languages_and_rests_on_a_rule() -> None:
    """Chinese is complete; the risk it names is in the national rules."""
    known = {one["id"] for one in national_rules().practice_risks} | set(national_rules().rules)
    for code, rule in RULES.items():
        assert rule.risk in known
        for text in warned.WORDS[code]:
            with translation.override("zh-hans"):
                assert any("一" <= sign <= "鿿" for sign in str(text)), text


def test_the_page_has_a_row_for_each_risk_and_each_rule() -> None:
    """Every practice risk of the national rules says what is told of it; every rule and its places stand there."""
    page = (Path(partwell.__file__).parents[1] / "docs" / "reference" / "warnings.md").read_text(encoding="utf-8")
    rows = {row[1].strip(" `"): row for line in page.splitlines() if len(row := line.split("|")) >= 4}
    for one in national_rules().practice_risks:
        told = re.findall(r"`(\w+)`", rows[one["id"]][2])
        assert set(told) <= set(RULES)
        assert told or "no act of the product" in rows[one["id"]][2]
    for code, rule in RULES.items():
        assert set(rows[code][2].split()) == rule.where, code


def test_the_act_goes_on_only_when_acknowledged(cast: Cast) -> None:
    """The refusal names each warning with its article and lawful way; the program itself is not asked."""
    hua = cast.actor("hua")
    with pytest.raises(Unacknowledged) as refusal:
        warned.require("paper", {}, {}, text=RELEASE, by=hua)
    assert list(refusal.value.fields) == ["release_of_claims"]
    assert "第三十五条" in refusal.value.fields["release_of_claims"]
    assert warned.require("paper", {}, {}, text=RELEASE, acknowledged=["release_of_claims"], by=hua)
    assert warned.require("paper", {}, {}, text=RELEASE, by=system(cast.company.pk)) == ()
    with pytest.raises(Unacknowledged):
        warned.require("paper", {}, {}, text=RELEASE, acknowledged=["bottom_ranking"], by=hua)


def test_going_on_is_an_entry_by_name(cast: Cast) -> None:
    """What was warned of, its articles, the words it rests on, and who went on."""
    found = warnings("paper", {}, {}, text=RELEASE)
    stream = stream_of_installation(cast.company.pk, NOW)
    with transaction.atomic():
        warned.acknowledge(found, where="paper", about="document:x", stream=stream, by=cast.actor("hua"), now=NOW)
    entry = log.entries(stream)[-1]
    assert entry.type == "warning.acknowledged"
    assert entry.payload is not None
    assert (entry.payload["warning"], entry.payload["name"]) == ("release_of_claims", "华敏")
    assert entry.payload["found"] in RELEASE


@pytest.mark.parametrize("name", sorted(kinds("documents")))
def test_no_shipped_paper_fires_a_warning(name: str) -> None:
    """The fixed words of our own papers release nothing and threaten nobody."""
    source = (Path(partwell.__file__).parent / "kinds" / "documents" / name / "fields.py").read_text(encoding="utf-8")
    texts = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    said = "\n".join(text for text in texts if isinstance(text, str) and any("一" <= sign <= "鿿" for sign in text))
    where = "certificate" if name == "certificate" else "paper"
    assert [one for one in warnings(where, {}, {}, text=said) if one.code != "ground_in_certificate"] == []


def test_a_late_certificate_is_warned_about_from_the_next_day_on() -> None:
    """On the last day itself it is in time."""
    facts = {"last_day": date(2026, 11, 26), "today": datetime(2026, 11, 27, tzinfo=UTC).date()}
    assert [one.code for one in warnings("certificate", {}, facts)] == ["certificate_late"]


@pytest.mark.parametrize(
    ("code", "found", "said"),
    [
        ("certificate_late", "2026-11-27 < 2026-11-29", "离职日是 2026-11-27，今天是 2026-11-29。"),
        ("below_what_is_owed", "9000 < 12500.00", "约定 9000 元，应付 12500.00 元。"),
        ("bond_above_or_fixed", "违约金60000元 > 培训费用为20000元", "“违约金60000元 > 培训费用为20000元”"),
        ("release_of_claims", "放弃一切权利", "“放弃一切权利”"),
        ("criteria_not_received", "criteria_received", ""),
        ("union_not_heard", "union_heard", ""),
        ("noncompete_without_pay", "0", ""),
    ],
)
def test_what_a_warning_rests_on_is_said_to_a_person(code: str, found: str, said: str) -> None:
    """Words in quotes, days and sums in a sentence, and never the name of a fact."""
    assert warned.shown(Warning(code, "", "high", (), found)).rests_on == said
