"""Pages of people: who gets in, what is shown, what is refused with a sentence."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from partwell.apps.evidence import actions as log
from partwell.apps.evidence import queries as evidence
from partwell.apps.people.models import Contribution, Employee
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def _as(client: Client, cast: Cast, key: str) -> Client:
    client.force_login(cast.user(key))
    return client


def _record(cast: Cast, **other: str) -> dict[str, str]:
    base = {
        "name": "罗𠮷",
        "number": "E40001",
        "department": str(cast.departments["testing"].uid),
        "position": str(cast.lin.position.uid),
        "type": "probation",
        "hired_on": "2026-11-02",
        "contract_type": "fixed",
        "starts_on": "2026-11-02",
        "ends_on": "2029-11-01",
        "probation_months": "3",
        "monthly_wage": "8,000.00",
        "phone": "199 0000 1234",
        "fact_has_loans": "no",
    }
    return base | other


def test_every_page_is_closed_to_strangers_other_companies_and_the_wrong_role(client: Client, cast: Cast) -> None:
    """Sign-in for strangers, 404 for Wei and for another part of the company, 403 for a role that sees nobody."""
    uid = cast.lin.uid
    pages = [f"/people/{uid}/", f"/people/{uid}/edit/"]
    posts = [f"/people/{uid}/{what}/" for what in ("reveal", "contracts", "contributions", "edit")]
    for address in [*pages, "/people/", "/people/new/"]:
        assert client.get(address)["Location"].startswith("/sign-in/"), address
    for key, status in {"wei": 404, "sun": 404, "lu": 403}.items():
        _as(client, cast, key)
        for address in pages:
            assert client.get(address).status_code == status, (key, address)
        for address in posts:
            assert client.post(address, {"field": "phone"}).status_code == status, (key, address)
    for key in ("lu", "lin", "ma"):
        assert _as(client, cast, key).get("/people/").status_code == 403
    for key in ("zhou", "han", "tang"):
        assert _as(client, cast, key).get("/people/new/").status_code == 403
        assert client.get(f"/people/{uid}/edit/").status_code == 403
        assert client.get(f"/people/{uid}/").status_code == 200


def test_the_list_shows_only_whom_one_sees(client: Client, cast: Cast) -> None:
    """HR sees all, a manager the own part, a filter of a department narrows it, nobody found is said."""
    page = _as(client, cast, "hua").get("/people/").content.decode()
    assert "林晓" in page and "王思远" in page and "魏东" not in page
    page = _as(client, cast, "zhao").get("/people/").content.decode()
    assert "林晓" in page and "王思远" not in page
    _as(client, cast, "hua")
    narrowed = client.get("/people/", {"department": str(cast.departments["sales"].uid)}).content.decode()
    assert "王思远" in narrowed and "林晓" not in narrowed
    assert "E20418" in client.get("/people/", {"q": "E204"}).content.decode()
    assert "E20418" not in client.get("/people/", {"q": "nobody"}).content.decode()
    assert client.get("/people/", {"page": "x", "department": "x", "type": "x"}).status_code == 200


def test_the_list_costs_the_same_for_many(client: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    """A fixed number of queries, whatever the number of people."""
    _as(client, cast, "hua")
    with django_assert_max_num_queries(14):
        client.get("/people/")


def test_sealed_values_are_masked_until_they_are_asked_for(client: Client, cast: Cast) -> None:
    """The page shows 138****2048; showing it in full is a POST and on record; pay is not for line managers."""
    page = _as(client, cast, "hua").get(f"/people/{cast.lin.uid}/").content.decode()
    assert "138****2048" in page and "13805712048" not in page
    assert "5,000.00" in page
    assert client.get(f"/people/{cast.lin.uid}/reveal/").status_code == 405
    shown = client.post(f"/people/{cast.lin.uid}/reveal/", {"field": "phone"}).content.decode()
    assert "13805712048" in shown
    (entry,) = evidence.entries(log.stream_of_employee(cast.lin.pk, NOW))
    assert entry.type == "employee.revealed"
    page = _as(client, cast, "zhou").get(f"/people/{cast.lin.uid}/").content.decode()
    assert "5,000.00" not in page and "****" not in page


def test_a_new_record_is_kept_whole_or_not_at_all(client: Client, cast: Cast) -> None:
    """A bad wage keeps nothing, shows the sentence and what was typed; sent twice it is kept once."""
    _as(client, cast, "xu")
    bad = client.post("/people/new/", _record(cast, monthly_wage="eight"))
    assert bad.status_code == 422
    assert "罗𠮷" in bad.content.decode()
    assert not Employee.objects.filter(number="E40001").exists()
    for _again in range(2):
        done = client.post("/people/new/", _record(cast, request_key="once"))
        assert done.status_code == 302
    row = Employee.objects.get(number="E40001")
    assert (row.name, row.phone, row.standing) == ("罗𠮷", "19900001234", {"has_loans": False})
    assert row.contracts.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"monthly_wage": "eight", "phone": "12345"},
        {"monthly_wage": "0", "phone": "12345"},
        {"hired_on": "2026-02-30", "monthly_wage": "0"},
        {"line_manager": "E99999", "username": "nobody"},
        {"department": "x", "phone": "12345", "mail": "x@", "id_number": "33019919980412331A", "monthly_wage": "0"},
    ],
)
def test_what_is_wrong_in_record_and_contract_is_said_at_once(
    client: Client, cast: Cast, wrong: dict[str, str]
) -> None:
    """Whether a field can't be read at all or only can't be used: nobody mends one to be told of the next."""
    answer = _as(client, cast, "xu").post("/people/new/", _record(cast, **wrong))
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == len(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "E20418"},
        {"hired_on": "2026-02-30"},
        {"phone": "12345"},
        {"line_manager": "E99999"},
        {"department": "x"},
        {"ends_on": ""},
        {"id_number": "33019919980412331A"},
    ],
)
def test_each_mistake_gets_a_sentence(client: Client, cast: Cast, wrong: dict[str, str]) -> None:
    """422, the field is marked, nothing is kept."""
    answer = _as(client, cast, "xu").post("/people/new/", _record(cast, **wrong))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Employee.objects.filter(number="E40001").exists()


def test_a_script_in_a_name_stays_text(client: Client, cast: Cast) -> None:
    """It is shown as it was typed and never runs."""
    _as(client, cast, "xu").post("/people/new/", _record(cast, name="<script>alert(1)</script>"))
    page = client.get("/people/", {"q": "E40001"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_department_of_another_company_cannot_be_chosen(client: Client, cast: Cast) -> None:
    """A forged choice is refused like any other that is not offered."""
    forged = _record(cast, department=str(cast.departments["foreign"].uid))
    assert _as(client, cast, "xu").post("/people/new/", forged).status_code == 422


def test_a_record_is_changed_and_a_contract_added(client: Client, cast: Cast) -> None:
    """HR changes the type and records a second contract."""
    _as(client, cast, "xu")
    record = _record(cast, name="林晓", number="E20418", type="regular", hired_on="2026-09-08", phone="13805712048")
    assert client.post(f"/people/{cast.lin.uid}/edit/", record).status_code == 302
    cast.lin.refresh_from_db()
    assert cast.lin.type == "regular"
    terms = {"contract_type": "open_ended", "starts_on": "2026-12-01", "monthly_wage": "6000", "probation_months": "0"}
    assert client.post(f"/people/{cast.lin.uid}/contracts/", terms).status_code == 302
    assert client.post(f"/people/{cast.lin.uid}/contracts/", terms | {"monthly_wage": "-5"}).status_code == 422
    assert cast.lin.contracts.count() == 2


def test_a_month_is_recorded_by_the_clerk_with_its_proof(client: Client, cast: Cast) -> None:
    """Tang records September; a text file as proof is refused and nothing changes; Han of HR may not."""
    address = f"/people/{cast.lin.uid}/contributions/"
    said = {
        "insurance": "pension", "month": "2026-09", "due_on": "2026-09-30", "enrolled": "on", "base": "5000",
        "paid_on": "2026-11-25",
    }  # fmt: skip
    _as(client, cast, "tang")
    bad = client.post(address, said | {"proof": SimpleUploadedFile("proof.pdf", b"no pdf at all")})
    assert bad.status_code == 422
    row = Contribution.objects.get(employee=cast.lin, insurance="pension", month="2026-09-01")
    assert not row.enrolled
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    assert client.post(address, said | {"month": "2026-13"}).status_code == 422
    proof = SimpleUploadedFile("proof.png", picture.getvalue())
    assert client.post(address, said | {"proof": proof}).status_code == 302
    row.refresh_from_db()
    assert row.enrolled
    assert row.proof is not None
    assert _as(client, cast, "han").post(address, said).status_code == 403


def test_the_own_record_can_be_read_and_not_written(client: Client, cast: Cast) -> None:
    """Lin sees the own record with pay; HR's Xu can't change her own."""
    page = _as(client, cast, "lin").get(f"/people/{cast.lin.uid}/")
    assert page.status_code == 200
    assert "5,000.00" in page.content.decode()
    assert client.get(f"/people/{cast.lin.uid}/edit/").status_code == 403
    own = cast.employee("xu")
    assert _as(client, cast, "xu").get(f"/people/{own.uid}/edit/").status_code == 403
