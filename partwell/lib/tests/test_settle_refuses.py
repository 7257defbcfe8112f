"""Whatever stands in a file: an answer, or a refusal by name. Nothing ends in a fault of the program."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from partwell.core.settlement.facts import FACTS
from partwell.core.settlement.inquiry import RULES, RuleSum, Wrong
from partwell.core.settlement.sheet import settle
from partwell.lib.settle_file import answer_bytes, law
from partwell.lib.tests.test_settle import TODAY, refusal
from partwell.site.commands import CommandError
from partwell.site.commands import settle as command

PLAIN: dict[str, Any] = {
    "money": Decimal(5000),
    "number": Decimal(6),
    "whole": Decimal(5),
    "day": date(2025, 3, 3),
    "flag": True,
    "text": "x",
    "list": [Decimal(1)],
    "figure": Decimal(3000),
}
FITTING: dict[str, Any] = {
    "start": date(2020, 1, 1),
    "last_day": date(2025, 3, 31),
    "ending": "36E",
    "category": "M60",
    "unit": "month",
    "birth_date": date(1970, 1, 1),
    "ground": "1",
    "month": "2025-03",
    "arrears": [{"amount": Decimal(100), "due_date": date(2025, 1, 1)}],
    "wages_12m": [Decimal(5000)] * 12,
    "ytd": [{"income": Decimal(5000)}],
    "grade": Decimal(7),
    "units": Decimal(3),
    "full_days": Decimal(5),
    "months": Decimal(12),
}
SPAN = [date(2020, 3, 1), date(2020, 2, 1)]
ODD: list[Any] = [
    *(Decimal(text) for text in ("0", "0.001", "1E-400", "1E+9", "1E+15", "1E+999", "NaN", "Infinity", "-1", "100000")),
    *("abc", "", "2025-13", "2025-02-29", "1,2,3", True, [], {}, [[]], [None], ["x"], [{}], {"value": None}),
    *({"value": Decimal(1), "status": "memory"}, {"value": "x"}, SPAN, [SPAN], [Decimal(-1)] * 12),
    *(date(1900, 1, 1), date(2199, 12, 31), date(1, 1, 1), date(9999, 12, 31), datetime(2020, 1, 1)),  # noqa: DTZ001
]


def answered_or_named(rule: str, facts: dict[str, Any]) -> list[str]:
    """The results of a rule by name, else the names of the facts it refuses."""
    try:
        sheet = settle({"rule": rule, "facts": facts, "on": date(2025, 6, 1)}, law())
    except Wrong as why:
        return list(why.facts)
    return list(sheet.as_data()["items"][0]["result"])


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_an_odd_fact_is_answered_or_refused_by_name(rule: RuleSum) -> None:
    """Each fact of each rule in turn holds what no form would send."""
    needed = {name: FITTING.get(name, PLAIN[FACTS[name][0]]) for name in (one.split("|")[0] for one in rule.needs)}
    said = 0
    for name in rule.facts:
        for value in ODD:
            said += bool(answered_or_named(rule.id, {**needed, name: value}))
    assert said == len(rule.facts) * len(ODD)


@pytest.mark.parametrize(
    ("content", "code", "name"),
    [
        ("rule: SEV-09\nfacts: {due: 1e999}", "unreadable", "due"),
        ("rule: SEV-09\nfacts: {due: .nan}", "unreadable", "file"),
        ("rule: SEV-09\nfacts: {due: '1,25,00'}", "unreadable", "due"),
        ("rule: SEV-02\nfacts: {start: 2021-03-15T10:00:00Z, last_day: 2022-01-01}", "unreadable", "start"),
        ("rule: SEV-02\nfacts: {start: 1500-01-01, last_day: 2022-01-01}", "unreadable", "start"),
        ("rule: SEV-02\nfacts: {start: 2021-01-01, last_day: 9999-12-31}", "unreadable", "last_day"),
        ("rule: DL-01\nfacts: {event_date: 2025-01-01, n: 9000, unit: year}", "unreadable", "n"),
        ("rule: WAGE-04\nfacts: {normal_pay: 1, min_wage: 2, month: soon}", "unreadable", "month"),
        (
            "rule: RET-01\nfacts: {birth_date: 1970-01-01, birth_month: 1971-02, category: M60}",
            "contradiction",
            "birth_month",
        ),
        ("rule: SEV-09\nfigures: {minimum_wage: 2000}\nfacts: {due: 1}", "unknown", "minimum_wage"),
        ("rule: SEV-09\nfigures: {minimum_wage.monthly: -1}\nfacts: {due: 1}", "unreadable", "minimum_wage.monthly"),
        (
            "rule: CAL-02\nsettings: {part_month: reverse}\nfacts: {monthly_wage: 8700, days_paid: 20}",
            "missing",
            "days_absent",
        ),
    ],
    ids=range(12),
)
def test_what_cannot_be_is_named(content: str, code: str, name: str) -> None:
    """Absurd sums and days, figures nobody knows, a convention without its fact."""
    why = refusal(content)
    assert (why.code, name in why.facts) == (code, True), (why.code, why.facts)


@pytest.mark.parametrize(
    "content", [b"rule: SEV-02 # \xe9", "rule: 离职".encode("gbk"), b"\x89PNG\r\n\x1a\n", b""], ids=range(4)
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    """The file is named, whatever bytes it holds."""
    with pytest.raises(Wrong) as why:
        answer_bytes(content, today=TODAY)
    assert (why.value.code, why.value.facts) == ("unreadable", ("file",))


def test_a_file_that_is_not_there_is_refused_in_the_same_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json the refusal stands on standard output, as every other."""
    import json
    from argparse import Namespace

    with pytest.raises(CommandError):
        command.run(Namespace(file=str(tmp_path / "none.yaml"), json=True))
    printed = json.loads(capsys.readouterr().out)
    assert (printed["code"], printed["facts"]) == ("unreadable", ["file"])


@pytest.mark.parametrize("way", ["rule: ''", "rule:", "rules: []", "rules:", "items: []", "items: {}"])
def test_asking_no_rule_is_never_asking_for_everything(way: str) -> None:
    """A way that names no rule is refused by its name, though the facts of a whole settlement are all there."""
    facts = "facts: {start: 2020-01-01, last_day: 2026-06-30, ending: UNLAWFUL, avg_wage: 12000, cap: not_reached}\n"
    with pytest.raises(Wrong) as why:
        answer_bytes((facts + way).encode(), today=TODAY)
    assert (why.value.code, why.value.facts) == ("missing", (way.partition(":")[0],))
    assert [item.rule for item in answer_bytes(facts.encode(), today=TODAY).items] == ["SEV-08"]
