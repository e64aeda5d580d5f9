"""Registrations, their clocks, and disputes in the staff admin."""

import django_filters
from django.urls import path, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.days import exact
from crm.core.files import with_files
from crm.staff.columns import DueColumn, PlainColumn
from crm.staff.filters import ListFilters
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Clock, Dispute, Lead, Registration
from .clocks import next_due, with_next_clock
from .holds import companies_like
from .pleading import plead_for_the_bureau
from .register import register

DUE_COLUMN = DueColumn("due", label=gettext_lazy("due next"), due_of=next_due)


def moment(value) -> str:
    return localtime(value).strftime("%Y-%m-%d %H:%M") if value else "—"


def clock_panel(registrations):
    """What is and was due towards the agents of ``registrations``."""
    clocks = Clock.objects.filter(registration__in=registrations).select_related(
        "met_by", "registration"
    )
    rows = [
        (
            "",
            [
                clock.get_kind_display(),
                clock.registration.number,
                clock.due_on,
                _clock_state(clock),
                clock.met_by or "—",
                clock.level or "—",
            ],
        )
        for clock in clocks
    ]
    return (
        _("Times to answer"),
        [
            _("what is due"),
            _("registration"),
            _("due on"),
            _("state"),
            _("done by"),
            _("brought to"),
        ],
        rows,
    )


def _clock_state(clock) -> str:
    if clock.met_at:
        return _("done %(when)s") % {"when": moment(clock.met_at)}
    if clock.stopped_at:
        return _("no longer needed")
    return _("overdue") if clock.is_overdue else _("running")


def registration_panel(registrations):
    rows = [
        (
            reverse("registration:inspect", args=[registration.pk]),
            [
                registration,
                registration.agent,
                exact(registration.received_at),
                registration.get_state_display(),
                protection_in_words(registration),
            ],
        )
        for registration in registrations
    ]
    return (
        _("Registrations"),
        [_("registration"), _("brought by"), _("received at"), _("state"), _("protection")],
        rows,
    )


def protection_in_words(registration) -> str:
    days_left = registration.days_protected
    if days_left is None:
        return "—"
    return _("until %(day)s, %(left)d days left") % {
        "day": registration.protected_until,
        "left": max(days_left, 0),
    }


def panels_of_lead(lead, user):
    """For the lead's page: only where an agent registered it."""
    registrations = Registration.objects.visible_to(user).filter(lead=lead).select_related("agent")
    disputes = Dispute.objects.visible_to(user).filter(lead=lead)
    panels = (
        [registration_panel(registrations), clock_panel(registrations)] if registrations else []
    )
    return panels + ([dispute_panel(disputes)] if disputes else [])


def dispute_panel(disputes):
    rows = [
        (
            reverse("dispute:inspect", args=[dispute.pk]),
            [dispute, dispute.get_state_display(), dispute.get_outcome_display() or "—"],
        )
        for dispute in disputes
    ]
    return (_("Disputes"), [_("dispute"), _("state"), pgettext("arbitration", "outcome")], rows)


class RegistrationRecord(RecordView):
    record_fields = [
        "number",
        "agent",
        "company_name",
        "credit_code",
        "title",
        "industry",
        "investment",
        "content",
        "company",
        "lead",
        "department",
        "registered_by",
        "warned_on",
    ]

    def facts(self, record):
        facts = super().facts(record)
        return [
            *facts,
            (_("received at"), exact(record.received_at)),
            (_("protection"), protection_in_words(record)),
        ]

    def panels(self, record):
        user = self.request.user
        companies = companies_like(record.company_name, record.credit_code)
        rivals = (
            Registration.objects.visible_to(user)
            .filter(company__in=companies)
            .exclude(pk=record.pk)
            .select_related("agent")
        )
        leads = Lead.objects.visible_to(user).filter(company__in=companies)
        lead_rows = [
            (
                reverse("lead:inspect", args=[lead.pk]),
                [lead, lead.get_state_display(), lead.owner or "—"],
            )
            for lead in leads
        ]
        title, columns, rows = registration_panel(rivals)
        return [
            clock_panel([record]),
            (_("Other registrations of the company"), columns, rows),
            (_("Leads"), [_("lead"), _("state"), _("officer in charge")], lead_rows),
            dispute_panel(
                Dispute.objects.visible_to(user).filter(claimant=record)
                | Dispute.objects.visible_to(user).filter(holder=record)
            ),
        ]


class RegistrationIndex(ScopedIndex):
    def get_base_queryset(self):
        registrations = super().get_base_queryset().select_related("lead", "agent")
        return registrations if self.is_export else with_next_clock(registrations)


class RegistrationFilters(ListFilters):
    due = django_filters.ChoiceFilter(
        label=gettext_lazy("times to answer"),
        method="by_clock",
        choices=[
            ("overdue", gettext_lazy("overdue")),
            ("head", gettext_lazy("brought to the section head")),
            ("leader", gettext_lazy("brought to the leader")),
        ],
    )

    class Meta:
        model = Registration
        fields = ["state", "department", "agent"]

    def by_clock(self, rows, name, value):
        overdue = Clock.objects.overdue()
        kinds = {
            "overdue": overdue,
            "head": overdue.filter(head_told_at__isnull=False),
            "leader": overdue.filter(leader_told_at__isnull=False),
        }
        return rows.filter(pk__in=kinds[value].values("registration"))


class RegistrationViewSet(RecordViewSet):
    model = Registration
    icon = "ds-send"
    list_hint = gettext_lazy(
        "Companies that agents registered stand here; who is first is protected."
    )
    index_view_class = RegistrationIndex
    inspect_view_class = RegistrationRecord
    create_through = staticmethod(register)
    wan_fields = ("investment",)
    form_fields = [
        "agent",
        "company_name",
        "credit_code",
        "title",
        "industry",
        "investment",
        "content",
        "department",
    ]
    list_display = [
        "company_name",
        "title",
        "agent",
        "state",
        DUE_COLUMN,
        PlainColumn("protection", label=gettext_lazy("protection"), accessor=protection_in_words),
        "received_at",
        "number",
    ]
    filterset_class = RegistrationFilters
    list_export = [
        "number",
        "company_name",
        "credit_code",
        "title",
        "agent.name",
        "state",
        "received_at",
        "protected_until",
    ]
    search_fields = ["number", "company_name", "title", "agent__name", "company__name"]


class DisputeRecord(RecordView):
    record_fields = [
        "number",
        "claimant",
        "holder",
        "lead",
        "opened_at",
        "evidence_due_on",
        "heard_by",
        "outcome",
        "holder_parts",
        "claimant_parts",
        "reason",
        "decided_by",
    ]

    def panels(self, record):
        pleas = record.pleas.select_related("agent", "by")
        statements = [
            ("", [self._side(record, plea), plea.text, plea.by, moment(plea.at)]) for plea in pleas
        ]
        evidence = [
            (
                reverse("download", args=[file.pk]),
                [file.name, self._side(record, plea), file.uploaded_by],
            )
            for plea, files in with_files(pleas)
            for file in files
        ]
        registrations = [
            registration for registration in (record.claimant, record.holder) if registration
        ]
        return [
            registration_panel(registrations),
            (
                _("What the sides say"),
                [_("side"), _("statement of facts"), _("submitted by"), _("submitted at")],
                statements,
            ),
            (_("Evidence"), [_("file"), _("side"), _("submitted by")], evidence),
        ]

    def _side(self, record, plea):
        if plea.agent is None:
            return _("the bureau")
        role = _("claimant") if plea.agent_id == record.claimant.agent_id else _("holder")
        return f"{role} · {plea.agent}"


class DisputeViewSet(RecordViewSet):
    model = Dispute
    icon = "ds-note"
    list_hint = gettext_lazy("Where two agents claim the same company, it is decided here.")
    inspect_view_class = DisputeRecord
    form_fields = ["evidence_due_on"]
    list_display = [
        "number",
        "claimant",
        "holder",
        "state",
        "outcome",
        "evidence_due_on",
        "updated_at",
    ]
    list_filter = ["state", "outcome"]
    list_export = [
        "number",
        "claimant.number",
        "holder",
        "state",
        "outcome",
        "evidence_due_on",
        "updated_at",
    ]
    search_fields = ["number", "claimant__company_name", "claimant__agent__name", "lead__title"]

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/plead/", plead_for_the_bureau, name="plead"),
        ]
