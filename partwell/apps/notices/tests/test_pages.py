"""The pages of notices: mine are mine, what was sent is HR's, and only a press of a button is an opening."""

import uuid
from io import BytesIO

import pytest
from PIL import Image

from partwell.apps.notices import queries
from partwell.apps.notices.messages import TEMPLATES
from partwell.apps.notices.models import Receipt
from partwell.lib import clock


@pytest.fixture
def page(client, desk):
    """Open or post a page as someone of the cast, at the cast's time."""
    clock.freeze(desk.now)

    def ask(who, address, data=None):
        client.force_login(desk.cast.user(who))
        return client.get(address) if data is None else client.post(address, data)

    yield ask
    clock.freeze(None)


def _token(notice, channel="in_app"):
    return notice.deliveries.get(channel=channel).token


def _photo():
    file = BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "JPEG")
    file.seek(0)
    file.name = "回执.jpg"
    return file


def test_a_message_opens_the_paper_it_speaks_of(desk, page):
    """The link shows the words; the button records the opening and leads to the paper."""
    notice = desk.send()
    address = f"/n/{_token(notice, 'sms_demo')}"
    shown = page("lin", address)
    assert shown.status_code == 200
    html = shown.content.decode()
    assert "请在 11月27日 10:00 前答复《离职保证书》（公司内部期限）" in html and "照常办理" in html
    assert desk.types() == ["notice.queued"], "looking is not opening: a link may be looked up by a program"
    answer = page("lin", address, {})
    assert (answer.status_code, answer["Location"]) == (302, "/papers/1/")
    assert desk.types()[1:] == ["notice.opened", "notice.delivered"]


def test_a_stranger_is_asked_to_sign_in_first(client, desk):
    """And comes back to the message afterwards."""
    address = f"/n/{_token(desk.send())}"
    answer = client.get(address)
    assert answer.status_code == 302 and answer["Location"].endswith(f"?next={address}")
    assert client.post(address).status_code == 302 and not Receipt.objects.exists()


@pytest.mark.parametrize("who", ["wei", "hua", "zhao"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_message_of_someone_else_does_not_exist(desk, page, who, method):
    """Not for another company, not for HR: 404, and nothing is recorded."""
    notice = desk.send()
    assert page(who, f"/n/{_token(notice)}", {} if method == "post" else None).status_code == 404
    assert page(who, "/n/nothing", {} if method == "post" else None).status_code == 404
    assert not Receipt.objects.exists()


def test_the_inbox_shows_what_is_new_and_counts_it(desk, page, django_assert_max_num_queries):
    """Unread ones are counted by the bell; what was opened is not."""
    notice = desk.send()
    assert "请在 11月27日 10:00 前答复" in page("lin", "/notices/").content.decode()
    assert queries.unread(desk.cast.actor("lin")) == 1
    page("lin", f"/n/{_token(notice)}", {})
    assert queries.unread_count(desk.cast.actor("lin"), desk.now) == 0
    assert "请在" not in page("hua", "/notices/").content.decode()
    for _each in range(3):
        desk.send()
    lin = desk.cast.actor("lin")
    with django_assert_max_num_queries(2):
        assert len(queries.inbox(lin)) == 4


def test_a_long_inbox_goes_on(desk, page):
    """Thirty on a page, and the rest behind a link; a made-up place in the list starts at the top."""
    for number in range(32):
        desk.send(key=f"n{number}", channels=("in_app",))
    first = page("lin", "/notices/").content.decode()
    assert first.count('href="/n/') == 30
    address = first[first.index("?before=") :].split('"')[0]
    assert page("lin", f"/notices/{address}").content.decode().count('href="/n/') == 2
    assert page("lin", "/notices/?before=x").content.decode().count('href="/n/') == 30


def test_hr_sees_what_was_sent_and_how_it_fared(desk, page):
    """Channel, masked address, state, what it stands in for, DEMO; the words of a code are not shown."""
    desk.send()
    desk.send("code", context={"code": "482913", "minutes": 5, "what": "离职保证书"})
    desk.run()
    html = page("hua", "/notices/sent/").content.decode()
    assert "138****2048" in html and "13805712048" not in html and "DEMO" in html
    assert "代替钉钉" in html and "482913" not in html and "已送达" in html


@pytest.mark.parametrize("address", ["/notices/sent/", "/notices/failed/", f"/notices/{uuid.UUID(int=7)}/serve/"])
def test_what_was_sent_is_for_hr(desk, page, address):
    """An employee and a manager without an HR role get a sentence, 403; HR of another company sees nothing of ours."""
    notice = desk.send(to_employee=desk.cast.lin)
    assert page("lin", address).status_code == page("zhao", address).status_code == 403
    assert str(notice.uid) not in page("wei", "/notices/sent/").content.decode()
    assert page("wei", f"/notices/{notice.uid}/serve/").status_code == 404
    assert page("wei", "/notices/sent/").content.decode().count("离职保证书") == 0


def test_hr_serves_by_hand_what_no_channel_delivered(desk, page):
    """The courier's number and proof make it delivered, with the file in the evidence; the list is empty again."""
    from partwell.apps.notices import actions

    actions.switch_demo_line("13805712048", "out_of_service")
    notice = desk.send(channels=("sms",))
    desk.run()
    html = page("hua", "/notices/failed/").content.decode()
    assert "号码停机或不存在" in html and f"/notices/{notice.uid}/serve/" in html
    address = f"/notices/{notice.uid}/serve/"
    for given, says in (
        ({"how": "courier", "number": "SF1234567890"}, "id_file_bad"),
        ({"how": "courier", "number": "", "file": _photo()}, "请填写快递单号"),
        ({"number": "1", "file": _photo()}, "how"),
    ):
        refused = page("hua", address, given)
        assert refused.status_code == 422 and says in refused.content.decode()
        assert queries.proof_of_delivery(desk.case) is None
    answer = page("hua", address, {"how": "courier", "number": "SF1234567890", "file": _photo()})
    assert answer.status_code == 302
    proof = queries.proof_of_delivery(desk.case)
    assert (proof.channel, proof.basis, proof.message_id, proof.demo) == ("by_hand", "courier", "SF1234567890", False)
    assert page("hua", address, {"how": "courier", "number": "SF1", "file": _photo()}).status_code == 409
    assert "没有通过任何渠道送达" not in page("hua", "/notices/failed/").content.decode()
    assert queries.to_serve_count(desk.cast.actor("hua")) == 0


def test_the_demo_phone_can_be_switched_off_by_its_owner_only_in_a_demo(desk, page):
    """It shows what happens to messages that cannot arrive; a real installation has no such page."""
    assert page("lin", "/demo/phone/line/", {"state": "off", "next": "/notices/"})["Location"] == "/notices/"
    desk.send(channels=("sms",))
    assert desk.run()[0].state == "again"
    assert page("lin", "/demo/phone/line/", {"state": "melted"}).status_code == 422
    assert page("lin", "/demo/phone/line/", {"state": "on", "next": "https://elsewhere.example/"})["Location"] == "/"
    desk.settings.DEMO = False
    assert page("lin", "/demo/phone/line/", {"state": "off"}).status_code == 404


def test_the_pages_are_complete_in_chinese_and_without_inline_code(desk, page):
    """No raw component, no style attribute, no script in the page, no English left over."""
    desk.send()
    for who, address in (("lin", "/notices/"), ("hua", "/notices/sent/"), ("hua", "/notices/failed/")):
        html = page(who, address).content.decode()
        assert "<c-" not in html and "style=" not in html and "onclick" not in html
        assert "To be served" not in html and "Messages" not in html


@pytest.mark.parametrize("key", TEMPLATES)
def test_hr_reads_every_message_before_anyone_gets_it(desk, page, key):
    """On each channel, in both languages, with the length of the short text."""
    for language in ("zh", "en"):
        answer = page("hua", f"/notices/samples/?message={key}&language={language}")
        assert answer.status_code == 200 and "<c-" not in answer.content.decode()


def test_samples_are_for_hr_and_of_known_messages(desk, page):
    """An employee gets 403; a message that does not exist is 404."""
    assert page("lin", "/notices/samples/").status_code == 403
    assert page("hua", "/notices/samples/?message=threat").status_code == 404
    html = page("hua", "/notices/samples/").content.decode()
    assert "条计费" in html and "请在" in html and "公司内部期限" in html
