"""Pages of sums: the money of a case, and who is turned away."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.test import Client

from partwell.apps.cases import actions as cases
from partwell.apps.law.hangzhou import confirm_hangzhou
from partwell.apps.settlements import actions
from partwell.apps.settlements.models import Calculation
from partwell.core.settlement.statement import Statement
from partwell.lib import clock
from partwell.lib.calculations import CaseInput
from tests.cast import NOW, Cast
from tests.criteria import criteria_received
from tests.stages import stage


@pytest.fixture(autouse=True)
def _day(cast: Cast) -> object:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


def client_of(cast: Cast, who: str) -> Client:
    """Someone of the cast, signed in."""
    client = Client()
    client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
    return client


@stage
def case(cast: Cast) -> str:
    """Lin's probation case; whether there are arrears is not established yet."""
    cases.publish_shipped(NOW)
    criteria_received(cast, "lin")
    made = cases.start(
        by=cast.actor("hua"), employee=cast.lin.uid, separation_type="probation_failure", initiator="employer", now=NOW
    )
    return str(made["case"])


def test_the_money_of_a_case_says_what_is_unknown(cast: Cast, case: str) -> None:
    """Without confirmed figures no sum is shown, and who confirms what is."""
    page = client_of(cast, "hua").get(f"/settlements/cases/{case}/").content.decode()
    assert "社保专员" in page
    assert "3,6" not in page


def test_the_money_of_a_case_shows_three_columns_and_two_payees(cast: Cast, case: str) -> None:
    """With Hangzhou confirmed: 2,620.00 and 1,050.00 to the fund with the surcharge, and the plan of payment."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    page = client_of(cast, "tang").get(f"/settlements/cases/{case}/").content.decode()
    for shown in ("2,620.00", "1,050.00", "1,835.00 × 0.0005 × 57", "4,986.00", "25,299.00", "社会保险法第八十六条"):
        assert shown in page
    assert "<c-" not in page


def test_arrears_on_record_are_shown_although_the_case_holds_there_are_none(cast: Cast) -> None:
    """What was said at the start hides no month that the record shows as owed."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    cases.publish_shipped(NOW)
    criteria_received(cast, "lin")
    made = cases.start(
        by=cast.actor("hua"),
        employee=cast.lin.uid,
        separation_type="probation_failure",
        initiator="employer",
        facts={"si_arrears": False},
        now=NOW,
    )
    page = client_of(cast, "hua").get(f"/settlements/cases/{made['case']}/").content.decode()
    assert "4,986.00" in page
    assert "缴费记录里却有欠缴的月份" in page
    assert "没有欠缴的月份。" not in page


def test_a_kept_back_payment_stands_on_the_page(cast: Cast, case: str) -> None:
    """1,050.00 with its formula, and the calculation by its hash."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    source = CaseInput(cast.company.pk, cast.lin.pk, cast.lin.department.path, case_uid=case)
    made = actions.calculate("back_payment", by=cast.actor("tang"), case=source, now=NOW)
    client = client_of(cast, "hua")
    page = client.get(f"/settlements/cases/{case}/").content.decode()
    assert "5000.00 × 2 × (8% + 2% + 0.5%)" in page
    assert made.sha256[:12] in page
    one = client.get(f"/settlements/calculations/{made.uid}/").content.decode()
    assert "5000.00 × 2 × 0.5%" in one
    assert client.post(f"/settlements/cases/{case}/again/", {"request_key": "k"}).status_code == 302
    assert Calculation.objects.filter(case_uid=case, name="si_arrears_estimate").count() == 2


@pytest.mark.parametrize(("who", "status"), [("wei", 404), ("lin", 403), ("zhao", 403), ("wang", 404), ("he", 200)])
def test_the_money_of_a_case_is_for_those_who_keep_it(cast: Cast, case: str, who: str, status: int) -> None:
    """Another company and colleagues do not see the case; the manager sees the case and not its money."""
    assert client_of(cast, who).get(f"/settlements/cases/{case}/").status_code == status
    if status != 200:
        assert client_of(cast, who).post(f"/settlements/cases/{case}/again/").status_code == status


def test_stated_figures_are_for_payroll(cast: Cast) -> None:
    """Payroll states one; the manager is refused; another company finds nobody."""
    page = f"/settlements/people/{cast.lin.uid}/"
    typed = {"name": "average_wage_12m", "value": "5000", "source": "工资台账"}
    assert client_of(cast, "he").post(page, typed).status_code == 302
    assert "工资台账" in client_of(cast, "he").get(page).content.decode()
    assert client_of(cast, "he").post(page, typed | {"value": "-3"}).status_code == 422
    assert client_of(cast, "zhao").get(page).status_code == 403
    assert client_of(cast, "lin").post(page, typed).status_code == 403
    assert client_of(cast, "wei").get(page).status_code == 404


def test_a_calculation_is_not_shown_to_strangers(cast: Cast) -> None:
    """404 for another company, 403 for a colleague."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    source = CaseInput(cast.company.pk, cast.lin.pk, cast.lin.department.path)
    made = actions.calculate("back_payment", by=cast.actor("tang"), case=source, now=NOW)
    assert isinstance(made.statement, Statement)
    page = f"/settlements/calculations/{made.uid}/"
    for who, status in (("wei", 404), ("wang", 403), ("zhao", 403), ("lin", 200), ("he", 200)):
        assert client_of(cast, who).get(page).status_code == status


def test_no_page_of_money_has_inline_script_or_style() -> None:
    """The policy of the site refuses both."""
    for template in Path(actions.__file__).parent.glob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        assert " style=" not in text
        assert "<script" not in text


def test_the_money_of_a_case_takes_at_most_38_queries(
    cast: Cast, case: str, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    """Also where nothing was calculated yet and both sums are worked out for the page. Two note that it was read."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    client = client_of(cast, "hua")
    with django_assert_max_num_queries(38):
        assert client.get(f"/settlements/cases/{case}/").status_code == 200
