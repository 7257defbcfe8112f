"""What every test stands on; the fixtures are in `tests/`."""

pytest_plugins = ["tests.cast"]
