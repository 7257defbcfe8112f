"""The gallery stands in for the site in the tests of lib/ui."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def gallery_site(settings: Any) -> None:
    """Serve the gallery beside the site's own pages."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "partwell.lib.ui.tests.gallery"
