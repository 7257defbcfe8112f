"""A throw-away PostgreSQL cluster for tests and benches: own folder, own socket, free port, gone afterwards."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "partwell"
MEMORY = "/dev/shm"  # noqa: S108
"""Where files cost nothing, on systems that offer it."""
ROOM = 2 * 1024**3
"""A cluster for tests is some hundred MB, and each test that commits copies a database; containers often get 64 MB."""


def in_memory() -> str | None:
    """The folder in memory for files of tests and benches; None where there is none, or not enough room."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if roomy else None


class NoPostgres(Exception):
    """There are no PostgreSQL server programs on this machine."""


def binaries() -> Path:
    """The folder with initdb and postgres: from PATH, else the newest of Debian's. Raises NoPostgres."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: float(bin.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*debian, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("no PostgreSQL server programs found in PATH or /usr/lib/postgresql")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _as_whom() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the system's user for it, or as nobody."""
    if os.name == "nt" or os.geteuid() != 0:
        return []
    import pwd

    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["runuser", "-u", name, "--"]
    raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres or nobody")


@contextmanager
def cluster(*, durable: bool = False, keep: Path | None = None) -> Iterator[str]:
    """A running cluster; yields its address as PARTWELL_DB takes it. Nothing is kept, unless a folder is named.

    Durability is off, and the files are in memory, unless what is measured is the disk. A folder to keep must be one
    that PostgreSQL's user can reach.
    """
    bin, whom, port = binaries(), _as_whom(), _free_port()
    if keep is None:
        folder = Path(tempfile.mkdtemp(prefix="partwell-pg-", dir=None if durable else in_memory()))
    else:
        folder = keep
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    data, word = folder / "data", folder / "password"
    made = (data / "PG_VERSION").exists()
    password = word.read_text() if made else secrets.token_urlsafe(24)
    word.write_text(password)
    if whom:
        for path in (folder, word):
            shutil.chown(path, whom[2])
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=100 "
        + ("" if durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off ")
        + "-c shared_buffers=64MB -c autovacuum=off -c max_wal_size=256MB"
    )

    def call(*command: object) -> None:
        done = subprocess.run(
            [*whom, *map(str, command)],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            log = folder / "log"
            raise NoPostgres(f"{done.stdout.strip()}\n{log.read_text() if log.exists() else ''}".strip())

    try:
        if not made:
            call(bin / "initdb", "-D", data, "-U", USER, "-A", "scram-sha-256", f"--pwfile={word}", "-E", "UTF8",
                 "--locale=C", "--no-sync", "--no-instructions")  # fmt: skip
        call(bin / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", 60, "-o", options, "start")
        try:
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            call(bin / "pg_ctl", "-D", data, "-m", "fast" if keep else "immediate", "-w", "stop")
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
