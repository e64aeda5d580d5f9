"""New tables, constraints or indexes as one operation, for which Django renders the models once.

By itself Django renders every model that is related to a new one again, for each operation; all
of ours are, by the user in their history. The 226 tables one by one: 155 s of processor time; as
batches: 27 s (docs/decisions/0121-fresh-migrations.md).
"""

from django.db.migrations.operations.base import Operation


class Batch(Operation):
    """``operations`` may stand in any order, and none may change what another of them makes."""

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return (type(self).__name__, [self.operations], {})

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # rendered anew, whole, when it is asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"{len(self.operations)} changes of the schema"
