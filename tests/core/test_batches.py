"""Operations of a kind that follow each other are one batch: each by itself renders all models."""

from itertools import pairwise

from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel
from django.db.migrations.loader import MigrationLoader

OURS = ("crm.", "leads.", "parks.", "commissions.")
KINDS = {
    CreateModel: "tables",
    AddField: "columns",
    AlterField: "changed columns",
    AddConstraint: "constraints and indexes",
    AddIndex: "constraints and indexes",
}


def test_what_can_be_done_at_once_is_one_batch():
    loader = MigrationLoader(None)
    own = [each for each in loader.disk_migrations.values() if each.__module__.startswith(OURS)]
    assert len(own) > 40
    one_by_one = {
        (str(migration), KINDS[type(first)])
        for migration in own
        for first, second in pairwise(migration.operations)
        if KINDS.get(type(first), 1) == KINDS.get(type(second), 2)
    }
    assert one_by_one == set()
