"""Who holds which role, for many cases at once: three queries however long the list is."""

from collections.abc import Iterable
from datetime import date

from partwell.apps.accounts import queries as accounts

from .models import Case, CaseRole


class Directory:
    """Holders of roles in one company on one day, resolved in memory with the same rules as `standing.holders`."""

    def __init__(self, company: int, today: date, cases: Iterable[Case]) -> None:
        self._seats = accounts.seats_by_role(company, today)
        self._named: dict[tuple[int, str], list[tuple[int, str]]] = {}
        rows = CaseRole.objects.filter(case__in=[case.pk for case in cases], until__isnull=True)
        for case, role, user, name in rows.values_list("case", "role", "user", "user__name"):
            self._named.setdefault((case, role), []).append((user, name))

    def holders(self, case: Case, role: str) -> list[tuple[int, str]]:
        """(user, name) of whom a role falls to in a case; empty when nobody was found."""
        own = case.employee.user_id
        if role == "employee":
            return [(own, case.employee.name)] if own else []
        if role == "successor":
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

    def names(self, case: Case, roles: Iterable[str]) -> str:
        """Names of the first holder of each role, without repeats."""
        found = [name for role in roles for _user, name in self.holders(case, role)[:1]]
        return "、".join(dict.fromkeys(found))

    def falls_to(self, case: Case, role: str, user: int | None) -> bool:
        """Whether this user is among the holders of a role in a case."""
        return user is not None and any(one == user for one, _name in self.holders(case, role))
