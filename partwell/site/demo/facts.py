"""Attendance and training of the demo, told in the order of time: the log's times do not run backwards."""

import heapq
from collections.abc import Iterator
from datetime import datetime

from .attendance import attendance_stories
from .company import DemoCompany
from .training import training_stories

Story = Iterator[datetime]
"""Yields when its next act happens, and does it when it is resumed."""


def load_facts(demo: DemoCompany) -> None:
    """Tell all stories at once, always the one whose next act is the earliest."""
    stories = [*training_stories(demo), *attendance_stories(demo)]
    waiting: list[tuple[datetime, int]] = []
    for number, story in enumerate(stories):
        heapq.heappush(waiting, (next(story), number))
    while waiting:
        _now, number = heapq.heappop(waiting)
        following = next(stories[number], None)
        if following is not None:
            heapq.heappush(waiting, (following, number))
