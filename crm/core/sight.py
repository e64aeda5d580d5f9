"""What a person may know of a record that another one names: its label, or only what kind of thing
it is.
"""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from .models import User


class Sight:
    """One person's view while a page or a file is made: what was asked once is not asked again.

    A model says by ``known_to`` of its queryset whose name a person may read; where it has none, by
    ``visible_to``. One that has neither is no secret. A record that names others in its own label
    gives ``label_for(sight)``; one that not everybody who sees it may read in full gives
    ``hidden_from(user)``, names of fields, and ``history_is_for(user)``.
    """

    def __init__(self, user: User) -> None:
        self.user = user
        self._known: dict[type, dict] = {}

    def look(self, records: Iterable):
        """Find out about all of ``records`` at once, by one query for each model."""
        keys: dict[type, set] = {}
        for record in records:
            model = _model_of(record)
            if model and record.pk is not None and record.pk not in self._known.get(model, ()):
                keys.setdefault(model, set()).add(record.pk)
        for model, pks in keys.items():
            known_keys = _known_among(model, pks, self.user)
            self._known.setdefault(model, {}).update({pk: pk in known_keys for pk in pks})

    def has_read(self, records: Iterable):
        """``records`` were found by ``visible_to``, which shows no more than ``known_to``."""
        for record in records:
            self._known.setdefault(_model_of(record), {})[record.pk] = True

    def knows(self, record) -> bool:
        self.look([record])
        model = _model_of(record)
        return model is None or record.pk is None or self._known[model][record.pk]

    def label(self, record) -> str:
        """The record's name, or only its kind where the person may not know it."""
        if not self.knows(record):
            return neutral_label(type(record))
        return record.label_for(self) if hasattr(record, "label_for") else str(record)

    def hides(self, record, name: str) -> bool:
        """Whether the person may read the record, but not this field of it."""
        return hasattr(record, "hidden_from") and name in record.hidden_from(self.user)

    def tells_history(self, record) -> bool:
        """Whether the person may read who changed the record from what to what."""
        return not hasattr(record, "history_is_for") or record.history_is_for(self.user)

    def in_words(self, value):
        """A cell as the person may read it: records by their labels, anything else as it is."""
        return self.label(value) if isinstance(value, Model) else value


def neutral_label(model) -> str:
    return _("%(record)s (not yours to see)") % {"record": model._meta.verbose_name}


def sight_of(request) -> Sight:
    """The view of who asks, kept for as long as the request lasts."""
    if not hasattr(request, "sight"):
        request.sight = request.user.sight = Sight(request.user)
    return request.sight


def view_of(user) -> Sight:
    """The same for what knows the person alone; a view of its own outside of a request."""
    return getattr(user, "sight", None) or Sight(user)


def _model_of(record) -> type | None:
    """The model whose ``visible_to`` decides on the record; None where it has none."""
    if not isinstance(record, Model):
        return None
    model = record._meta.concrete_model
    return model if hasattr(getattr(model, "objects", None), "visible_to") else None


def _known_among(model, keys: set, user) -> set:
    known_to = getattr(model.objects, "known_to", model.objects.visible_to)
    rows = known_to(user)
    if not rows.query.where:
        return keys  # this person sees them all
    return set(rows.filter(pk__in=keys).values_list("pk", flat=True))


def of_seen(rows, name: str, seen):
    """Those of ``rows`` whose record ``name`` (none lacks one) is among ``seen``. Where this person
    sees every such record, all of them: else the database would look up each.
    """
    return rows.filter(**{f"{name}__in": seen}) if seen.query.where else rows


def called_by(model) -> list[str]:
    """The ways from ``model`` to the records that its own name says, as its ``CALLED_BY`` tells."""
    names = getattr(model, "CALLED_BY", ())
    paths = (f"{name}__{way}" for name in names for way in called_by(end_of(model, name)))
    return [*names, *paths]


def named_by(record) -> list[Model]:
    """The records that the name of ``record`` says; those read with it cost no query."""
    records = []
    for way in called_by(type(record)):
        related = record
        for name in way.split("__"):
            related = related and getattr(related, name)
        records.append(related)
    return [record for record in records if record is not None]


def end_of(model, way: str):
    for name in way.split("__"):
        model = model._meta.get_field(name).related_model
    return model
