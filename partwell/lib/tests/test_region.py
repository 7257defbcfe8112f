"""The answer of `./run region`: exact, the same for a county and an old code, and a sentence for what cannot be one."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from partwell.core.rulebook import KEYS as KNOWN
from partwell.lib import region as asking
from partwell.lib.law_files import LAW, rulebook, rulebook_of
from partwell.lib.region import Unusable, as_json, region
from partwell.site.commands import main

WAGE = "minimum_wage.monthly"
ON = date(2026, 11, 1)


def test_the_answer_is_json_with_the_digits_of_the_source() -> None:
    """0.095 stays 0.095; unknown is null."""
    answer = json.loads(as_json(region("330100", "social_insurance.medical.employer", ON)), parse_float=str)
    assert answer == {
        "value": "0.095",
        "from": "2026-01-01",
        "level": "city",
        "status": "secondary",
        "source": "CS",
        "ref": None,
        "fallback": False,
    }
    unknown = json.loads(as_json(region("330100", "no.such.key", ON)))
    assert (unknown["value"], unknown["status"], unknown["level"]) == (None, "unknown", None)
    tiers = json.loads(as_json(region("330100", "minimum_wage.tiers", ON)))
    assert tiers["value"][0] == [2660, 25]


def test_a_missing_limit_is_said_in_the_ref() -> None:
    """Its value is null as that of an unknown figure; the ref tells them apart."""
    answer = region("650100", "social_insurance.base.medical.ceiling", ON)
    assert (answer["value"], answer["status"]) == (None, "secondary")
    assert answer["ref"].endswith("(no limit)")


def test_a_computed_figure_holds_since_both_its_rule_and_its_basis_do() -> None:
    """Three times the local average of July 2026 is not the figure of 2008."""
    answer = region("330100", "severance.cap_3x_monthly", ON)
    assert (answer["from"], answer["level"], answer["status"]) == ("2026-07-01", "nation", "secondary")


@pytest.mark.parametrize(
    ("code", "as_if"),
    [
        ("330106", "330100"),
        ("440305", "440300"),
        ("441999", "441900"),
        ("110229", "110000"),
        ("310115", "310000"),
        ("500235", "500000"),
        ("429004", "420000"),
        ("469001", "460000"),
        ("659001", "650000"),
        ("522201", "520600"),
        ("632121", "630200"),
        ("371202", "370100"),
    ],
)
def test_a_county_and_an_old_code_are_answered_by_their_division(code: str, as_if: str) -> None:
    """A county by its city, a province-run one by the province, a former code by the division that has its area."""
    assert region(code, WAGE, ON) == region(as_if, WAGE, ON)
    assert rulebook().division(code).code == as_if


@pytest.mark.parametrize(
    "code",
    [
        *("", "33", "33010", "3301000", "999999", "330a00", "330 00", "３３０１００", "-33010", "330100\n"),
        *("339900", "338800", "710000", "810000", "010101", "341400", "341421", "hangzhou", "杭州"),
    ],
    ids=range(19),
)
def test_a_code_that_is_none_is_refused_with_a_sentence(code: str) -> None:
    """It never falls through to the province: a typing error would pass for a figure."""
    with pytest.raises(Unusable) as refusal:
        region(code, WAGE, ON)
    assert len(str(refusal.value)) > 30


def test_the_refusal_helps() -> None:
    """A name gets its code, a divided prefecture is said to be divided, a misspelt key its neighbours."""
    with pytest.raises(Unusable, match="330100 is 杭州市"):
        region("hangzhou", WAGE, ON)
    with pytest.raises(Unusable, match="巢湖市"):
        region("341400", WAGE, ON)
    assert WAGE in asking.advice("minimum_wage.montly")
    assert asking.advice(WAGE) == ""


@pytest.mark.parametrize(
    "key", ["", "Minimum_wage", "a b", "a..b", ".a", "a.", "k" * 81, "最低工资", "a;b"], ids=range(9)
)
def test_a_key_that_is_none_is_refused(key: str) -> None:
    """A key is words joined by dots."""
    with pytest.raises(Unusable, match="no key"):
        region("330100", key, ON)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13-01", "2026-02-30", "20260101", "2026-W01-1", "01.11.2026", "today"]
)
def test_a_day_that_is_none_is_refused(text: str) -> None:
    """Only 2026-11-26 is a day."""
    with pytest.raises(Unusable, match="no day"):
        asking.day_of(text)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["330100", WAGE, "--on", "2026-11-01"], 0),
        (["330100", WAGE, "--on", "1990-01-01"], 1),
        (["339900", WAGE], 2),
        (["330100", "no such key"], 2),
        (["330100", WAGE, "--on", "2026-02-30"], 2),
    ],
    ids=range(5),
)
def test_the_command_says_by_its_code_whether_it_is_known(
    words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 known, 1 unknown with `value: null`, 2 with one sentence and nothing else."""
    assert main(["region", *words, "--json"]) == code
    said = capsys.readouterr()
    if code == 2:
        assert not said.out
        assert said.err.count("\n") == 1
    else:
        assert (json.loads(said.out)["value"] is None) == (code == 1)


def test_a_key_no_figure_has_is_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    """2 with the nearest keys; a program that reads the answer finds no figure in it."""
    assert main(["region", "330100", "minimum_wage.montly", "--json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["value"] is None
    assert WAGE in said.err


def test_the_few_files_a_code_needs_answer_as_all_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first process without the compiled form reads the nation's file and the province's, and says the same."""
    for code in ("330106", "522201", "659001", "110000"):
        whole = rulebook()
        with monkeypatch.context() as patch:
            patch.setenv("PARTWELL_CACHE", str(tmp_path / "none"))
            few = rulebook_of(code)
        assert len(few.divisions) < 40
        for key in sorted(KNOWN):
            assert region(code, key, ON, few) == region(code, key, ON, whole)


@pytest.mark.parametrize("compiled", [True, False])
def test_a_look_up_needs_no_django(compiled: bool, tmp_path: Path) -> None:
    """One answer in a fresh process, with and without the compiled form."""
    code = (
        "import sys\n"
        "from partwell.site.commands import main\n"
        f"assert main(['region', '330100', '{WAGE}', '--on', '2026-11-01', '--json']) == 0\n"
        "assert not {'django', 'pydantic'} & set(sys.modules)\n"
    )
    assert region("330100", WAGE, ON)["value"] == Decimal(2660)
    cache = {} if compiled else {"PARTWELL_CACHE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=LAW.parents[1],
        env=os.environ | cache,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["value"] == 2660
