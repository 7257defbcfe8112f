"""Words of the agreement both sign; they stand in `lib.paper.agreement`."""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.agreement import agreement
from partwell.lib.paper.model import Paper


def fields(values: Mapping[str, Any]) -> Paper:
    """The agreement of both. Raises `Incomplete`."""
    return agreement(values, draft=False)
