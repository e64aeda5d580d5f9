"""Every relation that points at a company, found from the models themselves, so that a new one
cannot be forgotten.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from simple_history.models import HistoricalChanges

# Records of the past, which keep the company they were written about.
RECORDS_OF_THE_PAST = {"leads.MergedRow", "core.Move"}
# Worked out from all else: it goes with its company.
WORKED_OUT = {"leads.FitScore"}


@dataclass(frozen=True)
class Relation:
    """``field`` of ``model`` points at a company; where ``kind_field`` is given, only in rows of
    the company's content type.
    """

    model: type
    field: str
    kind_field: str = ""
    why_not: str = ""  # what keeps this program from moving it

    def __str__(self):
        return str(self.model._meta.verbose_name_plural)

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def rows(self, company):
        conditions = {self.field: company.pk}
        if self.kind_field:
            conditions[self.kind_field] = ContentType.objects.get_for_model(company)
        return self.model._base_manager.filter(**conditions).order_by("pk")

    def points_at(self, record) -> int | None:
        value = getattr(record, self._attribute)
        return None if value is None else int(value)

    def point(self, record, pk):
        setattr(record, self._attribute, pk)

    @property
    def _attribute(self) -> str:
        return self.model._meta.get_field(self.field).attname


def relations_to(model) -> list[Relation]:
    """Each foreign key (of hidden and many-to-many tables too) and each generic one that may lead
    to ``model``.
    """
    pointing = [
        rel
        for rel in model._meta.get_fields(include_hidden=True)
        if rel.auto_created and not rel.concrete and not rel.many_to_many
    ]
    plain = [
        Relation(rel.related_model, rel.field.name, why_not=_obstacle(rel)) for rel in pointing
    ]
    generic = [
        Relation(model, key.fk_field, key.ct_field)
        for model in apps.get_models()
        for key in model._meta.private_fields
        if isinstance(key, GenericForeignKey)
    ]
    return [relation for relation in plain + generic if not _is_past(relation.model)]


def relation_of(row) -> Relation:
    """The relation by which a merge moved ``row``."""
    from ..models import Company

    model = row.content_type.model_class()
    return next(
        relation
        for relation in relations_to(Company)
        if relation.model is model and relation.field == row.field
    )


def _is_past(model) -> bool:
    labels = RECORDS_OF_THE_PAST | WORKED_OUT
    return issubclass(model, HistoricalChanges) or model._meta.label in labels


def _obstacle(rel) -> str:
    if rel.parent_link:
        return "parent_link"
    if rel.field.target_field != rel.model._meta.pk:
        return "to_field"
    return ""
