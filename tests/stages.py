"""What several tests begin with is played once: into a database of its own, on which each of them then stands.

    @stage
    def player(cast: Cast) -> Player:
        ...

is a fixture. The first test of a process that asks for it plays it, committed, on a fresh copy of the template. Every
test gets a copy of what it returned (and of the cast, when it asks for that too) and rolls back what it adds, as with
`db`. Only tests with `db` stand on a stage; one that commits plays for itself.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any

import pytest
from django.db import connections, transaction

from partwell.lib import clock

from .databases import Template

CAST = pytest.StashKey[Any]()
"""The cast of the stage a test stands on."""

_builders: dict[tuple[str, str], Callable[..., Any]] = {}
_built: dict[Callable[..., Any], tuple[Any, Any, Any]] = {}
"""Connection, cast and result of each stage of this process."""


def stage(build: Callable[..., Any]) -> Any:
    """Make a fixture of a function that plays something with the cast, or with nothing."""
    _builders[build.__module__, build.__name__] = build

    @pytest.fixture(name=build.__name__)
    def standing(request: pytest.FixtureRequest, database_template: Template, db: None) -> Iterator[Any]:
        if build not in _built:
            _built[build] = _play(build, database_template)
        connection, cast, made = _built[build]
        cast, made = copy.deepcopy((cast, made))
        request.node.stash[CAST] = cast
        with _instead(connection):
            clock.freeze(cast.now if cast else None)
            yield made
        clock.freeze(None)

    standing.__doc__ = build.__doc__
    return standing


def cast_of_stage(request: pytest.FixtureRequest) -> Any:
    """The cast of the stage this test stands on, or None."""
    for module, name in _builders:
        if module == request.module.__name__ and name in request.fixturenames:
            request.getfixturevalue(name)
    return request.node.stash.get(CAST, None)


def _play(build: Callable[..., Any], template: Template) -> tuple[Any, Any, Any]:
    from .cast import NOW, build_cast

    was = connections["default"]
    connection = connections["default"] = type(was)({**was.settings_dict, "NAME": template.copy_beside()}, "default")
    try:
        if "cast" not in signature(build).parameters:
            return connection, None, build()
        clock.freeze(NOW)
        cast = build_cast()
        return connection, cast, build(cast)
    finally:
        clock.freeze(None)
        connections["default"] = was


@contextmanager
def _instead(connection: Any) -> Iterator[None]:
    """Another connection in the place of the test's, in a transaction that ends as a test's does: checked, undone."""
    was = connections["default"]
    connections["default"] = connection
    atomic: Any = transaction.atomic()
    atomic._from_testcase = True
    atomic.__enter__()
    try:
        yield
        if connection.features.can_defer_constraint_checks and not connection.needs_rollback:
            connection.check_constraints()
    finally:
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
        connections["default"] = was


def strike() -> None:
    """Close the stages' connections, before their databases are dropped."""
    for connection, _cast, _made in _built.values():
        connection.close()
    _built.clear()
