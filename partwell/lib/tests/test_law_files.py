"""The law data as they are shipped: read exactly, refused when faulty, looked up without Django in a moment."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from partwell.lib import law_files
from partwell.lib.law_files import LAW, LawFileError, national_rules, rulebook
from partwell.lib.region import region

SPOT = yaml.safe_load((LAW / "regions" / "spot-checks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("fact", SPOT["facts"], ids=lambda fact: f"{fact['code']}-{fact['key']}")
def test_a_fact_read_in_a_stored_source_is_found(fact: dict[str, Any]) -> None:
    """The published figure is the value on its day."""
    assert region(fact["code"], fact["key"], fact["on"])["value"] == Decimal(str(fact["value"]))


@pytest.mark.parametrize("fact", SPOT["must_be_unknown"], ids=lambda fact: fact["code"])
def test_what_nobody_found_is_a_stand_in_and_never_money(fact: dict[str, Any]) -> None:
    """It resolves to a fallback, so the screen can ask, but it is not known."""
    assert region(fact["code"], fact["key"], fact["on"])["fallback"]
    assert not rulebook().look_up(fact["code"], fact["key"], fact["on"]).known


def test_all_divisions_are_there() -> None:
    """333 prefecture-level divisions and four municipalities."""
    levels = [division.level for division in rulebook().divisions.values()]
    assert (levels.count("city"), levels.count("municipality"), levels.count("province")) == (333, 4, 27)


@pytest.mark.sweep
@pytest.mark.parametrize("on", [date(2024, 1, 1), date(2025, 7, 1), date(2026, 11, 26), date(2027, 1, 1)])
def test_every_figure_has_a_status_and_a_source_or_is_said_to_be_unknown(on: date) -> None:
    """All divisions × keys: no figure without its origin, no number that is not exact."""
    rules = rulebook()
    keys = rules.keys()
    for code in rules.divisions:
        for key in keys:
            figure = rules.look_up(code, key, on)
            assert figure.value is None if figure.status == "unknown" else figure.source and figure.valid_from
            assert figure.value is None or isinstance(figure.value, Decimal | tuple)


def test_no_float_comes_out_of_the_law_files() -> None:
    """Numbers of rules and tables are text or exact numbers."""

    def floats(value: Any) -> bool:
        if isinstance(value, dict):
            return any(floats(item) for item in value.values())
        if isinstance(value, list | tuple):
            return any(floats(item) for item in value)
        return isinstance(value, float)

    assert not floats(dict(national_rules().tables))
    assert len(national_rules().rules) == 80


def test_the_national_constants_carry_their_rule() -> None:
    """The late surcharge is 0.05 % a day from 1 July 2011; earlier days are not guessed."""
    daily = national_rules().constant("late_surcharge.daily", date(2026, 11, 1))
    assert (daily.number, daily.printable) == (Decimal("0.0005"), True)
    assert not national_rules().constant("late_surcharge.daily", date(2011, 6, 30)).known
    assert national_rules().constant("pay_days_per_month", date(2026, 11, 1)).number == Decimal("21.75")


HEAD = """\
region: {code: '000000', name: n, pinyin: nn, level: nation}
parent: null
sources: {A: somebody}
cities: {}
parameters:
  minimum_wage.monthly:
"""


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("{value: 1, from: 2026-01-01, status: verified, source: B}", "source"),
        ("{value: 1, from: 2026-01-01, status: verified}", "source"),
        ("{value: 1, from: 2026-01-01, status: sure, source: A}", "status"),
        ("{value: 1, status: verified, source: A}", "from"),
        ("{from: 2026-01-01, status: verified, source: A}", "value"),
        ("{value: 1, from: 2026-01-01, status: verified, source: A, valu: 2}", "valu"),
    ],
)
def test_an_entry_without_its_origin_does_not_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, complaint: str
) -> None:
    """The refusal names the file, the division and the key."""
    monkeypatch.setenv("PARTWELL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "regions").mkdir()
    (tmp_path / "national-rules.yaml").write_text("tables: {}\nrules: []\n")
    (tmp_path / "regions" / "000000-china.yaml").write_text(f"{HEAD}    - {entry}\n")
    with pytest.raises(LawFileError, match=f"000000-china.yaml:[0-9]+: 000000 minimum_wage.monthly: .*{complaint}"):
        law_files.rulebook(tmp_path)


def test_a_changed_source_is_never_answered_from_the_old_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled file is named by the hash of its sources; a damaged one is compiled again."""
    monkeypatch.setenv("PARTWELL_CACHE", str(tmp_path / "cache"))
    (tmp_path / "regions").mkdir()
    (tmp_path / "national-rules.yaml").write_text("tables: {}\nrules: []\n")
    source = tmp_path / "regions" / "000000-china.yaml"

    def value(text: str) -> object:
        source.write_text(f"{HEAD}    - {{value: {text}, from: 2026-01-01, status: verified, source: A}}\n")
        law_files.rulebook.cache_clear()
        return law_files.rulebook(tmp_path).look_up("000000", "minimum_wage.monthly", date(2026, 1, 1)).value

    assert value("0.10") == Decimal("0.10")
    assert value("0.20") == Decimal("0.20")
    for kept in (tmp_path / "cache").iterdir():
        kept.write_text("{")
    law_files._data.cache_clear()
    assert value("0.20") == Decimal("0.20")
