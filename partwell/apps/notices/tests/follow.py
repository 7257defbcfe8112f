"""A handler that is told of deliveries, for the tests."""

from partwell.lib import jobs

told: list[tuple[int, str]] = []


@jobs.handler("test.follow")
def follow(run: jobs.Run, *, case: int, delivery: str) -> None:
    """Note what came."""
    told.append((case, delivery))
