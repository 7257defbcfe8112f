"""Django's SQLite backend with a queue before each write transaction (see `turn`).

The turn is taken before `BEGIN IMMEDIATE` and handed on after the commit or rollback. A page that only reads opens
no transaction and waits for nobody.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.utils import OperationalError

from .turn import Turn, turn_of

KEPT_STATEMENTS, LONGEST_KEPT = 512, 4000
"""How many rewritten statements are remembered, and up to which length: at most some megabytes."""
_rewritten: dict[tuple[str, tuple[str, ...] | None], str] = {}


class Cursor(SQLiteCursorWrapper):
    """Remembers how a statement reads in SQLite's style of placeholders.

    Django rewrites each one each time, sign by sign: an eighth of the CPU of recording an entry (measured).
    """

    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        """The statement with `?` or `:name` in the places of its values."""
        key = query, None if param_names is None else tuple(param_names)
        kept = _rewritten.get(key)
        if kept is None:
            kept = str(super().convert_query(query, param_names=param_names))
            if len(query) <= LONGEST_KEPT:
                if len(_rewritten) >= KEPT_STATEMENTS:
                    _rewritten.clear()
                _rewritten[key] = kept
        return kept


class DatabaseWrapper(DjangoWrapper):
    """A connection that stands in line before it writes."""

    _turn: Turn | None = None
    """The turn this connection holds."""

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor of our own kind; SQLite has no named ones."""
        return self.connection.cursor(factory=Cursor)

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
