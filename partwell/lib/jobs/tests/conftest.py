"""Each test of the queue starts with empty notes."""

from collections.abc import Iterator

import pytest

from . import work


@pytest.fixture(autouse=True)
def _empty_notes() -> Iterator[None]:
    work.calls.clear()
    work.behave.clear()
    yield
    work.calls.clear()
    work.behave.clear()
