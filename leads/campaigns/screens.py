"""Campaigns, their teams, companies, events and meetings in the staff admin."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.replica.read import reads_from_replica
from crm.core.tables.exporting import FORMATS
from crm.staff.columns import (
    DayColumn,
    DueColumn,
    MoneyColumn,
    NumberColumn,
    PlainColumn,
)
from crm.staff.form_screens import ScopedCreate, ScopedEdit
from crm.staff.forms import offer_only, who_may
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.record_tables import tables_of
from crm.staff.tables.export_screen import export_sheet
from crm.staff.viewsets import RecordViewSet

from ..models import (
    Campaign,
    CampaignEvent,
    CampaignMeeting,
    CampaignMember,
    CampaignTarget,
    Registration,
)
from . import campaign_parts as campaign_parts
from . import target_parts as target_parts
from .choose_screen import choose_screen
from .create import add_member, arrange, create_campaign, follow_up, plan_event
from .reports import Question, of_the_year, report
from .share_screen import hand_over_screen, share_screen
from .tally import Tally, tallies

SHOWN = 200


@reads_from_replica
def figures(request):
    """What all campaigns came to, or the file of it."""
    if not request.user.has_perm("leads.view_campaign"):
        raise PermissionDenied
    question = Question(request.user, request.GET)
    answer = report(question)
    title = _("Figures of campaigns")
    if request.GET.get("export") in FORMATS:
        return export_sheet(request, answer.as_sheet(title))
    chart, panels = of_the_year(question)
    query = request.GET.copy()
    query.pop("export", None)
    context = {
        "report": answer,
        "report_title": title,
        "lines": answer.lines(SHOWN),
        "asked": query.urlencode(),
        "funnel": chart,
        "tables": tables_of(panels, request),
    }
    return render(request, "leads/campaign_figures.html", context)


class CampaignRecord(RecordView):
    record_fields = [
        "theme",
        "list_kind",
        "chain",
        "region",
        "park",
        "starts_on",
        "ends_on",
        "leader",
        "department",
        "outcome",
    ]
    headline_fields = ("department", "leader", "starts_on", "ends_on")


class CampaignIndex(ScopedIndex):
    """How far the companies of each have come is counted for all rows of a page at once."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("department", "leader")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        targets = CampaignTarget.objects.filter(campaign__in=rows)
        by_campaign = tallies(targets, "campaign")
        for row in rows:
            row.tallied = by_campaign.get(row.pk, Tally())
        return context


def counted(name: str, label) -> NumberColumn:
    return NumberColumn(name, label=label, accessor=lambda row: _counted(row, name))


def _counted(campaign, name: str):
    tally = getattr(campaign, "tallied", None)
    return getattr(tally, name) if tally else ""


class CampaignViewSet(RecordViewSet):
    model = Campaign
    icon = "ds-target"
    list_hint = gettext_lazy("Which companies are gone after together, by whom and until when.")
    index_view_class = CampaignIndex
    inspect_view_class = CampaignRecord
    create_through = staticmethod(create_campaign)
    wan_fields = ("money_wanted",)
    form_fields = [
        "name",
        "theme",
        "list_kind",
        "chain",
        "region",
        "park",
        "starts_on",
        "ends_on",
        "department",
        "leader",
        "companies_wanted",
        "talks_wanted",
        "visits_wanted",
        "leads_wanted",
        "signed_wanted",
        "money_wanted",
    ]
    form_sections = (
        (gettext_lazy("Theme"), ("name", "theme", "list_kind", "chain", "region", "park")),
        (
            gettext_lazy("When and by whom"),
            ("starts_on", "ends_on", "department", "leader"),
        ),
        (
            gettext_lazy("Goals"),
            (
                "companies_wanted",
                "talks_wanted",
                "visits_wanted",
                "leads_wanted",
                "signed_wanted",
                "money_wanted",
            ),
        ),
    )
    list_display = [
        "name",
        "state",
        counted("chosen", gettext_lazy("companies")),
        counted("approached", gettext_lazy("approached")),
        counted("met", gettext_lazy("met")),
        counted("leads", gettext_lazy("leads")),
        DayColumn("starts_on", label=gettext_lazy("from day"), accessor="starts_on"),
        DayColumn("ends_on", label=gettext_lazy("until day"), accessor="ends_on"),
        "leader",
        "department",
    ]
    list_filter = ["state", "department", "chain", "list_kind"]
    list_export = [
        "name",
        "state",
        "starts_on",
        "ends_on",
        "leader",
        "department",
        "companies_wanted",
        "talks_wanted",
        "leads_wanted",
        "signed_wanted",
        "money_wanted",
    ]
    search_fields = ["name", "theme"]
    list_actions = [
        (
            pgettext_lazy("campaign", "Figures"),
            "campaign:figures",
            "ds-chart",
            "leads.view_campaign",
        )
    ]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("figures/", figures, name="figures"),
            path("<int:pk>/choose/", choose_screen, name="choose"),
            path("<int:pk>/share/", share_screen, name="share"),
            path("<int:pk>/hand-over/", hand_over_screen, name="hand_over"),
        ]


class OfCampaign:
    """After storing, back to the page of the campaign."""

    def get_success_url(self):
        return reverse("campaign:inspect", args=[self.object.campaign_id])


class CreateOfCampaign(OfCampaign, ScopedCreate):
    pass


class EditOfCampaign(OfCampaign, ScopedEdit):
    pass


class MemberRecord(RecordView):
    record_fields = ["campaign", "officer", "most", "industry_codes", "countries", "regions"]


class MemberViewSet(RecordViewSet):
    model = CampaignMember
    icon = "ds-people"
    list_hint = gettext_lazy("Who takes part in which campaign, and what they are named for.")
    add_view_class = CreateOfCampaign
    edit_view_class = EditOfCampaign
    inspect_view_class = MemberRecord
    create_through = staticmethod(add_member)
    form_fields = MemberRecord.record_fields
    fixed_fields = ("campaign", "officer")
    list_display = ["officer", "campaign", "most", "industry_codes", "countries", "regions"]
    list_filter = ["campaign"]
    list_export = MemberRecord.record_fields
    search_fields = ["officer__name", "campaign__name"]


class TargetRecord(RecordView):
    record_fields = [
        "company",
        "campaign",
        "list_kind",
        "place",
        "link",
        "score",
        "way",
        "native",
        "chamber",
        "through",
        "next_on",
    ]
    headline_fields = ("campaign", "owner", "way")
    joined_too = ("campaign__department", "owner__department", "lead")

    def facts(self, record):
        facts = super().facts(record)
        if record.state == CampaignTarget.State.NOT_NOW:
            facts.append((record._meta.get_field("back_on").verbose_name, record.back_on))
        return facts


class TargetIndex(ScopedIndex):
    """Whether agents hold the companies is asked for all rows of a page at once."""

    def get_base_queryset(self):
        joined = ("company", "campaign", "owner", "list_kind")
        return super().get_base_queryset().select_related(*joined)

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        companies = [row.company_id for row in rows]
        held_companies = set(
            Registration.objects.holding()
            .filter(company__in=companies)
            .values_list("company", flat=True)
        )
        for row in rows:
            row.is_held = row.company_id in held_companies
        return context


def due_of(target):
    return (target.next_on, "") if target.is_open and target.next_on else None


def holder_mark(target) -> str:
    return _("held by an agent") if getattr(target, "is_held", False) and target.is_open else ""


class CampaignTargetViewSet(RecordViewSet):
    model = CampaignTarget
    icon = "ds-people"
    menu_label = gettext_lazy("Companies of campaigns")
    list_hint = gettext_lazy("Whom the campaigns go after, in whose hand, and how far they came.")
    index_view_class = TargetIndex
    inspect_view_class = TargetRecord
    form_fields = ["way", "native", "chamber", "through", "link"]
    list_display = [
        "company",
        "state",
        DueColumn("next_on", label=pgettext_lazy("campaign target", "next on"), due_of=due_of),
        "owner",
        "way",
        "campaign",
        "list_kind",
        "place",
        NumberColumn("score", label=pgettext_lazy("campaign target", "score")),
        PlainColumn("held", label=gettext_lazy("agent"), accessor=holder_mark),
    ]
    list_filter = ["campaign", "state", "owner", "way", "list_kind"]
    list_export = [
        "company.name",
        "campaign",
        "state",
        "owner",
        "way",
        "through",
        "list_kind",
        "place",
        "score",
        "next_on",
        "created_at",
    ]
    search_fields = ["company__name", "campaign__name", "through"]


class EventRecord(RecordView):
    record_fields = [
        "campaign",
        "kind",
        "place",
        "starts_on",
        "ends_on",
        "programme",
        "participants",
        "cost",
        "outcome",
    ]
    headline_fields = ("campaign", "kind", "place")

    def panels(self, record):
        rows = [
            (
                reverse("campaignmeeting:inspect", args=[meeting.pk]),
                [
                    meeting.target,
                    meeting.arranged_for,
                    _("yes") if meeting.took_place else _("no"),
                    meeting.outcome or "—",
                    f"{meeting.follow_up} {meeting.follow_up_on or ''}".strip() or "—",
                ],
            )
            for meeting in record.meetings.select_related("target__company")
        ]
        columns = [
            _("company"),
            _("arranged for"),
            _("took place"),
            _("outcome"),
            _("what is to follow"),
        ]
        return [(_("Arranged meetings"), columns, rows)]


class EventViewSet(RecordViewSet):
    model = CampaignEvent
    icon = "ds-calendar"
    menu_label = gettext_lazy("Events of campaigns")
    list_hint = gettext_lazy("Group trips, talk events and exhibitions of campaigns stand here.")
    inspect_view_class = EventRecord
    create_through = staticmethod(plan_event)
    wan_fields = ("cost",)
    form_fields = [
        "campaign",
        "kind",
        "title",
        "place",
        "starts_on",
        "ends_on",
        "programme",
        "participants",
        "cost",
    ]
    fixed_fields = ("campaign",)
    list_display = [
        "title",
        "kind",
        "campaign",
        "place",
        DayColumn("starts_on", label=gettext_lazy("from day"), accessor="starts_on"),
        MoneyColumn("cost", label=pgettext_lazy("event", "cost")),
        "state",
    ]
    list_filter = ["campaign", "kind", "state"]
    list_export = ["title", "kind", "campaign", "place", "starts_on", "ends_on", "cost", "state"]
    search_fields = ["title", "place", "campaign__name"]


class MeetingRecord(RecordView):
    record_fields = [
        "event",
        "target",
        "arranged_for",
        "took_place",
        "outcome",
        "follow_up",
        "follow_up_on",
    ]


class MeetingEdit(ScopedEdit):
    def save_instance(self):
        meeting = super().save_instance()
        follow_up(meeting, by=self.request.user)
        return meeting


class MeetingViewSet(RecordViewSet):
    model = CampaignMeeting
    icon = "ds-people"
    list_hint = gettext_lazy("Meetings arranged for the events of campaigns stand here.")
    edit_view_class = MeetingEdit
    inspect_view_class = MeetingRecord
    create_through = staticmethod(arrange)
    form_fields = MeetingRecord.record_fields
    fixed_fields = ("event", "target")
    list_display = ["target", "event", "arranged_for", "took_place", "outcome", "follow_up_on"]
    list_filter = ["event"]
    list_export = MeetingRecord.record_fields
    search_fields = ["target__company__name", "event__title"]


offer_only(CampaignTarget, "owner", who_may("leads.work_campaigntarget"))
