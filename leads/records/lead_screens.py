from django.urls import path
from django.utils.translation import gettext_lazy

from crm.core.days import day_of
from crm.staff.columns import MoneyColumn
from crm.staff.forms import offer_only, who_may
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..channels.facts import edit_facts, facts_shown
from ..daily.screens import hand_over_paths
from ..models import Lead
from ..protection.clocks import leads_with_next_clock
from ..protection.register import create_lead
from ..protection.screens import DUE_COLUMN
from ..warnings.columns import LIGHT_COLUMN
from . import fillings as fillings
from . import lead_parts as lead_parts
from .lead_entry import CreateLead, new_lead_form
from .lists import WorkIndex


class LeadRecord(RecordView):
    record_fields = [
        "number",
        *(name for name in Lead.ENTERED if name != "title"),
        "received_at",
    ]
    headline_fields = ("company", "channel", "agent", "owner")
    fetched_too = ("assessments",)

    def reached(self, record):
        return {Lead.State.NEW: day_of(record.received_at)}

    def facts(self, record):
        """With those of the channel by which it came."""
        return [*super().facts(record), *facts_shown(record, self.request.user)]


class LeadIndex(WorkIndex):
    def get_base_queryset(self):
        leads = super().get_base_queryset()
        return leads if self.is_export else leads_with_next_clock(leads)


class LeadViewSet(RecordViewSet):
    model = Lead
    icon = "ds-folder"
    list_hint = gettext_lazy("What a company intends to invest stands here from the first word on.")
    index_view_class = LeadIndex
    inspect_view_class = LeadRecord
    create_through = staticmethod(create_lead)
    add_view_class = CreateLead
    create_template_name = "leads/checked_form.html"
    wan_fields = ("investment",)
    form_fields = list(Lead.ENTERED)
    form_sections = (
        (gettext_lazy("Company and channel"), ("title", "company", "channel", "agent")),
        (
            gettext_lazy("What is intended"),
            ("industry", "investment", "land_mu", "content", "wishes"),
        ),
        (gettext_lazy("Who is in charge"), ("owner", "department")),
    )
    list_display = [
        "title",
        MoneyColumn("investment", label=gettext_lazy("intended investment")),
        "state",
        LIGHT_COLUMN,
        DUE_COLUMN,
        "channel",
        "agent",
        "owner",
        "updated_at",
        "number",
    ]
    list_filter = ["state", "channel", "owner", "industry", "department"]
    list_export = [
        "number",
        "title",
        "company.name",
        "channel",
        "state",
        "owner",
        "investment",
        "received_at",
        "updated_at",
    ]
    search_fields = ["number", "title", "company__name", "agent__name"]

    def get_form_class(self, for_update=False):
        form_class = super().get_form_class(for_update)
        return form_class if for_update else new_lead_form(form_class)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            *hand_over_paths(Lead),
            path("<int:pk>/channel-facts/", edit_facts, name="channel_facts"),
        ]


offer_only(Lead, "owner", who_may("leads.add_activity"))
