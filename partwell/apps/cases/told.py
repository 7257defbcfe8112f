"""Words a person of the company types in a case, held against the practices that go wrong in law.

The employee's own words are nobody's to correct, and the program's texts are reviewed when they are shipped.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from partwell.apps.law import warned
from partwell.core.warnings import Place, Warning
from partwell.lib.actor import Actor

from . import standing
from .models import Case


def practices(
    act: str,
    by: Actor,
    case: Case,
    texts: Iterable[str],
    acknowledged: Collection[str] = (),
    where: Place | None = None,
) -> tuple[Warning, ...]:
    """What is recognized in the words of an act. Raises Unacknowledged for what is not gone on with by name."""
    if standing.is_own(by, case):
        return ()
    facts = {"initiator": case.initiator, "separation_type": case.separation_type}
    return warned.read(act, *texts, facts=facts, acknowledged=acknowledged, where=where, by=by)


def acknowledge(
    found: Collection[Warning], case: Case, step: str, *, by: Actor, now: datetime, where: Place = "notice"
) -> None:
    """Record by name what was gone on with, in the case's stream and the transaction of the act."""
    warned.acknowledge(tuple(found), where=where, about=f"step:{step}", stream=case.stream, by=by, now=now)


def read(act: str, by: Actor, case: Case, about: str, now: datetime, *texts: str) -> None:
    """Read the words of an act and record by name what is gone on with, in its transaction. Raises Unacknowledged."""
    found = practices(act, by, case, texts)
    warned.kept(act, found, about=about, stream=case.stream, by=by, now=now)
