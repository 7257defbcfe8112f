"""The jobs of notices."""

from partwell.lib import jobs

from . import deliveries, sending

# A provider that is away for a night is tried until the morning; after that a person serves the notice.
jobs.handler(
    deliveries.DELIVER,
    max_attempts=7,
    backoff=(60, 300, 1800, 7200, 14400, 28800),
    on_dead=sending.give_up,
)(sending.deliver)
jobs.handler(sending.SETTLE_MAIL, atomic=True)(sending.settle_mail)
