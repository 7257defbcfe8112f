"""The program as a person starts it: a real process, a real port, a real browser."""

import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from partwell.lib import template_files
from tests.live import PHONE, ROOT, Site, free_port, serving, with_empty_database

from . import acts

pytestmark = pytest.mark.e2e


def test_health_speaks_of_database_guards_and_jobs(shared_site: Site) -> None:
    """A monitor learns whether this process can serve."""
    health = shared_site.caught_up()
    assert health["status"] == "ok"
    assert health["guards"] == "ok"
    assert health["database"] == ("postgresql" if "postgresql" in shared_site.environment["PARTWELL_DB"] else "sqlite")
    assert health["jobs"]["dead"] == 0


@pytest.mark.only_on_sqlite
def test_the_embedded_worker_turns(shared_site: Site) -> None:
    """The worker inside looks for work."""
    assert shared_site.health()["worker"]["alive"]


@pytest.mark.only_on_sqlite
def test_a_second_server_on_the_same_folder_is_refused(shared_site: Site) -> None:
    """Two processes on one embedded database would undo each other's queue."""
    done = shared_site.run("serve", "--data", str(shared_site.data), "--port", str(free_port()))
    assert done.returncode == 2
    assert "in use by another PartWell process" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.once
def test_a_taken_port_is_a_sentence(shared_site: Site, tmp_path: Path) -> None:
    """No other port is tried in silence."""
    port = shared_site.address.rpartition(":")[2]
    done = shared_site.run("serve", "--data", str(tmp_path / "other"), "--port", port)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.once
@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_the_demo_is_served_on_this_machine_only(shared_site: Site, host: str) -> None:
    """Whoever reaches the demo may be anybody in it."""
    done = shared_site.run("serve", "--data", str(shared_site.data), "--host", host, "--port", str(free_port()))
    assert done.returncode == 2
    assert "this machine only" in done.stderr


@pytest.mark.once
def test_a_page_opens_on_a_phone(shared_site: Site, open_browser: Callable[..., Any]) -> None:
    """Chromium reaches the server and is told the language of the page."""
    page = open_browser(PHONE)
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


@pytest.mark.once
def test_a_word_without_an_end_widens_no_page(shared_site: Site, open_browser: Callable[..., Any]) -> None:
    """A comment of one unbroken word breaks where the line ends, in the record of a case and beside its steps."""
    page = open_browser(PHONE)
    acts.sign_in(page, "hua")
    page.goto("/cases/")
    page.goto(page.locator("main td a[href^='/cases/0']").first.get_attribute("href") + "log/")
    page.evaluate(
        """() => {
            const line = document.querySelector('main .pw-tl > li > span:last-child')
            line.textContent = 'W'.repeat(600)
            line.closest('section').append(Object.assign(document.createElement('p'), {textContent: 'W'.repeat(600)}))
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_check_holds_on_the_demo(shared_site: Site) -> None:
    """What the demo loaded is whole: guards, keys, cases, jobs."""
    done = shared_site.run("check", "--data", str(shared_site.data), "--json")
    assert done.returncode == 0, done.stdout


@pytest.mark.only_on_sqlite
def test_a_backup_comes_back_whole(shared_site: Site, tmp_path: Path) -> None:
    """Taken while the server runs, restored elsewhere with the keys kept apart, and served."""
    out, back = tmp_path / "backup.zip", tmp_path / "back"
    done = shared_site.run("backup", "--data", str(shared_site.data), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert not [name for name in zipfile.ZipFile(out).namelist() if name.startswith("keys/")]
    without = shared_site.run("restore", str(out), "--data", str(back))
    assert without.returncode == 2
    assert "--keys" in without.stderr
    assert not back.exists()
    done = shared_site.run("restore", str(out), "--data", str(back), "--keys", str(shared_site.data / "keys"))
    assert done.returncode == 0, done.stderr + done.stdout
    again = shared_site.run("restore", str(out), "--data", str(back), "--keys", str(shared_site.data / "keys"))
    assert again.returncode == 2
    assert "not empty" in again.stderr
    with serving(back, shared_site.environment) as restored:
        assert restored.caught_up()["status"] == "ok"


@pytest.mark.only_on_sqlite
def test_a_case_of_each_kind_can_begin_in_an_installation_of_ones_own(shared_site: Site, tmp_path: Path) -> None:
    """No demo publishes the shipped templates there: the first start does, and a second start keeps the versions."""
    own = tmp_path / "own"
    for _start in (1, 2):
        with serving(own, shared_site.environment) as site:
            assert site.caught_up()["status"] == "ok"
        with closing(sqlite3.connect(own / "db.sqlite3")) as database:
            found = database.execute("SELECT key, number, status FROM cases_templateversion ORDER BY key").fetchall()
        assert found == [(key, 1, "published") for key in sorted(template_files.all_keys())]


def test_a_changed_backup_is_not_restored(shared_site: Site, tmp_path: Path) -> None:
    """One flipped byte in one file is found before anything appears in the folder."""
    out, back = tmp_path / "backup.zip", tmp_path / "back"
    done = shared_site.run("backup", "--data", str(shared_site.data), "--out", str(out), "--with-keys")
    assert done.returncode == 0, done.stderr
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, bytes([content[0] ^ 1]) + content[1:] if name == "keys/index" else content)
    with with_empty_database(shared_site) as elsewhere:
        done = elsewhere.run("restore", str(changed), "--data", str(back))
    assert done.returncode == 2
    assert "keys/index" in done.stderr
    assert not back.exists()


def test_the_help_needs_no_environment() -> None:
    """`./run --help` answers with any Python 3.11, before anything was installed."""
    done = subprocess.run(
        [getattr(sys, "_base_executable", sys.executable), str(ROOT / "run"), "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    assert "serve" in done.stdout
