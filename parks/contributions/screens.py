"""Contributions in the staff admin: the list with its months, many judged at once, reporting one
and correcting it.
"""

import re
from datetime import date

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import BooleanRadioSelect

from crm.core.by_key import by_key
from crm.core.incoming.field import IncomingFile
from crm.core.transitions import perform
from crm.staff.bulk_actions import RecordBulkAction
from crm.staff.columns import MoneyColumn
from crm.staff.extensions import Filling, add_actions, add_filling
from crm.staff.filters import ListFilters
from crm.staff.form_screens import ScopedCreate
from crm.staff.forms import NoteForm, ReasonForm, UnitInput, formfield
from crm.staff.index import ScopedIndex
from crm.staff.record_page import RecordView
from crm.staff.run_screens import RunBulkAction
from crm.staff.viewsets import RecordViewSet

from ..models import Contribution, ExchangeRate
from .report import report
from .steps import VERIFY

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


# What is reported, and by a correction reported anew.
REPORTED = [
    "enterprise",
    "metric",
    "amount",
    "is_refund",
    "happened_on",
    "land_amount",
    "local_amount",
    "period_from",
    "period_to",
    "currency",
    "original_amount",
    "rate",
    "rate_on",
    "voucher",
]


class ContributionRecord(RecordView):
    record_fields = [
        *REPORTED,
        "remark",
        "supersedes",
        "source_import",
        "reported_by",
        "verified_by",
        "verified_at",
    ]


def kinds() -> list[tuple[str, str]]:
    """Every kind that can be reported, those that policies declared last."""
    return Contribution._meta.get_field("metric").all_choices()


def create_contribution(*, by, enterprise, evidence, **facts):
    return report(enterprise, by=by, evidence=evidence, **facts)


class ContributionForm(forms.ModelForm):
    evidence = IncomingFile(label=gettext_lazy("evidence"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supersedes"].queryset = Contribution.objects.verified()
        self.fields["metric"].choices = [("", "---------"), *kinds()]
        self.fields["amount"].required = False  # foreign money is worked out at the day's rate

    def _post_clean(self):
        """The use case checks the record whole, with its reporter; the form checks the fields
        alone.
        """


class ContributionCreate(ScopedCreate):
    """``?supersedes=`` begins a correction with what is to be corrected."""

    def get_initial(self):
        number = self.request.GET.get("supersedes", "")
        corrected = by_key(Contribution.objects.visible_to(self.request.user), number)
        if corrected is None:
            return super().get_initial()
        return {
            "supersedes": corrected,
            **{name: getattr(corrected, name) for name in REPORTED},
        }


class ContributionFilters(ListFilters):
    metric = django_filters.ChoiceFilter(label=gettext_lazy("kind"), choices=kinds)
    month = django_filters.CharFilter(label=gettext_lazy("month (2026-10)"), method="of_month")
    without_property = django_filters.BooleanFilter(
        label=gettext_lazy("without construction and real estate"),
        method="leave_out",
        widget=BooleanRadioSelect,
    )

    class Meta:
        model = Contribution
        fields = ["state", "metric", "enterprise__park", "is_refund"]

    def of_month(self, contributions, _name, text):
        return (
            contributions.of_month(date.fromisoformat(f"{text}-01"))
            if MONTH.fullmatch(text)
            else contributions.none()
        )

    def leave_out(self, contributions, _name, wanted):
        return contributions.without_building_and_property() if wanted else contributions


class AmountColumn(MoneyColumn):
    """Money in the unit of the column; a count in its own."""

    def get_value(self, instance):
        return None if instance.is_count else super().get_value(instance)

    def inner(self, instance, context):
        return instance.amount_in_words if instance.is_count else super().inner(instance, context)


class ContributionIndex(ScopedIndex):
    def totals(self, rows):
        return super().totals(rows.of_money())


class ContributionViewSet(RecordViewSet):
    model = Contribution
    icon = "ds-fund"
    list_hint = gettext_lazy(
        "Investment and tax that really arrived stand here once a park reports them."
    )
    index_view_class = ContributionIndex
    inspect_view_class = ContributionRecord
    add_view_class = ContributionCreate
    form_sections = (
        (gettext_lazy("What arrived, and when"), ("enterprise", "metric", "amount", "happened_on")),
        (
            gettext_lazy("Of which"),
            ("land_amount", "local_amount", "period_from", "period_to", "is_refund"),
        ),
        (
            gettext_lazy("In a foreign currency"),
            ("currency", "original_amount", "rate", "rate_on"),
        ),
        (gettext_lazy("Voucher and evidence"), ("voucher", "evidence", "supersedes", "remark")),
    )
    create_through = staticmethod(create_contribution)
    list_display = [
        "enterprise",
        "metric",
        AmountColumn("amount", label=gettext_lazy("amount")),
        "happened_on",
        "state",
        "reported_by",
        "verified_by",
    ]
    filterset_class = ContributionFilters
    list_export = [
        "enterprise.name",
        "enterprise.credit_code",
        "metric",
        "amount",
        "local_amount",
        "happened_on",
        "period_from",
        "period_to",
        "voucher",
        "state",
        "reported_by",
        "verified_by",
    ]
    search_fields = ["enterprise__name", "enterprise__credit_code"]

    def get_form_class(self, for_update=False):
        in_yuan = {
            name: UnitInput(gettext_lazy("yuan"))
            for name in ("amount", "land_amount", "local_amount")
        }
        return forms.modelform_factory(
            Contribution,
            form=ContributionForm,
            fields=[*REPORTED, "supersedes", "remark"],
            formfield_callback=formfield,
            widgets=in_yuan,
        )

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/file/", source_file, name="file")]


def source_file(request, pk):
    """The bureau's whole file, for those who judge by it: finance and auditors."""
    contribution = get_object_or_404(
        Contribution.objects.visible_to(request.user).select_related("source_import"), pk=pk
    )
    if not may_read_file(request.user):
        raise PermissionDenied
    if contribution.source_import is None or not contribution.source_import.source:
        raise Http404
    return FileResponse(
        contribution.source_import.source.open(),
        as_attachment=True,
        filename=contribution.source_import.file_name,
    )


def may_read_file(user) -> bool:
    return user.has_perm("leads.view_every_project") and (
        user.has_perm("parks.verify_contribution") or user.has_perm("core.view_tableimport")
    )


def file_action(contribution, user):
    if contribution.source_import_id and may_read_file(user):
        return [(_("The bureau's file"), reverse("contribution:file", args=[contribution.pk]))]
    return []


def correction_action(contribution, user):
    is_of_own_park = contribution.enterprise.park.department_id in user.department_ids
    if (
        contribution.state == Contribution.State.VERIFIED
        and is_of_own_park
        and user.has_perm("parks.add_contribution")
    ):
        return [(_("Correct it"), f"{reverse('contribution:add')}?supersedes={contribution.pk}")]
    return []


add_actions(Contribution, correction_action, file_action)
add_filling(Contribution, "has_evidence", Filling(is_file=True))


class VerifyTicked(RunBulkAction):
    models = [Contribution]
    display_name, aria_label, action_type, action_priority = (
        gettext_lazy("Verify"),
        gettext_lazy("Verify the ticked contributions"),
        "verify",
        10,
    )
    permission = "parks.verify_contribution"
    form_class = NoteForm
    step = VERIFY


class RejectTicked(RecordBulkAction):
    models = [Contribution]
    display_name, aria_label, action_type, action_priority = (
        gettext_lazy("Reject"),
        gettext_lazy("Reject the ticked contributions with a reason"),
        "reject",
        20,
    )
    permission = "parks.verify_contribution"
    form_class = ReasonForm
    classes = {"no"}

    def act(self, contribution, *, note):
        perform(contribution, "reject", by=self.request.user, note=note)


class ExchangeRateRecord(RecordView):
    record_fields = ["currency", "on", "yuan", "source"]


class ExchangeRateViewSet(RecordViewSet):
    model = ExchangeRate
    icon = "ds-swap"
    list_hint = gettext_lazy("The rates by which foreign money is counted in yuan stand here.")
    inspect_view_class = ExchangeRateRecord
    form_fields = ExchangeRateRecord.record_fields
    list_display = ["currency", "on", "yuan", "source"]
    list_filter = ["currency"]
    list_export = ["currency", "on", "yuan", "source"]
    search_fields = ["source"]
