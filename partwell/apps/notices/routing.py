"""Which channels a message takes. Pure: what was asked, what is set up, what addresses there are -> routes.

A channel that was asked for and is not set up, or for which the person has no address, is replaced by e-mail and the
message in the application, and the route says what it stands in for (decision 5).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from partwell.lib.clock import SHANGHAI

from .channel import ChannelKind

INSIDE = "in_app"
NIGHT_BEGINS, NIGHT_ENDS = time(22, 0), time(8, 0)


@dataclass(frozen=True, slots=True)
class Route:
    """One channel to one address. `instead_of` names the channels it stands in for."""

    kind: ChannelKind
    address: str
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A channel that was asked for and not taken: `why` is not_set_up or no_address."""

    channel: str
    why: str


def routes(
    asked: Sequence[str],
    addresses: Mapping[str, str],
    kinds: Iterable[ChannelKind],
    *,
    inside: bool,
) -> tuple[list[Route], list[Missing]]:
    """The routes of a message, and what was asked for in vain.

    `addresses` holds account, phone and mail, "" where there is none. `inside`: also show it in the application.
    """
    ready = [kind for kind in kinds if kind.set_up()]

    def take(name: str) -> Route | Missing:
        carrying = [kind for kind in ready if kind.carries == name]
        for kind in carrying:
            if addresses.get(kind.needs):
                return Route(kind, addresses[kind.needs])
        return Missing(name, "no_address" if carrying else "not_set_up")

    outside = [name for name in dict.fromkeys(asked) if name != INSIDE]
    answers = [take(name) for name in outside]
    found = [answer for answer in answers if isinstance(answer, Route)]
    missing = [answer for answer in answers if isinstance(answer, Missing)]
    in_place_of = tuple(answer.channel for answer in missing)
    extra = [INSIDE] if inside else []
    if missing and "email" not in outside:
        extra.append("email")
    for name in extra:
        route = take(name)
        if isinstance(route, Route):
            found.append(Route(route.kind, route.address, in_place_of))
    return found, missing


def after_the_night(now: datetime) -> datetime:
    """`now`, or 08:00 in Shanghai when it is between 22:00 and 08:00. Delays a message, never a deadline."""
    local = now.astimezone(SHANGHAI)
    morning = local.replace(hour=NIGHT_ENDS.hour, minute=NIGHT_ENDS.minute, second=0, microsecond=0)
    if local.time() >= NIGHT_BEGINS:
        return morning + timedelta(days=1)
    return morning if local.time() < NIGHT_ENDS else now
