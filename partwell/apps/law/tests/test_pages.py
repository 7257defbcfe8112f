"""Pages of the figures of law: the two persons of a confirmation, and who is turned away."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partwell.apps.law import actions, queries
from partwell.apps.law.hangzhou import sample_paper
from partwell.apps.law.models import FigureConfirmation
from partwell.lib import clock
from partwell.lib.files import store
from tests.cast import NOW, TODAY, Cast

MEDICAL = "social_insurance.medical.employer"
PLACE = "/law/cities/330100/"


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
    answer = f"/law/confirmations/{row.uid}/answer/"
    refused = client_of(cast, "tang").post(answer, {"answer": "confirm"})
    assert refused.status_code == 409
    assert client_of(cast, "gu").post(answer, {"answer": "confirm"}).status_code == 302
    figure = queries.figures(cast.company.pk, "330100")(MEDICAL, TODAY)
    assert (figure.printable, figure.level, figure.number) == (True, "override", Decimal("0.095"))
    served = client_of(cast, "hua").get(f"/law/confirmations/{row.uid}/paper/")
    assert served.content == paper(cast)
    assert served["Content-Disposition"].startswith("attachment")
    assert client_of(cast, "gu").post(answer, {"answer": "decline", "reason": "x"}).status_code == 409


def test_a_declined_figure_does_not_count(cast: Cast) -> None:
    """And the one who declines says why."""
    ask(cast)
    row = FigureConfirmation.objects.get()
    answer = f"/law/confirmations/{row.uid}/answer/"
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
        ("lin", "/law/cities/", 403),
        ("zhao", "/law/cities/", 403),
        ("lin", PLACE, 403),
        ("wei", PLACE, 404),
        ("tang", "/law/cities/320500/", 404),
        ("tang", "/law/cities/330100/no.such.key/", 404),
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
    at = f"/law/confirmations/{FigureConfirmation.objects.get().uid}/"
    assert client_of(cast, "wei").post(f"{at}answer/", {"answer": "confirm"}).status_code == 404
    assert client_of(cast, "wei").get(f"{at}paper/").status_code == 404
    assert client_of(cast, "lin").get(f"{at}paper/").status_code == 403
    assert client_of(cast, "zhao").post(f"{at}answer/", {"answer": "confirm"}).status_code == 403
