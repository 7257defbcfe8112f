"""Words of the draft an employee takes time to think about; they stand in `lib.paper.agreement`."""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.agreement import agreement
from partwell.lib.paper.model import Paper


def fields(values: Mapping[str, Any]) -> Paper:
    """The draft of both. Raises `Incomplete`."""
    return agreement(values, draft=True)
