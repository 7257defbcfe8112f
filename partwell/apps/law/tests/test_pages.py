"""Pages of the figures of law: the two persons of a confirmation, and who is turned away."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from partwell.apps.law import actions, origins, queries
from partwell.apps.law.hangzhou import sample_paper
from partwell.apps.law.models import FigureConfirmation
from partwell.core.rulebook import KEYS, Figure
from partwell.lib import clock
from partwell.lib.files import store
from partwell.lib.law_files import rulebook
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
        ({"value": "95"}, "value"),
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
        ("wei", PLACE, 200),
        ("tang", "/law/cities/320500/", 200),
        ("tang", "/law/cities/339900/", 404),
        ("tang", "/law/cities/000000/", 404),
        ("tang", "/law/cities/330100/no.such.key/", 404),
        ("shen", f"{PLACE}{MEDICAL}/", 200),
        ("lin", f"{PLACE}{MEDICAL}/", 403),
        ("wei", f"{PLACE}{MEDICAL}/", 200),
    ],
)
def test_figures_are_for_those_who_keep_them(cast: Cast, who: str, path: str, status: int) -> None:
    """A role without the right is refused; the law data of any city are open to those who keep figures."""
    assert client_of(cast, who).get(path).status_code == status


@pytest.mark.parametrize(("who", "status"), [("lin", 403), ("shen", 403), ("wei", 403), ("tang", 302)])
def test_only_those_who_keep_figures_ask_and_only_for_a_city_of_a_branch(cast: Cast, who: str, status: int) -> None:
    """Legal reads and does not confirm; another company has no branch there."""
    assert ask(cast, who).status_code == status  # type: ignore[attr-defined]
    assert FigureConfirmation.objects.count() == (status == 302)


def test_what_one_company_confirmed_no_other_sees(cast: Cast) -> None:
    """Neither on the city's page, nor on the figure's, nor in a look-up, nor in the list."""
    ask(cast, value="9.7", ref="只给自己看的文号")
    actions.answer_confirmation(FigureConfirmation.objects.get().uid, confirmed=True, by=cast.actor("gu"), now=NOW)
    for path in (PLACE, f"{PLACE}{MEDICAL}/", "/law/cities/?q=330100"):
        page = client_of(cast, "wei").get(path).content.decode()
        assert "9.7%" not in page
        assert "只给自己看的文号" not in page
    assert "只给自己看的文号" in client_of(cast, "tang").get(f"{PLACE}{MEDICAL}/").content.decode()
    assert queries.figures(cast.other.pk, "330100")(MEDICAL, TODAY).status == "secondary"


@pytest.mark.parametrize(
    ("asked", "seen", "unseen"),
    [
        ("", "杭州市", "拉萨市"),
        ("?q=suzhou", "苏州市", "杭州市"),
        ("?q=宁波", "宁波市", "杭州市"),
        ("?q=4403", "深圳市", "广州市"),
        ("?province=540000", "拉萨市", "杭州市"),
        ("?own=1", "杭州市", "宁波市"),
        ("?q=火星", "", "杭州市"),
    ],
    ids=range(7),
)
def test_cities_are_found_by_name_pinyin_and_code(cast: Cast, asked: str, seen: str, unseen: str) -> None:
    """The own branches' cities stand first; what does not fit is left out."""
    page = client_of(cast, "tang").get(f"/law/cities/{asked}").content.decode()
    body = page[page.index('role="search"') :]
    body = body[body.index("<section") :] if asked else body[body.index("pw-end") :]
    assert seen in body
    assert f">{unseen}<" not in body
    if not asked:
        assert body.index(">杭州市</a>") < body.index(">北京市</a>")
        assert "337" in body


def test_a_figure_tells_where_it_comes_from_and_every_value_it_had(cast: Cast) -> None:
    """Source in words, level, days; a computed one says from what."""
    page = client_of(cast, "tang").get("/law/cities/440100/minimum_wage.monthly/").content.decode()
    for said in ("粤府函〔2026〕188号", "2,680.00", "2,500.00", "2026-09-01", "2025-03-01"):
        assert said in page
    cap = client_of(cast, "tang").get(f"{PLACE}severance.cap_3x_monthly/").content.decode()
    assert "42,151.00" in cap
    assert "3 × " in cap
    tiers = client_of(cast, "tang").get(f"{PLACE}minimum_wage.tiers/").content.decode()
    assert "2,660.00 / 25.00" in tiers
    assert 'id="confirm"' not in tiers


def test_the_list_of_all_cities_takes_few_queries(
    cast: Cast, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    """The law data need no database."""
    client = client_of(cast, "tang")
    with django_assert_max_num_queries(20):
        assert client.get("/law/cities/").status_code == 200


def test_a_confirmation_of_another_company_is_not_there(cast: Cast) -> None:
    """Neither its answer nor its paper."""
    ask(cast)
    at = f"/law/confirmations/{FigureConfirmation.objects.get().uid}/"
    assert client_of(cast, "wei").post(f"{at}answer/", {"answer": "confirm"}).status_code == 404
    assert client_of(cast, "wei").get(f"{at}paper/").status_code == 404
    assert client_of(cast, "lin").get(f"{at}paper/").status_code == 403
    assert client_of(cast, "zhao").post(f"{at}answer/", {"answer": "confirm"}).status_code == 403


def test_every_source_note_and_reference_of_the_law_data_has_its_words_in_chinese(cast: Cast) -> None:
    """A reader who is to confirm a figure gets a name he can look for, never a mark of the data."""
    book = rulebook()
    places = {place.code: place for code in book.divisions for place in book.line(code)}.values()
    entries = [one for place in places for key in KEYS for one in place.parameters.get(key, ())]
    marks = {mark for one in entries for mark in one.sources}
    assert marks <= set(origins.SOURCES)
    assert {one.note for one in entries if one.note} == set(origins.NOTES)
    spoken = {
        one.ref for one in entries if re.search("[a-z]{3}", one.ref) and not re.search("[\u4e00-\u9fff]", one.ref)
    }
    assert spoken == set(origins.REFERENCES)
    assert all(re.search("[\u4e00-\u9fff]", one) for one in origins.NOTES.values())


@pytest.mark.parametrize("key", ["average_wage.local_monthly", "average_wage.pension_calculation_base"])
def test_where_no_document_is_named_the_source_is(cast: Cast, key: str) -> None:
    """In the table of the city and beside each value of the figure; no mark and no English stands alone."""
    mark = queries.figures(cast.company.pk, "330100")(key, TODAY).source.split(",")[0]
    client = client_of(cast, "tang")
    for path in (PLACE, f"{PLACE}{key}/"):
        page = client.get(path).content.decode()
        assert origins.SOURCES[mark][0] in page
        assert f">{mark}<" not in page.replace(f'<span class="pw-mono">{mark}</span>', "")
        assert "address per figure" not in page
    client.cookies["django_language"] = "en"
    assert escape(origins.SOURCES[mark][1]) in client.get(PLACE).content.decode()


@pytest.mark.parametrize(
    ("since", "period"),
    [
        ("2026-07-01", ("2026-07-01", "2027-06-30")),
        ("2025-12-01", ("2025-12-01", "2026-11-30")),
        ("2026-01-01", ("2026-01-01", "2026-12-31")),
        ("2026-03-15", ("2026-03-15", "2027-03-14")),
        ("2025-11-01", ("2026-01-01", "2026-12-31")),
        ("2019-05-01", ("2026-01-01", "2026-12-31")),
        ("2027-01-01", ("2026-01-01", "2026-12-31")),
        (None, ("2026-01-01", "2026-12-31")),
    ],
)
def test_a_figure_is_asked_for_the_year_from_its_last_change(since: str | None, period: tuple[str, str]) -> None:
    """Confirmed for the whole calendar year, the figure of July would also hold for the months before it."""
    figure = Figure("k", "310000", NOW.date(), None, "unknown", valid_from=date.fromisoformat(since) if since else None)
    assert queries.usual_period(figure, date(2026, 11, 22)) == tuple(map(date.fromisoformat, period))
