"""One mail to one SMTP server, and what its answer means (RFC 5321: 2yz taken, 4yz try again, 5yz never)."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from partwell.apps.notices.channel import Message, Receipt, is_mail_address

SECONDS = 15
PORTS = {"smtp": 25, "smtps": 465}


class BadServer(ValueError):
    """PARTWELL_SMTP cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """An SMTP server and how to speak to it."""

    host: str
    port: int
    user: str
    password: str
    at_once: bool
    """TLS from the first byte."""
    starttls: bool
    sender: str
    envelope: str
    hears_bounces: bool


def server_of(url: str) -> Server:
    """Read PARTWELL_SMTP. Raises BadServer."""
    parts = urlsplit(url)
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.scheme not in PORTS or not parts.hostname:
        raise BadServer("PARTWELL_SMTP is smtp://user:password@host:port?from=hr@example.cn")
    user = unquote(parts.username or "")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        raise BadServer("the port of PARTWELL_SMTP is a number up to 65535") from None
    sender = asked.get("from") or (user if "@" in user else f"partwell@{parts.hostname}")
    for name in ("from", "bounces"):
        if name in asked and not is_mail_address(asked[name]):
            raise BadServer(f"the {name} of PARTWELL_SMTP is a mail address")
    if asked.get("tls", "") not in ("", "starttls"):
        raise BadServer("the tls of PARTWELL_SMTP is starttls; for TLS from the first byte use smtps://")
    return Server(
        host=parts.hostname,
        port=port,
        user=user,
        password=unquote(parts.password or ""),
        at_once=parts.scheme == "smtps",
        starttls=asked.get("tls") == "starttls",
        sender=sender,
        envelope=asked.get("bounces") or sender,
        hears_bounces=bool(asked.get("bounces")),
    )


def _one_line(text: str) -> str:
    """Text for a header: a line break there would begin another header."""
    return " ".join(text.split())


def compose(message: Message, server: Server) -> EmailMessage:
    """The mail as it goes out. Raises ValueError for an address that is none."""
    mail = EmailMessage()
    if not is_mail_address(message.to):
        raise ValueError("not a mail address")
    name, _sign, host = message.to.strip().rpartition("@")
    mail["To"] = Address(username=name, domain=host)
    mail["From"] = Address(display_name=_one_line(message.sender), addr_spec=server.sender)
    mail["Subject"] = _one_line(message.subject)
    mail["Date"] = format_datetime(message.now)
    # The same on each attempt: a server or a reader that gets it twice sees that it is one.
    mail["Message-ID"] = f"<{message.id}@{server.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


def send(message: Message) -> Receipt:
    """Hand the mail to the server of the settings. Network trouble and 4yz: try again; 5yz for this mail: refused."""
    server = server_of(settings.SMTP)
    try:
        mail = compose(message, server)
    except (ValueError, HeaderParseError):
        return Receipt("refused", code="bad_address")
    try:
        return _hand_over(mail, server)
    except smtplib.SMTPRecipientsRefused as no:
        code = next(iter(no.recipients.values()))[0]
        return Receipt(_outcome(code), code=str(code), server=server.host)
    except smtplib.SMTPDataError as no:
        return Receipt(_outcome(no.smtp_code), code=str(no.smtp_code), server=server.host)
    except smtplib.SMTPResponseException as no:
        # Signing in, the sender's own address, the greeting: our set-up, not this reader. A person may mend it.
        return Receipt("unreachable", code=str(no.smtp_code), server=server.host)
    except (OSError, smtplib.SMTPException) as away:
        # smtplib hides a time-out behind "disconnected".
        late = isinstance(away, TimeoutError) or isinstance(away.__context__, TimeoutError)
        return Receipt("unreachable", code="timeout" if late else "no_connection", server=server.host)


def send_text(to: str, subject: str, text: str, *, now: datetime) -> str:
    """A plain mail that is no notice (a checkpoint of the log); why it was not taken, "" when it was."""
    if not settings.SMTP:
        return "PARTWELL_SMTP is not set"
    server = server_of(settings.SMTP)
    if not is_mail_address(to):
        return "not a mail address"
    mail = EmailMessage()
    name, _sign, host = to.strip().rpartition("@")
    mail["To"], mail["From"] = Address(username=name, domain=host), Address(addr_spec=server.sender)
    mail["Subject"], mail["Date"] = _one_line(subject), format_datetime(now)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    try:
        receipt = _hand_over(mail, server)
    except (OSError, smtplib.SMTPException) as why:
        return f"{server.host}: {type(why).__name__}"
    return "" if receipt.outcome == "sent" else f"{server.host}: {receipt.code}"


def _outcome(code: int) -> Literal["refused", "unreachable"]:
    """4yz is for now, 5yz for ever."""
    return "unreachable" if 400 <= code < 500 else "refused"


def _hand_over(mail: EmailMessage, server: Server) -> Receipt:
    connect = smtplib.SMTP_SSL if server.at_once else smtplib.SMTP
    with connect(server.host, server.port, timeout=SECONDS) as line:
        if server.starttls:
            line.starttls(context=ssl.create_default_context())
        if server.user:
            line.login(server.user, server.password)
        try:
            line.send_message(mail, from_addr=server.envelope)
        except smtplib.SMTPNotSupportedError:
            # An address beyond ASCII, and a server that has no way to carry it.
            return Receipt("refused", code="bad_address", server=server.host)
    return Receipt("sent", message_id=str(mail["Message-ID"]), code="250", server=server.host)
