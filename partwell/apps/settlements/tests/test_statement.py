"""The statement as people use it: read on a phone, compared, reviewed by a second person, exported; versions stay."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from partwell.apps.cases import actions as cases
from partwell.apps.cases import papers, payments
from partwell.apps.cases.tests.player import Player
from partwell.apps.evidence import queries as log
from partwell.apps.law import actions as law
from partwell.apps.law import words as law_words
from partwell.apps.law.hangzhou import confirm_hangzhou, sample_paper
from partwell.apps.settlements import actions, balance, export, queries, reviewing, sheets, what_if
from partwell.apps.settlements.models import Review
from partwell.apps.settlements.tests.test_calculate import fill_attendance
from partwell.core.process.decide import Act, Attach
from partwell.core.process.template import Item
from partwell.core.settlement.statement import EMPLOYEE, Ask, NotComputed, Statement, money_line
from partwell.lib import registry, template_files
from partwell.lib.refusal import BadInput, NotAllowed, NotVisible, Refused
from tests.cast import NOW, Cast
from tests.stages import stage


@stage
def case(cast: Cast) -> Player:
    """Lin's case with a kept back payment that Tang made."""
    confirm_hangzhou(asks=cast.actor("tang"), confirms=cast.actor("gu"), now=NOW)
    play = Player(cast, NOW)
    play.start("lin", "probation_failure", "hua")
    actions.calculate("back_payment", by=cast.actor("tang"), case=papers.calculation_input(play.row), now=NOW)
    return play


def newest(case: Player) -> Any:
    """The newest back payment."""
    row = queries.latest(case.row.uid, "back_payment")
    assert row is not None
    return row


def test_nobody_reviews_the_own_calculation(case: Player, cast: Cast) -> None:
    """Not by the page's action, and not by an SQL client either."""
    with pytest.raises(Refused) as why:
        reviewing.review(by=cast.actor("tang"), calculation=newest(case).uid, approved=True, now=NOW)
    assert why.value.code == "second_person"
    row = newest(case)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.create(calculation=row, answer="approved", by=row.made_by, by_name="x", at=NOW)


def test_a_second_person_reviews_once_and_the_log_says_so(case: Player, cast: Cast) -> None:
    """Payroll approves what social insurance made; a repeat of the request is the same answer, a second review none."""
    he = cast.actor("he")
    first = reviewing.review(by=he, calculation=newest(case).uid, approved=True, now=NOW, key="r" * 16)
    again = reviewing.review(by=he, calculation=newest(case).uid, approved=True, now=NOW, key="r" * 16)
    assert first == again
    entry = log.entries(case.row.stream)[-1]
    assert (entry.type, entry.payload["sha256"]) == ("settlement.approved", newest(case).sha256)
    with pytest.raises(Refused):
        reviewing.review(by=cast.actor("gu"), calculation=newest(case).uid, approved=True, now=NOW)


@pytest.mark.parametrize(
    ("who", "kind"), [("wei", NotVisible), ("lin", NotAllowed), ("hua", NotAllowed), ("fang", NotAllowed)]
)
def test_others_do_not_review(case: Player, cast: Cast, who: str, kind: type) -> None:
    """Another company, the person itself, a role that does not review."""
    with pytest.raises(kind):
        reviewing.review(by=cast.actor(who), calculation=newest(case).uid, approved=True, now=NOW)


def test_a_return_says_why_and_a_new_version_replaces_nothing(case: Player, cast: Cast) -> None:
    """The old version stays with its review; an old version is not reviewed any more."""
    old = newest(case)
    with pytest.raises(BadInput):
        reviewing.review(by=cast.actor("he"), calculation=old.uid, approved=False, now=NOW)
    reviewing.review(by=cast.actor("he"), calculation=old.uid, approved=False, reason="基数有误", now=NOW)
    source = papers.calculation_input(case.row)
    actions.calculate("back_payment", by=cast.actor("tang"), case=source, now=NOW)
    actions.calculate("back_payment", by=cast.actor("tang"), case=source, now=NOW)
    rows = queries.versions(case.row.uid)["back_payment"]
    assert len(rows) == 3
    assert rows[-1].review.reason == "基数有误"
    with pytest.raises(Refused) as why:
        reviewing.review(by=cast.actor("he"), calculation=rows[1].uid, approved=True, now=NOW)
    assert why.value.code == "newer_version"


def test_the_page_lets_a_second_person_review(case: Player, cast: Cast, client: Client) -> None:
    """He sees the buttons, Tang, who made it, does not; the answer stands on the page."""
    client.force_login(cast.user("tang"))
    address = f"/settlements/cases/{case.row.uid}/"
    button = f"/settlements/calculations/{newest(case).uid}/review/"
    assert button not in client.get(address).content.decode()
    client.force_login(cast.user("he"))
    assert button in client.get(address).content.decode()
    assert client.post(button, {"answer": "approve", "request_key": "k" * 16}).status_code == 302
    assert "顾清" not in client.get(address).content.decode()
    assert queries.review_of(newest(case)).by_name == "何静"  # type: ignore[union-attr]


def test_the_employee_reads_the_own_sheet_in_plain_words(case: Player, cast: Cast, client: Client) -> None:
    """Formula, article and sum on the phone page; HR sees the same; a colleague and a stranger see nothing of it."""
    client.force_login(cast.user("lin"))
    page = client.get("/settlements/mine/").content.decode()
    assert "1,050.00" in page
    assert "不替代" in page or "自愿" in page
    client.force_login(cast.user("he"))
    assert "1,050.00" in client.get(f"/settlements/cases/{case.row.uid}/as-employee/").content.decode()
    client.force_login(cast.user("ma"))
    assert "1,050.00" not in client.get("/settlements/mine/").content.decode()


def test_each_export_is_an_entry_with_the_hash_of_the_file(case: Player, cast: Cast, client: Client) -> None:
    """PDF by payroll, Excel by the employee; no cell of it is a formula."""
    client.force_login(cast.user("he"))
    pdf = client.post(f"/settlements/cases/{case.row.uid}/export/", {"form": "pdf"})
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF")
    client.force_login(cast.user("lin"))
    sheet = client.post("/settlements/mine/export/", {"form": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as packed:
        text = packed.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in text
        assert "1050" in text
    exported = [one for one in log.entries(case.row.stream) if one.type == "settlement.exported"]
    assert [one.payload["form"] for one in exported] == ["pdf", "xlsx"]
    assert client.post("/settlements/mine/export/", {"form": "csv"}).status_code == 422


def test_each_file_of_a_sheet_has_a_form_of_its_own(case: Player, cast: Cast, client: Client) -> None:
    """A form is sent once until its download is over; the other file is not held up by it."""
    for who, path in (("lin", "/settlements/mine/"), ("tang", f"/settlements/cases/{case.row.uid}/")):
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        forms = client.get(path).content.decode().split("data-pw-download")[1:]
        held = [{v for v in ("pdf", "xlsx") if f'value="{v}"' in one.split("</form>")[0]} for one in forms]
        assert held == [{"pdf"}, {"xlsx"}], path


def test_the_day_a_resignation_takes_effect_is_reckoned_in_words(case: Player, cast: Cast) -> None:
    """Chinese days, not an English letter."""
    made = actions.calculate("statutory_date", by=cast.actor("hua"), case=papers.calculation_input(case.row), now=NOW)
    assert [row.basis for row in sheets.table(made.statement, "", "").rows] == ["2026-11-26＋3 日"]


def test_nothing_is_exported_before_anything_is_calculated(cast: Cast, client: Client) -> None:
    """A refusal, not an empty paper."""
    play = Player(cast, NOW)
    play.start("lin", "probation_failure", "hua")
    client.force_login(cast.user("he"))
    assert client.post(f"/settlements/cases/{play.row.uid}/export/", {"form": "pdf"}).status_code == 409


def paid(cast: Cast, fen: int) -> tuple[Player, list[payments.Paid]]:
    """Wang's wages paid with a voucher of some fen."""
    play = Player(cast, cast.now)
    play.start("wang", "voluntary_resignation", "wang")
    for step in ("resign", "ack", "date_fixed", "pay_calc"):
        play.do(step)
    says = {"fen": fen, "number": "HD-118", "day": "2026-11-30"}
    wish = Attach(Item.parse("third.receipt:bank_wage"), object="x", sha256="ab" * 32, source="person", says=says)
    cases.act(by=cast.actor("he"), case=play.case, wish=Act("wage_pay", (wish,)), now=play.now)
    return play, payments.of_case(play.row)


@pytest.mark.parametrize(("fen", "rest"), [(500_000, "0.00"), (400_000, "1000.00"), (600_001, "-1000.01")])
def test_a_difference_between_computed_and_paid_is_seen(cast: Cast, fen: int, rest: str) -> None:
    """Too little and too much alike, with the voucher; nothing to say when they agree."""
    _play, vouchers = paid(cast, fen)
    line = money_line("last_wage", Decimal("5000.00"), payee=EMPLOYEE, column="wage")
    made = balance.of({"final_pay": Statement("final_pay", date(2026, 11, 30), (line,))}, vouchers)
    assert [one.difference for one in made] == [Decimal(rest)]
    assert bool(made[0].words) == (rest != "0.00")
    assert made[0].vouchers[0].voucher == "HD-118"


def test_what_if_shows_each_way_and_the_exposure(case: Player, cast: Cast) -> None:
    """Lin, hired 8 September at 5,000: no severance for failed probation, half a unit else, 2N beside it."""
    found = what_if.compare(cast.lin.pk, ending="39-1", days=(date(2026, 11, 30), date(2027, 3, 31)))
    first, later = found.days
    amounts = {way.key: way.amount for way in first.ways}
    assert amounts == {
        "own": Decimal("0.00"),
        "mutual": Decimal("2500.00"),
        "nofault": Decimal("7500.00"),
        "unlawful": Decimal("5000.00"),
    }
    assert first.exposure == Decimal("5000.00")
    assert found.assumed
    assert {way.key: way.amount for way in later.ways}["mutual"] == Decimal("5000.00")
    assert [way.own for way in first.ways] == [True, False, False, False]


def test_what_if_marks_a_sum_that_rests_on_a_figure_to_be_confirmed(case: Player, cast: Cast, client: Client) -> None:
    """The cap of Shanghai is from a second source: until the company confirms it the sum says so, and which figure."""
    cast.branch.division = "310000"
    cast.branch.save(update_fields=["division"])
    client.force_login(cast.user("hua"))
    address = f"/settlements/cases/{case.row.uid}/what-if/?last_day=2026-12-31&other_day=2026-12-30&average=50000"
    page = client.get(address).content.decode()
    cap = "severance.cap_3x_monthly"
    assert "待确认" in page
    assert f"还需核实： {law_words.key_title(cap)}" in page
    wish = law.Wish("310000", cap, Decimal(40000), date(2026, 1, 1), date(2026, 12, 31), "沪人社〔2026〕1号")
    paper = sample_paper(company=cast.company.pk, now=NOW)
    asked = law.ask_confirmation(wish, paper=paper, by=cast.actor("tang"), now=NOW)
    law.answer_confirmation(asked.uid, confirmed=True, by=cast.actor("gu"), now=NOW)
    sure = client.get(address).content.decode()
    assert "还需核实" not in sure
    assert "40000.00 ×" in sure


def test_what_can_not_be_computed_leads_whoever_keeps_it_to_where_it_is_kept(case: Player, cast: Cast) -> None:
    """Payroll states the average; HR confirms the figure of the city; the employee is told and sent nowhere."""
    asks = NotComputed(
        Ask("average_wage_12m", "payroll"),
        Ask("severance.cap_3x_monthly", "payroll", "310000", NOW.date(), figure=True),
        Ask("annual_leave", "hr_ops"),
    )
    told = actions.not_computed("severance", asks, cast.actor("he"), cast.lin.pk)
    assert [reverse(one.page[0], args=one.page[1:]) for one in told.missing] == [
        f"/settlements/people/{cast.lin.uid}/",
        "/law/cities/310000/severance.cap_3x_monthly/",
        f"/attendance/{cast.lin.uid}/",
    ]
    own = actions.not_computed("severance", asks, cast.actor("lin"), cast.lin.pk)
    assert [(one.who, one.page) for one in own.missing] == [(one.who, ()) for one in told.missing]
    assert f'href="/settlements/people/{cast.lin.uid}/"' in render_to_string("409.html", {"refusal": told})


def test_what_if_refuses_a_day_before_the_hire(cast: Cast) -> None:
    """Named at its field."""
    with pytest.raises(BadInput) as why:
        what_if.compare(cast.lin.pk, ending="36E", days=(date(2026, 1, 1),))
    assert set(why.value.fields) == {"last_day"}


def test_what_if_is_a_page_for_those_who_keep_money(case: Player, cast: Cast, client: Client) -> None:
    """With another day and another average typed in; bad input gets a sentence."""
    address = f"/settlements/cases/{case.row.uid}/what-if/"
    client.force_login(cast.user("hua"))
    page = client.get(f"{address}?last_day=2026-12-31&other_day=2027-01-31&average=8000").content.decode()
    assert "4,000.00" in page
    assert client.get(f"{address}?last_day=tomorrow").status_code == 422
    assert client.get(f"{address}?average=abc").status_code == 422
    client.force_login(cast.user("lin"))
    assert client.get(address).status_code == 403


def test_final_pay_stands_on_the_sheet_with_its_law(case: Player, cast: Cast, client: Client) -> None:
    """The wage of the month, in words for the person and with the article."""
    fill_attendance(cast)
    source = papers.calculation_input(case.row)
    fixed = replace(source, anchors={**source.anchors, "D": date(2026, 11, 30)})
    actions.calculate("final_pay", by=cast.actor("he"), case=fixed, now=NOW)
    client.force_login(cast.user("lin"))
    page = client.get("/settlements/mine/").content.decode()
    assert "工资支付暂行规定" in page
    assert "5,000.00" in page


def test_the_api_says_the_same_as_the_pages(case: Player, cast: Cast) -> None:
    """Money of the case in fen with its lines, what-if with another day, a review by a colleague."""
    from partwell.api.tests.test_api import Caller

    he = Caller(cast, "he")
    told = he.get(f"/cases/{case.case}/money").json()
    back = next(one for one in told["calculations"] if one["name"] == "back_payment")
    assert sum(line["fen"] for line in back["lines"]) == 105_000
    assert back["lines"][0]["articles"]
    asked = he.get(f"/cases/{case.case}/what-if?last_day=2026-11-30&average=8000").json()
    assert {way["key"]: way["fen"] for way in asked["days"][0]["ways"]} == {
        "own": 0,
        "mutual": 400_000,
        "nofault": 900_000,
        "unlawful": 800_000,
    }
    reviewed = he.post(f"/calculations/{back['uid']}/review", {"answer": "approve"})
    assert reviewed.status_code == 200, reviewed.content
    own = Caller(cast, "lin", []).get("/my/money").json()
    assert [one["review"]["answer"] for one in own["calculations"] if one["review"]] == ["approved"]
    assert he.get(f"/cases/{case.case}/what-if?average=-1").status_code == 422


def test_an_estimate_and_a_question_without_money_are_no_sum_of_the_sheet(case: Player, cast: Cast) -> None:
    """The estimate of the arrears stands beside the back payment and is not owed once more."""
    names = set(queries.latest_of_case(case.row.uid))
    assert "si_arrears_estimate" in names
    assert set(export.sums(case.row.uid)) == {"back_payment"}


def test_every_voucher_of_a_shipped_process_has_the_sum_it_pays() -> None:
    """A new payment of a template that nobody compares with its calculation would hide a difference."""
    found = {
        item.name
        for key in template_files.all_keys()
        for step in template_files.load(key).template.steps
        for alternative in step.evidence
        for item in alternative
        if item.party == "third" and item.kind == "receipt" and item.name.startswith("bank_")
    }
    assert found <= set(balance.SOURCES)
    assert {name for name, _column in balance.SOURCES.values()} <= set(registry.kinds("calculations"))


def test_an_approval_with_words_that_release_claims_is_acknowledged_by_name(
    case: Player, cast: Cast, client: Client
) -> None:
    """Told on the page with its article; nothing is approved until the reviewer ticks it."""
    client.force_login(cast.users["he"])
    address = reverse("settlements:review", args=[newest(case).uid])
    given = {"answer": "approve", "reason": "双方无其他任何劳动争议"}
    page = client.post(address, given)
    assert page.status_code == 422 and "第三十五条" in page.content.decode()
    assert queries.review_of(newest(case)) is None
    assert client.post(address, given | {"acknowledged": "release_of_claims"}).status_code == 302
    said = [
        (one.payload["warning"], one.payload["where"], one.payload["name"])
        for one in log.entries(case.row.stream)
        if one.type == "warning.acknowledged" and one.payload
    ]
    assert said == [("release_of_claims", "settlement", "何静")]


def test_a_return_is_read_for_its_words(case: Player, cast: Cast, client: Client) -> None:
    """What is asked for in the reason can go wrong as well as a sum; what is merely wrong with the sum asks nothing."""
    client.force_login(cast.users["he"])
    address = reverse("settlements:review", args=[newest(case).uid])
    asks = {"answer": "return", "reason": "请让员工签字确认双方再无任何争议。"}
    page = client.post(address, asks)
    assert page.status_code == 422 and "第三十五条" in page.content.decode()
    assert queries.review_of(newest(case)) is None
    assert client.post(address, {"answer": "return", "reason": "基数应为 5,200 元。"}).status_code == 302


def test_whoever_has_read_the_lines_reviews_them_there(case: Player, cast: Cast) -> None:
    """The page of a sum offers the review to a second person of payroll, not to its maker, and once."""
    row = newest(case)
    pages = {}
    for who in ("he", "tang"):
        client = Client()
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
        pages[who] = client
    address = f"/settlements/calculations/{row.uid}/"
    form = f'action="{address}review/"'
    assert form in pages["he"].get(address).content.decode()
    assert form not in pages["tang"].get(address).content.decode()
    assert pages["he"].post(f"{address}review/", {"answer": "approve"}).status_code == 302
    assert form not in pages["he"].get(address).content.decode()
