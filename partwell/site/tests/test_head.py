"""HEAD is answered wherever GET is, with the same head and without content."""

from typing import Any

import pytest
from django.test import Client

from partwell.apps.documents.tests.conftest import issue_undertaking
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["/", "/sign-in/", "/healthz", "/my/", "/verify/", "/nothing/"])
def test_a_page_says_to_head_what_it_says_to_get(client: Client, page: str) -> None:
    """For a stranger: pages, what leads to the sign-in, and what is not there."""
    whole, head = client.get(page), client.head(page)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    for name in ("Location", "Content-Type", "Content-Security-Policy"):
        assert head.get(name) == whole.get(name)


def test_papers_and_the_api_take_head_too_and_what_only_acts_does_not(
    client: Client, cast: Cast, settings: Any, tmp_path: Any
) -> None:
    """The head of a page tells its length, not its words; an address for POST alone refuses it as it refuses GET."""
    settings.FILES_DIR = tmp_path
    paper = issue_undertaking(cast)
    client.force_login(cast.user("lin"), backend="django.contrib.auth.backends.ModelBackend")
    head = client.head(f"/my/papers/{paper.uid}/")
    assert head.status_code == 200 and head.content == b"" and int(head["Content-Length"]) > 1000
    assert client.head("/api/v1/my/papers").status_code == client.get("/api/v1/my/papers").status_code == 200
    assert client.head(f"/my/papers/{paper.uid}/code").status_code == 405
