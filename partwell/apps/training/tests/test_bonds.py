"""A training bond on record, and the case that reads it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from partwell.apps.training import actions, bonds, queries
from partwell.apps.training.models import Bond, Course
from partwell.core.training.bond import Cost
from partwell.kinds.calculations.bond.kind import calculate
from partwell.lib import clock
from partwell.lib.calculations import CalculationContext
from partwell.lib.files import store
from partwell.lib.refusal import BadInput, NotAllowed
from partwell.site.demo.drive import voucher
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db

COSTS = (Cost("fee", "学费", Decimal(30000), "F-1"), Cost("travel", "差旅", Decimal(6000), "F-2"))


@pytest.fixture
def special(cast: Cast) -> Course:
    """A course that can be bound."""
    return actions.create_course(actions.CourseTerms("海外专项", "special"), by=cast.actor("hua"), now=NOW)


@pytest.fixture
def paper(cast: Cast) -> Any:
    """The signed agreement."""
    return store.put(voucher("paper"), name="服务期协议.png", company=cast.company.pk, now=NOW)


def _record(cast: Cast, course: Course, paper: Any, by: str = "hua", **other: Any) -> Bond:
    given: dict[str, Any] = {
        "costs": COSTS,
        "agreed": Decimal(36000),
        "months": 36,
        "starts_on": date(2026, 10, 1),
        "signed_on": date(2026, 9, 20),
        "paper": paper,
    }
    return bonds.record_bond(cast.lin, course, **(given | other), by=cast.actor(by), now=NOW)


def test_a_case_reads_the_bond_with_its_months_served(cast: Cast, special: Course, paper: Any) -> None:
    """36 months from 1 October; the last day 31 December leaves 33: 36,000 × 33 ÷ 36."""
    _record(cast, special, paper)
    context = CalculationContext(
        cast.lin.pk, cast.company.pk, {}, {"D": date(2026, 12, 31)}, cast.today, NOW, cast.actor("hua")
    )
    line = calculate(context).lines[0]
    assert (line.amount, line.inputs["served"]) == (Decimal("33000.00"), "3")
    cast.lin.contracts.get().refresh_from_db()
    assert cast.lin.contracts.get().training_bond is True


def test_what_the_law_does_not_allow_is_refused_with_its_article(cast: Cast, special: Course, paper: Any) -> None:
    """Ordinary training, more than the vouchers prove, no paper."""
    ordinary = actions.create_course(actions.CourseTerms("安全", "safety"), by=cast.actor("hua"), now=NOW)
    with pytest.raises(BadInput, match="第二十二条"):
        _record(cast, ordinary, paper)
    with pytest.raises(BadInput) as refused:
        _record(cast, special, None, agreed=Decimal("36000.01"), months=0)
    assert set(refused.value.fields) == {"agreed", "months", "paper"}
    assert Bond.objects.count() == 0


def test_a_correction_replaces_and_nothing_is_changed(cast: Cast, special: Course, paper: Any) -> None:
    """The second one counts, the first stays on record; it can't be replaced twice."""
    first = _record(cast, special, paper)
    _record(cast, special, paper, agreed=Decimal(20000), replaces=first)
    assert [one.agreed for one in queries.bonds_of(cast.lin.pk, cast.today)] == [Decimal(20000)]
    assert Bond.objects.count() == 2


def test_bonds_are_kept_by_hr_and_never_by_the_person(cast: Cast, special: Course, paper: Any) -> None:
    """Zhao leads Lin and keeps no bonds."""
    for key in ("zhao", "he"):
        with pytest.raises(NotAllowed):
            _record(cast, special, paper, by=key)


def test_the_page_records_a_bond_once_and_shows_it_to_hr_alone(
    client: Client, cast: Cast, special: Course, paper: Any
) -> None:
    """Sent twice it stands once; Zhao sees courses and no sums; another company sees nothing."""
    clock.freeze(NOW)
    address = f"/training/people/{cast.lin.uid}/"
    form = {
        "request_key": "bond-1234567890",
        "course": str(special.uid),
        "agreed": "36000",
        "months": "36",
        "starts_on": "2026-10-01",
        "signed_on": "2026-09-20",
        "kind_1": "fee",
        "what_1": "学费",
        "amount_1": "36000",
        "voucher_1": "F-1",
    }
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(cast.user("hua"))
    assert client.post(address, {**form, "voucher_1": ""}).status_code == 422
    for _turn in (1, 2):
        scan = SimpleUploadedFile("协议.png", voucher("paper"))
        assert client.post(address, {**form, "paper": scan}).status_code == 302
    row = Bond.objects.get()
    assert "36,000.00" in client.get(address).content.decode()
    client.force_login(cast.user("zhao"))
    page = client.get(address)
    assert page.status_code == 200 and "36,000.00" not in page.content.decode()
    assert client.post(address, form).status_code == 403
    assert client.get(f"/training/bonds/{row.uid}/paper/").status_code == 403
    client.force_login(cast.user("wei"))
    assert client.get(f"/training/bonds/{row.uid}/paper/").status_code == 404
    clock.freeze(None)
