"""Policy applications, kinds of policies and qualifications in the staff admin."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.desk.models import ServiceRequest
from crm.staff.extensions import add_actions
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import PolicyApplication, PolicyKind, Qualification
from ..models.policy_blocks import language
from .panel import tell_facts


class ApplicationRecord(RecordView):
    record_fields = [
        "number",
        "policy",
        "name",
        "credit_code",
        "company",
        "enterprise",
        "contact",
        "phone",
        "email",
        "text",
        "estimate",
        "department",
        "due_on",
        "judgement",
        "approved_amount",
        "clause",
        "paid_on",
        "voucher",
        "judged_by",
        "decided_by",
    ]
    headline_fields = ("policy", "department")

    def fact(self, record, name):
        return record.policy.called if name == "policy" else super().fact(record, name)

    def panels(self, record):
        speaks = language().value
        words = {"yes": "✓", "no": "✗", "unknown": "?"}
        findings = [
            ("", [words.get(each["answer"], ""), each.get(speaks, ""), each.get("clause", "")])
            for each in record.found.get("findings", [])
        ]
        steps = [("", [each]) for each in record.found.get("steps", {}).get(speaks, [])]
        return [
            (
                _("What the matching found on that day"),
                ["", _("condition"), _("clause")],
                findings,
            ),
            (_("How the estimate is worked out"), [_("step")], steps),
        ]

    def actions(self, record):
        request = record.request
        seen = request and ServiceRequest.objects.visible_to(self.request.user).filter(
            pk=request.pk
        )
        at_the_desk = reverse("servicerequest:inspect", args=[request.pk]) if seen else ""
        return [
            *([(_("The request at the service desk"), at_the_desk)] if at_the_desk else []),
            (_("The policy"), reverse("site:policy", args=[record.policy_id])),
            *super().actions(record),
        ]


class PolicyApplicationViewSet(RecordViewSet):
    model = PolicyApplication
    icon = "ds-file"
    list_hint = gettext_lazy("Applications for policies stand here, from the site or the portal.")
    inspect_view_class = ApplicationRecord
    form_fields = ["name", "credit_code", "contact", "phone", "email", "text", "department"]
    form_sections = (
        (gettext_lazy("Applicant"), ("name", "credit_code", "contact", "phone", "email")),
        (gettext_lazy("Application"), ("text", "department")),
    )
    list_display = [
        "number",
        "name",
        "policy",
        "state",
        "department",
        "estimate",
        "approved_amount",
        "due_on",
        "received_at",
    ]
    list_filter = ["state", "department", "policy__kind"]
    list_export = [
        "number",
        "name",
        "credit_code",
        "policy",
        "state",
        "department",
        "estimate",
        "approved_amount",
        "clause",
        "paid_on",
        "voucher",
        "received_at",
        "due_on",
    ]
    search_fields = ["number", "name", "credit_code"]

    def get_urlpatterns(self):
        told = path("facts/<int:pk>/", tell_facts, name="tell_facts")
        return [*super().get_urlpatterns(), told]


class PolicyKindViewSet(RecordViewSet):
    model = PolicyKind
    icon = "ds-tag"
    list_hint = gettext_lazy("The parts of the system of policies stand here.")
    form_fields = ["code", "name_zh", "name_en", "place"]
    fixed_fields = ("code",)
    list_display = ["code", "name_zh", "name_en", "place"]
    list_export = ["code", "name_zh", "name_en", "place"]


class QualificationViewSet(RecordViewSet):
    model = Qualification
    icon = "ds-check"
    list_hint = gettext_lazy("What policies ask for as recognised by others stands here.")
    form_fields = ["code", "name_zh", "name_en", "way_zh", "way_en", "is_asked"]
    fixed_fields = ("code",)
    list_display = ["code", "name_zh", "name_en", "is_asked"]
    list_export = ["code", "name_zh", "name_en", "is_asked"]


def application_of(request, user):
    """From a request at the desk to the application that it is about."""
    found = PolicyApplication.objects.visible_to(user).filter(request=request).first()
    if found is None:
        return []
    return [
        (
            pgettext("policy application", "The application"),
            reverse("policyapplication:inspect", args=[found.pk]),
        )
    ]


add_actions(ServiceRequest, application_of)


class PoliciesGroup(ViewSetGroup):
    menu_label = gettext_lazy("Policies")
    menu_icon = "ds-file"
    menu_order = 240
    items = (PolicyApplicationViewSet, PolicyKindViewSet, QualificationViewSet)
