"""A look-up for a past day answers with the law of that day, whatever was added for later days or confirmed since."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from partwell.core.rulebook import Division, Entry, Override, Rulebook

FIRST = date(2020, 1, 1)
days = st.integers(0, 2500).map(lambda number: FIRST + timedelta(days=number))
amounts = st.integers(1, 9999).map(Decimal)


@st.composite
def entries(draw: st.DrawFn) -> tuple[Entry, ...]:
    """Up to five entries with different first days, oldest first, some of them ending."""
    starts = sorted(draw(st.lists(days, max_size=5, unique=True)))
    return tuple(
        Entry(
            start,
            "verified",
            ("S",),
            draw(amounts),
            to=draw(st.none() | st.integers(0, 900).map(lambda more, start=start: start + timedelta(days=more))),
        )
        for start in starts
    )


@st.composite
def overrides(draw: st.DrawFn) -> Override:
    """A confirmation of some days, made on some day."""
    first, length = draw(days), draw(st.integers(0, 700))
    return Override(
        "330100", "k", draw(amounts), first, first + timedelta(days=length), "文号", "two persons", draw(days)
    )


def book(city: tuple[Entry, ...], province: tuple[Entry, ...] = ()) -> Rulebook:
    """A city under a province under the nation."""
    return Rulebook(
        {
            "000000": Division("000000", "国", "guo", "nation", "", {}),
            "330000": Division("330000", "省", "sheng", "province", "000000", {"k": province}),
            "330100": Division("330100", "市", "shi", "city", "330000", {"k": city}),
        }
    )


def by_hand(on: date, city: tuple[Entry, ...], province: tuple[Entry, ...], said: list[Override]) -> Decimal | None:
    """The rule in other words: the last confirmation made, else the latest of the nearest level that has one."""
    told = [
        (one.confirmed_on, number, one.value) for number, one in enumerate(said) if one.valid_from <= on <= one.valid_to
    ]
    if told:
        return max(told)[2]  # type: ignore[return-value]
    for level in (city, province):
        held = [one for one in level if one.valid_from <= on and not (one.to and one.to < on)]
        if held:
            return held[-1].value  # type: ignore[return-value]
    return None


@given(city=entries(), province=entries(), said=st.lists(overrides(), max_size=3), on=days)
def test_the_look_up_is_the_rule_in_other_words(
    city: tuple[Entry, ...], province: tuple[Entry, ...], said: list[Override], on: date
) -> None:
    """Confirmation, city, province; in force on the day; the latest wins."""
    assert book(city, province).look_up("330100", "k", on, said).value == by_hand(on, city, province, said)


@given(city=entries(), province=entries(), said=st.lists(overrides(), max_size=2), on=days, amount=amounts, later=days)
def test_what_begins_later_changes_no_day_before(
    city: tuple[Entry, ...], province: tuple[Entry, ...], said: list[Override], on: date, amount: Decimal, later: date
) -> None:
    """A new entry or confirmation leaves the look-up of every day before its first as it was."""
    before = book(city, province).look_up("330100", "k", on, said)
    new = Entry(later, "verified", ("S",), amount)
    more = Override("330100", "k", amount, later, later + timedelta(days=365), "文号", "two", later)
    longer = tuple(sorted((*(one for one in city if one.valid_from != later), new), key=lambda one: one.valid_from))
    if on < later:
        assert book(longer, province).look_up("330100", "k", on, said) == before
        assert book(city, province).look_up("330100", "k", on, [*said, more]) == before


@given(city=entries(), on=days, published=st.integers(1, 200), amount=amounts)
def test_a_base_published_backwards_holds_from_its_first_day(
    city: tuple[Entry, ...], on: date, published: int, amount: Decimal
) -> None:
    """Published in October, valid from July: July is answered with it, and the figure says that it came late."""
    late = Entry(on, "verified", ("S",), amount, published=on + timedelta(days=published))
    longer = tuple(sorted((*(one for one in city if one.valid_from != on), late), key=lambda one: one.valid_from))
    figure = book(longer).look_up("330100", "k", on)
    assert (figure.value, figure.backdated) == (amount, True)
