"""Start the web server, with the worker inside when the database is the embedded one.

--demo, or nothing, serves the invented demo company from var/demo, on this machine only; the first start loads it.
--data DIR serves an installation; it never loads a demo. On PostgreSQL (PARTWELL_DB) start `./run worker` beside it.
"""

import argparse
import ctypes
import errno
import gc
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from partwell.site import installation

from . import CommandError

SUMMARY = "start the web server (and the worker)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What one may ask for."""
    parser.add_argument("--demo", action="store_true", help="the demo company, on this machine only (the default)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder of an installation")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default 8000)")


def _port(text: str) -> int:
    """A port as typed. Raises argparse.ArgumentTypeError: the system would count a larger one from nought again."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535 is needed")
    return int(text)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


STOPPING_SECONDS = 5.0
"""How long a server that was told to stop may still hold its port and folder; the next start waits for it."""


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything slow is done; no other port is tried.

    A port in use is asked for again while a server that is stopping may still hold it.
    """
    until = time.monotonic() + STOPPING_SECONDS
    while True:
        try:
            return _bound(host, port)
        except (OSError, OverflowError) as why:
            if getattr(why, "errno", None) != errno.EADDRINUSE or time.monotonic() >= until:
                raise CommandError(f"Cannot listen on {host}:{port}: {why}. Choose another with --port.") from None
            time.sleep(0.1)


def _bound(host: str, port: int) -> socket.socket:
    """One try at the listening socket. Raises OSError, OverflowError."""
    with ExitStack() as stack:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = stack.enter_context(socket.socket(family, kind, protocol))
        if os.name != "nt":
            # On Windows this would let two servers share the port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
        stack.pop_all()
    return listening


M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
LARGE = 128 * 1024
"""Bytes from which glibc takes memory from the system for one block alone, and gives it back with it."""
TRIM_SECONDS = 3.0


def _keep_memory_small() -> None:
    """Let glibc's allocator share one arena among all threads, and give back what is free, now and every few seconds.

    Without it each thread keeps an arena of its own, and what one request needed (a paper, a picture) stays with the
    process.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    mallopt, trim = getattr(libc, "mallopt", None), getattr(libc, "malloc_trim", None)
    if mallopt is None or trim is None:  # another C library has neither
        return
    for name, value in ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, LARGE), (M_TRIM_THRESHOLD, LARGE)):
        mallopt(name, value)
    never = threading.Event()

    def give_back() -> None:
        while True:
            trim(0)
            never.wait(TRIM_SECONDS)

    threading.Thread(target=give_back, name="memory", daemon=True).start()


def _load_demo(data: Path) -> None:
    """Load the demo by a process of its own, which prints the sign-ins."""
    sys.stdout.write("First start: loading the demo company (some seconds) ...\n")
    sys.stdout.flush()
    command = [sys.executable, str(installation.ROOT / "run"), "demo", "load", "--data", str(data)]
    if subprocess.run(command, check=False).returncode:
        raise CommandError("The demo was not loaded.", code=1)


def _first_steps(data: Path) -> None:
    """Say what a new installation lacks."""
    from partwell.apps.accounts import queries

    if not queries.has_companies():
        sys.stdout.write(
            "There is no company yet. Make one, with its first administrator, in another window:\n"
            f"  ./run admin create --data {data} --company NAME --username NAME --name NAME\n"
        )


def _serve(listening: socket.socket) -> None:
    """Answer requests until SIGTERM or Ctrl-C."""
    import waitress

    from partwell.site.wsgi import application

    proxy: dict[str, Any] = {}
    if os.environ.get("PARTWELL_HTTPS") == "1":
        headers = {"x-forwarded-for", "x-forwarded-proto"}
        proxy = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": headers}
    server = waitress.create_server(
        application,
        sockets=[listening],
        threads=4,
        ident=None,
        # Above the limit of an upload, so that the page can say it in a sentence; far above it the line is cut.
        max_request_body_size=128 * 1024 * 1024,
        **proxy,
    )
    server.run()


def _own_address(host: str, port: int) -> str:
    """Where this server answers itself."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _address(host: str, port: int) -> str:
    """Where people reach the site when PARTWELL_URL does not say: links in messages lead there."""
    names = os.environ.get("PARTWELL_HOSTS", "").split(",")
    if _is_loopback(host) and not names[0]:
        return _own_address(host, port)
    if os.environ.get("PARTWELL_HTTPS") == "1":
        return f"https://{names[0].strip()}"
    return _own_address(names[0].strip() or host, port)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    if args.demo and args.data:
        raise CommandError("--data never holds a new demo. To load one there: ./run demo load --data DIR")
    data = args.data or installation.DEMO_DIR
    demo = not args.data or installation.is_demo(data)
    if demo and not _is_loopback(args.host):
        raise CommandError("The demo lets anyone sign in, so it is served on this machine only (--host 127.0.0.1).")
    if not _is_loopback(args.host) and "PARTWELL_HOSTS" not in os.environ:
        raise CommandError("Set PARTWELL_HOSTS to the host names people will use, comma separated.")

    def stop(*_: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    _keep_memory_small()
    with ExitStack() as stack:
        listening = stack.enter_context(_listen(args.host, args.port))
        # Before the demo is loaded: its messages and papers carry addresses too.
        os.environ.setdefault("PARTWELL_URL", _address(args.host, args.port))
        embedded = installation.is_embedded()
        if not args.data and not installation.is_demo(data):
            _load_demo(data)
        if embedded:
            try:
                stack.enter_context(installation.held(data, seconds=STOPPING_SECONDS))
            except installation.InUse as why:
                raise CommandError(f"{why}. One server at a time on an embedded database.") from None
        installation.load(data, demo=demo)
        installation.bring_up_to_date()
        found = installation.problems()
        if found:
            raise CommandError("PartWell does not serve like this:\n  " + "\n  ".join(found), code=1)
        installation.publish_templates()
        from partwell.site import health

        if embedded:
            from partwell.lib import clock
            from partwell.lib.jobs import Worker, give_back_leases

            # This process alone holds the folder: whatever a killed one had in hand is free again.
            give_back_leases(clock.now())
            worker = Worker()
            worker.start()
            stack.callback(worker.stop)
            health.watch(worker)
        health.look_at_open_cases()
        _first_steps(data)
        gc.collect()
        _keep_memory_small()
        sys.stdout.write(f"PartWell is running on {_own_address(args.host, args.port)}/  (Ctrl-C stops it)\n")
        if not embedded:
            sys.stdout.write("Messages, timers and the log wait for `./run worker`: start one beside this server.\n")
        sys.stdout.flush()
        _serve(listening)
    return 0
