"""New tables, constraints or indexes as one operation, for which Django renders the models once.

For each operation Django renders again every model that is related to the new one, and all of ours
are related through the user in their history. The 226 tables take 155 s of processor time one by
one, and 27 s in batches (docs/decisions/0121-fresh-migrations.md).
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
