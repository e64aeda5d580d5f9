"""The pipeline in the staff admin."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.core.links import link_to
from crm.core.money import scaled
from crm.core.viewsets import ACTIONS, MoneyColumn, RecordView, RecordViewSet, ScopedCreate, linked

from .agents.add import add_agent
from .agents.screens import AccountChangeViewSet, MembershipViewSet, panels_of_agent
from .board import board, more_cards
from .channels.facts import edit_facts, facts_panel
from .companies.contact import enter_contact
from .companies.enter import enter_company
from .company_panels import contact_panel, group_panels, work_panels
from .daily_screens import TagViewSet, finish, hand_over_paths
from .duplicates import (
    CandidateViewSet,
    MergeViewSet,
    company_duplicates,
    kept_instead_of,
    merge_companies,
)
from .entry import CreateCompany, CreateLead, likely_companies, new_lead_form
from .judgement.of_lead import judgement_panel
from .lists import LightColumn, WorkIndex
from .models import Activity, Agent, Company, Contact, Lead, PayeeAccount, Project, TargetEntry
from .models.project import STAGES
from .pipeline.increase import edit_increase
from .pipeline.next_steps import record_activity
from .protection.clocks import leads_with_next_clock
from .protection.register import take_in
from .protection.screens import DUE_COLUMN, DisputeViewSet, RegistrationViewSet, panels_of_lead
from .referrers import edit_account, edit_referrers
from .target_import import import_targets


def stages_of(record, states):
    """[(label, done | now | ahead)] for the bar of steps."""
    if record.state not in states:
        return [(record.get_state_display(), "now")]
    place = states.index(record.state)
    return [
        (state.label, "done" if n < place else "now" if n == place else "ahead")
        for n, state in enumerate(states)
    ]


def activity_panel(record):
    rows = [
        (
            "",
            [
                localtime(each.happened_at).strftime("%Y-%m-%d"),
                each.get_kind_display(),
                each.summary,
                each.next_step,
                each.by,
            ],
        )
        for each in record.activities.select_related("by")
    ]
    return (
        _("Activities"),
        [_("when"), _("kind"), _("what happened"), _("next step"), _("by")],
        rows,
    )


class LeadRecord(RecordView):
    record_fields = [
        "number",
        "company",
        "channel",
        "agent",
        "owner",
        "department",
        "industry",
        "investment",
        "land_mu",
        "content",
        "wishes",
        "received_at",
    ]

    def stages(self, record):
        return stages_of(
            record,
            [
                Lead.State.NEW,
                Lead.State.JUDGED,
                Lead.State.ENGAGED,
                Lead.State.NEGOTIATING,
                Lead.State.CONVERTED,
            ],
        )

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


def increase_panel(project, user):
    """The capital increases of a project, which add to its money and
    not to the number of projects.
    """
    found = Project.objects.visible_to(user).filter(extends=project)
    rows = [
        (
            reverse("project:inspect", args=[each.pk]),
            [
                each,
                each.get_state_display(),
                each.signed_on or "—",
                scaled(each.contract_amount) if each.contract_amount else "—",
            ],
        )
        for each in found
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

    def stages(self, record):
        return stages_of(record, STAGES)

    def panels(self, record):
        milestones = [
            ("", [each.get_kind_display(), each.happened_on, each.note])
            for each in record.milestones.all()
        ]
        brought_by = list(record.referrals.select_related("agent"))
        whole = sum(each.parts for each in brought_by)
        referrals = [
            (
                reverse("agent:inspect", args=[each.agent_id]),
                [
                    each.agent,
                    f"{each.parts} / {whole}",
                    each.registered_on,
                    each.investor_confirmed_on or "—",
                    each.team or "—",
                    each.agreed_on or "—",
                ],
            )
            for each in brought_by
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


class CompanyRecord(RecordView):
    record_fields = [
        "name",
        "name_en",
        "credit_code",
        "country",
        "region",
        "industry",
        "parent",
        "website",
        "remark",
    ]

    def get_object(self, queryset=None):
        """The address of a company that was merged shows the one that was kept."""
        self.kwargs["pk"] = kept_instead_of(self.kwargs["pk"])
        return super().get_object(queryset)

    def panels(self, record):
        user = self.request.user
        rankings = [
            ("", [each.target_list, each.rank, each.name_as_listed])
            for each in record.rankings.select_related("target_list")
        ]
        return [
            *contact_panel(record, user),
            *work_panels(record, user),
            (_("On the lists"), [_("list"), _("rank"), _("name on the list")], rankings),
            *group_panels(record),
        ]


class AgentRecord(RecordView):
    record_fields = [
        "name",
        "kind",
        "credit_code",
        "representative",
        "contact_name",
        "phone",
        "email",
        "hometown_tie",
        "qualifications",
        "department",
        "is_active",
    ]

    def panels(self, record):
        work = panels_of_agent(record, self.request.user)
        accounts = PayeeAccount.objects.visible_to(self.request.user).filter(agent=record)
        if not accounts:
            return work
        rows = [
            (
                "",
                [
                    each.holder,
                    each.bank,
                    each.number_masked,
                    _("yes") if each.is_current else _("no"),
                    each.payable_from or "—",
                ],
            )
            for each in accounts
        ]
        columns = [
            _("account holder"),
            _("bank and branch"),
            _("account number"),
            _("in use"),
            _("paid to from"),
        ]
        return [*work, (_("Accounts"), columns, rows)]


class CompanyViewSet(RecordViewSet):
    model = Company
    icon = "home"
    inspect_view_class = CompanyRecord
    form_fields = [
        "name",
        "name_en",
        "credit_code",
        "country",
        "region",
        "industry",
        "parent",
        "website",
        "remark",
    ]
    list_display = ["name", "credit_code", "country", "industry", "updated_at"]
    list_filter = ["country", "rankings__target_list"]
    list_export = ["name", "name_en", "credit_code", "country", "industry", "updated_at"]
    search_fields = ["name", "name_en", "credit_code", "aliases__name"]
    add_view_class = CreateCompany
    create_through = staticmethod(enter_company)
    create_template_name = "leads/checked_form.html"

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("likely/", likely_companies, name="likely"),
            path("<int:pk>/duplicates/", company_duplicates, name="duplicates"),
            path("<int:pk>/merge/<int:other>/", merge_companies, name="merge"),
        ]


class TargetRecord(RecordView):
    record_fields = ["target_list", "rank", "company", "name_as_listed", "place"]

    def facts(self, record):
        revenue = "—" if record.revenue is None else scaled(record.revenue, record.currency)
        return [*super().facts(record), (_("revenue"), revenue)]


class TargetViewSet(RecordViewSet):
    model = TargetEntry
    inspect_view_class = TargetRecord
    icon = "list-ol"
    form_fields = ["name_as_listed", "place"]
    list_display = ["rank", "name_as_listed", "target_list", "place", "company"]
    list_filter = ["target_list", "place"]
    list_export = [
        "rank",
        "name_as_listed",
        "target_list",
        "place",
        "revenue",
        "currency",
        "company.name",
    ]
    search_fields = ["name_as_listed", "company__name", "company__name_en"]
    list_actions = [
        (gettext_lazy("Import a list"), "targetentry:import", "upload", "leads.import_targets")
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("import/", import_targets, name="import")]


class LeadIndex(WorkIndex):
    def get_base_queryset(self):
        leads = super().get_base_queryset()
        return leads if self.is_export else leads_with_next_clock(leads)


class LeadViewSet(RecordViewSet):
    model = Lead
    icon = "mail"
    index_view_class = LeadIndex
    inspect_view_class = LeadRecord
    create_through = staticmethod(take_in)
    add_view_class = CreateLead
    create_template_name = "leads/checked_form.html"
    wan_fields = ("investment",)
    form_fields = [
        "title",
        "company",
        "channel",
        "agent",
        "owner",
        "department",
        "industry",
        "investment",
        "land_mu",
        "content",
        "wishes",
    ]
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


class ProjectViewSet(RecordViewSet):
    model = Project
    icon = "folder-open-inverse"
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
        own = [
            path("board/", board, name="board"),
            path("board/cards/", more_cards, name="board_cards"),
            path("<int:pk>/referrers/", edit_referrers, name="referrers"),
            path("<int:pk>/increase/", edit_increase, name="increase"),
        ]
        return [*super().get_urlpatterns(), *own, *hand_over_paths(Project)]


class AgentViewSet(RecordViewSet):
    model = Agent
    icon = "group"
    inspect_view_class = AgentRecord
    create_through = staticmethod(add_agent)
    form_fields = [
        "name",
        "kind",
        "credit_code",
        "representative",
        "contact_name",
        "phone",
        "email",
        "address",
        "hometown_tie",
        "qualifications",
        "department",
        "is_public_servant",
        "is_state_owned",
        "is_overseas",
        "is_policy_beneficiary",
        "is_intermediary",
        "is_active",
    ]
    list_display = ["name", "kind", "contact_name", "department", "updated_at"]
    list_filter = ["kind", "is_active"]
    list_export = ["name", "kind", "contact_name", "department", "updated_at"]
    search_fields = ["name", "contact_name"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/account/", edit_account, name="account")]


class ContactRecord(RecordView):
    record_fields = [
        "company",
        "name",
        "position",
        "phone",
        "email",
        "wechat",
        "is_native",
        "remark",
    ]


class ContactViewSet(RecordViewSet):
    model = Contact
    icon = "user"
    inspect_view_class = ContactRecord
    create_through = staticmethod(enter_contact)
    form_fields = ContactRecord.record_fields
    list_display = ["name", "position", "company", "phone"]
    list_export = ["name", "position", "company.name", "phone"]
    search_fields = ["name", "phone", "company__name"]


class ActivityRecord(RecordView):
    record_fields = [
        "lead",
        "project",
        "kind",
        "happened_at",
        "summary",
        "next_step",
        "next_on",
        "next_by",
        "next_done_at",
        "by",
    ]


class CreateActivity(ScopedCreate):
    def get_initial(self):
        return {
            **super().get_initial(),
            "happened_at": timezone.localtime().replace(second=0, microsecond=0),
        }

    def get_success_url(self):
        """Back to what it was done for."""
        return link_to(self.object.project or self.object.lead, self.request.user)


class ActivityViewSet(RecordViewSet):
    model = Activity
    icon = "date"
    add_view_class = CreateActivity
    inspect_view_class = ActivityRecord
    create_through = staticmethod(record_activity)
    form_fields = [
        "lead",
        "project",
        "kind",
        "happened_at",
        "summary",
        "next_step",
        "next_on",
        "next_by",
    ]
    fixed_fields = ("lead", "project")
    list_display = ["happened_at", "kind", "summary", "next_step", "next_on", "next_by", "by"]
    list_filter = ["kind"]
    list_export = [
        "happened_at",
        "kind",
        "summary",
        "next_step",
        "next_on",
        "next_by",
        "next_done_at",
        "by",
    ]
    search_fields = ["summary", "next_step", "lead__title", "project__name"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/finish/", finish, name="finish")]


def activity_action(record, user):
    if not user.has_perm("leads.add_activity"):
        return []
    return [
        (
            _("Record an activity"),
            f"{reverse('activity:add')}?{record._meta.model_name}={record.pk}",
        )
    ]


ACTIONS.setdefault(Lead, []).append(activity_action)
ACTIONS.setdefault(Project, []).append(activity_action)


class PipelineGroup(ViewSetGroup):
    menu_label = gettext_lazy("Pipeline")
    menu_icon = "folder-open-inverse"
    menu_order = 100
    items = (
        TargetViewSet,
        CompanyViewSet,
        CandidateViewSet,
        MergeViewSet,
        ContactViewSet,
        LeadViewSet,
        RegistrationViewSet,
        DisputeViewSet,
        ProjectViewSet,
        ActivityViewSet,
        AgentViewSet,
        MembershipViewSet,
        AccountChangeViewSet,
        TagViewSet,
    )
