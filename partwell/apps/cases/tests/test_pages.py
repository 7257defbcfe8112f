"""Each page of cases: who gets it, who gets 403, for whom it does not exist, and that it comes out whole."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partwell.apps.cases import actions, queries, words
from partwell.apps.evidence import actions as evidence
from partwell.apps.evidence import queries as log
from partwell.apps.notices.models import Notice
from partwell.lib import clock, sheets
from partwell.lib.refusal import NotAllowed
from partwell.verifier import verify
from tests.cast import NOW, Cast
from tests.stages import stage

from .player import Player

pytestmark = pytest.mark.django_db

BEFORE = ("undertaking", "handover_done", "certificate", "wage_pay", "asset_return", "exit_interview")


@pytest.fixture(autouse=True)
def now() -> Any:
    """Pages read the clock; it stands at the cast's hour."""
    clock.freeze(NOW)
    yield
    clock.freeze(None)


@stage
def player(cast: Cast) -> Player:
    """Lin's probation case, played until the undertaking waits for an answer."""
    player = Player(cast, NOW - timedelta(days=3))
    player.start("lin", "probation_failure", "hua")
    player.play(but=BEFORE)
    return player


def sign_in(client: Any, cast: Cast, key: str) -> Any:
    client.force_login(cast.user(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


STAFF_PAGES = ("/board/", "/board/?as=list", "/board/statutory/", "/cases/", "/cases/?q=林&state=open", "/cases/start/")
CASE_PAGES = (
    *("", "evidence/", "papers/", "messages/", "log/", "facts/", "successor/"),
    *("steps/hr_review/", "steps/certificate/"),
)
OWN_PAGES = ("/my/", "/my/progress/", "/my/materials/", "/my/papers/", "/my/help/")


@stage
def begun(cast: Cast) -> Player:
    """Lin's probation case, just begun."""
    player = Player(cast, NOW - timedelta(days=3))
    player.start("lin", "probation_failure", "hua")
    return player


def whole(response: Any) -> str:
    """The page, checked: nothing raw, no inline style or script, one headline."""
    html = str(response.content.decode())
    assert response.status_code == 200, html[:500]
    for raw in ("<c-", "{%", "{{", " style=", "onclick=", "<script>"):
        assert raw not in html
    assert len(re.findall(r"<h1", html)) == 1
    return html


def test_hr_gets_the_staff_pages_and_every_tab_of_a_case(client: Any, cast: Cast, player: Player) -> None:
    """In Chinese and in English; Lin is on each of them."""
    sign_in(client, cast, "hua")
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        for page in (*STAFF_PAGES, *(f"/cases/{player.case}/{tab}" for tab in CASE_PAGES)):
            response = client.get(page, follow=True)
            assert "林晓" in whole(response), page
            assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in response.content.decode()[:200]


def test_a_case_does_not_exist_for_another_company(client: Any, cast: Cast, begun: Player) -> None:
    """Wei of another company gets 404 and learns nothing, whether reading or acting."""
    sign_in(client, cast, "wei")
    for tab in CASE_PAGES:
        response = client.get(f"/cases/{begun.case}/{tab}")
        assert response.status_code == 404 and "林晓" not in response.content.decode(), tab
    for act in ("close/", "steps/criteria/", "steps/criteria/remind/", "successor/"):
        assert client.post(f"/cases/{begun.case}/{act}", {"item": "0"}).status_code == 404
    assert client.get(f"/cases/start/?employee={cast.lin.uid}").status_code == 404


def test_who_lacks_the_role_is_told_so(client: Any, cast: Cast, begun: Player) -> None:
    """IT has tasks in the case, but neither the whole case nor the pages of HR are for IT."""
    sign_in(client, cast, "lu")
    tabs = ("", "evidence/", "papers/", "messages/", "log/", "facts/", "cancel/", "successor/")
    own = tuple(f"/cases/{begun.case}/{tab}" for tab in tabs)
    for page in (*own, "/board/", "/board/statutory/", "/cases/", "/cases/start/"):
        response = client.get(page)
        assert response.status_code == 403 and "HR" in response.content.decode(), page
    assert client.get("/todos/").status_code == 200
    assert client.post(f"/cases/{begun.case}/steps/criteria/remind/", {"request_key": "k9"}).status_code == 403


@pytest.mark.parametrize("page", ["/board/", "/todos/", "/cases/", "/my/", "/my/resign/", "/"])
def test_a_stranger_is_led_to_sign_in(client: Any, page: str) -> None:
    """And comes back to the page afterwards."""
    response = client.get(page)
    assert response.status_code == 302 and response.headers["Location"].startswith("/sign-in/?next=")


def test_the_employee_gets_the_own_pages_and_no_staff_view(client: Any, cast: Cast, player: Player) -> None:
    """Phone pages, with help one tap away; neither the evidence nor the log of the own case."""
    sign_in(client, cast, "lin")
    for page in OWN_PAGES:
        assert 'href="/my/help/"' in whole(client.get(page)), page
    for tab in ("", "evidence/", "log/", "facts/"):
        assert client.get(f"/cases/{player.case}/{tab}").status_code == 403


def test_the_employee_sees_what_is_his_and_what_does_not_depend_on_it(client: Any, cast: Cast, player: Player) -> None:
    """The undertaking is the one task, with its kind of deadline and what goes on whatever the answer."""
    html = whole(sign_in(client, cast, "lin").get("/my/"))
    assert "离职保证书" in html and "公司内部期限" in html and "工资、社保补缴和离职证明都照常办理" in html


def test_the_button_to_close_is_refused_and_names_its_reason(client: Any, cast: Cast, player: Player) -> None:
    """It stays, is no dead button, and pressing it answers with what is missing, who owes it and until when."""
    sign_in(client, cast, "hua")
    html = whole(client.get(f"/cases/{player.case}/"))
    assert re.search(r'<button[^>]*aria-disabled="true"[^>]*aria-describedby="why-close"', html)
    assert 'id="why-close"' in html and "林晓" in html
    response = client.post(f"/cases/{player.case}/close/", {"request_key": "k1"})
    answer = response.content.decode()
    assert response.status_code == 409 and "离职保证书" in answer and "公司内部期限" in answer
    assert player.row.state == "open"


def test_a_step_that_waits_says_for_what(client: Any, cast: Cast, player: Player) -> None:
    """HR's review shows the same refusal that the action raises, and no form."""
    html = whole(sign_in(client, cast, "hua").get(f"/cases/{player.case}/steps/hr_review/"))
    assert "pw-refuse" in html and "离职保证书" in html and 'name="item"' not in html
    assert re.search(r'<button[^>]*aria-disabled="true" aria-describedby="why-step"', html)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("离职面谈(员工可谢绝)", "离职面谈"),
        ("续订意向书送达与答复（写明条件）", "续订意向书送达与答复"),
        ("人数门槛核定(20人以上)与证明", "人数门槛核定(20人以上)与证明"),
        ("Exit interview (may be declined)", "Exit interview"),
        ("(只有括号)", "(只有括号)"),
        ("出具证明", "出具证明"),
    ],
)
def test_a_title_in_a_list_leaves_out_what_stands_in_brackets_at_its_end(title: str, short: str) -> None:
    """The explanation is on the step's own page."""
    assert words.in_short(title) == short


def test_the_case_page_offers_a_reminder_and_says_who_was_told(client: Any, cast: Cast, player: Player) -> None:
    """Beside whom we wait for; once reminded, the button is gone for some hours and the channel stands there."""
    sign_in(client, cast, "hua")
    html = whole(client.get(f"/cases/{player.case}/"))
    remind = re.search(r'action="(/cases/[^"]*/remind/)"', html)
    assert remind and "再次提醒" in html
    assert client.post(remind[1], {"request_key": "again"}).status_code == 302
    html = whole(client.get(f"/cases/{player.case}/"))
    assert "已通知" in html and "再次提醒" not in html


def test_the_evidence_can_be_looked_at_part_by_part(client: Any, cast: Cast, player: Player) -> None:
    """Messages alone, papers alone, acts alone; an unknown part shows everything."""
    sign_in(client, cast, "hua")
    client.post(f"/cases/{player.case}/steps/undertaking/remind/", {"request_key": "told"})
    rows = {}
    for part in ("", "acts", "papers", "sent", "nonsense"):
        page = client.get(f"/cases/{player.case}/evidence/", {"show": part})
        rows[part] = [line.type.partition(".")[0] for line in page.context["lines"]]
        assert whole(page).count("<time") >= len(rows[part])
    assert rows[""] == rows["nonsense"]
    assert {"case", "notice"} <= set(rows[""])
    assert set(rows["sent"]) == {"notice"} and not {"notice", "document"} & set(rows["acts"])
    assert set(rows["papers"]) <= {"document"} and "case" in rows["acts"]


def test_a_done_step_and_a_closed_case_refuse_nothing(client: Any, cast: Cast, player: Player) -> None:
    """What is finished says so, and not that something is missing."""
    html = whole(sign_in(client, cast, "hua").get(f"/cases/{player.case}/steps/criteria/"))
    assert "pw-refuse" not in html
    player.play()
    actions.close(by=cast.actor("hua"), case=player.case, now=player.now)
    html = whole(client.get(f"/cases/{player.case}/"))
    assert "pw-refuse" not in html and "已办结" in html


def test_the_line_manager_names_who_takes_over(client: Any, cast: Cast, player: Player) -> None:
    """Nearest colleagues first; the choice is in the log by name; a stranger is no choice."""
    address = f"/cases/{player.case}/successor/"
    sign_in(client, cast, "zhou")
    html = whole(client.get(address))
    assert "马越" in html and "林晓" not in html.partition("<fieldset")[2]
    wrong = client.post(address, {"successor": str(cast.user("wei").uid), "request_key": "s1"})
    assert wrong.status_code == 422 and "请" in wrong.content.decode()
    done = client.post(address, {"successor": str(cast.user("ma").uid), "request_key": "s2"})
    assert done.status_code == 302
    log = sign_in(client, cast, "hua").get(f"/cases/{player.case}/log/").content.decode()
    assert "周然 指定 马越 为接手人" in log
    assert "已指定：马越" in client.get(address).content.decode()


def test_whoever_owes_a_step_is_reminded_by_hand_once_in_four_hours(client: Any, cast: Cast, begun: Player) -> None:
    """The message goes to who owes it and is kept; pressing again is refused; a step nobody can do has no button."""
    page, act = f"/cases/{begun.case}/steps/criteria/", f"/cases/{begun.case}/steps/criteria/remind/"
    sign_in(client, cast, "gu")
    assert act in client.get(page).content.decode()
    assert client.post(act, {"request_key": "r1"}).status_code == 302
    sent = Notice.objects.filter(subject_uid=begun.row.uid, step="criteria", template="staff_due_now")
    assert [one.to_user.name for one in sent] == ["华敏"]
    assert act not in client.get(page).content.decode()
    again = client.post(act, {"request_key": "r2"})
    assert again.status_code == 409 and "四小时" in again.content.decode()
    assert "remind" not in client.get(f"/cases/{begun.case}/steps/hr_review/").content.decode()
    messages = client.get(f"/cases/{begun.case}/messages/").content.decode()
    assert "华敏" in messages


def test_filters_change_the_lower_part_of_the_board(client: Any, cast: Cast, begun: Player) -> None:
    """htmx gets that part alone; a filter that fits nothing says so."""
    sign_in(client, cast, "hua")
    html = client.get("/board/?q=没有这个人", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html and "没有符合条件的案件" in html


def test_the_list_of_what_is_late_begins_with_the_most_overdue(cast: Cast) -> None:
    """Open cases whose deadline has passed, in the order of their deadlines; nothing that is in time."""
    early, late = Player(cast, cast.now - timedelta(days=20)), Player(cast, cast.now - timedelta(days=30))
    early.start("wang", "serious_misconduct", "hua")
    late.start("ma", "serious_misconduct", "hua")
    by = cast.actor("hua")
    rows, total = queries.cases(by, queries.Search(state="late"), now=cast.now)
    assert [row.employee.name for row in rows] == ["马越", cast.employee("wang").name] and total == 2
    assert rows[0].next_due_at < rows[1].next_due_at < cast.now
    assert queries.cases(by, queries.Search(state="late"), now=cast.now - timedelta(days=31))[0] == []


def test_a_link_that_names_the_kind_opens_its_page_of_facts(client: Any, cast: Cast) -> None:
    """That of a no-show goes straight to the absence procedure; a kind both sides may propose asks who does."""
    client.force_login(cast.user("hua"), backend="django.contrib.auth.backends.ModelBackend")
    address = f"/cases/start/?employee={cast.employee('zhou').uid}&type="
    straight, asks = (client.get(address + key).content.decode() for key in ("absence_no_contact", "mutual_agreement"))
    assert 'name="side"' not in straight
    assert "旷工" in straight.split("<main")[1]
    assert 'name="side"' in asks


def test_the_board_is_exported_without_formulas(client: Any, cast: Cast, begun: Player) -> None:
    """A name that begins like a formula is text in the spreadsheet."""
    person = cast.employee("lin")
    type(person).objects.filter(pk=person.pk).update(name="=HYPERLINK(1)")
    text = sign_in(client, cast, "hua").get("/board/?as=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


def test_input_that_is_wrong_stays_in_the_form(client: Any, cast: Cast, player: Player) -> None:
    """A receipt without its file is sent back with the number that was typed."""
    response = sign_in(client, cast, "he").post(
        f"/cases/{player.case}/steps/wage_pay/",
        {"item": "0", "number-0": "HZ-2026-77", "amount-0": "4026.50", "day-0": "2026-11-26", "request_key": "k2"},
    )
    html = response.content.decode()
    assert response.status_code == 422 and 'value="HZ-2026-77"' in html and 'aria-invalid="true"' in html


def test_what_the_board_leaves_out_is_said_and_what_it_counts_is_counted_whole(
    client: Any, cast: Cast, player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look goes through the most urgent cases and duties only; no count is cut off with the list, no case hidden."""
    by = cast.actor("hua")
    whole_board = queries.board(by, player.now)
    assert whole_board.beyond == 0 and len(whole_board.duties) > 1
    for module in (queries.boards, queries.law_duties):
        monkeypatch.setattr(module, "LIMIT", 1)
    cut = queries.board(by, player.now)
    assert len(cut.duties) == 1 and cut.all_duties == len(whole_board.duties)
    assert (cut.counts.law_soon, cut.counts.law_late) == (whole_board.counts.law_soon, whole_board.counts.law_late)
    for module in (queries.boards, queries.rows, queries.waiting):
        monkeypatch.setattr(module, "MOST_OPEN", 0)
    assert queries.board(by, player.now).beyond == 1
    sign_in(client, cast, "hua")
    for page in ("/board/", "/todos/"):
        assert "另有 1 件" in client.get(page, headers={"accept-language": "zh-hans"}).content.decode()


def test_every_duty_of_law_is_on_some_page_of_its_list(cast: Cast, player: Player) -> None:
    """Page by page as the board orders them, none twice; a page after the last is the last; none for a manager."""
    by = cast.actor("hua")
    everything = [(duty.case, duty.step_key) for duty in queries.board(by, player.now).duties]
    pages = [queries.duties(by, player.now, number, 2) for number in range(1, len(everything) // 2 + 2)]
    assert {total for _found, total in pages} == {len(everything)}
    found = [(duty.case, duty.step_key) for some, _total in pages for duty in some]
    assert found[: len(everything)] == everything
    assert queries.duties(by, player.now, 99, 2)[0] == queries.duties(by, player.now, (len(everything) + 1) // 2, 2)[0]
    with pytest.raises(NotAllowed):
        queries.duties(cast.actor("zhou"), player.now)


def test_board_and_case_take_at_most_thirty_queries(client: Any, cast: Cast, player: Player) -> None:
    """However many steps a case has."""
    sign_in(client, cast, "hua")
    for address in (f"/cases/{player.case}/", "/board/", f"/cases/{player.case}/steps/hr_review/", "/todos/"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            whole(client.get(address))
        assert len(asked) <= 30, address + "\n".join(query["sql"][:120] for query in asked)


def test_who_owes_a_step_makes_its_paper_and_reads_it_first(client: Any, cast: Cast, player: Player) -> None:
    """What no record says is asked for; a missing answer is told beside its field."""
    sign_in(client, cast, "qian")
    address = f"/cases/{player.case}/steps/asset_return/make/asset_list/"
    assert 'name="assets"' in whole(client.get(address))
    response = client.post(address, {"stage": "make", "assets": ""})
    assert response.status_code in (302, 422)


def test_the_case_is_taken_out_as_a_bundle_that_verifies(client: Any, cast: Cast, begun: Player) -> None:
    """A download by who may read the whole case, under the fingerprint its page shows; never by opening an address."""
    address = f"/cases/{begun.case}/evidence/export/"
    sign_in(client, cast, "hua")
    evidence.sequence(NOW)
    page = client.get(f"/cases/{begun.case}/file/").content.decode()
    shown = re.search(r"<code>([0-9a-f ]+)</code>", page)
    assert address in page and shown
    response = client.post(address)
    assert response["Content-Disposition"] == f'attachment; filename="partwell-{begun.row.number}.zip"'
    report = verify(b"".join(response.streaming_content), key=shown[1])
    assert report.exit_code == 0, report.text()
    assert client.get(address).status_code == 405
    assert sign_in(client, cast, "zhou").post(address).status_code == 403
    assert sign_in(client, cast, "wei").post(address).status_code == 404


def test_what_goes_wrong_in_law_is_warned_about_and_acknowledged_by_name(
    client: Any, cast: Cast, player: Player
) -> None:
    """A release typed into a paper: told with article and lawful way, made only when someone goes on by name."""
    sign_in(client, cast, "qian")
    address = f"/cases/{player.case}/steps/asset_return/make/asset_list/"
    typed = {"stage": "make", "assets": "笔记本电脑 1 台，双方无其他任何劳动争议"}
    response = client.post(address, typed)
    page = response.content.decode()
    assert response.status_code == 422
    for said in ("概括性的权利放弃", "第三十五条", "合法做法", "钱蓉已阅读", 'value="release_of_claims"'):
        assert said in page
    assert client.post(address, typed | {"acknowledged": "release_of_claims"}).status_code == 302
    entries = [one for one in log.entries(player.row.stream) if one.type == "warning.acknowledged"]
    assert [(one.payload["warning"], one.payload["name"]) for one in entries if one.payload] == [
        ("release_of_claims", "钱蓉")
    ]
    sign_in(client, cast, "hua")
    assert "概括性的权利放弃" in client.get(f"/cases/{player.case}/").content.decode()


def test_the_register_holds_what_the_list_finds_and_is_on_record(client: Any, cast: Cast, begun: Player) -> None:
    """Narrowed by kind, state and last day alike; a formula stays text; the log names no one who was searched for."""
    Player(cast, cast.now).start("ma", "serious_misconduct", "hua")
    person = cast.employee("ma")
    type(person).objects.filter(pk=person.pk).update(name="=HYPERLINK(1)")
    sign_in(client, cast, "hua")
    listed = client.get("/cases/?kind=serious_misconduct").content.decode()
    assert "=HYPERLINK" in listed and begun.row.number not in listed
    made = client.get("/cases/register.xlsx?kind=serious_misconduct&q=HYPERLINK")
    columns = {"number": ("案件",), "who": ("员工",), "kind": ("离职类型",), "state": ("状态",)}
    rows = sheets.read(made.content, columns, most_rows=10, needed=("number", "who"))
    assert [(row.cells["who"], row.cells["state"]) for row in rows] == [("=HYPERLINK(1)", "办理中")]
    entry = log.entries(evidence.stream_of_installation(cast.company.pk, cast.now))[-1]
    assert entry.type == "cases.register_exported" and entry.payload["cases"] == 1
    assert "HYPERLINK" not in str(entry.payload)


def test_the_list_is_narrowed_to_a_span_of_last_days(client: Any, cast: Cast, begun: Player) -> None:
    """Both ends count; what fits nothing leads back to all; a day that is none is refused."""
    type(begun.row).objects.filter(pk=begun.row.pk).update(ends_on=cast.today)
    sign_in(client, cast, "hua")
    day, eve = cast.today.isoformat(), (cast.today - timedelta(days=1)).isoformat()
    for span, found in ((f"from={day}&to={day}", True), (f"to={eve}", False), (f"from={eve}", True)):
        html = client.get(f"/cases/?{span}").content.decode()
        assert (begun.row.number in html) is found
        assert ("查看全部案件" in html) is not found
    assert client.get("/cases/register.xlsx?from=tomorrow").status_code == 422
