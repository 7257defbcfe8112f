"""A file that asks for sums: every rule is reachable, and what is wrong is refused by its name."""

import ast
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from partwell.core.settlement.facts import FACTS
from partwell.core.settlement.inquiry import RULES, SETTINGS, Wrong
from partwell.core.settlement.sheet import Sheet
from partwell.lib.law_files import national_rules
from partwell.lib.settle_file import answer
from partwell.lib.settle_schema import asked_schema, sheet_schema
from partwell.lib.settle_words import NOTES, TITLES, sentences
from partwell.site.commands import settle as command

TODAY = date(2026, 11, 26)
FORMATS = Path(__file__).parents[3] / "docs" / "formats"
CORE = Path(__file__).parents[2] / "core"

ASKED: dict[str, str] = {
    # One question a rule: what it reads, in YAML's short form.
    "AL-01": "cum_service_years: 12, sick_months: 1",
    "AL-02": "start: 2026-03-01, full_days: 5",
    "AL-03": "last_day: 2026-06-30, full_days: 10, taken: 1.5",
    "AL-04": "last_day: 2026-06-30, full_days: 10, avg_ex_ot: 8700",
    "ARCH-01": "record_type: pay_migrant, last_day: 2026-06-30",
    "BONUS": "bonus_target: 20000, bonus_ratio: 0.8, months_counted: 9, bonus_rule: 手册第十二条",
    "CAL-02": "monthly_wage: 8700, days_paid: 10",
    "CERT-01": "last_day: 2026-06-30",
    "CERT-03": "last_day: 2026-06-30",
    "COMPARE": "start: 2020-01-01, last_day: 2026-06-30, avg_wage: 10000, last_month_wage: 11000",
    "DIS-01": "known: 2025-06-13",
    "DIS-02": "accepted: 2026-03-02, award_received: 2026-04-20",
    "DIS-04": "case_opened: 2026-03-02",
    "DL-01": "event_date: 2026-01-31, n: 1, unit: month",
    "DL-02": "start: 2020-01-01, last_day: 2026-06-30",
    "END-37": "notice_received: 2026-06-01",
    "END-40": "ground: 2, start: 2020-01-01, last_day: 2026-06-30, avg_wage: 10000, last_month_wage: 11000",
    "END-41": "headcount: 150, to_cut: 15",
    "END-42": "start: 2005-01-01, last_day: 2026-06-30, birth_date: 1966-09-30, category: M60",
    "HF-01": "last_day: 2026-06-30",
    "INJ-01": "grade: 10, avg_contrib_wage: 6000, medical_subsidy: 10000, employment_subsidy: 20000",
    "MAT-01": "birth: 2026-02-28",
    "MED-01": "total_years: 12, own_years: 6, sick_spells: [[2026-01-05, 2026-03-20]]",
    "NC-01": "months: 36",
    "NC-02": "avg12: 20000, months: 6, min_wage: 2660",
    "OT-01": "base: 8700, weekday_h: 10",
    "OT-02": "month_overtime_h: 40",
    "OT-04": "last_day: 2025-06-13",
    "PROB-01": "contract_months: 24, probation_months: 3",
    "PROB-02": "contract_wage: 10000, min_wage: 2660",
    "PROB-03": "contract_months: 24, served_months: 4, post_probation_wage: 6000",
    "RET-01": "birth_date: 1967-05-12, category: M60",
    "RET-02": "birth_date: 1967-05-12, category: M60, choice: early",
    "RET-03": "retire_year: 2031",
    "SEV-01": "ending: '38'",
    "SEV-02": "start: 2020-01-01, last_day: 2026-06-30",
    "SEV-03": "start: 2020-01-01, last_day: 2026-06-30, avg_wage: 10000, cap_month_3x: 30000",
    "SEV-04": "start: 2003-05-01, last_day: 2026-06-30, avg_wage: 10000, ending: 36E",
    "SEV-06": "last_month_wage: 11000",
    "SEV-07": "handover_done: 2026-06-30",
    "SEV-08": "start: 2003-05-01, last_day: 2026-06-30, avg_wage: 10000",
    "SEV-09": "due: 10000",
    "SEV-10": "start: 2025-03-01, monthly_wage: 9000",
    "SI-01": "start: 2026-06-01",
    "SI-02": "month: 2026-09, contribution_base: 6000, insurances: [pension],"
    " figures: {social_insurance.pension.employer: 0.16, social_insurance.pension.employee: 0.08}",
    "SI-04": "arrears: [{amount: 1000, due_date: 2026-01-31}], paid_on: 2026-03-02",
    "SI-05": "last_violation_day: 2026-06-30",
    "SI-07": "last_day: 2026-06-30",
    "SI-08": "ending: 44-1, months_paid: 24",
    "SI-09": "years: 7",
    "TAX-01": "total: 500000, city_avg_year: 120000",
    "TAX-02": "ytd: [{income: 20000, insurance: 2000}, {income: 20000, insurance: 2000, withheld: 0}]",
    "TAX-03": "subsidy: 300000, years: 3",
    "TRN-01": "cost_documented: 60000, service_months: 36, served_months: 12",
    "WAGE-01": "last_day: 2026-06-30",
    "WAGE-02": "gross: 3500, damage: 850, min_wage: 2000",
    "WAGE-03": "days: 60, monthly_wage: 6000, living_share: 0.8, min_wage: 2500",
    "WAGE-04": "normal_pay: 2000, min_wage: 2660",
}
MEETS: dict[str, dict[str, str]] = {
    # What these must come to, worked out by hand.
    "AL-02": {"days": "4"},
    "AL-03": {"unused": "3", "accrued": "4.96"},
    "AL-04": {"unused": "4", "extra_due": "3200.00"},
    "BONUS": {"earned": "12000.00"},
    "CAL-02": {"daily": "400.00", "hourly": "50.00", "pay": "4000.00"},
    "COMPARE": {"N": "70000.00", "N_plus_1": "81000.00", "two_N": "140000.00"},
    "DIS-01": {"last_filing_day": "2026-06-15"},
    "DL-01": {"last_day": "2026-02-28"},
    "END-40": {"N": "70000.00", "notice_pay": "11000.00", "total": "81000.00"},
    "INJ-01": {"lump_sum": "42000.00"},
    "MED-01": {"months": "9", "window_months": "15", "used_days": "75"},
    "NC-02": {"monthly": "6000.00", "total": "36000.00"},
    "OT-01": {"weekday": "750.00"},
    "PROB-03": {"max_months": "2", "penalty": "12000.00"},
    "RET-01": {"retire_date": "2028-01-12"},
    "RET-02": {"earliest": "2027-05-12", "latest": "2031-01-12", "notice_by": "2027-02-12"},
    "RET-03": {"years": "16"},
    "SEV-03": {"units": "7", "amount": "70000.00"},
    "SEV-04": {"earlier_units": "5", "units": "19", "amount": "240000.00"},
    "SEV-08": {"units": "23.5", "damages": "470000.00"},
    "SEV-09": {"low": "5000.00", "high": "10000.00"},
    "SEV-10": {"months": "11", "extra": "99000.00"},
    "SI-02": {"employer": "960.00", "employee": "480.00", "fund": "1440.00"},
    "SI-04": {"late_fee": "15.00"},
    "SI-09": {"months": "18"},
    "TAX-01": {"taxable": "140000.00", "tax": "11480.00", "net": "488520.00"},
    "TAX-02": {"taxable": "26000.00", "withhold_now": "780.00"},
    "TAX-03": {"tax": "4440.00"},
    "TRN-01": {"max_penalty": "40000.00"},
    "WAGE-02": {"max_deduction": "700.00"},
    "WAGE-03": {"first_period": "6000.00", "after": "2000.00", "amount": "8000.00"},
    "WAGE-04": {"gap": "660.00"},
}


def ask(rule: str, facts: str, more: str = "") -> Sheet:
    """The sheet of one rule."""
    return answer(f"rule: {rule}\nfacts: {{{facts}}}\n{more}", today=TODAY)


def refusal(content: str) -> Wrong:
    """What a file is refused with."""
    with pytest.raises(Wrong) as why:
        answer(content, today=TODAY)
    return why.value


def test_every_rule_that_computes_can_be_asked() -> None:
    """By its id; checks and deadlines with a figure too, and nothing is left untried here."""
    computes = {one.id for one in national_rules().rules.values() if one.kind == "compute"}
    assert computes <= set(RULES)
    assert set(ASKED) == set(RULES)


@pytest.mark.parametrize("rule", sorted(ASKED))
def test_a_rule_answers_what_it_says_it_gives(rule: str) -> None:
    """Its sheet meets the schema, its sums are those worked out by hand, and every code has words."""
    sheet = ask(rule, ASKED[rule])
    data = sheet.as_data()
    jsonschema_rs.validator_for(sheet_schema()).validate(data)
    item = data["items"][0]
    assert not data["unknown"]
    for name, wanted in MEETS.get(rule, {}).items():
        assert item["result"][name] == wanted, name
    assert set(RULES[rule].gives) & set(item["result"])
    assert sheet.items[0].answer.lines
    assert all(line.code in TITLES for line in sheet.items[0].answer.lines)
    assert all(note in NOTES for note in sheet.items[0].answer.notes)
    assert sentences(sheet.items[0], "en")


@pytest.mark.parametrize("rule", sorted(ASKED))
def test_leaving_a_needed_fact_out_is_refused_by_its_name(rule: str) -> None:
    """Each needed fact in turn: the refusal names it, or one of those that stand for it."""
    import yaml

    facts: dict[str, Any] = yaml.safe_load(f"{{{ASKED[rule]}}}")
    for group in RULES[rule].needs:
        names = set(group.split("|"))
        rest = {name: value for name, value in facts.items() if name not in names}
        if len(rest) == len(facts):
            continue
        why = refusal(json.dumps({"rule": rule, "facts": rest}, default=str))
        assert why.code == "missing"
        assert set(why.facts) & names


def test_the_committed_schemas_and_the_page_are_current() -> None:
    """The files under docs/formats say what the program reads and writes; the page names every rule, fact, setting."""
    assert json.loads((FORMATS / "settlement.schema.json").read_text(encoding="utf-8")) == asked_schema()
    assert json.loads((FORMATS / "settlement-sheet.schema.json").read_text(encoding="utf-8")) == sheet_schema()
    page = (FORMATS / "settlement.md").read_text(encoding="utf-8")
    for name in (*RULES, *FACTS, *SETTINGS):
        assert f"`{name}`" in page, name
    assert {fact for rule in RULES.values() for fact in rule.facts} == set(FACTS)
    rules = "".join(path.read_text(encoding="utf-8") for path in (CORE / "settlement" / "rules").glob("*.py"))
    for name in SETTINGS:
        assert f'setting("{name}")' in rules, name


def test_questions_meet_their_schema() -> None:
    """Each question of this file, as JSON."""
    import yaml

    check = jsonschema_rs.validator_for(asked_schema())
    for rule, facts in ASKED.items():
        check.validate(json.loads(json.dumps({"rule": rule, "facts": yaml.safe_load(f"{{{facts}}}")}, default=str)))


@pytest.mark.parametrize(
    ("content", "code", "name"),
    [
        ("rule: SEV-02\nfacts: {start: 2026-02-01, last_day: 2026-01-31}", "contradiction", "last_day"),
        ("rule: SEV-02\nfacts: {start: 2026-02-30, last_day: 2026-03-31}", "unreadable", "start"),
        ("rule: SEV-02\nfacts: {start: 2026-02-01, last_day: 2026-03-31, colour: red}", "unknown", "colour"),
        ("rule: SEV-99\nfacts: {}", "unknown", "rule"),
        ("rule: SEV-02\nregion: '999999'\nfacts: {start: 2026-02-01, last_day: 2026-03-31}", "unreadable", "region"),
        ("rule: SEV-02\nsettings: {moon: full}\nfacts: {start: 2026-02-01}", "unknown", "settings.moon"),
        ("rule: SEV-02\nrules: [SEV-02]\nfacts: {start: 2026-02-01}", "contradiction", "rule"),
        ("rule: SEV-03\nfacts: {units: 2, avg_wage: -1}", "unreadable", "avg_wage"),
        ("rule: SEV-03\nfacts: {units: 2.3, avg_wage: 1}", "unreadable", "units"),
        ("rule: SEV-03\nfacts: {units: 2, avg_wage: 1, wages_12m: [1]}", "contradiction", "wages_12m"),
        (
            "rule: SEV-03\nfacts: {start: 2020-01-01, last_day: 2026-01-01, wages_12m: [1]}",
            "contradiction",
            "wages_12m",
        ),
        (
            "rule: SEV-03\nfacts: {units: 2, avg_wage: 9000, city_avg_month: 1, cap_month_3x: 9}",
            "contradiction",
            "cap_month_3x",
        ),
        ("rule: SEV-03\nfacts: {start: 2001-01-01, last_day: 2026-01-01, avg_wage: 9000}", "missing", "ending"),
        ("rule: OT-01\nfacts: {base: 9000, hours_system: flexible, rest_h: 2}", "contradiction", "rest_h"),
        ("rule: AL-03\nfacts: {last_day: 2026-01-31, full_days: 7}", "unreadable", "full_days"),
        ("rule: AL-04\nfacts: {avg_ex_ot: 9000, unused: 5, taken: 2}", "contradiction", "unused"),
        (
            "rule: AL-03\nfacts: {last_day: 2026-01-31, full_days: 5, cum_service_years: 12}",
            "contradiction",
            "full_days",
        ),
        ("rule: RET-01\nfacts: {birth_date: 1970-01-01, category: M55}", "unreadable", "category"),
        ("rule: INJ-01\nfacts: {grade: 11}", "unreadable", "grade"),
        ("rule: MED-01\nfacts: {total_years: 3, own_years: 6}", "contradiction", "own_years"),
        ("facts: {ending: 36E}", "missing", "start"),
        ("facts: {start: 2020-01-01}", "missing", "ending"),
        ("facts: {}\nfacts: {}", "contradiction", "facts"),
        ("[1, 2]", "unreadable", "file"),
        (": :\n-", "unreadable", "file"),
    ],
    ids=range(25),
)
def test_what_is_wrong_is_refused_by_its_name(content: str, code: str, name: str) -> None:
    """Missing, unknown, unreadable, contradictory: the code and the name of the fact."""
    why = refusal(content)
    assert (why.code, name in why.facts) == (code, True), why.facts


@pytest.mark.parametrize(
    "figure", ["{value: 30000, status: memory}", "{value: null}", "{value: 1, status: unknown}"], ids=range(3)
)
def test_a_figure_from_memory_makes_no_money(figure: str) -> None:
    """The sum is null and the figure is named."""
    facts = f"start: 2020-01-01, last_day: 2026-06-30, avg_wage: 10000, cap_month_3x: {figure}"
    sheet = ask("SEV-03", facts)
    assert sheet.items[0].answer.result["amount"] is None
    assert [one.what for one in sheet.unknown] == ["severance.cap_3x_monthly"]


def test_a_stand_in_of_the_place_makes_no_money() -> None:
    """Fushun's medical rate is a national reference of 1998: no share is made of it, and it is named."""
    sheet = ask("SI-02", "month: 2026-11, wage: 6000, insurances: [medical]", "region: '210400'")
    assert sheet.items[0].answer.result["employer"] is None
    assert "social_insurance.medical.employer" in {one.what for one in sheet.unknown}


def test_the_law_of_a_past_day_is_not_guessed() -> None:
    """Before the law was in force the rule gives nothing; the pay days of 2007 are not those of 2008."""
    assert ask("SEV-10", "start: 2006-03-01, signed: 2007-03-01, monthly_wage: 1", "on: 2007-06-30").unknown
    assert ask("CAL-02", "monthly_wage: 8700", "on: 2007-06-30").unknown
    assert (
        ask("CAL-02", "monthly_wage: 8700", "on: 2024-06-30").as_data()["items"][0]["result"]["working_days_month"]
        == "20.83"
    )
    assert (
        ask("CAL-02", "monthly_wage: 8700", "on: 2025-06-30").as_data()["items"][0]["result"]["working_days_month"]
        == "20.67"
    )


def test_a_whole_settlement_adds_what_is_owed_per_payee() -> None:
    """An ending asks the rules whose facts are there; the totals are the sums of the printed lines."""
    facts = (
        "ending: 40-3, start: 2021-03-15, last_day: 2026-11-30, avg_wage: 12500, cap: not_reached,"
        " last_month_wage: 12000, avg_ex_ot: 12000, full_days: 5, taken: 1, monthly_wage: 12000, days_paid: 21"
    )
    data = answer(f"facts: {{{facts}}}", today=TODAY).as_data()
    assert [item["rule"] for item in data["items"]] == ["CAL-02", "END-40", "AL-04"]
    # 11586.21 + 75000 + 12000 + 12000 ÷ 21.75 × 3 × 2
    assert data["totals"] == {"employee": "101896.55"}
    facts = facts.replace("40-3", "UNLAWFUL").replace(" last_month_wage: 12000,", "")
    unlawful = answer(f"facts: {{{facts}}}", today=TODAY)
    assert "SEV-08" in [item.rule for item in unlawful.items]


def test_the_command_prints_and_exits_by_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 answered, 1 something is unknown, 2 refused with the name of the fact in JSON."""
    from argparse import Namespace

    from partwell.site.commands import CommandError

    def run(content: str) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "q.yaml"
        file.write_text(content, encoding="utf-8")
        try:
            code = command.run(Namespace(file=str(file), json=True))
        except CommandError as why:
            code = why.code
        return code, json.loads(capsys.readouterr().out)

    assert run("rule: SEV-09\nfacts: {due: 100}")[0] == 0
    assert run("rule: WAGE-04\non: 2010-01-01\nregion: '110000'\nfacts: {normal_pay: 100}")[0] == 1
    code, printed = run("rule: SEV-09\nfacts: {}")
    assert (code, printed["code"], printed["facts"]) == (2, "missing", ["due"])


def test_no_float_is_written_or_made_in_core() -> None:
    """Neither a literal with a point, nor float(), nor a division of two whole literals, in any module of the sums."""
    folders = ["settlement", "settlement/rules", "rulebook"]
    files = [
        *(one for folder in folders for one in sorted((CORE / folder).glob("*.py"))),
        CORE / "money.py",
        CORE / "days.py",
    ]
    found = []
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            named = isinstance(node, ast.Name) and node.id == "float"
            ratio = (
                isinstance(node, ast.BinOp)
                and isinstance(node.op, ast.Div)
                and isinstance(node.left, ast.Constant)
                and isinstance(node.right, ast.Constant)
            )
            if literal or named or ratio:
                found.append(f"{file.name}:{getattr(node, 'lineno', 0)}")
    assert len(files) > 20
    assert found == []
