"""Which models keep a history, and what the database holds of them: that no write goes without."""

from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db import models

# What the database does by itself on each tracked table.
WRITTEN, CHANGED = "history_of_rows", "history_of_changes"


def tracked_models() -> list[type[models.Model]]:
    """Every model whose rows have a history, by the name of its table."""
    tracked = [
        model
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]
    return sorted(tracked, key=lambda model: model._meta.db_table)


class _OfEveryTrackedTable(Mapping):
    """Said of all of them at once, so that none is forgotten."""

    WORDS = {
        WRITTEN: "refuses a row that is stored or taken away without its row of history",
        CHANGED: "refuses a change without its row of history",
    }

    def __getitem__(self, name: str) -> str:
        return self.WORDS[name.partition(".")[2]]

    def __iter__(self) -> Iterator[str]:
        for model in tracked_models():
            for trigger in self.WORDS:
                yield f"{model._meta.db_table}.{trigger}"

    def __len__(self) -> int:
        return len(list(iter(self)))


TRIGGERS = _OfEveryTrackedTable()
