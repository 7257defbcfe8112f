"""From a stored notice to the message a channel sends."""

import html
import json
from datetime import datetime

from django.conf import settings

from .channel import ChannelKind, Message
from .messages import Rendered
from .models import Delivery, Notice


def sealed_form(text: Rendered) -> str:
    """The text of a notice as it is stored (sealed)."""
    return json.dumps([text.title, list(text.paragraphs), text.action, text.sms], ensure_ascii=False)


def text_of(notice: Notice) -> Rendered:
    """The stored text of a notice, opened."""
    title, paragraphs, action, sms = json.loads(notice.text)
    return Rendered(title, tuple(paragraphs), action, sms)


def address_of_link(token: str) -> str:
    """The address that a message carries; it opens, after sign-in, only to the addressee."""
    return f"{settings.BASE_URL.rstrip('/')}/n/{token}"


def message_of(delivery: Delivery, kind: ChannelKind, now: datetime) -> Message:
    """The message of one delivery, for its channel."""
    notice = delivery.notice
    text, link = text_of(notice), address_of_link(delivery.token)
    sender = notice.company.name if notice.company else "PartWell"
    common = {
        "id": str(delivery.uid),
        "to": delivery.address,
        "sender": sender,
        "now": now,
    }
    if kind.short:
        return Message(
            subject="",
            text=text.sms.replace("{link}", link),
            html="",
            language=notice.language,
            **common,
        )
    plain = "\n\n".join((*text.paragraphs, f"{text.action}: {link}"))
    return Message(
        subject=text.title,
        text=plain,
        html=_html(notice.language, text, link),
        language=notice.language,
        **common,
    )


def _html(language: str, text: Rendered, link: str) -> str:
    """The words as HTML for mail programs; plain paragraphs, so that nothing is hidden from any of them."""
    body = "".join("<p>" + html.escape(words).replace("\n", "<br>") + "</p>" for words in text.paragraphs)
    lang = "en" if language == "en" else "zh-Hans"
    head = f'<head><meta charset="utf-8"><title>{html.escape(text.title)}</title></head>'
    return (
        f'<!doctype html><html lang="{lang}">{head}'
        f'<body>{body}<p><a href="{html.escape(link)}">{html.escape(text.action)}</a></p></body></html>'
    )
