"""Tables made together: the operation of a squashed migration.

Django renders every model that is related to a new one again after each `CreateModel`, which with a hundred models
that all point at each other is most of the time a migration from nothing takes. Here the state takes all models of an
app first, and they are rendered once.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Create the tables of several models that may point at each other."""

    category = OperationCategory.ADDITION
    reversible = False
    serialization_expand_args = ["models"]

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As a migration writes it."""
        return type(self).__name__, (), {"models": self.models}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Take all models into a state that is rendered when it is next asked for."""
        # As ProjectState.clear_delayed_apps_cache() does it.
        state.__dict__.pop("apps", None)
        for one in self.models:
            one.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the tables in their order; foreign keys follow when all of them are there."""
        for one in self.models:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `migrate --plan` prints."""
        return "Create " + ", ".join(one.name for one in self.models)
