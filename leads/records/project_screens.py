from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.money import scaled
from crm.staff.facts import linked
from crm.staff.lists import MoneyColumn
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..agents.referrers import edit_referrers
from ..companies.panels import contact_panel
from ..daily.activity_screens import activity_panel
from ..daily.screens import hand_over_paths
from ..models import Lead, Project
from ..pipeline.increase import edit_increase
from ..warnings.columns import LightColumn
from .board import board, more_cards
from .lists import WorkIndex


def increase_panel(project, user):
    """The capital increases of a project, which add to its money and
    not to the number of projects.
    """
    found = Project.objects.visible_to(user).filter(extends=project)
    rows = [
        (
            reverse("project:inspect", args=[increase.pk]),
            [
                increase,
                increase.get_state_display(),
                increase.signed_on or "—",
                scaled(increase.contract_amount) if increase.contract_amount else "—",
            ],
        )
        for increase in found
    ]
    return (
        [
            (
                _("Capital increases"),
                [_("project"), _("stage"), _("signed on"), _("contract amount")],
                rows,
            )
        ]
        if rows
        else []
    )


class ProjectRecord(RecordView):
    record_fields = [
        "number",
        "extends",
        "company",
        "channel",
        "owner",
        "department",
        "host_department",
        "industry",
        "investment",
        "contract_number",
        "contract_amount",
        "signed_on",
        "planned_start_on",
        "planned_production_on",
        "content",
    ]

    def facts(self, record):
        """With the lead it grew from, for those who see that."""
        lead = Lead.objects.visible_to(self.request.user).filter(pk=record.lead_id).first()
        return [
            *super().facts(record),
            *([(Lead._meta.verbose_name, linked(lead, self.request.user))] if lead else []),
        ]

    def panels(self, record):
        milestones = [
            ("", [milestone.get_kind_display(), milestone.happened_on, milestone.note])
            for milestone in record.milestones.all()
        ]
        brought_by = list(record.referrals.select_related("agent"))
        whole = sum(referral.parts for referral in brought_by)
        referrals = [
            (
                reverse("agent:inspect", args=[referral.agent_id]),
                [
                    referral.agent,
                    f"{referral.parts} / {whole}",
                    referral.registered_on,
                    referral.investor_confirmed_on or "—",
                    referral.team or "—",
                    referral.agreed_on or "—",
                ],
            )
            for referral in brought_by
        ]
        referral_titles = [
            _("referred by"),
            _("share"),
            _("registered on"),
            _("confirmed by the investor on"),
            _("team"),
            _("agreed on as the one to be paid, on"),
        ]
        return [
            *increase_panel(record, self.request.user),
            (_("Milestones"), [_("milestone"), _("date"), _("evidence in words")], milestones),
            (_("Referred by"), referral_titles, referrals),
            *contact_panel(record.company, self.request.user),
            activity_panel(record),
        ]


class ProjectViewSet(RecordViewSet):
    model = Project
    icon = "ds-park"
    inspect_view_class = ProjectRecord
    index_view_class = WorkIndex
    wan_fields = ("investment",)
    form_fields = [
        "name",
        "owner",
        "industry",
        "investment",
        "planned_start_on",
        "planned_production_on",
        "content",
    ]
    list_display = [
        "number",
        "name",
        "company",
        "state",
        "owner",
        MoneyColumn("contract_amount", label=gettext_lazy("contract amount")),
        LightColumn(),
        "updated_at",
    ]
    list_filter = ["state", "channel", "department"]
    list_export = [
        "number",
        "name",
        "company.name",
        "state",
        "owner",
        "contract_amount",
        "signed_on",
        "updated_at",
    ]
    search_fields = ["number", "name", "company__name"]

    def get_urlpatterns(self):
        patterns = [
            path("board/", board, name="board"),
            path("board/cards/", more_cards, name="board_cards"),
            path("<int:pk>/referrers/", edit_referrers, name="referrers"),
            path("<int:pk>/increase/", edit_increase, name="increase"),
        ]
        return [*super().get_urlpatterns(), *patterns, *hand_over_paths(Project)]
