"""What an address answers to the wrong person; every app lists its own in `tests/doors.py` beside its code.

Two people try each door: Wei, HR manager of another company, and Lu of IT, a colleague without the right. An object of
the company does not exist for Wei (404) and is refused to Lu (403). A list, or a page of one's own, may open (200):
then it must hold nothing of Lin, about whom all the objects are.
"""

from typing import Any, NamedTuple

LEADS_HOME, NOT_THERE, FORBIDDEN, OPENS = 302, 404, 403, 200


class Door(NamedTuple):
    """The arguments of an address, the status each of the two gets, and what they would hand in."""

    where: dict[str, str] = {}
    wei: int = NOT_THERE
    lu: int = FORBIDDEN
    form: dict[str, Any] = {}
    example: bool = False
    """Lin's name stands there as an example, whoever looks."""


OWN = Door(wei=OPENS, lu=OPENS)
"""A page about whoever is signed in, with nothing of anybody else."""
