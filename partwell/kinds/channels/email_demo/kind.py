"""Mail of the demo, while no mail server is set up: shown beside the demo's phone, marked DEMO on record and bundle."""

from django.conf import settings

from partwell.apps.notices import actions
from partwell.apps.notices.channel import ChannelKind, Message, Receipt, is_mail_address

_CODES = {"refused": "out_of_service", "unreachable": "switched_off"}


def send(message: Message) -> Receipt:
    """Put the mail into the demo's mailbox. It counts as sent; opening it makes it delivered."""
    if not is_mail_address(message.to):
        return Receipt("refused", code="bad_address", server="demo")
    message_id = f"DEMO-{message.id}"
    outcome = actions.put_on_demo_phone(
        message_id,
        medium="mail",
        to=message.to,
        subject=message.subject,
        text=message.text,
        now=message.now,
    )
    return Receipt(outcome, message_id=message_id, code=_CODES.get(outcome, ""), server="demo")


KIND = ChannelKind(
    key="email_demo",
    title="电子邮件（演示）",
    title_en="E-mail (demo)",
    carries="email",
    needs="mail",
    set_up=lambda: bool(settings.DEMO and not settings.SMTP),
    send=send,
    demo=True,
)
