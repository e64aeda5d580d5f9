"""The ticked rows of any list through the list's own export, with all that it does."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .bulk_actions import RecordBulkAction


class Export(RecordBulkAction):
    """``models`` is filled by the lists that have an export."""

    models: list[type] = []
    display_name, aria_label, action_type, action_priority = (
        _("Export"),
        _("Export the ticked records"),
        "export",
        25,
    )
    permission = "{app}.view_{model}"

    def dispatch(self, request, *args, **kwargs):
        super().dispatch(request, *args, **kwargs)
        query = [("export", "xlsx"), *[("ticked", record.pk) for record in self.records]]
        return redirect(f"{self.next_url.split('?')[0]}?{urlencode(query)}")
