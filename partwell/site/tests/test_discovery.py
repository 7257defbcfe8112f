"""What higher apps offer to lower ones by name is really there."""

import pytest

from partwell.lib import registry
from partwell.site.discovery import SERVICES


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_is_a_function(name: str) -> None:
    """A wrong dotted path would only show when somebody asks for it."""
    assert callable(registry.service(name))
