from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from crm.core.tables.columns import tables_of

from .forms import scope_choices
from .lists import QuickList, ViewsOfList
from .quick_cells import QuickTitle
from .reachable import label_plainly
from .scoped import may_still_be_edited
from .tables.export_screen import LoggedExport


class ScopedIndex(LoggedExport, ViewsOfList, QuickList, generic.IndexView):
    template_name = "core/list.html"
    results_template_name = "core/list_results.html"

    def get_base_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_edit_url(self, instance):
        may = may_still_be_edited(instance, self.request.user)
        return super().get_edit_url(instance) if may else None

    def get_delete_url(self, instance):
        may = may_still_be_edited(instance, self.request.user)
        return super().get_delete_url(instance) if may else None

    def _get_title_column(self, field_name, column_class=QuickTitle, **kwargs):
        """The title of a row leads to the record's page, for those who may edit it too; the form is
        one click further.
        """
        column = super()._get_title_column(
            field_name,
            column_class,
            classname="record-number" if field_name == "number" else None,
            **kwargs,
        )
        column._get_url_func = self.get_inspect_url
        return column

    @cached_property
    def filters(self):
        filters = super().filters
        if filters:
            label_plainly(filters)
            scope_choices(filters.form, self.request.user)
        return filters

    @cached_property
    def header_buttons(self):
        """The links of ``RecordViewSet.list_actions``, beside “add”."""
        buttons = [
            HeaderButton(label, url=reverse(name), icon_name=icon)
            for label, name, icon, permission in self.list_actions
            if self.request.user.has_perm(permission)
        ]
        for table in tables_of(self.model):
            if table.may_import(self.request.user):
                label = _("Import: %s") % table.title if table.code else _("Import a ledger")
                buttons.append(
                    HeaderButton(
                        label, url=reverse("tables:choose", args=[table.label]), icon_name="upload"
                    )
                )
        return [*super().header_buttons, *buttons]

    list_actions: list = []
