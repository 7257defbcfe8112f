"""The test databases do what the other tests rely on."""

import socket
import threading
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from partwell.site import postgres
from tests.network import NetworkTouched


def _names() -> set[str]:
    return set(get_user_model().objects.values_list("username", flat=True))


@pytest.mark.parametrize("turn", [1, 2])
def test_a_committed_row_is_gone_for_the_next_test(committed_db: object, turn: int) -> None:
    """Each test that commits begins with the template's rows alone."""
    assert "lin" not in _names()
    with transaction.atomic():
        get_user_model().objects.create(username="lin")
    assert "lin" in _names()


def test_another_thread_sees_what_was_committed(committed_db: object) -> None:
    """Threads of a test reach the test's own copy."""
    get_user_model().objects.create(username="zhao")
    seen: list[set[str]] = []

    def look() -> None:
        seen.append(_names())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert "zhao" in seen[0]


@pytest.mark.parametrize("turn", [1, 2])
def test_db_is_rolled_back(db: None, turn: int) -> None:
    """What a test with `db` writes is gone for the next."""
    assert not _names() & {"lin", "zhao"}
    get_user_model().objects.create(username="lin")


def test_another_machine_cannot_be_reached() -> None:
    """A connection beyond loopback fails by itself, before it leaves."""
    with pytest.raises(NetworkTouched), socket.socket() as attempt:
        attempt.connect(("192.0.2.1", 80))


def test_a_small_folder_in_memory_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers often get 64 MB there; a cluster and the copies of a run would not fit."""
    monkeypatch.setattr(postgres.shutil, "disk_usage", lambda folder: SimpleNamespace(free=64 * 1024**2))
    assert postgres.in_memory() is None
