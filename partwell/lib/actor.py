"""Who acts, in which company, with which roles. Every action and query is handed one.

An `Actor` is built by `accounts.queries` from a signed-in user, an API token or a job and is never
changed afterwards. It decides nothing by itself: `visible_to(by)` of each app reads it.
"""

from dataclasses import dataclass
from typing import Literal

Via = Literal["page", "api", "admin", "job", "command", "import"]


@dataclass(frozen=True, slots=True)
class Seat:
    """A role held on a part of the company.

    `path` is the materialised path of a department ("0003.0017."): the role covers that department
    and all below it. None means the whole company.
    """

    role: str
    path: str | None = None

    def covers(self, path: str) -> bool:
        """Whether a person or case of the department at `path` lies within this seat."""
        return self.path is None or path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A colleague somebody stands in for today (代理): what he could do there is done as his deputy, and said so."""

    user: int
    pid: str
    name: str
    seats: tuple[Seat, ...] = ()
    employee: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the program itself, acting in one company."""

    pid: str
    """Random id of the person as it stands in the evidence log; "system" for the program."""
    name: str
    company: int | None
    """Primary key of the company acted in; None for the installation's own jobs."""
    user: int | None = None
    employee: int | None = None
    """Primary key of the own employee record, if the person has one in this company."""
    seats: tuple[Seat, ...] = ()
    via: Via = "page"
    stands_in: tuple[StandIn, ...] = ()
    """Whose deputy the person is today. Their seats are never the own ones: only a step is done for them."""
    goes_on_with: frozenset[str] = frozenset()
    """Codes of warnings this person goes on with by name in this very request; never kept beyond it."""

    @property
    def is_system(self) -> bool:
        """Whether the program acts: jobs, channels' receipts, the demo's clock."""
        return self.user is None

    def holds(self, *roles: str) -> bool:
        """Whether any seat has one of `roles`, wherever it is scoped to."""
        return any(seat.role in roles for seat in self.seats)

    def holds_on(self, path: str, *roles: str) -> bool:
        """Whether a seat with one of `roles` covers the department at `path`."""
        return any(seat.role in roles and seat.covers(path) for seat in self.seats)

    def acts_on(self, path: str) -> bool:
        """Whether any seat covers the department at `path`, the own or that of somebody stood in for."""
        stood_in = (seat for one in self.stands_in for seat in one.seats)
        return any(seat.covers(path) for seat in (*self.seats, *stood_in))

    def roles_on(self, path: str) -> frozenset[str]:
        """The roles held over the department at `path`."""
        return frozenset(seat.role for seat in self.seats if seat.covers(path))


def system(company: int | None, via: Via = "job") -> Actor:
    """The program itself, for jobs and receipts; it holds no role."""
    return Actor(pid="system", name="PartWell", company=company, via=via)
