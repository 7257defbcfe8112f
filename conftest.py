"""What every test stands on; the fixtures are in `tests/`."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A slow machine is no fault of the code: nothing here fails by the clock.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ["tests.databases", "tests.stages", "tests.cast", "tests.live", "tests.network"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nightly", action="store_true", help="also run the tests marked nightly")
    parser.addoption("--only-database", action="store_true", help="what is worth running on a second database")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Core knows no database: for a second one its tests are not even read."""
    pure = collection_path == config.rootpath / "partwell" / "core"
    return True if pure and config.getoption("--only-database") else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what belongs to the night or to the other database, and refuse Django's flush."""
    on = "postgres" if os.environ.get("PARTWELL_DB", "sqlite").startswith("postgres") else "sqlite"
    wanted, unwanted = [], []
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: a test that commits takes the fixture committed_db")
        other = item.get_closest_marker("only_on_sqlite" if on == "postgres" else "only_on_postgres")
        tonight = item.get_closest_marker("nightly") and not config.getoption("--nightly")
        once = not _touches_a_database(item) or (item.get_closest_marker("once") and not config.getoption("--nightly"))
        again = config.getoption("--only-database") and once
        (unwanted if other or tonight or again else wanted).append(item)
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
    items[:] = _long_ones_first(wanted)


def _long_ones_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The browser's stories in front of what the first process begins with, the sweeps in front of the second's.

    Each begins with an equal share: none ends with a long test while the others have nothing left to take over, and
    one browser and one shared server are enough. Within the groups the order is as random as before.
    """
    stories = [item for item in items if item.get_closest_marker("e2e")]
    sweeps = [item for item in items if item.get_closest_marker("sweep") and not item.get_closest_marker("e2e")]
    long_ones = {*stories, *sweeps}
    short = [item for item in items if item not in long_ones]
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    cut = max(0, len(items) // processes - len(stories))
    return [*stories, *short[:cut], *sweeps, *short[cut:]]


# `cast` and `database` ask for one of the others when they run, which their names do not show.
DATABASE_FIXTURES = {"db", "committed_db", "empty_db", "database", "cast", "demo", "database_template"}


def _touches_a_database(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


class _Report:
    """Collects, for `./run test`, what was skipped and why."""

    def __init__(self) -> None:
        self.skipped: dict[str, int] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail") and isinstance(report.longrepr, tuple):
            why = report.longrepr[2].removeprefix("Skipped: ")
            self.skipped[why] = self.skipped.get(why, 0) + 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple):
            why = report.longrepr[2].removeprefix("Skipped: ")
            self.skipped[why] = self.skipped.get(why, 0) + 1

    def pytest_sessionfinish(self, session: Any) -> None:
        Path(os.environ["PARTWELL_TEST_REPORT"]).write_text(json.dumps(self.skipped, ensure_ascii=False))


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("PARTWELL_TEST_REPORT") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Report())
