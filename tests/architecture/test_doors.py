"""Every address of the site is tried by the wrong people: a page without a row in its app's `tests/doors.py` fails."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.cast import Cast
from tests.doors import OPENS, Door

APPS = Path(__file__).resolve().parents[2] / "partwell" / "apps"
WITH_PAGES = sorted(file.parent.name for file in APPS.glob("*/urls.py"))
OPEN_TO_ALL = {
    "healthz",
    "language",
    "accounts:sign_in",
    "accounts:sign_out",
    "account_login",
    "cases:feed",
    "documents:check",
    "evidence:verify",
    "cases:former",
}
"""For people who are not signed in; each has tests of its own."""
ELSEWHERE = ("api-v1:", "demo:", "admin:", "mfa_", "account_")
"""The API is tried route by route in its own tests, as are the second factor, the demo's pages and the admin."""


def names(resolver: Any, space: str = "") -> Iterator[str]:
    """Every named address below a resolver."""
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name or one.pattern}"


def doors(app: str, cast: Cast) -> dict[str, Door]:
    """What an app says of its addresses, about real objects."""
    try:
        module = importlib.import_module(f"partwell.apps.{app}.tests.doors")
    except ModuleNotFoundError:
        pytest.fail(f"partwell/apps/{app}/tests/doors.py is missing: doors(cast) names a Door for each address")
    return {f"{app}:{name}": door for name, door in module.doors(cast).items()}


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    settings.FILES_DIR = tmp_path


@pytest.mark.parametrize("app", WITH_PAGES)
def test_every_address_is_closed_to_the_wrong_person(app: str, cast: Cast) -> None:
    """404 for another company, 403 without the right, sign-in for strangers, for reading and for acting alike."""
    listed = doors(app, cast)
    declared = {name for name in names(get_resolver()) if name.startswith(f"{app}:")} - OPEN_TO_ALL
    assert set(listed) == declared, f"partwell/apps/{app}/tests/doors.py and urls.py name different addresses"
    wrong = []
    for name, door in listed.items():
        address = reverse(name, kwargs=door.where)
        for who, status in (("wei", door.wei), ("lu", door.lu), ("", 302)):
            wrong += [f"{name} {said}" for said in tried(cast, address, who, status, door)]
    assert not wrong, "\n".join(wrong)


def tried(cast: Cast, address: str, who: str, status: int, door: Door) -> Iterator[str]:
    """What is wrong with the answers to somebody who should not get in."""
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(cast.user(who), backend="django.contrib.auth.backends.ModelBackend")
    answers = {"GET": client.get(address)}
    # What opens is about the one who asks: acting there is his right.
    if status != OPENS:
        answers["POST"] = client.post(address, {"request_key": "wrong", **door.form})
    for method, answer in answers.items():
        if answer.status_code == 405:
            continue
        if answer.status_code != status:
            yield f"{method} {who or 'a stranger'}: {answer.status_code}, not {status}"
        elif not who and not answer["Location"].startswith("/sign-in/"):
            yield f"{method} a stranger is sent to {answer['Location']}"
        elif who and not door.example and "林晓" in answer.content.decode(errors="replace"):
            yield f"{method} {who}: names Lin"
    if status != OPENS and {answer.status_code for answer in answers.values()} == {405}:
        yield f"{who}: neither read nor acted on"


def test_every_address_belongs_to_an_app_or_is_tried_elsewhere() -> None:
    """A page outside the apps is said to be open, or has tests of its own."""
    left = {
        name
        for name in names(get_resolver())
        if name.partition(":")[0] not in WITH_PAGES and not name.startswith(ELSEWHERE)
    }
    assert left <= OPEN_TO_ALL, f"nobody says who may open {sorted(left - OPEN_TO_ALL)}"
