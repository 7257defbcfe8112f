"""Who holds which role, for many cases at once: four queries however long the list is, five with seats."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts

from .models import Case, CaseRole, CaseSeat
from .standing import IN_CASE
from .words import role_title


class Directory:
    """Holders of roles in one company on one day, resolved in memory with the same rules as `standing.holders`."""

    def __init__(self, company: int, today: date, cases: Iterable[Case]) -> None:
        cases = list(cases)
        self._seats = accounts.seats_by_role(company, today)
        self._deputies: dict[int, set[int]] = {}
        for row in accounts.deputies_on(company, today):
            self._deputies.setdefault(row.principal_id, set()).add(row.deputy_id)
        self._persons: dict[str, tuple[int, str]] = {}
        self._handed: dict[tuple[int, str, str], str] = {}
        self._asked: dict[tuple[int, str, int], list[tuple[str, str, str]]] = {}
        self._read_seats([case.pk for case in cases if case.seat_count])
        self._named: dict[tuple[int, str], list[tuple[int, str]]] = {}
        rows = CaseRole.objects.filter(case__in=[case.pk for case in cases], until__isnull=True)
        for case, role, user, name in rows.values_list("case", "role", "user", "user__name"):
            self._named.setdefault((case, role), []).append((user, name))

    def _read_seats(self, cases: list[int]) -> None:
        """Seats that were added or handed on: one query, and none where no case has any."""
        if not cases:
            return
        rows = CaseSeat.objects.filter(case__in=cases, decision="").exclude(kind="copy").order_by("number")
        for case, step, attempt, kind, role, pid, user, name in rows.filter(user__is_active=True).values_list(
            "case", "step", "attempt", "kind", "role", "holder", "user", "user__name"
        ):
            self._persons[pid] = (user, name)
            if kind == "transfer":
                self._handed[case, step, role] = pid
            else:
                self._asked.setdefault((case, step, attempt), []).append((kind, role, pid))

    def seats(self, case: Case, step: str, attempt: int, roles: Iterable[str]) -> tuple[str, ...]:
        """The seats of a step that somebody has to act in: its roles as they were handed on, then those added.

        As `open_seats` says it, from rows: a role that asked somebody first is not up before that answer.
        """
        asked = self._asked.get((case.pk, step, attempt), ())
        waiting = {role for kind, role, _pid in asked if kind != "after"}
        own = [role for role in roles if role not in waiting]
        handed = ((role, self._handed.get((case.pk, step, role))) for role in own)
        return (
            *(f"{role}@{pid}" if pid else role for role, pid in handed),
            *(f"{role}@{pid}" for _kind, role, pid in asked),
        )

    def is_asked(self, case: Case, step: str, attempt: int, seat: str) -> bool:
        """Whether a seat of a step was added to it, and is none of its own."""
        role, _at, pid = seat.partition("@")
        return any((role, pid) == (one, who) for _kind, one, who in self._asked.get((case.pk, step, attempt), ()))

    def holders(self, case: Case, role: str) -> list[tuple[int, str]]:
        """(user, name) of whom a seat falls to in a case; empty when nobody was found."""
        own = case.employee.user_id
        role, _at, pid = role.partition("@")
        if pid in self._persons and self._persons[pid][0] != own:
            return [self._persons[pid]]
        if role == "employee":
            return [(own, case.employee.name)] if own else []
        if role in IN_CASE:
            named = [one for one in self._named.get((case.pk, role), ()) if one[0] != own]
            return named or self.holders(case, "line_manager")
        if role == "line_manager":
            manager = case.employee.line_manager
            if manager and manager.user_id and manager.user_id != own:
                return [(manager.user_id, manager.name)]
        for key in (role, *accounts.fallback(role)):
            found = [
                (len(path or ""), user, name)
                for path, user, name in self._seats.get(key, ())
                if user != own and (path is None or case.path.startswith(path))
            ]
            if found:
                nearest = sorted(found, key=lambda one: -one[0])
                return list({user: (user, name) for _depth, user, name in nearest}.values())
        return []

    def named(self, case: Case, role: str) -> tuple[str, ...]:
        """The names of whoever was named for a role of this case alone."""
        return tuple(name for _user, name in self._named.get((case.pk, role), ()))

    def names(self, case: Case, roles: Iterable[str]) -> str:
        """Names of the first holder of each role, without repeats; a role nobody holds is said to be empty."""
        found: list[str] = []
        for seat in roles:
            held = [name for _user, name in self.holders(case, seat)[:1]]
            role = seat.partition("@")[0]
            if not held and role != "employee":
                held = [_("%(role)s (nobody holds this role; an administrator gives it)") % {"role": role_title(role)}]
            found += held
        return "、".join(dict.fromkeys(found))

    def falls_to(self, case: Case, role: str, user: int | None) -> bool:
        """Whether this user is among the holders of a seat in a case, or stands in for one of them today."""
        if user is None or (user == case.employee.user_id and role != "employee"):
            return False
        return any(one == user or user in self._deputies.get(one, ()) for one, _name in self.holders(case, role))
