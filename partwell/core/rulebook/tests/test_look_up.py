"""City, province, nation; formulas; what is never money; what a company confirmed."""

from datetime import date
from decimal import Decimal

import pytest

from partwell.core.rulebook import Division, Entry, Override, Rulebook, UnknownDivision

ON = date(2026, 11, 26)


def entry(value: str | None, since: str = "2026-01-01", status: str = "verified", **more: object) -> Entry:
    """An entry with a number."""
    number = None if value is None else Decimal(value)
    return Entry(date.fromisoformat(since), status, ("S",), number, **more)  # type: ignore[arg-type]


def book(**levels: dict[str, tuple[Entry, ...]]) -> Rulebook:
    """A nation, a province and a city."""
    return Rulebook(
        {
            "000000": Division("000000", "国", "guo", "nation", "", levels.get("nation", {})),
            "330000": Division("330000", "省", "sheng", "province", "000000", levels.get("province", {})),
            "330100": Division("330100", "市", "shi", "city", "330000", levels.get("city", {})),
        }
    )


def test_the_nearest_level_with_a_value_in_force_wins() -> None:
    """A city's value that is not in force yet leaves the province's."""
    rules = book(city={"k": (entry("3", "2027-01-01"),)}, province={"k": (entry("2"),)}, nation={"k": (entry("1"),)})
    figure = rules.look_up("330100", "k", ON)
    assert (figure.value, figure.level) == (Decimal(2), "province")
    assert rules.look_up("330100", "k", date(2027, 1, 1)).level == "city"


def test_the_latest_value_in_force_wins_and_an_ended_one_does_not_count() -> None:
    """`to` is the last day of validity."""
    rules = book(city={"k": (entry("1", "2025-01-01"), entry("2", "2026-01-01", to=date(2026, 6, 30)))})
    assert rules.look_up("330100", "k", date(2026, 6, 30)).value == Decimal(2)
    assert rules.look_up("330100", "k", date(2026, 7, 1)).value == Decimal(1)


def test_a_formula_takes_the_weaker_status_and_is_rounded_when_it_scales() -> None:
    """The base is resolved for the same place; a stand-in stays a stand-in."""
    rules = book(
        nation={"cap": (entry(None, formula="wage", multiply_by=Decimal(3)),)},
        city={"wage": (entry("14050.3333", status="secondary"),)},
        province={"wage": (entry("1", fallback=True),)},
    )
    figure = rules.look_up("330100", "cap", ON)
    assert (figure.value, figure.status, figure.fallback) == (Decimal("42151.00"), "secondary", False)
    assert rules.look_up("330000", "cap", ON).fallback


def test_a_circle_of_formulas_is_refused() -> None:
    """Data that refer to themselves never answer with a number."""
    rules = book(nation={"a": (entry(None, formula="b"),), "b": (entry(None, formula="a"),)})
    with pytest.raises(ValueError, match="circle"):
        rules.look_up("330100", "a", ON)


@pytest.mark.parametrize(
    ("made", "known", "printable"),
    [
        (entry("1"), True, True),
        (entry("1", status="secondary"), True, False),
        (entry("1", status="memory"), False, False),
        (entry("1", fallback=True), False, False),
        (entry("1", review_by=date(2026, 6, 30)), True, False),
        (entry("1", superseded=True), True, False),
        (entry(None, no_limit=True), True, True),
    ],
)
def test_what_may_become_money_and_what_may_be_signed(made: Entry, known: bool, printable: bool) -> None:
    """Memory and stand-ins are never money; secondary or outdated figures are never on a signed paper."""
    figure = book(city={"k": (made,)}).look_up("330100", "k", ON)
    assert (figure.known, figure.printable) == (known, printable)


def test_nothing_found_is_unknown_and_has_no_number() -> None:
    """Unknown is said, not guessed."""
    figure = book().look_up("330100", "nobody.knows", ON)
    assert (figure.status, figure.value, figure.known) == ("unknown", None, False)
    with pytest.raises(ValueError, match="not a known number"):
        _ = figure.number


def confirmed(value: str, day: str = "2026-07-03", division: str = "330100") -> Override:
    """A confirmation for 2026."""
    return Override(
        division, "k", Decimal(value), date(2026, 1, 1), date(2026, 12, 31), "文号", "HR", date.fromisoformat(day)
    )


def test_a_confirmation_wins_while_it_holds_and_the_later_one_corrects() -> None:
    """Two confirmations of the same days: the last one counts; outside them the law data answer."""
    rules = book(city={"k": (entry("1", status="memory"),)})
    both = (confirmed("2"), confirmed("3", "2026-08-01"))
    figure = rules.look_up("330100", "k", ON, both)
    assert (figure.value, figure.level, figure.status, figure.printable) == (Decimal(3), "override", "confirmed", True)
    assert rules.look_up("330100", "k", date(2027, 1, 1), both).value == Decimal(1)


def test_a_confirmation_of_another_place_does_not_count() -> None:
    """What was confirmed for the province is not a city's figure."""
    rules = book(city={"k": (entry("1"),)})
    assert rules.look_up("330100", "k", ON, [confirmed("9", division="330000")]).value == Decimal(1)


def test_a_confirmed_base_makes_its_formula_no_surer_than_the_rule() -> None:
    """A formula from memory stays memory even over a confirmed base: confirm the figure itself."""
    rules = book(nation={"cap": (entry(None, status="memory", formula="k"),)})
    assert rules.look_up("330100", "cap", ON, [confirmed("2")]).status == "memory"


def test_a_county_is_looked_up_by_its_city_or_its_province() -> None:
    """A county the province runs itself has no city above it."""
    rules = book(province={"k": (entry("2"),)}, city={"k": (entry("3"),)})
    assert rules.look_up("330106", "k", ON).value == Decimal(3)
    assert rules.look_up("339001", "k", ON).value == Decimal(2)


@pytest.mark.parametrize("code", ["", "33", "999999", "abcdef", "3301000"])
def test_a_place_that_does_not_exist_is_refused(code: str) -> None:
    """Instead of falling through to the nation's figures."""
    with pytest.raises(UnknownDivision):
        book().look_up(code, "k", ON)
