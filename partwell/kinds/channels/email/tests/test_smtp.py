"""Mail over a real SMTP server: what goes out, and what each kind of answer means."""

from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest

from partwell.apps.notices.channel import Message
from partwell.kinds.channels.email import smtp
from partwell.kinds.channels.email.kind import KIND

from .world import World

MESSAGE = Message(
    id="0199aaaa-0000-7000-8000-000000000001",
    to="linxiao@example.cn",
    subject="请在 11月26日 17:00 前答复",
    text="林晓，您好：\n\n工资照常办理。\n\n阅读并答复: http://127.0.0.1:8000/n/abc",
    html="<p>林晓，您好：</p>",
    sender="杭州云岚软件有限公司",
    language="zh",
    now=datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
)


@pytest.fixture
def world(settings):
    """A mail server on this machine."""
    with World(settings) as made:
        yield made


def _changed(**changes):
    return Message(**({name: getattr(MESSAGE, name) for name in MESSAGE.__slots__} | changes))


def test_a_mail_is_readable_as_text_and_as_html(world):
    """Both parts hold the words; it comes from the company's name, and returns go to the mailbox for returns."""
    answer = KIND.send(MESSAGE)
    assert (answer.outcome, answer.code, answer.server) == ("sent", "250", "127.0.0.1")
    (mail,) = world.mailbox.mails
    text, html = mail.get_payload()
    assert "工资照常办理" in text.get_payload(decode=True).decode()
    assert html.get_content_type() == "text/html"
    assert str(make_header(decode_header(mail["From"]))) == "杭州云岚软件有限公司 <hr@yunlan.example>"
    assert str(make_header(decode_header(mail["Subject"]))) == MESSAGE.subject
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"] == answer.message_id
    assert world.mailbox.envelopes[0].mail_from == "returns@yunlan.example"
    assert KIND.hears_bounces()


@pytest.mark.parametrize(
    ("reply", "outcome", "code"),
    [
        ("451 4.3.0 try later", "unreachable", "451"),
        ("450 4.2.0 greylisted", "unreachable", "450"),
        ("550 5.1.1 no such mailbox", "refused", "550"),
        ("552 5.2.2 mailbox full", "refused", "552"),
    ],
)
def test_four_means_later_and_five_means_never(world, reply, outcome, code):
    """RFC 5321: 4yz is tried again, 5yz is not; at the address as at the mail itself."""
    world.mailbox.answers[MESSAGE.to] = reply
    assert (KIND.send(MESSAGE).outcome, KIND.send(MESSAGE).code) == (outcome, code)
    world.mailbox.answers.clear()
    world.mailbox.on_data = reply
    assert (KIND.send(MESSAGE).outcome, KIND.send(MESSAGE).code) == (outcome, code)
    assert world.arrived() == []


def test_a_wrong_password_of_ours_is_not_the_readers_fault(world, settings):
    """The server knows no sign-in: the mail waits until someone mends the settings."""
    settings.SMTP = settings.SMTP.replace("smtp://", "smtp://hr:secret@")
    assert KIND.send(MESSAGE).outcome == "unreachable"


def test_a_server_without_tls_gets_no_mail_when_tls_is_demanded(world, settings):
    """`tls=starttls` is a demand, not a wish."""
    settings.SMTP += "&tls=starttls"
    assert KIND.send(MESSAGE).outcome != "sent" and world.arrived() == []


def test_a_server_that_never_answers_is_given_up_in_time(world, settings, monkeypatch):
    """It listens and says nothing."""
    import socket

    monkeypatch.setattr(smtp, "SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.SMTP = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        answer = KIND.send(MESSAGE)
    assert (answer.outcome, answer.code) == ("unreachable", "timeout")


def test_no_line_break_reaches_a_header(world):
    """A name or a title with a line break begins no header of its own."""
    KIND.send(_changed(subject="请答复\r\nBcc: spy@example.cn", sender="云岚\nX-Evil: 1"))
    (mail,) = world.mailbox.mails
    assert mail["Bcc"] is None and mail["X-Evil"] is None
    assert world.mailbox.envelopes[0].rcpt_tos == [MESSAGE.to]


def test_rare_characters_arrive(world):
    """𠮷 in a name is not lost on the way."""
    KIND.send(_changed(text="𠮷野家，您好", sender="𠮷野家"))
    assert "𠮷野家" in world.mailbox.mails[0].get_payload()[0].get_payload(decode=True).decode()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1",
        "smtp://",
        "smtp://h?tls=no",
        "mail.example.cn",
        "smtp://h:99999",
        "smtp://h?from=hr",
        "smtp://h?bounces=b",
    ],
)
def test_wrong_settings_are_named(url):
    """The sentence says what it should look like."""
    with pytest.raises(smtp.BadServer, match="PARTWELL_SMTP"):
        smtp.server_of(url)


def test_settings_are_read_whole():
    """User and password may hold signs that mean something in an address."""
    server = smtp.server_of("smtps://hr%40yunlan.example:p%2Fw@mail.example.cn?bounces=b@yunlan.example")
    assert (server.host, server.port, server.user, server.password) == (
        "mail.example.cn",
        465,
        "hr@yunlan.example",
        "p/w",
    )
    assert (server.sender, server.envelope, server.at_once) == ("hr@yunlan.example", "b@yunlan.example", True)
    assert not smtp.server_of("smtp://mail.example.cn").hears_bounces
