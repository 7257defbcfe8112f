"""The yearly confirmation: which cities' figures are to be confirmed by the end of January and of July.

Nothing is stored for it: a city is done when every figure that sums need may be printed on the round's day. Reminders
go to who keeps social insurance for the branch, each once a day of reminding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partwell.apps.accounts import queries as accounts
from partwell.apps.evidence import actions as evidence
from partwell.apps.notices.actions import Outgoing, send_all
from partwell.apps.notices.words import Both
from partwell.core.rulebook.rounds import Round, is_open, last_mark, look_day, round_of
from partwell.lib.actor import Actor, system
from partwell.lib.clock import SHANGHAI
from partwell.lib.law_files import rulebook
from partwell.lib.refusal import NotAllowed, Refused

from . import queries

KEEPER = "si_specialist"
REMINDS = ("hr_ops", "hrbp", "hr_manager", "hr_director", "payroll", "owner")


@dataclass(frozen=True, slots=True)
class Open:
    """A figure that is still to be confirmed, and whether a colleague has it in front of him."""

    key: str
    title: str
    value: str
    status: str
    tone: str
    icon: str
    asked: bool


@dataclass(frozen=True, slots=True)
class CityRound:
    """How far one city is in a round."""

    code: str
    name: str
    branches: tuple[str, ...]
    keepers: tuple[str, ...]
    open: tuple[Open, ...]
    all: int

    @property
    def done(self) -> int:
        """How many figures are settled."""
        return self.all - len(self.open)

    @property
    def waits(self) -> int:
        """How many of the open ones wait for a second person."""
        return sum(1 for one in self.open if one.asked)


@dataclass(frozen=True, slots=True)
class Campaign:
    """A round of the actor's company."""

    round: Round
    due_at: datetime
    cities: tuple[CityRound, ...]

    @property
    def done(self) -> int:
        """Cities in which nothing is open."""
        return sum(1 for one in self.cities if not one.open)

    @property
    def figures(self) -> tuple[int, int]:
        """Figures that are settled, and all."""
        return sum(one.done for one in self.cities), sum(one.all for one in self.cities)


def due_at(now: Round) -> datetime:
    """24:00 of the deadline, in Shanghai."""
    return datetime.combine(now.due + timedelta(days=1), time(0), SHANGHAI)


def campaign(by: Actor, today: date) -> Campaign:
    """The round that is open today. Raises NotAllowed."""
    queries.require_figures(by)
    now = round_of(today)
    return Campaign(now, due_at(now), tuple(_cities(by, now, today)))


def _cities(by: Actor, now: Round, today: date) -> list[CityRound]:
    branches = list(accounts.branches_visible_to(by))
    own = queries.own_codes(by)
    waiting = queries.waiting_keys(by)
    made = []
    for code, names in own.items():
        found = tuple(_open(by, code, now, today, waiting.get(code, frozenset())))
        paths = [path for branch in branches if branch.name in names for path in accounts.top_paths(branch.pk)]
        keepers = tuple(dict.fromkeys(user.name for user in keepers_of(by.company or 0, paths, today)))
        name = rulebook().divisions[code].name
        made.append(CityRound(code, name, tuple(names), keepers, found, len(queries.KEPT)))
    return sorted(made, key=lambda one: (not one.open, one.code))


def _open(by: Actor, code: str, now: Round, today: date, waiting: frozenset[str]) -> list[Open]:
    look_up, day = queries.figures(by.company or 0, code), look_day(today, now)
    made = []
    for key in queries.KEPT:
        figure = look_up(key, day)
        if is_open(figure, now, yearly=key in queries.YEARLY):
            row = queries.row_of(figure)
            made.append(Open(key, row.title, row.value, row.status, row.tone, row.icon, key in waiting))
    return made


def keepers_of(company: int, paths: Sequence[str], today: date) -> list[Any]:
    """Who keeps social insurance over the departments of a branch, or who takes over when nobody does."""
    found: dict[int, Any] = {}
    for path in paths or [""]:
        found |= {user.pk: user for user in accounts.holders(company, KEEPER, path, today)}
    return list(found.values())


def remind(code: str, *, by: Actor, now: datetime) -> int:
    """Remind the keepers of a city today, by hand. How many were told. Raises NotVisible, NotAllowed, Refused."""
    queries.own_place(by, code)
    if by.is_system or not by.holds(*REMINDS):
        raise NotAllowed(_("Reminders of this round are sent by HR and payroll. Please ask them."))
    today = now.astimezone(SHANGHAI).date()
    with transaction.atomic():
        sent = _send(by, [code], round_of(today), today, mark=f"hand-{today.isoformat()}", now=now)
        if not sent:
            raise Refused(
                _("Nothing is open here, or nobody keeps social insurance. Nobody was reminded."), code="none"
            )
        stream = evidence.stream_of_installation(by.company, now)
        payload = {"division": code, "round": round_of(today).label, "told": sent}
        evidence.record(stream, "figures.reminded", by=by, now=now, payload=payload)
    return sent


def remind_all(now: datetime) -> int:
    """The daily reminders of every company: once a day of reminding, to each keeper of a city that is not done."""
    today = now.astimezone(SHANGHAI).date()
    current = round_of(today)
    mark = last_mark(current, today)
    if mark is None:
        return 0
    sent = 0
    for company in accounts.company_pks():
        by = system(company)
        with transaction.atomic():
            sent += _send(by, list(queries.own_codes(by)), current, today, mark=mark.isoformat(), now=now)
    return sent


def _send(by: Actor, codes: list[str], current: Round, today: date, *, mark: str, now: datetime) -> int:
    outgoing = []
    branches = list(accounts.branches_visible_to(by))
    for code in codes:
        count = len(_open(by, code, current, today, frozenset()))
        if not count:
            continue
        place = rulebook().divisions[code]
        mine = [branch for branch in branches if queries.place_or_none(branch.division) == code]
        paths = [path for branch in mine for path in accounts.top_paths(branch.pk)]
        outgoing += [
            Outgoing(
                "figures_to_confirm",
                {
                    "what": Both(place.name, place.pinyin.capitalize()),
                    "count": count,
                    "due": due_at(current),
                    "due_class": "internal",
                },
                key=f"figures:{by.company}:{current.label}:{code}:{mark}:{user.pk}",
                to_user=user,
                link=f"/law/cities/{code}/",
            )
            for user in keepers_of(by.company or 0, paths, today)
        ]
    send_all(outgoing, by=by, now=now)
    return len(outgoing)
