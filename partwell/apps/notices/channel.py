"""What a channel is: the contract between the notices and `kinds/channels/<kind>/`.

A channel gets a whole message and answers with what the provider said. It decides nothing, stores nothing of ours
and may be called twice with the same `Message.id` (a worker died in between): providers that know an id of the
sender must be given it, so that the second call sends nothing new.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Outcome = Literal["sent", "delivered", "refused", "unreachable"]
Needs = Literal["account", "phone", "mail"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address."""

    id: str
    """Random id of the delivery; the same on every attempt."""
    to: str
    """Phone number or mail address, as the channel needs it."""
    subject: str
    text: str
    html: str
    """The same words for mail programs; empty for a channel of short texts."""
    sender: str
    """The company's name."""
    language: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the provider answered.

    `sent` it took the message; `delivered` it says that it arrived; `refused` it will never take it (wrong number,
    unknown mailbox); `unreachable` it cannot take it now, try again. `message_id` is the provider's, `code` its
    answer in a word or number, `server` who answered. None of them holds personal data.
    """

    outcome: Outcome
    message_id: str = ""
    code: str = ""
    server: str = ""


def is_mail_address(text: str) -> bool:
    """Whether a text can be a mail address at all; whether it exists only its server knows."""
    name, sign, host = text.strip().rpartition("@")
    return bool(name and sign and "." in host) and text.isprintable() and not any(" " in part for part in (name, host))


def _never() -> bool:
    return False


def _no_problem() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """A way to send messages. `carries` is the name process templates use: sms, email, dingtalk ..."""

    key: str
    title: str
    title_en: str
    carries: str
    needs: Needs
    set_up: Callable[[], bool]
    send: Callable[[Message], Receipt]
    short: bool = False
    """Whether it carries the short text."""
    demo: bool = False
    """Whether it is the demo's: the record and the bundle mark such a delivery DEMO."""
    inside: bool = False
    """Whether the message is the row itself: sent with the act, without a job, and never a proof of delivery."""
    problem: Callable[[], str] = _no_problem
    """What is wrong with its settings, "" when nothing is: said at start, not by the first message that fails."""
    hears_bounces: Callable[[], bool] = _never
    """Whether returned mail reaches us, so that three days of silence mean something (decision 5)."""
