"""Policy applications, kinds of policies and qualifications in the staff admin."""

from collections.abc import Callable

import django_filters
from django.conf import settings
from django.db.models import Count, Q
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.viewsets.base import ViewSetGroup

from crm.desk.models import ServiceRequest
from crm.staff.columns import NumberColumn, PlainColumn
from crm.staff.extensions import add_actions
from crm.staff.filters import ListFilters
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import PolicyApplication, PolicyKind, PolicySubscription, Qualification
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
            (
                "",
                [
                    words.get(finding["answer"], ""),
                    finding.get(speaks, ""),
                    finding.get("clause", ""),
                ],
            )
            for finding in record.found.get("findings", [])
        ]
        steps = [("", [step]) for step in record.found.get("steps", {}).get(speaks, [])]
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
        visible = request and ServiceRequest.objects.visible_to(self.request.user).filter(
            pk=request.pk
        )
        at_the_desk = reverse("servicerequest:inspect", args=[request.pk]) if visible else ""
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
        route = path("facts/<int:pk>/", tell_facts, name="tell_facts")
        return [*super().get_urlpatterns(), route]


def told_of(kind) -> Q:
    """Subscriptions that hear of a kind of policies: those that name it, or none."""
    return Q(kinds=kind) | Q(kinds=None)


def subscribers_by_kind(user) -> Callable[[PolicyKind], int]:
    """How many of those whom the user sees are told of a kind."""
    subscriptions = PolicySubscription.objects.visible_to(user).order_by()
    of_all = subscriptions.filter(kinds=None).count()
    counts = dict(subscriptions.exclude(kinds=None).values_list("kinds").annotate(count=Count("*")))
    return lambda kind: of_all + counts.get(kind.pk, 0)


class SubscriptionFilters(ListFilters):
    """Who is told of policies of a kind: those who named it, and those who named none."""

    kinds = django_filters.ModelChoiceFilter(
        label=gettext_lazy("told of"),
        queryset=PolicyKind.objects.all(),
        method="told_of",
    )
    language = django_filters.ChoiceFilter(
        label=gettext_lazy("language"), choices=settings.LANGUAGES
    )

    class Meta:
        model = PolicySubscription
        fields = ["kinds", "language"]

    def told_of(self, rows, name, kind):
        return rows.filter(told_of(kind)) if kind else rows


class SubscriptionIndex(ScopedIndex):
    template_name = "site/policies/subscription_list.html"

    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("kinds")

    def get_context_data(self, *args, **kwargs):
        subscribers = subscribers_by_kind(self.request.user)
        chosen = self.request.GET.get("kinds", "")
        by_kind = [
            {"kind": kind, "count": subscribers(kind), "is_on": chosen == str(kind.pk)}
            for kind in PolicyKind.objects.all()
        ]
        return {**super().get_context_data(*args, **kwargs), "by_kind": by_kind}


class SubscriptionRecord(RecordView):
    record_fields = ["email", "user", "enterprise", "confirmed_at", "told_at"]

    def facts(self, record):
        rows = [(_("told of"), record.areas), (_("language"), record.language_name)]
        return [*rows, *super().facts(record)]


class PolicySubscriptionViewSet(RecordViewSet):
    """Who is told of new policies: read here; begun and ended by the subscribers alone."""

    model = PolicySubscription
    icon = "mail"
    list_hint = gettext_lazy(
        "Here stand those who agreed to be told of new policies. Who ends it is not shown any more."
    )
    index_view_class = SubscriptionIndex
    inspect_view_class = SubscriptionRecord
    filterset_class = SubscriptionFilters
    form_fields = ["language"]
    list_display = [
        "__str__",
        PlainColumn("areas", label=gettext_lazy("told of")),
        "enterprise",
        PlainColumn("language", label=gettext_lazy("language"), accessor="language_name"),
        "confirmed_at",
        "told_at",
    ]
    list_export = ["email", "user", "enterprise", "language", "confirmed_at", "told_at"]


class KindIndex(ScopedIndex):
    """Each kind with how many are told of it, for those who may read that."""

    @cached_property
    def given_columns(self):
        columns = super().given_columns
        if not self.request.user.has_perm("site.view_policysubscription"):
            return columns
        subscribers = subscribers_by_kind(self.request.user)
        return [*columns, NumberColumn("subscribers", label=_("subscribers"), accessor=subscribers)]


class PolicyKindViewSet(RecordViewSet):
    model = PolicyKind
    index_view_class = KindIndex
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
    application = PolicyApplication.objects.visible_to(user).filter(request=request).first()
    if application is None:
        return []
    return [
        (
            pgettext("policy application", "The application"),
            reverse("policyapplication:inspect", args=[application.pk]),
        )
    ]


add_actions(ServiceRequest, application_of)


class PoliciesGroup(ViewSetGroup):
    menu_label = gettext_lazy("Policies")
    menu_icon = "ds-file"
    menu_order = 240
    items = (
        PolicyApplicationViewSet,
        PolicySubscriptionViewSet,
        PolicyKindViewSet,
        QualificationViewSet,
    )
