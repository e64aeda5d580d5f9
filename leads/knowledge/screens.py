"""Lists and records of what is known of companies, and of who knows whom."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.extensions import add_actions
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Acquaintance, CompanyNote, CompanyRelation, Introduction
from . import tabs as _tabs  # noqa: F401  puts them on the company's page
from .enter import enter_acquaintance, enter_note, enter_relation
from .introductions import ask


class RelationRecord(RecordView):
    record_fields = ["company", "kind", "other", "what", "source", "said_on", "entered_by"]


class RelationViewSet(RecordViewSet):
    model = CompanyRelation
    icon = "ds-link"
    list_hint = gettext_lazy(
        "Who supplies whom stands here: the suppliers and customers of settled enterprises first."
    )
    inspect_view_class = RelationRecord
    form_fields = ["company", "kind", "other", "what", "source", "said_on"]
    create_through = staticmethod(enter_relation)
    list_display = ["company", "kind", "other", "what", "source", "said_on"]
    list_filter = ["kind"]
    list_export = ["company.name", "kind", "other.name", "what", "source", "said_on"]
    search_fields = ["company__name", "other__name", "what"]


class NoteRecord(RecordView):
    record_fields = ["company", "kind", "text", "source", "link", "noted_on", "entered_by"]


class NoteViewSet(RecordViewSet):
    model = CompanyNote
    icon = "ds-note"
    list_hint = gettext_lazy("News of companies stand here: new plants, relocations, funding.")
    inspect_view_class = NoteRecord
    form_fields = ["company", "kind", "noted_on", "text", "source", "link"]
    create_through = staticmethod(enter_note)
    list_display = ["text", "company", "kind", "source", "noted_on"]
    list_filter = ["kind"]
    list_export = ["company.name", "kind", "noted_on", "text", "source", "link"]
    search_fields = ["company__name", "text", "source"]


class AcquaintanceRecord(RecordView):
    record_fields = [
        "native",
        "contact",
        "agent",
        "colleague",
        "company",
        "closeness",
        "since_year",
        "how",
        "consent",
        "consent_on",
        "source",
        "said_on",
        "entered_by",
    ]

    def panels(self, record):
        introductions = record.introductions.select_related("company", "asked_by", "lead")
        rows = [
            (
                reverse("introduction:inspect", args=[introduction.pk]),
                [
                    introduction.company,
                    introduction.get_state_display(),
                    introduction.asked_by,
                    introduction.asked_on,
                    introduction.lead,
                ],
            )
            for introduction in introductions
        ]
        titles = [_("company"), _("state"), _("asked by"), _("asked on"), _("lead that came of it")]
        return [(_("Introductions"), titles, rows)]


class AcquaintanceViewSet(RecordViewSet):
    model = Acquaintance
    icon = "ds-people"
    list_hint = gettext_lazy("Who of the people that we know knows somebody in which company.")
    inspect_view_class = AcquaintanceRecord
    form_sections = (
        (gettext_lazy("The person: one of these"), ("native", "contact", "agent", "colleague")),
        (
            gettext_lazy("Whom they know"),
            ("company", "closeness", "since_year", "how"),
        ),
        (gettext_lazy("Consent and source"), ("consent", "consent_on", "source", "said_on")),
    )
    form_fields = [name for _title, names in form_sections for name in names]
    create_through = staticmethod(enter_acquaintance)
    list_display = ["__str__", "company", "closeness", "how", "consent", "said_on"]
    list_filter = ["closeness", "consent"]
    list_export = ["__str__", "company.name", "closeness", "since_year", "how", "consent"]
    search_fields = ["company__name", "native__name", "how"]


class IntroductionRecord(RecordView):
    record_fields = [
        "acquaintance",
        "company",
        "wish",
        "asked_by",
        "asked_on",
        "answer",
        "answered_on",
        "thanked_how",
        "lead",
    ]
    headline_fields = ("company",)


class IntroductionViewSet(RecordViewSet):
    model = Introduction
    icon = "ds-swap"
    list_hint = gettext_lazy("Who was asked to bring us together with which company.")
    inspect_view_class = IntroductionRecord
    form_fields = ["acquaintance", "company", "wish"]
    fixed_fields = ("acquaintance", "company")
    create_through = staticmethod(ask)
    list_display = ["__str__", "company", "state", "asked_by", "asked_on", "lead"]
    list_filter = ["state"]
    list_export = ["__str__", "company.name", "state", "asked_by", "asked_on", "lead"]
    search_fields = ["company__name", "acquaintance__native__name", "wish"]


def ask_action(acquaintance, user):
    """On the page of an acquaintance who has not refused."""
    if acquaintance.consent == Acquaintance.Consent.REFUSED:
        return []
    if not user.has_perm("leads.add_introduction"):
        return []
    address = f"{reverse('introduction:add')}?acquaintance={acquaintance.pk}"
    return [(_("Ask for an introduction"), f"{address}&company={acquaintance.company_id}")]


add_actions(Acquaintance, ask_action)
