"""How long the second start of the demo takes until it answers, and what the program needs."""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from partwell.site import installation

from . import Row, Where

SUMMARY = "second start, memory, a figure of law from a fresh process, run-time packages"
PACKAGES = 75
SECONDS = 3.0


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(data: Path, environment: dict[str, str]) -> tuple[float, float, float]:
    """Wall seconds until /healthz is 200, CPU seconds until then, and resident MB (Linux; elsewhere 0)."""
    port, before = _port(), time.monotonic()
    command = [sys.executable, str(installation.ROOT / "run"), "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10):
                    break
            except OSError as why:
                # 503: it answers, and is not whole yet (the worker beside it begins, jobs of before are being done).
                wrong = isinstance(why, urllib.error.HTTPError) and why.code != 503
                if wrong or process.poll() is not None or time.monotonic() - before > 60:
                    raise
                time.sleep(0.02)
        wall = time.monotonic() - before
        cpu = memory = 0.0
        status = Path(f"/proc/{process.pid}/status")
        if status.exists():
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            memory = int(re.findall(r"VmRSS:\s+(\d+)", status.read_text())[0]) / 1024
        return wall, cpu, memory
    finally:
        process.terminate()
        process.wait(30)


def _figure_of_law() -> float:
    """Wall seconds of `./run region`, one answer from a fresh process."""
    before = time.monotonic()
    asked = ["region", "330100", "minimum_wage.monthly", "--on", "2026-11-01", "--json"]
    subprocess.run([sys.executable, str(installation.ROOT / "run"), *asked], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - before


def measure(where: Where) -> Iterator[Row]:
    """Load the demo once beside, start it twice more than needed, and take medians."""
    data = where.data / "demo"
    shutil.rmtree(data, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if name not in ("PARTWELL_DATA", "PARTWELL_DEMO")}
    environment = {**kept, "PARTWELL_DB": "sqlite"}
    load = [sys.executable, str(installation.ROOT / "run"), "demo", "load", "--data", str(data)]
    subprocess.run(load, env=environment, check=True, stdout=subprocess.DEVNULL)
    figures = [_start(data, environment) for _ in range(4)][1:]
    wall, cpu, memory = (statistics.median(column) for column in zip(*figures, strict=True))
    yield Row("start.seconds", wall, "s", goal=SECONDS)
    yield Row("start.cpu_s", cpu, "s")
    yield Row("start.memory", memory, "MB")
    yield Row("start.region_s", statistics.median(_figure_of_law() for _ in range(5)), "s", goal=0.5)
    lock = (installation.ROOT / "requirements.lock").read_text()
    yield Row("start.packages", len(re.findall(r"^[a-zA-Z0-9_.-]+==", lock, re.MULTILINE)), "packages", goal=PACKAGES)
