"""Pages of figures and sums: the two persons of a confirmation, the money of a case, and who is turned away."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwell.apps.cases import actions as cases
from partwell.apps.settlements import actions, queries
from partwell.apps.settlements.hangzhou import confirm_hangzhou, sample_paper
from partwell.apps.settlements.models import Calculation, FigureConfirmation
from partwell.core.settlement.statement import Statement
from partwell.lib import clock
from partwell.lib.calculations import CaseInput
from partwell.lib.files import store
from tests.cast import NOW, TODAY, Cast

MEDICAL = "social_insurance.medical.employer"
PLACE = "/settlements/figures/330100/"


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


def paper(cast: Cast) -> bytes:
    """The sample paper's bytes."""
    return store.content(sample_paper(company=cast.company.pk, now=NOW))


def form(cast: Cast, **changes: object) -> dict[str, object]:
    """What is typed from the paper."""
    upload = SimpleUploadedFile("rates.pdf", paper(cast), content_type="application/pdf")
    typed = {
        "value": "9.5",
        "valid_from": "2026-01-01",
        "valid_to": "2026-12-31",
        "ref": "杭医保〔2026〕1号",
        "paper": upload,
    }
    return typed | changes


def ask(cast: Cast, who: str = "tang", key: str = MEDICAL, **changes: object) -> object:
    """Put a figure before a second person."""
    return client_of(cast, who).post(f"{PLACE}{key}/", form(cast, **changes))


def test_a_figure_is_asked_by_one_and_confirmed_by_another(cast: Cast) -> None:
    """Until then it is shown as to be confirmed; afterwards it may be printed, with the paper attached."""
    page = client_of(cast, "tang").get(PLACE).content.decode()
    assert "9.5%" in page
    assert ask(cast).status_code == 302  # type: ignore[attr-defined]
    row = FigureConfirmation.objects.get()
    assert (row.value, row.found, row.found_status) == (Decimal("0.095"), "0.095", "secondary")
    figures = queries.figures(cast.company.pk, "330100")
    assert not figures(MEDICAL, TODAY).printable
    answer = f"/settlements/confirmations/{row.uid}/answer/"
    refused = client_of(cast, "tang").post(answer, {"answer": "confirm"})
    assert refused.status_code == 409
    assert client_of(cast, "gu").post(answer, {"answer": "confirm"}).status_code == 302
    figure = queries.figures(cast.company.pk, "330100")(MEDICAL, TODAY)
    assert (figure.printable, figure.level, figure.number) == (True, "override", Decimal("0.095"))
    served = client_of(cast, "hua").get(f"/settlements/confirmations/{row.uid}/paper/")
    assert served.content == paper(cast)
    assert served["Content-Disposition"].startswith("attachment")
    assert client_of(cast, "gu").post(answer, {"answer": "decline", "reason": "x"}).status_code == 409


def test_a_declined_figure_does_not_count(cast: Cast) -> None:
    """And the one who declines says why."""
    ask(cast)
    row = FigureConfirmation.objects.get()
    answer = f"/settlements/confirmations/{row.uid}/answer/"
    assert client_of(cast, "gu").post(answer, {"answer": "decline"}).status_code == 422
    assert client_of(cast, "gu").post(answer, {"answer": "decline", "reason": "文件写的是 9.9%"}).status_code == 302
    assert queries.figures(cast.company.pk, "330100")(MEDICAL, TODAY).status == "secondary"
    assert "文件写的是 9.9%" in client_of(cast, "hua").get(PLACE).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "950"}, "value"),
        ({"value": "-1"}, "value"),
        ({"valid_to": "2025-12-31"}, "valid_to"),
        ({"valid_to": "2030-12-31"}, "valid_to"),
        ({"ref": ""}, "ref"),
        ({"paper": ""}, "paper"),
        ({"paper": SimpleUploadedFile("x.pdf", b"MZ not a paper")}, "paper"),
    ],
)
def test_what_cannot_be_a_figure_is_refused_at_its_field(cast: Cast, changes: dict[str, object], field: str) -> None:
    """422 with the sentence beside the field; nothing is kept."""
    answer = ask(cast, **changes)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert f'id="id_{field}_bad"' in answer.content.decode()  # type: ignore[attr-defined]
    assert not FigureConfirmation.objects.exists()


def test_a_figure_is_asked_once_at_a_time(cast: Cast) -> None:
    """A second question about the same figure waits for the first answer."""
    ask(cast)
    assert ask(cast, "hua").status_code == 409  # type: ignore[attr-defined]


def test_only_a_ceiling_can_be_absent(cast: Cast) -> None:
    """The form of a rate does not offer it, and a ceiling without limit is kept as such."""
    key = "social_insurance.base.medical.ceiling"
    assert ask(cast, key=key, value="", no_limit="on").status_code == 302  # type: ignore[attr-defined]
    actions.answer_confirmation(FigureConfirmation.objects.get().uid, confirmed=True, by=cast.actor("gu"), now=NOW)
    figure = queries.figures(cast.company.pk, "330100")(key, TODAY)
    assert (figure.no_limit, figure.value, figure.printable) == (True, None, True)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("lin", "/settlements/figures/", 403),
        ("zhao", "/settlements/figures/", 403),
        ("lin", PLACE, 403),
        ("wei", PLACE, 404),
        ("tang", "/settlements/figures/320500/", 404),
        ("tang", "/settlements/figures/330100/no.such.key/", 404),
        ("shen", f"{PLACE}{MEDICAL}/", 403),
        ("wei", f"{PLACE}{MEDICAL}/", 404),
    ],
)
def test_figures_are_for_those_who_keep_them(cast: Cast, who: str, path: str, status: int) -> None:
    """A role without the right is refused; another company's city is not there."""
    assert client_of(cast, who).get(path).status_code == status


def test_a_confirmation_of_another_company_is_not_there(cast: Cast) -> None:
    """Neither its answer nor its paper."""
    ask(cast)
    at = f"/settlements/confirmations/{FigureConfirmation.objects.get().uid}/"
    assert client_of(cast, "wei").post(f"{at}answer/", {"answer": "confirm"}).status_code == 404
    assert client_of(cast, "wei").get(f"{at}paper/").status_code == 404
    assert client_of(cast, "lin").get(f"{at}paper/").status_code == 403
    assert client_of(cast, "zhao").post(f"{at}answer/", {"answer": "confirm"}).status_code == 403


# --- sums -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def case(cast: Cast) -> str:
    """Lin's probation case; whether there are arrears is not established yet."""
    cases.publish_shipped(NOW)
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


def test_the_money_of_a_case_takes_at_most_thirty_queries(
    cast: Cast, case: str, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    """Also where nothing was calculated yet and both sums are worked out for the page."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    client = client_of(cast, "hua")
    with django_assert_max_num_queries(30):
        assert client.get(f"/settlements/cases/{case}/").status_code == 200
