"""Django's SQLite backend with a queue before each write transaction (see `turn`).

The turn is taken before `BEGIN IMMEDIATE` and handed on after the commit or rollback. A page that only reads opens
no transaction and waits for nobody.
"""

from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.utils import OperationalError

from .turn import Turn, turn_of


class DatabaseWrapper(DjangoWrapper):
    """A connection that stands in line before it writes."""

    _turn: Turn | None = None
    """The turn this connection holds."""

    def _start_transaction_under_autocommit(self) -> None:
        turn = turn_of(str(self.settings_dict["NAME"]), in_memory=self.is_in_memory_db())
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        if not turn.enter(seconds):
            raise OperationalError(f"database is locked: the turn to write did not come within {seconds:g} s")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._hand_on()
            raise

    def _hand_on(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.leave()

    def _commit(self) -> Any:
        # Only after it went through: a commit that fails on a constraint is followed by a rollback.
        result = super()._commit()  # type: ignore[misc]
        self._hand_on()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._hand_on()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._hand_on()
