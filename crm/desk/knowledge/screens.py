"""Knowledge entries in the staff admin."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.form_screens import ScopedCreate
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import KnowledgeEntry, ServiceRequest
from .write import draft_of, write_entry


class EntryRecord(RecordView):
    record_fields = [
        "question",
        "answer",
        "kind",
        "keywords",
        "is_public",
        "source",
        "written_by",
        "published_by",
    ]

    def title(self, record) -> str:
        return record.question


class EntryCreate(ScopedCreate):
    """Begins with the answered request that ``?request=`` names, as far as one sees it."""

    def source(self) -> ServiceRequest | None:
        key = self.request.GET.get("request", "")
        if not key.isascii() or not key.isdigit():
            return None
        requests = ServiceRequest.objects.visible_to(self.request.user)
        return get_object_or_404(requests, pk=int(key[:18]), answered_at__isnull=False)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if source := self.source():
            form.initial.update(draft_of(source))
        return form

    def save_instance(self):
        facts = {**self.form.cleaned_data, "source": self.source()}
        return write_entry(by=self.request.user, **facts)


class EntryViewSet(RecordViewSet):
    model = KnowledgeEntry
    icon = "ds-note"
    list_hint = gettext_lazy("Answers that serve again stand here, once a second person agrees.")
    add_view_class = EntryCreate
    inspect_view_class = EntryRecord
    create_through = staticmethod(write_entry)
    form_fields = ["question", "answer", "kind", "keywords", "is_public"]
    list_display = ["question", "kind", "state", "is_public", "written_by", "updated_at"]
    list_filter = ["state", "kind", "is_public"]
    list_export = ["question", "answer", "kind", "keywords", "state", "written_by", "updated_at"]
    search_fields = ["question", "answer", "keywords"]


def entry_action(request, user):
    """On the page of an answered request."""
    if request.answered_at is None or not user.has_perm("desk.add_knowledgeentry"):
        return []
    return [(_("Make a knowledge entry"), f"{reverse('knowledgeentry:add')}?request={request.pk}")]
