from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.lists import MoneyColumn
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..channels.facts import edit_facts, facts_panel
from ..companies.panels import contact_panel
from ..daily.activity_screens import activity_panel
from ..daily.screens import hand_over_paths
from ..judgement.of_lead import judgement_panel
from ..models import Lead, Project
from ..protection.clocks import leads_with_next_clock
from ..protection.register import create_lead
from ..protection.screens import DUE_COLUMN, panels_of_lead
from ..warnings.columns import LightColumn
from . import fillings as fillings
from .lead_entry import CreateLead, new_lead_form
from .lists import WorkIndex


class LeadRecord(RecordView):
    record_fields = [
        "number",
        *(name for name in Lead.ENTERED if name != "title"),
        "received_at",
    ]

    def panels(self, record):
        project = Project.objects.visible_to(self.request.user).filter(lead=record).first()
        panels = [
            *panels_of_lead(record, self.request.user),
            *facts_panel(record, self.request.user),
            *judgement_panel(record, self.request.user),
            *contact_panel(record.company, self.request.user),
            activity_panel(record),
        ]
        if project:
            panels.append(
                (
                    _("Project"),
                    [_("project"), _("stage")],
                    [
                        (
                            reverse("project:inspect", args=[project.pk]),
                            [project, project.get_state_display()],
                        )
                    ],
                )
            )
        return panels


class LeadIndex(WorkIndex):
    def get_base_queryset(self):
        leads = super().get_base_queryset()
        return leads if self.is_export else leads_with_next_clock(leads)


class LeadViewSet(RecordViewSet):
    model = Lead
    icon = "ds-folder"
    index_view_class = LeadIndex
    inspect_view_class = LeadRecord
    create_through = staticmethod(create_lead)
    add_view_class = CreateLead
    create_template_name = "leads/checked_form.html"
    wan_fields = ("investment",)
    form_fields = list(Lead.ENTERED)
    list_display = [
        "number",
        "title",
        "company",
        "channel",
        "state",
        "owner",
        MoneyColumn("investment", label=gettext_lazy("intended investment")),
        LightColumn(),
        DUE_COLUMN,
        "updated_at",
    ]
    list_filter = ["state", "channel", "department"]
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
