"""A run of schema operations as one, so that Django renders the models of a migration's state once
and not once for each operation.

With some 250 models, each with its history, rendering takes most of the time in which a new
database is made.
"""

from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelManagers,
    AlterModelOptions,
    AlterUniqueTogether,
    CreateModel,
    RemoveField,
)
from django.db.migrations.operations.base import Operation

# What a model that the same run creates is created with.
PART_OF_CREATION = (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelManagers,
    AlterModelOptions,
    AlterUniqueTogether,
    RemoveField,
)


class Together(Operation):
    """``operations`` must not depend on rows, nor change the same field of an older model twice."""

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return (type(self).__name__, [self.operations], {})

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # rendered anew, whole, when it is asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self._on_the_database():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(list(self._on_the_database())):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _on_the_database(self):
        created = {
            operation.name_lower
            for operation in self.operations
            if isinstance(operation, CreateModel)
        }
        for operation in self.operations:
            name = getattr(operation, "model_name_lower", None) or getattr(
                operation, "name_lower", None
            )
            if not (isinstance(operation, PART_OF_CREATION) and name in created):
                yield operation

    def describe(self):
        return f"{len(self.operations)} changes of the schema"
