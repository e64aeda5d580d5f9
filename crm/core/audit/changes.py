"""Changes of models that are audited: rules, settings, roles. Every write of them is noted, from
the row of history that it leaves.
"""

from dataclasses import dataclass

from ..writes import Follower, follow_writes
from ..writing.history import changes_between
from .write import note

WORDS = 5  # fields that an entry names


@dataclass(frozen=True)
class Audited:
    """``fields`` (names of columns) are those that matter; all of them where none is named."""

    model: type
    kind: str
    fields: tuple[str, ...] = ()

    def tell(self, keys):
        for key in keys:
            rows = self.model.history.filter(**{self.model._meta.pk.attname: key})
            newest, before, *_rest = [*rows.order_by("-history_id")[:2], None, None]
            if newest is not None and self._matters(newest, before):
                self._note(newest, before)

    def _matters(self, newest, before) -> bool:
        if newest.history_user_id is None:
            return False  # a database is being laid down
        if before is None or newest.history_type != "~" or not self.fields:
            return True
        return any(getattr(newest, name) != getattr(before, name) for name in self.fields)

    def _note(self, newest, before):
        changes = [
            f"{label}: {old} → {new}" for label, old, new in changes_between(newest, before)[:WORDS]
        ]
        text = "; ".join(changes) or newest.get_history_type_display()
        record = newest.instance
        note(self.kind, by=newest.history_user, record=record, said=text)


def audit_changes(model: type, kind: str, *fields: str):
    """Note every change of ``model``, or of these columns of it, in the audit log."""
    audited = Audited(model, kind, fields)
    follow_writes(model, Follower(list, audited.tell))
