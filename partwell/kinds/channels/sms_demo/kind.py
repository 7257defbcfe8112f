"""Short messages of the demo: shown on the page of the demo's phone, marked DEMO on record and bundle."""

import re

from django.conf import settings

from partwell.apps.notices import actions
from partwell.apps.notices.channel import ChannelKind, Message, Receipt

_MOBILE = re.compile(r"1[3-9]\d{9}")
_CODES = {"refused": "out_of_service", "unreachable": "switched_off"}


def send(message: Message) -> Receipt:
    """Show the text on the demo's phone, which answers at once whether it arrived."""
    if not _MOBILE.fullmatch(message.to):
        return Receipt("refused", code="bad_address", server="demo")
    message_id = f"DEMO-{message.id}"
    outcome = actions.put_on_demo_phone(
        message_id,
        medium="sms",
        to=message.to,
        subject="",
        text=message.text,
        now=message.now,
    )
    return Receipt(outcome, message_id=message_id, code=_CODES.get(outcome, ""), server="demo")


KIND = ChannelKind(
    key="sms_demo",
    title="短信（演示）",
    title_en="SMS (demo)",
    carries="sms",
    needs="phone",
    set_up=lambda: bool(settings.DEMO),
    send=send,
    short=True,
    demo=True,
)
