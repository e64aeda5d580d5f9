"""The records that refer to one, as Wagtail's index of references has them, page by page."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.models import ReferenceIndex

from crm.core.joins import read_with
from crm.core.sight import called_by

OF_A_RECORD = ("base_content_type", "object_id")
Use = tuple[Model, list[ReferenceIndex]]


class Uses:
    """For a paginator. A slice is [(record, its references)], in a query for each kind of record;
    Wagtail's own groups fetch all records, one by one, whatever page is asked for.
    """

    def __init__(self, record: Model) -> None:
        self._references = ReferenceIndex.get_references_to(record)

    def count(self) -> int:
        return self._references.values(*OF_A_RECORD).distinct().count()

    __len__ = count

    def __getitem__(self, part: slice) -> list[Use]:
        keys = self._references.order_by(*OF_A_RECORD).values_list(*OF_A_RECORD).distinct()[part]
        by_kind: dict[int, list[str]] = defaultdict(list)
        for kind, key in keys:
            by_kind[kind].append(key)
        references = self._references_of(by_kind)
        return [
            (record, references[kind, key])
            for kind, object_ids in by_kind.items()
            for key, record in _records(kind, object_ids)
        ]

    def _references_of(self, by_kind: dict[int, list[str]]) -> dict[tuple, list[ReferenceIndex]]:
        condition = Q(pk=None)
        for kind, keys in by_kind.items():
            condition |= Q(base_content_type=kind, object_id__in=keys)
        references = defaultdict(list)
        for reference in self._references.filter(condition):
            references[reference.base_content_type_id, reference.object_id].append(reference)
        return references


def _records(kind: int, keys: list[str]) -> list[tuple[str, Model]]:
    """[(key, record)], read with the relations that the names of the records need."""
    model = ContentType.objects.get_for_id(kind).model_class()
    records = read_with(model._base_manager.all(), called_by(model)).in_bulk(keys)
    by_key = {str(key): record for key, record in records.items()}
    return [(key, by_key[key]) for key in keys if key in by_key]
