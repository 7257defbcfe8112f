"""The inbox of the application: the notice's own row, written with the act, so there is nobody to hand it to.

Opening it is `system.log:opened`; it never counts as a delivery (decision 5).
"""

from partwell.apps.notices.channel import ChannelKind, Message, Receipt


def send(message: Message) -> Receipt:
    """Nothing to hand over: someone with an account finds the row, anyone else is refused."""
    if not message.to:
        return Receipt("refused", code="no_address")
    return Receipt("sent", message_id=message.id)


KIND = ChannelKind(
    key="in_app",
    title="站内消息",
    title_en="In the application",
    carries="in_app",
    needs="account",
    set_up=lambda: True,
    send=send,
    inside=True,
)
