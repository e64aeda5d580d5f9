"""The audit log for those who read it: its list, an entry, and what leaves it line by line."""

import json

import django_filters
from django.core.exceptions import PermissionDenied
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput
from wagtail.admin.widgets.button import HeaderButton

from crm.core.models import AuditEntry

from .filters import ListFilters
from .index import ScopedIndex
from .record_page import RecordView
from .system_screens import LogViewSet
from .tables.export_screen import Prepared, export_prepared

FACTS = ("at", "kind", "outcome", "person", "roles", "address", "record", "said", "path", "count")


class AuditFilters(ListFilters):
    since = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__gte",
        label=gettext_lazy("from this day"),
        widget=AdminDateInput,
    )
    until = django_filters.DateFilter(
        field_name="at",
        lookup_expr="date__lte",
        label=gettext_lazy("until this day"),
        widget=AdminDateInput,
    )

    class Meta:
        model = AuditEntry
        fields = ["since", "until", "kind", "outcome", "by"]


class AuditRecord(RecordView):
    record_fields = list(FACTS)


class AuditIndex(ScopedIndex):
    @property
    def header_buttons(self):
        """The lines are those that the conditions of the list leave."""
        address = f"{reverse('auditentry:lines')}?{self.request.GET.urlencode()}"
        lines = HeaderButton(_("As lines of JSON"), url=address, icon_name="ds-download")
        return [*super().header_buttons, lines]


class AuditLines(ScopedIndex):
    """The rows that the conditions leave, each as one line of JSON."""

    def get(self, request, *args, **kwargs):
        if not request.user.has_perm("core.view_auditentry"):
            raise PermissionDenied
        rows = self.get_queryset()
        prepared = Prepared(
            title=str(AuditEntry._meta.verbose_name_plural),
            columns=list(FACTS),
            rows=rows.count(),
            build=lambda mark: lines_of(rows, mark),
            name="audit.jsonl",
            said=_("one line of JSON for each entry"),
            format="jsonl",
        )
        return export_prepared(request, prepared)

    post = get


def lines_of(rows, mark: str) -> bytes:
    """``mark``, who took it and why, is the first line."""
    lines = [{"export": mark}]
    for entry in rows.order_by("pk").iterator():
        facts = {name: getattr(entry, name) for name in FACTS}
        lines.append({"id": entry.pk, **facts, "at": entry.at.isoformat(), "by": entry.by_id})
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()


class AuditEntryViewSet(LogViewSet):
    model = AuditEntry
    icon = "ds-clock"
    list_hint = gettext_lazy(
        "Log-ins, refusals, exports, downloads and changes of rules stand here."
    )
    add_to_admin_menu = True
    menu_label = gettext_lazy("Audit log")
    menu_order = 855
    index_view_class = AuditIndex
    inspect_view_class = AuditRecord
    form_fields = ["kind"]
    list_display = ["kind", "at", "person", "outcome", "record", "said", "count"]
    filterset_class = AuditFilters
    list_export = list(FACTS)
    search_fields = ["person", "record", "said", "address", "path"]

    @property
    def lines_view(self):
        return self.construct_view(AuditLines, **self.get_index_view_kwargs())

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("lines/", self.lines_view, name="lines")]
