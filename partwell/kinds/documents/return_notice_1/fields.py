"""Words of the first notice to return; they stand in `lib.paper.absence`."""

from collections.abc import Mapping
from typing import Any

from partwell.lib.paper.absence import return_notice
from partwell.lib.paper.model import Paper


def fields(values: Mapping[str, Any]) -> Paper:
    """The notice to one person. Raises `Incomplete`."""
    return return_notice(values, second=False)
