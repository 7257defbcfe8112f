"""A real server for tests that need one: `./run serve` as its own process on a fresh copy of the demo, worker inside.

`site` starts one for each test that asks. `Site.address` is where it answers; `browser_page` opens pages in
Chromium at 390 and 1280 pixels and fails the test when a page logs an error or asks another machine for anything.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from partwell.site import installation

from .databases import Template, shared_folder

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Demo:
    """A loaded demo that is copied and never served itself."""

    folder: Path
    database: str
    """Name of its PostgreSQL database; empty on SQLite."""
    users: tuple[dict[str, str], ...]


@dataclass
class Site:
    """A running server. `users` are the demo's people: username, password, name, title, company."""

    address: str
    data: Path
    environment: dict[str, str]
    users: tuple[dict[str, str], ...]
    process: subprocess.Popen[bytes]

    def health(self) -> dict[str, Any]:
        """What /healthz says now."""
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=60) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as unwell:
            return dict(json.load(unwell))

    def caught_up(self) -> dict[str, Any]:
        """What /healthz says once the worker has done what fell due while nothing ran.

        A copy of a demo loaded some minutes ago is behind when its server answers first, and says so.
        """
        end = time.monotonic() + 60
        while (found := self.health())["status"] == "worker" and time.monotonic() < end:
            time.sleep(0.1)
        return found

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A `./run` command beside the server, on the same installation."""
        words = [sys.executable, str(ROOT / "run"), *command]
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False)

    def password(self, username: str) -> str:
        """The demo password of someone."""
        return next(user["password"] for user in self.users if user["username"] == username)

    def killed_and_started_again(self) -> None:
        """End the server as a power cut would, and start it again on the same address."""
        self.process.kill()
        self.process.wait()
        self.process = _start(self.data, self.environment, int(self.address.rpartition(":")[2]))
        _wait(self.process, self.address, _log(self.data))

    def memory_mb(self) -> float:
        """Resident memory of the server process, worker included."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise LookupError("VmRSS")


def _environment(database: str = "sqlite") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARTWELL_")}
    return {**kept, "PARTWELL_DB": database, "PARTWELL_VENV": sys.prefix, "PYTHONUNBUFFERED": "1"}


def _url(database: str) -> str:
    """The address of another database of this run's cluster."""
    return f"{os.environ['PARTWELL_DB'].rpartition('/')[0]}/{database}"


@contextmanager
def _maintenance() -> Iterator[Any]:
    import psycopg

    with psycopg.connect(_url("postgres"), autocommit=True) as connection:
        yield connection


def _on_postgres() -> bool:
    return os.environ.get("PARTWELL_DB", "sqlite") != "sqlite"


@pytest.fixture(scope="session")
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo as `./run demo load` makes it, once a run: processes that share the run's work share it.

    On SQLite it begins with nothing; on PostgreSQL with the run's migrated template.
    """
    root = shared_folder(tmp_path_factory)
    folder, kept = root / "demo" / "data", root / "demo.json"
    name = f"partwell_demo_{hashlib.sha256(str(root).encode()).hexdigest()[:12]}" if _on_postgres() else ""
    with installation.held(root, "demo.lock", seconds=1800):
        if not kept.exists():
            if name:
                template: Template = request.getfixturevalue("database_template")
                template.create(name, template.name)
            done = subprocess.run(
                [sys.executable, str(ROOT / "run"), "demo", "load", "--json", "--data", str(folder)],
                env=_environment(_url(name) if name else "sqlite"),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            kept.write_text(done.stdout)
    return Demo(folder, name, tuple(json.loads(kept.read_text())))


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            # Not listening yet, or listening and still loading.
            time.sleep(0.05)
    raise AssertionError(f"the server did not answer: {log.read_text()}")


def free_port() -> int:
    """A port nobody listens on now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, environment: dict[str, str], users: tuple[dict[str, str], ...] = ()) -> Iterator[Site]:
    """`./run serve --data` on a free port, until the block ends."""
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", data, environment, users, _start(data, environment, port))
    try:
        _wait(site.process, site.address, _log(data))
        yield site
    finally:
        site.process.send_signal(signal.SIGTERM)
        try:
            site.process.wait(20)
        except subprocess.TimeoutExpired:
            site.process.kill()
            site.process.wait()


def _log(data: Path) -> Path:
    return data.parent / f"{data.name}.log"


def _start(data: Path, environment: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    # In a group of its own, so that killing it leaves nothing of it behind that holds the folder.
    words = [sys.executable, str(ROOT / "run"), "serve", "--data", str(data), "--port", str(port)]
    with _log(data).open("ab") as out:
        return subprocess.Popen(words, env=environment, stdout=out, stderr=subprocess.STDOUT)


@contextmanager
def copied(demo: Demo, folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A copy of the demo of one's own: its folder and the environment that names its database."""
    data = folder / "data"
    shutil.copytree(demo.folder, data)
    if not demo.database:
        yield data, _environment()
        return
    name = f"{demo.database}_{os.getpid()}_{time.monotonic_ns()}"
    with _maintenance() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{demo.database}"')
    try:
        yield data, _environment(_url(name))
    finally:
        with _maintenance() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def with_empty_database(site: Site) -> Iterator[Site]:
    """The installation as its commands see it when PARTWELL_DB names a new PostgreSQL database; SQLite has none."""
    if site.environment["PARTWELL_DB"] == "sqlite":
        yield site
        return
    name = f"partwell_empty_{os.getpid()}_{time.monotonic_ns()}"
    with _maintenance() as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield replace(site, environment={**site.environment, "PARTWELL_DB": _url(name)})
    finally:
        with _maintenance() as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _worker_beside(data: Path, environment: dict[str, str]) -> Iterator[None]:
    """On PostgreSQL the worker is a process of its own."""
    if environment["PARTWELL_DB"] == "sqlite":
        yield
        return
    words = [sys.executable, str(ROOT / "run"), "worker", "--data", str(data)]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(40)


@contextmanager
def _site(demo: Demo, folder: Path) -> Iterator[Site]:
    with (
        copied(demo, folder) as (data, environment),
        serving(data, environment, demo.users) as running,
        _worker_beside(data, environment),
    ):
        yield running


@pytest.fixture
def site(demo: Demo, tmp_path: Path) -> Iterator[Site]:
    """A server on a fresh copy of the demo, with its worker, for one test."""
    with _site(demo, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def shared_site(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for all tests that only look, or leave what the others look at as it was."""
    with _site(demo, tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for the run; a test without one on this machine is left out, and said so."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_browser(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Callable[..., Any]]:
    """`open_browser(PHONE)` gives a page in a session of its own; several people, several calls.

    The pages are those of `shared_site` when the test asked for that, otherwise of a `site` of its own.

    The test fails when a page logs an error, breaks the content policy or asks any other machine for something.
    `bears_loss` lets it lose the server, for tests that kill one.
    """
    site: Site = request.getfixturevalue("shared_site" if "shared_site" in request.fixturenames else "site")
    here, trouble, contexts = urlsplit(site.address).netloc, [], []

    def note_message(message: Any, borne: tuple[str, ...]) -> None:
        if message.type == "error" and not any(one in message.text for one in borne):
            trouble.append(message.text)

    def note_request(request: Any) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).netloc != here:
            trouble.append(f"asked {request.url}")

    def open_one(size: dict[str, int] = DESKTOP, *, bears_loss: bool = False, **options: Any) -> Any:
        # A refusal is an answer: the browser logs its status as an error all the same.
        borne = ("the server responded with a status of 4", *(("net::ERR_",) if bears_loss else ()))
        phone = size["width"] < 600
        context = chromium.new_context(
            base_url=site.address,
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
            **options,
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: note_message(message, borne))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", note_request)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not trouble, trouble


@pytest.fixture
def phone(open_browser: Callable[..., Any]) -> Any:
    """A page 390 pixels wide, with touch."""
    return open_browser(PHONE)


@pytest.fixture
def desktop(open_browser: Callable[..., Any]) -> Any:
    """A page 1280 pixels wide."""
    return open_browser(DESKTOP)
