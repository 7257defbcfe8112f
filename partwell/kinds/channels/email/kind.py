"""Mail through the installation's SMTP server.

    PARTWELL_SMTP=smtp://user:password@host:587?from=hr@example.cn&bounces=bounces@example.cn&tls=starttls

`smtps://` speaks TLS from the first byte; `tls=starttls` demands it after the greeting. `from` defaults to the user.
`bounces` is the envelope's sender: a mailbox whose returned mail is fed to `manage.py bounces`. Only with it does the
silence of three days mean that a mail arrived; without it, only an opening does (decision 5).
"""

from django.conf import settings

from partwell.apps.notices.channel import ChannelKind

from .smtp import BadServer, send, server_of


def _set_up() -> bool:
    return bool(settings.SMTP)


def _hears_bounces() -> bool:
    return bool(settings.SMTP) and server_of(settings.SMTP).hears_bounces


def _problem() -> str:
    try:
        if settings.SMTP:
            server_of(settings.SMTP)
    except BadServer as why:
        return str(why)
    return ""


KIND = ChannelKind(
    key="email",
    title="电子邮件",
    title_en="E-mail",
    carries="email",
    needs="mail",
    set_up=_set_up,
    send=send,
    problem=_problem,
    hears_bounces=_hears_bounces,
)
