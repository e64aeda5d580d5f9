"""The lists of leads and projects: warning lights beside each record and among the filters, and
boxes to tick.
"""

import django_filters
from django.utils.translation import gettext_lazy as _

from crm.core.by_key import keys_of
from crm.staff.filters import ListFilters
from crm.staff.index import ScopedIndex

from ..models import Tag, WarningLight
from ..models.warning import Grade


class LightFilters(ListFilters):
    light = django_filters.ChoiceFilter(
        label=_("warning light"), choices=Grade.choices, method="by_light"
    )
    tag = django_filters.ModelChoiceFilter(
        label=_("tag"), queryset=Tag.objects.all(), method="by_tag"
    )

    def by_light(self, records, _name, grade):
        subject = f"{records.model._meta.model_name}__isnull"
        lights = WarningLight.objects.filter(grade=grade, **{subject: False})
        return records.filter(pk__in=lights.values(records.model._meta.model_name))

    def by_tag(self, records, _name, tag):
        return records.filter(pk__in=tag.taggings.values(records.model._meta.model_name))


class WorkIndex(ScopedIndex):
    base_filterset_class = LightFilters

    def get_base_queryset(self):
        records = (
            super()
            .get_base_queryset()
            .select_related("company", "owner")
            .prefetch_related("lights__rule")
        )
        ticked = keys_of(self.model, self.request.GET.getlist("ticked"))
        return records.filter(pk__in=ticked) if ticked else records
