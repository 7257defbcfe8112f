"""A real SMTP server on this machine, with some faults on request."""

import socket
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """What the server does with what it is given: answers by address, everything else is kept."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.envelopes: list[Envelope] = []
        self.answers: dict[str, str] = {"nobody@example.cn": "550 5.1.1 no such mailbox"}
        self.on_data = "250 2.0.0 taken"

    async def handle_RCPT(  # noqa: N802 - the server library looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Take or refuse one address."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the server library looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take or refuse the mail itself."""
        if self.on_data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content))
            self.envelopes.append(envelope)
        return self.on_data


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


class World:
    """The server, and the settings that name it."""

    good, refused = "linxiao@example.cn", "nobody@example.cn"

    def __init__(self, settings: Any) -> None:
        self.mailbox = Mailbox()
        self.port = free_port()
        self._server = Controller(self.mailbox, hostname="127.0.0.1", port=self.port)
        self._stopped = False
        settings.DEMO = False
        settings.SMTP = f"smtp://127.0.0.1:{self.port}?from=hr@yunlan.example&bounces=returns@yunlan.example"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.away()

    def away(self) -> bool:
        """Stop the server: nobody listens on its port any more."""
        if not self._stopped:
            self._stopped = True
            self._server.stop()
        return True

    def arrived(self) -> list[str]:
        """Message ids of the mails the server took."""
        return [str(mail["Message-ID"]) for mail in self.mailbox.mails]
