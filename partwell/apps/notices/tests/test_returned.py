"""Returned mail is read for what it says about a mail of ours, and for nothing else."""

import io
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from partwell.apps.notices import returned
from partwell.apps.notices.models import Delivery


def _report(message_id="<u1@yunlan.example>", action="failed", status="5.1.1", enclosed="text/rfc822-headers"):
    original = f"From: hr@yunlan.example\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\n"
    return (
        "From: MAILER-DAEMON@mx.example.cn\r\nTo: returns@yunlan.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nUser unknown\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.cn\r\n\r\n"
        f"Final-Recipient: rfc822; linxiao@example.cn\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {enclosed}\r\n\r\n{original}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("enclosed", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_names_the_mail_and_the_reason(enclosed):
    """Whether it encloses the whole mail or its headers."""
    assert returned.read(_report(enclosed=enclosed)) == ("<u1@yunlan.example>", "5.1.1", True)


def test_a_report_of_delay_is_not_final():
    """ "Still trying" is no return."""
    found = returned.read(_report(action="delayed", status="4.4.7"))
    assert found is not None and not found.final


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00garbage",
        b"Subject: out of office\r\n\r\nI am away",
        _report(message_id="no id"),
        (
            b'Content-Type: multipart/report; boundary="b"\r\n\r\n--b\r\n'
            b"Content-Type: message/delivery-status\r\n\r\n--b--"
        ),
    ],
)
def test_anything_else_is_nothing(raw):
    """An answer of a person, an out-of-office note, garbage: no delivery is touched."""
    assert returned.read(raw) is None


def test_the_mailbox_for_returns_is_piped_into_a_command(desk, monkeypatch, capsys):
    """Each mail on standard input; a second copy of the same return changes nothing."""
    notice = desk.send(channels=("email",))
    desk.run()
    message_id = notice.deliveries.get(channel="email_demo").message_id
    Delivery.objects.filter(notice=notice, channel="email_demo").update(message_id=f"<{message_id}@yunlan.example>")
    for says in ("returned (5.1.1)", "already returned"):
        raw = io.BytesIO(_report(message_id=f"<{message_id}@yunlan.example>"))
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=raw))
        call_command("bounces")
        assert says in capsys.readouterr().out
    assert notice.deliveries.get(channel="email_demo").state == "bounced"
    assert desk.types().count("notice.failed") == 1
