"""A field that is emptied because the record that it names is deleted (``SET_NULL``).

Django empties such fields in one statement, past ``save()``, so nothing would tell it and the
database would refuse the deletion. Here the row of history is written in the same transaction, by
whoever deletes, for every field of every tracked model: a new one needs nothing more.
"""

from functools import partial

from django.db.models import SET_NULL, ForeignKey
from django.db.models.signals import pre_delete

from .models.tracked import tracked_models
from .writing.bulk import update_alike


def emptied_fields() -> list[ForeignKey]:
    """The fields of tracked models that are emptied so, and that their histories keep."""
    return [
        field
        for model in tracked_models()
        for field in model.history.model.tracked_fields
        if field.is_relation and field.remote_field.on_delete is SET_NULL
    ]


def follow_deletions():
    for field in emptied_fields():
        pre_delete.connect(
            partial(_empty, field),
            sender=field.related_model,
            weak=False,
            dispatch_uid=f"core.emptied {field}",
        )


def _empty(field: ForeignKey, sender, instance, **_signal):
    rows = field.model._base_manager.filter(**{field.name: instance})
    keys = list(rows.values_list("pk", flat=True))
    update_alike(field.model, keys, {field.attname: None}, by=None)
