from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.money import scaled
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import ListKind, TargetEntry
from .import_screen import import_targets


class TargetRecord(RecordView):
    record_fields = ["target_list", "rank", "company", "name_as_listed", "place", "field"]

    def facts(self, record):
        revenue = "—" if record.revenue is None else scaled(record.revenue, record.currency)
        return [*super().facts(record), (_("revenue"), revenue)]


class ListKindViewSet(RecordViewSet):
    model = ListKind
    icon = "ds-tag"
    list_hint = gettext_lazy("The kinds of lists that are imported stand here.")
    form_fields = ["code", "name", "name_en", "is_ranked", "place"]
    fixed_fields = ("code",)
    list_display = ["__str__", "code", "is_ranked", "place"]
    list_export = ["code", "name", "name_en", "is_ranked", "place"]


class TargetViewSet(RecordViewSet):
    model = TargetEntry
    list_hint = gettext_lazy("Companies of the imported 500 lists stand here.")
    inspect_view_class = TargetRecord
    icon = "ds-target"
    form_fields = ["name_as_listed", "place"]
    list_display = ["name_as_listed", "rank", "target_list", "place", "company"]
    list_filter = ["target_list", "place"]
    list_export = [
        "rank",
        "name_as_listed",
        "target_list",
        "place",
        "field",
        "revenue",
        "currency",
        "company.name",
    ]
    search_fields = ["name_as_listed", "company__name", "company__name_en"]
    list_actions = [
        (gettext_lazy("Import a list"), "targetentry:import", "upload", "leads.import_targets"),
        (gettext_lazy("Movements"), "list_movements", "ds-chart", "leads.view_targetentry"),
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("import/", import_targets, name="import")]
