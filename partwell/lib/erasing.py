"""What the rows of a lawfully erased person lose: one way for every app.

An app's module `erasure` names in `HELD` each model with something sealed or a file of one person, and in `KEPT` what
is nobody's or stays, with the reason. A test compares both with the models. The rows, their numbers, days and
digests stay; sealed words read "lawfully erased", sealed data (figures, JSON) is empty, files leave the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ForeignObjectRel, Q

from partwell.lib.files.models import Blob
from partwell.lib.files.store import forget as forget_file
from partwell.lib.keys.fields import ERASED, Sealed

ERASED_NAME = "（已依法删除）"
"""What stands for the name of an erased person."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whose a row is: look-ups from the model to the employee, any of which is enough."""

    paths: tuple[str, ...]
    data: tuple[str, ...] = ()
    """Sealed attributes the program reads as figures or JSON, or reaches somebody by: emptied, without the words."""

    def of(self, employee: int) -> Q:
        """The condition for the rows of one employee."""
        found = Q()
        for path in self.paths:
            found |= Q(**{path: employee})
        return found


def modules() -> Iterator[tuple[str, Any]]:
    """The label of every app that has a module `erasure`, and the module."""
    for config in apps.get_app_configs():
        if config.name.startswith("partwell.apps.") and find_spec(f"{config.name}.erasure"):
            yield config.label, import_module(f"{config.name}.erasure")


def held() -> dict[type[models.Model], Held]:
    """Every model that holds something of one person."""
    return {
        apps.get_model(label, name): one
        for label, module in modules()
        for name, one in getattr(module, "HELD", {}).items()
    }


def kept() -> dict[str, str]:
    """`app.Model.attribute` (or `app.Model` for all of it) that an erasure leaves alone -> the reason."""
    return {f"{label}.{name}": why for label, module in modules() for name, why in getattr(module, "KEPT", {}).items()}


def sealed_of(model: type[models.Model]) -> list[str]:
    """The names of the sealed attributes of a model."""
    return [name for one in model.__mro__ for name, value in vars(one).items() if isinstance(value, Sealed)]


def files_of(model: type[models.Model]) -> list[str]:
    """The names of its foreign keys to stored files."""
    return [
        field.name
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model is Blob
    ]


def empty(employee: int) -> None:
    """Empty what all apps hold of a person; the caller destroyed the key before, in the same transaction."""
    left = kept()
    files: set[int] = set()
    for model, one in held().items():
        keys = list(model._base_manager.filter(one.of(employee)).values_list("pk", flat=True).distinct())
        rows = model._base_manager.filter(pk__in=keys)
        for name in sealed_of(model):
            if f"{model._meta.label}.{name}" in left:
                continue
            column = f"{name}_sealed"
            nothing = None if model._meta.get_field(column).null else b""
            full = rows.filter(**{f"{column}__isnull": False})
            full.update(**{column: nothing if name in one.data else ERASED})
        for name in files_of(model):
            if f"{model._meta.label}.{name}" not in left:
                files |= set(rows.filter(**{f"{name}__isnull": False}).values_list(name, flat=True))
    forget_files(files, employee)


def forget_files(files: set[int], employee: int) -> None:
    """Remove those stored files that no row of anybody else needs."""
    mine = held()
    for relation in Blob._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.related_model, type):
            others = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": files})
            if one := mine.get(relation.related_model):
                others = others.exclude(
                    pk__in=relation.related_model._base_manager.filter(one.of(employee)).values("pk")
                )
            files = files - set(others.values_list(relation.field.name, flat=True))
    for blob in Blob.objects.filter(pk__in=files).exclude(address__startswith="erased:"):
        forget_file(blob)
