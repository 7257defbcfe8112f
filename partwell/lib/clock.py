"""The one place that reads a clock. Everything else is handed `now` or `today`.

Instants are aware and stored in UTC; a day of law is a date in Asia/Shanghai.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class _Clock:
    """Reads the system's time, or the instant a test or a demo set with `freeze`."""

    def __init__(self) -> None:
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._frozen or datetime.now(UTC)

    def freeze(self, instant: datetime | None) -> None:
        """Make every later `now()` answer `instant`; None lets time run again."""
        if instant is not None and instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        self._frozen = instant.astimezone(UTC) if instant else None


_clock = _Clock()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _clock.now()


def today() -> date:
    """The present day in Asia/Shanghai, the day that deadlines of law count in."""
    return now().astimezone(SHANGHAI).date()


def freeze(instant: datetime | None) -> None:
    """Set the instant that `now()` answers (tests, demo loader); None releases it."""
    _clock.freeze(instant)
