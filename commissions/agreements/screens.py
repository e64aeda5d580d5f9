"""Agreements in the staff admin: terms, signature, yearly review, renewal."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.days import days_from
from crm.core.incoming.field import IncomingFile
from crm.core.incoming.purposes import SCAN
from crm.core.money import scaled
from crm.core.refusals import refusals_on
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.forms import DayInput, WanField
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.system_screens import LogViewSet
from crm.staff.viewsets import RecordViewSet

from ..models import (
    Agreement,
    DocumentConfirmation,
    IssuedDocument,
    LedgerEntry,
    YearReview,
    YearTarget,
)
from ..models.ledger import BASE_FEE
from ..settlement.explain import line_of
from .confirm import record_signed_copy
from .lifecycle import create_agreement, renew
from .results import years_of
from .review import REVIEWED, results_in, review_year, suggested

State = Agreement.State


class AgreementRecord(RecordView):
    record_fields = [
        "number",
        "kind",
        "agent",
        "policy_version",
        "starts_on",
        "ends_on",
        "signed_on",
        "ended_on",
        "renews",
        "scope",
        "industries",
        "regions",
        "is_exclusive",
        "annual_targets",
        "base_fee",
        "special_terms",
    ]

    def panels(self, record):
        return [
            _signatures(record),
            _results(record, self.request.user),
            _reviews(record),
            *_renewal(record),
        ]


def _signatures(record):
    confirmations = DocumentConfirmation.objects.filter(
        document__in=IssuedDocument.objects.of(record)
    ).select_related("document", "by", "scan")
    rows = [
        (
            "",
            [
                confirmation.document.number,
                confirmation.by,
                timezone.localtime(confirmation.at).strftime("%Y-%m-%d %H:%M:%S"),
                confirmation.scan or _("in the portal"),
                confirmation.sha256,
            ],
        )
        for confirmation in confirmations
    ]
    return (
        _("Signed by the agent"),
        [_("document number"), _("confirmed by"), _("confirmed at"), _("signed copy"), "SHA-256"],
        rows,
    )


def _results(record, user):
    years = [
        year
        for year in years_of(record.agent, user)
        if any(result.target for result in year.results)
    ]
    rows = [
        ("", [year.year, result.label, result.target or "—", result.done])
        for year in years
        for result in year.results
    ]
    return (
        _("Results against yearly targets"),
        [_("year"), _("what is counted"), pgettext("to reach", "target"), _("result")],
        rows,
    )


def _reviews(record):
    rows = [
        (
            reverse("yearreview:inspect", args=[review.pk]),
            [
                review.year,
                review.get_finding_display(),
                review.get_follows_display(),
                review.reviewed_by,
            ],
        )
        for review in record.year_reviews.select_related("reviewed_by")
    ]
    return (
        _("Yearly reviews"),
        [_("year"), _("finding"), _("what follows"), _("reviewed by")],
        rows,
    )


def _renewal(record):
    renewal = Agreement.objects.filter(renews=record).first()
    if renewal is None:
        return []
    row = (
        reverse("agreement:inspect", args=[renewal.pk]),
        [renewal.number, renewal.get_state_display(), renewal.starts_on, renewal.ends_on],
    )
    return [(_("Renewed by"), [_("number"), _("state"), _("from"), _("until")], [row])]


class SignedCopyForm(forms.Form):
    file = IncomingFile(SCAN, label=gettext_lazy("scan of the copy that the agent signed"))


class RenewForm(forms.Form):
    starts_on = forms.DateField(label=gettext_lazy("from"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("until"), widget=DayInput())


class ReviewForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("year"), widget=forms.HiddenInput)
    finding = forms.ChoiceField(label=gettext_lazy("finding"), choices=YearReview.Finding.choices)
    follows = forms.ChoiceField(
        label=gettext_lazy("what follows"), choices=YearReview.Follows.choices
    )
    fee_reduction = WanField(label=gettext_lazy("reduction of the base fee"), required=False)
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


def signed_copy(request, pk):
    agreements = Agreement.objects.visible_to(request.user)
    agreement = permitted(request, agreements, pk, "commissions.change_agreement")
    form = SignedCopyForm(request.POST or None, request.FILES or None)

    def act():
        record_signed_copy(agreement, form.cleaned_data["file"], by=request.user)
        messages.success(request, _("The signed copy is stored."))
        return redirect("agreement:inspect", pk)

    return form_page(request, form, act, title=_("Store the signed copy"), subtitle=agreement)


def renew_screen(request, pk):
    agreements = Agreement.objects.visible_to(request.user)
    agreement = permitted(request, agreements, pk, "commissions.add_agreement")
    first_day = days_from(agreement.last_day, 1)
    form = RenewForm(
        request.POST or None,
        initial={
            "starts_on": first_day,
            "ends_on": days_from(first_day, (agreement.ends_on - agreement.starts_on).days),
        },
    )

    def act():
        renewal = renew(agreement, by=request.user, **form.cleaned_data)
        return redirect("agreement:inspect", renewal.pk)

    return form_page(request, form, act, title=_("Renew the agreement"), subtitle=agreement)


def _newest_year_over(agreement) -> int:
    today, first = timezone.localdate(), agreement.starts_on.year
    last = agreement.last_day.year if agreement.last_day < today else today.year - 1
    return max(first, last)


def review_screen(request, pk):
    """Review one year beside its figures: the year named in the address, else the newest that is
    over: what is reviewed is never reviewed again.
    """
    agreements = Agreement.objects.visible_to(request.user)
    agreement = permitted(request, agreements, pk, "commissions.add_yearreview")
    text = request.POST.get("year") or request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else _newest_year_over(agreement)
    results = results_in(agreement, year, request.user)
    form = ReviewForm(request.POST or None, initial={"year": year, "finding": suggested(results)})
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "fee_reduction": form.cleaned_data["fee_reduction"] or 0}
        with refusals_on(form):
            review_year(agreement, by=request.user, **facts)
            return redirect("agreement:inspect", pk)
    last_year = min(agreement.last_day.year, timezone.localdate().year)
    context = {
        "form": form,
        "title": _("Review the year %d") % year,
        "subtitle": agreement,
        "year": year,
        "years": range(agreement.starts_on.year, last_year + 1),
        "results": results,
    }
    return render(request, "commissions/review_year.html", context)


def agreement_actions(agreement, user):
    actions = []
    if (
        agreement.state == State.APPROVED
        and agreement.has_document()
        and not agreement.is_countersigned()
        and user.has_perm("commissions.change_agreement")
    ):
        actions.append(
            (_("Store the signed copy"), reverse("agreement:signed_copy", args=[agreement.pk]))
        )
    if agreement.state not in (State.ENDED, State.TERMINATED) and user.has_perm(
        "commissions.add_yeartarget"
    ):
        actions.append(
            (_("Add a yearly target"), f"{reverse('yeartarget:add')}?agreement={agreement.pk}")
        )
    if agreement.state in REVIEWED and user.has_perm("commissions.add_yearreview"):
        actions.append((_("Review a year"), reverse("agreement:review", args=[agreement.pk])))
    is_open = (
        agreement.state in (State.ACTIVE, State.ENDED)
        and not Agreement.objects.filter(renews=agreement).exists()
    )
    if is_open and user.has_perm("commissions.add_agreement"):
        actions.append((_("Renew the agreement"), reverse("agreement:renew", args=[agreement.pk])))
    return actions


add_actions(Agreement, agreement_actions)


class AgreementViewSet(RecordViewSet):
    model = Agreement
    icon = "ds-file"
    list_hint = gettext_lazy("Agreements with agents stand here.")
    inspect_view_class = AgreementRecord
    create_through = staticmethod(create_agreement)
    wan_fields = ("base_fee",)
    form_fields = [
        "kind",
        "agent",
        "policy_version",
        "starts_on",
        "ends_on",
        "scope",
        "industries",
        "regions",
        "is_exclusive",
        "annual_targets",
        "base_fee",
        "special_terms",
    ]
    list_display = ["number", "agent", "kind", "state", "starts_on", "ends_on"]
    list_filter = ["state", "kind"]
    list_export = [
        "number",
        "agent.name",
        "kind",
        "state",
        "starts_on",
        "ends_on",
        "signed_on",
        "ended_on",
    ]
    search_fields = ["number", "agent__name"]

    def get_urlpatterns(self):
        patterns = [
            path("<int:pk>/signed-copy/", signed_copy, name="signed_copy"),
            path("<int:pk>/renew/", renew_screen, name="renew"),
            path("<int:pk>/review/", review_screen, name="review"),
        ]
        return [*super().get_urlpatterns(), *patterns]


class ReviewRecord(RecordView):
    record_fields = [
        "agreement",
        "year",
        "finding",
        "follows",
        "fee_reduction",
        "note",
        "reviewed_by",
        "reviewed_at",
    ]

    def panels(self, record):
        rows = [
            ("", [YearTarget.Metric(result["what"]).label, result["target"] or "—", result["done"]])
            for result in record.results
        ]
        return [
            (
                _("Results as they stood"),
                [_("what is counted"), pgettext("to reach", "target"), _("result")],
                rows,
            ),
            *self._base_fee(record),
        ]

    def _base_fee(self, record):
        """What the base fee of the year comes to in the ledger, with the reasons."""
        if not record.agreement.base_fee:
            return []
        entries = LedgerEntry.objects.visible_to(self.request.user).filter(
            agreement=record.agreement_id, project=None, component=BASE_FEE, period=str(record.year)
        )
        rows = [
            (
                reverse("ledgerentry:inspect", args=[entry.pk]),
                [
                    entry.get_kind_display(),
                    scaled(entry.amount),
                    entry.due_on,
                    " ".join(line_of(entry).sentences),
                ],
            )
            for entry in entries
        ]
        return [
            (
                _("Base fee in the ledger"),
                [_("kind"), _("amount"), _("fell due on"), _("reasons")],
                rows,
            )
        ]

    def facts(self, record):
        amount = scaled(record.fee_reduction) if record.fee_reduction else "—"
        return [
            (
                label,
                amount if label == record._meta.get_field("fee_reduction").verbose_name else value,
            )
            for label, value in super().facts(record)
        ]


class YearReviewViewSet(LogViewSet):
    """Reviews are made on the agreement's page, and never changed."""

    model = YearReview
    icon = "ds-clip"
    inspect_view_class = ReviewRecord
    form_fields = ["note"]
    list_display = ["agreement", "year", "finding", "follows", "reviewed_by", "reviewed_at"]
    list_filter = ["year", "finding"]
    list_export = [
        "agreement.number",
        "agreement.agent.name",
        "year",
        "finding",
        "follows",
        "fee_reduction",
        "reviewed_by",
        "reviewed_at",
    ]
    search_fields = ["agreement__number", "agreement__agent__name"]


class TargetRecord(RecordView):
    record_fields = ["agreement", "year", "metric", "value"]


class YearTargetViewSet(RecordViewSet):
    model = YearTarget
    icon = "ds-target"
    list_hint = gettext_lazy("What an agreement asks for in a year stands here.")
    inspect_view_class = TargetRecord
    form_fields = TargetRecord.record_fields
    list_display = ["agreement", "year", "metric", "value"]
    list_filter = ["year", "metric"]
    list_export = ["agreement.number", "agreement.agent.name", "year", "metric", "value"]
    search_fields = ["agreement__number", "agreement__agent__name"]
