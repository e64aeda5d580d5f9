"""The channels in the staff admin: their reports, the chains, and the people and meetings of the
hometown ties.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from crm.core.punctuation import clauses
from crm.core.replica.read import reads_from_replica
from crm.core.tables.exporting import FORMATS
from crm.core.writing.history import save_as
from crm.staff.columns import MoneyColumn
from crm.staff.extensions import add_actions
from crm.staff.facts import linked
from crm.staff.menu import shown_to
from crm.staff.record_page import RecordView
from crm.staff.tables.export_screen import export_sheet
from crm.staff.viewsets import RecordViewSet

from ..models import (
    Agent,
    AgentTarget,
    Chain,
    Chamber,
    Channel,
    Invitation,
    Link,
    Native,
    TalkEvent,
    TargetEntry,
)
from .chain import candidates, projects_of, standing, standings
from .chain_edit import add_enterprise, edit_edges, edit_strength
from .chain_graph import graph
from .origin import new_lead_link
from .report import REPORTS

SHOWN = 200


@reads_from_replica
def report(request, code):
    """The report of one channel, or the file of it."""
    if not request.user.has_perm("leads.view_lead"):
        raise PermissionDenied
    if code not in REPORTS:
        raise Http404
    answer = REPORTS[code](request.user, request.GET)
    if request.GET.get("export") in FORMATS:
        return export_sheet(
            request, answer.as_sheet(f"{_('Channel reports')} {Channel(code).label}")
        )
    query = request.GET.copy()
    query.pop("export", None)
    context = {
        "report": answer,
        "code": code,
        "channel": Channel(code).label,
        "channels": [channel for channel in Channel if channel in REPORTS],
        "lines": answer.lines(SHOWN),
        "asked": query.urlencode(),
    }
    return render(request, "leads/channel_report.html", context)


class ReportsViewSet(ViewSet):
    icon = "ds-chart"
    menu_label = gettext_lazy("Channel reports")
    menu_item_class = shown_to("leads.view_lead")
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", lambda request: report(request, Channel.LIST500), name="index"),
            path("<slug:code>/", report, name="report"),
        ]


class ChainRecord(RecordView):
    template_name = "leads/chain.html"
    record_fields = ["name", "plan", "department", "leader"]

    def get_context_data(self, **kwargs):
        self.standings = standings(self.object.links.all())
        return {**super().get_context_data(**kwargs), "graph": graph(self.object, self.standings)}

    def panels(self, record):
        rows = [
            (
                reverse("link:inspect", args=[standing.link.pk]),
                [standing.link.name, standing.strength.label, standing.reason],
            )
            for standing in self.standings
        ]
        return [(_("Links"), [_("link"), _("strength"), _("why")], rows)]

    def actions(self, record):
        actions = []
        if self.request.user.has_perm("leads.change_chain"):
            actions = [
                (_("Add a link"), f"{reverse('link:add')}?chain={record.pk}"),
                (_("Edit the edges"), reverse("chain:edges", args=[record.pk])),
            ]
        return [*actions, *super().actions(record)]


class LinkRecord(RecordView):
    record_fields = ["chain", "name", "industry_codes", "keywords"]

    def facts(self, record):
        self.standing = standing(record)
        return [
            *super().facts(record),
            (_("strength"), self.standing.strength.label),
            (_("why"), self.standing.reason),
        ]

    def panels(self, record):
        return [
            self._here(record),
            self._projects(record),
            self._neighbours(record),
            self._candidates(record),
        ]

    def _here(self, record):
        rows = [
            (
                reverse("company:inspect", args=[enterprise.company_id]),
                [
                    enterprise.company,
                    _("yes") if enterprise.is_leading else _("no"),
                    enterprise.note,
                ],
            )
            for enterprise in record.enterprises.select_related("company")
        ]
        return (
            _("Enterprises here without a project of ours"),
            [_("company"), _("leads the chain"), _("note")],
            rows,
        )

    def _projects(self, record):
        projects = projects_of(record).visible_to(self.request.user).select_related("company")
        return (
            _("Projects"),
            [_("project"), _("company"), _("stage")],
            [
                (
                    reverse("project:inspect", args=[project.pk]),
                    [project, project.company, project.get_state_display()],
                )
                for project in projects
            ],
        )

    def _neighbours(self, record):
        rows = [
            (
                reverse("link:inspect", args=[edge.source_id]),
                [edge.source.name, _("hands on to this link"), edge.goods],
            )
            for edge in record.edges_in.select_related("source")
        ]
        rows += [
            (
                reverse("link:inspect", args=[edge.target_id]),
                [edge.target.name, _("receives from this link"), edge.goods],
            )
            for edge in record.edges_out.select_related("target")
        ]
        return (
            _("Links beside it"),
            [_("link"), pgettext("in the chain", "place"), _("what is handed on")],
            rows,
        )

    def _candidates(self, record):
        rows = [
            (
                reverse("company:inspect", args=[candidate.company.pk]),
                [
                    candidate.company,
                    f"{candidate.entry.target_list} #{candidate.entry.rank}",
                    clauses(candidate.reasons),
                    self._lead_of(candidate),
                ],
            )
            for candidate in candidates(record, self.request.user)
        ]
        return (
            _("Candidates from the lists"),
            [_("company"), _("list"), _("why"), _("open lead")],
            rows,
        )

    def _lead_of(self, candidate):
        """A link to the open lead about the candidate, or to the form for a new one."""
        if candidate.lead:
            return linked(candidate.lead, self.request.user)
        if not self.request.user.has_perm("leads.add_lead"):
            return "—"
        link = new_lead_link(self.object, company=candidate.company.pk)
        return format_html('<a href="{}">{}</a>', link, _("Register a lead"))

    def actions(self, record):
        if not self.request.user.has_perm("leads.change_link"):
            return []
        return [
            (_("Set the strength by hand"), reverse("link:strength", args=[record.pk])),
            (_("Add an enterprise that is here"), reverse("link:enterprise", args=[record.pk])),
        ]


class ChainViewSet(RecordViewSet):
    model = Chain
    icon = "ds-link"
    list_hint = gettext_lazy("The city's industry chains stand here.")
    inspect_view_class = ChainRecord
    form_fields = ["name", "plan", "department", "leader"]
    list_display = ["name", "department", "leader"]
    list_export = ["name", "plan", "department", "leader"]
    search_fields = ["name"]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/edges/", edit_edges, name="edges")]


class LinkViewSet(RecordViewSet):
    model = Link
    icon = "ds-tag"
    list_hint = gettext_lazy(
        "The links of an industry chain stand here, with how strong the city is in each."
    )
    inspect_view_class = LinkRecord
    form_fields = ["chain", "name", "industry_codes", "keywords"]
    fixed_fields = ("chain",)
    list_display = ["name", "chain", "industry_codes", "keywords"]
    list_filter = ["chain"]
    list_export = ["chain", "name", "industry_codes", "keywords", "set_strength", "set_reason"]
    search_fields = ["name", "chain__name", "keywords"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/strength/", edit_strength, name="strength"),
            path("<int:pk>/enterprise/", add_enterprise, name="enterprise"),
        ]


class NativeRecord(RecordView):
    record_fields = [
        "name",
        "home",
        "lives_in",
        "company",
        "position",
        "field",
        "phone",
        "wechat",
        "chamber",
        "agent",
        "keeper",
        "remark",
    ]

    def panels(self, record):
        rows = [
            (
                reverse("invitation:inspect", args=[invitation.pk]),
                [invitation.event, invitation.get_state_display(), invitation.outcome or "—"],
            )
            for invitation in record.invitations.visible_to(self.request.user).select_related(
                "event"
            )
        ]
        return [(_("Invitations"), [_("talk event"), _("state"), _("outcome")], rows)]


class ChamberRecord(RecordView):
    record_fields = [
        "name",
        "region",
        "place",
        "president",
        "secretary",
        "phone",
        "founded_on",
        "members",
        "agent",
        "remark",
    ]

    def panels(self, record):
        user = self.request.user
        natives = [
            (
                reverse("native:inspect", args=[native.pk]),
                [native, native.company or "—", native.position],
            )
            for native in record.natives.visible_to(user).select_related("company")
        ]
        events = [
            (
                reverse("talkevent:inspect", args=[event.pk]),
                [event, event.place, event.get_state_display()],
            )
            for event in record.events.visible_to(user)
        ]
        return [
            (_("Natives abroad"), [_("native abroad"), _("company"), _("position")], natives),
            (_("Talk events"), [_("talk event"), _("place"), _("state")], events),
        ]


class TalkEventRecord(RecordView):
    record_fields = [
        "title",
        "planned_on",
        "held_on",
        "place",
        "chamber",
        "department",
        "theme",
        "outcome",
    ]

    def panels(self, record):
        rows = [
            (
                reverse("invitation:inspect", args=[invitation.pk]),
                [
                    invitation.native or invitation.company,
                    invitation.get_state_display(),
                    invitation.outcome or "—",
                    _("yes") if invitation.lead_id else "—",
                ],
            )
            for invitation in record.invitations.visible_to(self.request.user).select_related(
                "native", "company"
            )
        ]
        return [
            (
                _("Invitations"),
                [_("guest"), _("state"), _("outcome"), _("lead that came of it")],
                rows,
            )
        ]


def invite_action(event, user):
    if event.state != TalkEvent.State.PLANNED or not user.has_perm("leads.add_invitation"):
        return []
    return [(_("Invite a guest"), f"{reverse('invitation:add')}?event={event.pk}")]


def lead_action(record, user):
    """A lead that comes of a guest, a native, a chamber, an event, an agent, a place on a list."""
    if not user.has_perm("leads.add_lead") or getattr(record, "lead_id", None):
        return []
    return [(_("Register a lead"), new_lead_link(record))]


add_actions(TalkEvent, invite_action)
for model in (TargetEntry, Invitation, Native, Chamber, TalkEvent, Agent):
    add_actions(model, lead_action)


class InvitationRecord(RecordView):
    record_fields = ["event", "native", "company", "outcome"]

    def facts(self, record):
        """The lead only where it is one that the user sees."""
        lead = (
            record.lead
            if record.lead
            and type(record.lead)
            .objects.visible_to(self.request.user)
            .filter(pk=record.lead_id)
            .exists()
            else "—"
        )
        return [*super().facts(record), (_("lead that came of it"), lead)]


def invite(*, by, **facts):
    invitation = Invitation(**facts)
    invitation.full_clean()
    return save_as(invitation, by=by)


class NativeViewSet(RecordViewSet):
    model = Native
    icon = "ds-user"
    list_hint = gettext_lazy("People from here who work elsewhere stand here.")
    inspect_view_class = NativeRecord
    form_fields = NativeRecord.record_fields
    list_display = ["name", "lives_in", "company", "position", "chamber", "keeper"]
    list_filter = ["chamber", "home"]
    list_export = ["name", "home", "lives_in", "company", "position", "field", "chamber", "keeper"]
    search_fields = ["name", "company__name", "lives_in", "field"]


class ChamberViewSet(RecordViewSet):
    model = Chamber
    icon = "ds-people"
    list_hint = gettext_lazy("Chambers of natives in other cities stand here.")
    inspect_view_class = ChamberRecord
    form_fields = ChamberRecord.record_fields
    list_display = ["name", "region", "place", "president", "members"]
    list_export = ["name", "region", "place", "president", "secretary", "founded_on", "members"]
    search_fields = ["name", "president", "secretary"]


class TalkEventViewSet(RecordViewSet):
    model = TalkEvent
    icon = "ds-calendar"
    list_hint = gettext_lazy("Talk events with natives and companies stand here.")
    inspect_view_class = TalkEventRecord
    form_fields = ["title", "planned_on", "place", "chamber", "department", "theme"]
    list_display = ["title", "planned_on", "place", "chamber", "state"]
    list_filter = ["state", "chamber"]
    list_export = [
        "title",
        "planned_on",
        "held_on",
        "place",
        "chamber",
        "department",
        "state",
        "outcome",
    ]
    search_fields = ["title", "place", "theme"]


class InvitationViewSet(RecordViewSet):
    model = Invitation
    icon = "ds-mail"
    list_hint = gettext_lazy("Who is invited to a talk event stands here.")
    inspect_view_class = InvitationRecord
    create_through = staticmethod(invite)
    form_fields = ["event", "native", "company", "outcome", "lead"]
    fixed_fields = ("event",)
    list_display = ["event", "native", "company", "state"]
    list_filter = ["state", "event"]
    list_export = ["event", "native", "company", "state", "outcome"]
    search_fields = ["native__name", "company__name", "event__title"]


class AgentTargetRecord(RecordView):
    record_fields = ["agent", "year", "leads", "projects", "money"]


class AgentTargetViewSet(RecordViewSet):
    model = AgentTarget
    icon = "ds-target"
    list_hint = gettext_lazy("What an agent is to bring in a year stands here.")
    inspect_view_class = AgentTargetRecord
    wan_fields = ("money",)
    form_fields = AgentTargetRecord.record_fields
    fixed_fields = ("agent", "year")
    list_display = [
        "agent",
        "year",
        "leads",
        "projects",
        MoneyColumn("money", label=gettext_lazy("money to arrive")),
    ]
    list_filter = ["year"]
    list_export = ["agent", "year", "leads", "projects", "money"]
    search_fields = ["agent__name"]


class ChannelsGroup(ViewSetGroup):
    menu_label = gettext_lazy("Channels")
    menu_icon = "ds-link"
    menu_order = 110
    items = (
        ReportsViewSet("channel_report", url_prefix="channel-reports"),
        ChainViewSet,
        LinkViewSet,
        NativeViewSet,
        ChamberViewSet,
        TalkEventViewSet,
        InvitationViewSet,
        AgentTargetViewSet,
    )
