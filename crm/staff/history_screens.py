from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.usage import UsageView

from crm.core.links import link_to
from crm.core.sight import neutral_label, sight_of
from crm.core.writing.history import edits_of

from .facts import seen_among
from .record_page import RecordPage
from .scoped import ScopedObject
from .uses import Uses


class ScopedUsage(ScopedObject, UsageView):
    """Where a record is used. Of records that the person may not see only the kind is shown."""

    def get_breadcrumbs_items(self):
        labels = {get_latest_str(self.object): self.get_page_subtitle()}
        items = super().get_breadcrumbs_items()
        return [{**item, "label": labels.get(item["label"], item["label"])} for item in items]

    def get_queryset(self):
        return Uses(self.object)

    def get_table(self, object_list, **kwargs):
        uses = list(object_list)
        records = [record for record, _references in uses]
        sight = sight_of(self.request)
        sight.look(records)
        with_a_page = seen_among(records, self.request.user, sight)
        rows = [self._row(record, references, record in with_a_page) for record, references in uses]
        return super(UsageView, self).get_table(rows, **kwargs)

    def _row(self, record, references, has_a_page: bool) -> dict:
        link = link_to(record, self.request.user) if has_a_page else None
        label = self._label(record)
        return {
            "object": record,
            "references": references,
            "label": label,
            "edit_url": link or None,
            "edit_link_title": label,  # None would be written as a word
        }

    def _label(self, record) -> str:
        is_asked = hasattr(getattr(type(record), "objects", None), "visible_to")
        return sight_of(self.request).label(record) if is_asked else neutral_label(type(record))


class ScopedHistory(RecordPage):
    """The stored changes of a record, with the values before and after."""

    template_name = "core/history.html"
    page_title = gettext_lazy("History")
    header_icon = "history"

    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if not sight_of(self.request).tells_history(record):
            raise PermissionDenied
        return record

    def get_context_data(self, **kwargs):
        is_kept = hasattr(self.object, "history")
        edits = edits_of(self.object, sight_of(self.request)) if is_kept else []
        return {**super().get_context_data(**kwargs), "edits": edits}
