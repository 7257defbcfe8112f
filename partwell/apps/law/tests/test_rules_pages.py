"""Pages of the national rules and of how sure we are: our result beside the published one, and doubt is shown."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from partwell.apps.law import certainty, edges, formulas, queries
from partwell.lib import clock, holiday_file
from partwell.lib.law_examples import examples, published_errors
from partwell.lib.law_files import national_rules
from tests.cast import NOW, TODAY, Cast


@pytest.fixture(autouse=True)
def _day(cast: Cast) -> object:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def page_of(cast: Cast, path: str, who: str = "hua", language: str = "zh-hans") -> str:
    """A page as someone of the cast sees it."""
    client = Client(headers={"accept-language": language})
    client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_rule_has_its_page(cast: Cast) -> None:
    """Title, article and formula of each of the 80 rules."""
    for number, rule in enumerate(national_rules().rules.values()):
        if number % 8:
            continue
        page = page_of(cast, f"/law/rules/{rule.id}/")
        assert rule.title_zh in page
        assert rule.cite[0] in page
        assert "<c-" not in page
    assert len(certainty.rules(cast.actor("hua"))) == 80


def test_a_rule_shows_our_result_beside_the_published_one(cast: Cast) -> None:
    """And a published error with the reason it differs."""
    page = page_of(cast, "/law/rules/AL-04/")
    assert page.count("3678.16") >= 2
    assert "一致" in page
    errors = page_of(cast, "/law/rules/SEV-02/")
    assert "ERR-1" in errors
    assert "90000" in errors


@pytest.mark.parametrize(
    ("asked", "seen", "unseen"), [("?q=SEV-0", "SEV-01", "AL-01"), ("?kind=deadline", "CERT-01", "SEV-02")]
)
def test_rules_are_found_by_number_and_kind(cast: Cast, asked: str, seen: str, unseen: str) -> None:
    """What does not fit is left out; nothing found is said."""
    page = page_of(cast, f"/law/rules/{asked}")
    assert f"/law/rules/{seen}/" in page
    assert f"/law/rules/{unseen}/" not in page
    assert "没有符合的规则" in page_of(cast, "/law/rules/?q=火星")


def test_the_report_counts_every_figure_once(cast: Cast) -> None:
    """By province and by key the same total; all published figures are met."""
    made = certainty.report(cast.actor("hua"), TODAY)
    assert made.total.all == 337 * 43
    assert sum(one.all for one in made.provinces) == sum(one.all for one in made.keys) == made.total.all
    assert sum(one.verified for one in made.keys) == made.total.verified > 0
    assert len(made.provinces) == 31
    outcome = certainty.outcome()
    assert outcome.agree == outcome.figures > 100
    page = page_of(cast, "/law/sure/")
    assert str(made.total.unknown) in page
    assert outcome.differ[0].id in page


@pytest.mark.parametrize("path", ["/law/rules/", "/law/rules/SEV-01/", "/law/sure/"])
def test_the_pages_are_for_those_who_keep_figures(cast: Cast, path: str) -> None:
    """An employee is told whom to ask."""
    client = Client()
    client.force_login(cast.user("lin"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == 403
    assert "Sum" not in page_of(cast, path, "shen")


def test_a_rule_that_does_not_exist_is_not_there(cast: Cast) -> None:
    """404."""
    client = Client()
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/law/rules/NO-99/").status_code == 404


def test_every_rule_and_published_error_has_its_words_in_chinese(cast: Cast) -> None:
    """Shown to a Chinese reader; an English one reads the words of the data."""
    rules = national_rules().rules
    assert set(formulas.FORMULAS) == set(rules)
    assert set(formulas.ERRORS) == {one["id"] for one in published_errors()}
    rule = rules["SEV-06"]
    assert formulas.FORMULAS["SEV-06"] in page_of(cast, "/law/rules/SEV-06/")
    assert formulas.formula("SEV-06", rule.formula, "en") == rule.formula


def test_every_edge_case_output_input_and_note_of_a_rule_has_its_words_in_chinese(cast: Cast) -> None:
    """As many edge cases as the data hold, in their order; nothing of a rule's page falls back to English."""
    rules = national_rules().rules
    assert {id: len(one.edge_cases) for id, one in rules.items() if one.edge_cases} == {
        id: len(told) for id, told in edges.EDGES.items()
    }
    assert set(edges.NOTES) == {id for id, one in rules.items() if one.review_note}
    assert set(edges.GIVES) == {id for id, one in rules.items() if one.output}
    kinds = {str(kind) for one in rules.values() if not isinstance(one.inputs, str) for kind in one.inputs.values()}
    assert {kind for kind in kinds if re.search("[a-z]", kind)} <= set(edges.TAKES)
    assert set(edges.MARKS) == set(national_rules().meta["verified_key"])
    assert {one.why_not for one in certainty.outcome().not_worked_out} == set(edges.WHY_NOT)
    assert all(re.search("[\u4e00-\u9fff]", one) for told in edges.EDGES.values() for one in told)


def test_the_edge_cases_are_read_in_the_language_of_the_reader(cast: Cast) -> None:
    """A Chinese page shows each of them in Chinese and none of the English; an English one the words of the data."""
    rule = national_rules().rules["SEV-03"]
    page = page_of(cast, "/law/rules/SEV-03/")
    for english, chinese in zip(rule.edge_cases, edges.EDGES["SEV-03"], strict=True):
        assert chinese in page
        assert escape(english) not in page
    assert edges.edges("SEV-03", rule.edge_cases, "en") == rule.edge_cases
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    assert escape(rule.edge_cases[0]) in client.get("/law/rules/SEV-03/").content.decode()


def test_a_yes_or_no_of_an_example_is_a_word(cast: Cast) -> None:
    """Whether the cap bites, as published and as ours, in the reader's language."""
    page = page_of(cast, "/law/rules/SEV-03/")
    assert not re.search(">(True|False)<", page)
    assert re.search('data-l="公布的">(是|否)<', page)


def test_what_is_to_be_confirmed_now_stands_first(cast: Cast) -> None:
    """The list of a city of ours names each figure and leads to its form; a city that is not ours asks nothing."""
    rows = [row for row in queries.figure_rows(cast.actor("hua"), "330100", TODAY) if row.to_confirm]
    page = page_of(cast, "/law/cities/330100/")
    told = page.split("现在要核实的")[-1].split("</section>")[0]
    assert rows and told.count("#confirm") == len(rows)
    assert "现在要核实的" not in page_of(cast, "/law/cities/330200/")


def test_holidays_stand_by_year_with_their_notice(cast: Cast) -> None:
    """Days off, legal holidays and weekends worked of 2026 as the calendar counts them, open to an employee too."""
    told = holiday_file.arrangements()[2026]
    page = page_of(cast, "/law/holidays/2026/", who="lin")
    assert told.source in page
    for one in told.off:
        assert one.name in page and one.first.isoformat() in page and one.last.isoformat() in page
    assert all(day.isoformat() in page for day in told.work)
    known = holiday_file.calendar()
    assert set(told.work) == {day for day in known.workdays if day.year == 2026}
    assert {day for one in told.off for day in one.legal} == {day for day in known.legal if day.year == 2026}


def test_a_year_that_is_not_published_is_said_and_not_guessed(cast: Cast) -> None:
    """The year after the last one in the data has no day in it; a year that cannot be one is not there."""
    after = max(holiday_file.arrangements()) + 1
    page = page_of(cast, f"/law/holidays/{after}/")
    assert "尚未公布" in page and f"{after}-" not in page.split("</nav>")[-1]
    client = Client()
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/law/holidays/99/").status_code == 404


def test_a_note_beside_every_published_example_is_in_the_language_of_the_reader():
    noted = {one.id: one for one in examples() if one.note}
    assert set(edges.EXAMPLE_NOTES) == set(noted)
    for id, one in noted.items():
        assert re.search("[\u4e00-\u9fff]|=", edges.example_note(id, one.note, "zh-hans"))
        assert edges.example_note(id, one.note, "en") == one.note
