"""Supplementary agreements in the staff admin: drafted from the entry application, shown with what
they change.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.punctuation import clauses
from crm.staff.extensions import add_actions
from crm.staff.facts import fact_in_words
from crm.staff.form_page import form_page
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import EntryApplication, Supplement
from ..models.supplement import TERMS
from .supplement import amend, changes, refusal_to_amend, terms_before, terms_on

State = Supplement.State


def changes_in_words(supplement) -> list[tuple[str, str, str]]:
    """[(term, before, after)] as a screen shows them."""
    before = Supplement(**terms_before(supplement).values())
    return [
        (
            Supplement._meta.get_field(name).verbose_name,
            *(str(fact_in_words(terms, name)) for terms in (before, supplement)),
        )
        for name, _before, _after in changes(supplement)
    ]


def supplements_panel(application, user) -> list:
    """What changed the promises, when and why, the newest first."""
    rows = [
        (
            reverse("supplement:inspect", args=[supplement.pk]),
            [
                supplement.number,
                supplement.get_state_display(),
                supplement.signed_on or "—",
                clauses(
                    f"{term} {before} → {after}"
                    for term, before, after in changes_in_words(supplement)
                ),
                supplement.reason,
            ],
        )
        for supplement in application.supplements.visible_to(user).order_by("-id")
    ]
    return (
        [
            (
                _("Supplementary agreements"),
                [
                    _("number"),
                    _("state"),
                    _("in force from"),
                    _("changes"),
                    _("why the agreement is changed"),
                ],
                rows,
            )
        ]
        if rows
        else []
    )


class SupplementRecord(RecordView):
    record_fields = [
        "number",
        "application",
        *TERMS,
        "reason",
        "agreement_number",
        "signed_on",
        "drafted_by",
    ]

    def panels(self, record):
        return [
            (
                _("What changes"),
                [_("promise"), _("before"), _("after")],
                [("", list(change)) for change in changes_in_words(record)],
            )
        ]

    def actions(self, record):
        return [
            (
                _("The entry application"),
                reverse("entryapplication:inspect", args=[record.application_id]),
            ),
            *super().actions(record),
        ]


class SupplementViewSet(RecordViewSet):
    model = Supplement
    icon = "ds-file"
    list_hint = gettext_lazy("Changes of an entry agreement after its signature stand here.")
    inspect_view_class = SupplementRecord
    wan_fields = ("promised_investment", "output_per_mu", "tax_per_mu")
    form_fields = [*TERMS, "reason"]
    list_display = ["number", "application", "state", "signed_on", "drafted_by", "updated_at"]
    list_filter = ["state", "application__plot__park"]
    list_export = [
        "number",
        "application",
        "state",
        *TERMS,
        "reason",
        "agreement_number",
        "signed_on",
        "drafted_by",
    ]
    search_fields = [
        "number",
        "agreement_number",
        "application__number",
        "application__project__name",
    ]

    def get_urlpatterns(self):
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
        return [
            *patterns,
            path("new/", from_the_application, name="add"),
            path("of/<int:pk>/", draft, name="draft"),
        ]


def from_the_application(request):
    """Lead to the entry application, where supplements are drafted."""
    if not request.user.has_perm("parks.add_supplement"):
        raise PermissionDenied
    messages.info(request, _("Open the entry application and amend its agreement there."))
    return redirect("entryapplication:index")


def draft(request, pk):
    """Amend the agreement of an entry; the form begins with the promises in force."""
    applications = EntryApplication.objects.visible_to(request.user)
    application = permitted(request, applications, pk, "parks.add_supplement")
    form = _form()(
        request.POST or None, initial=terms_on(application, timezone.localdate()).values()
    )

    def act():
        supplement = amend(application, by=request.user, **form.cleaned_data)
        messages.success(request, _("The supplementary agreement is drafted."))
        return redirect("supplement:inspect", supplement.pk)

    return form_page(request, form, act, title=_("Amend the entry agreement"), subtitle=application)


class UncheckedForm(forms.ModelForm):
    def _post_clean(self):
        """Only the fields are checked here; the use case checks the record as a whole."""


def _form():
    callback = SupplementViewSet("supplement").formfield_for_dbfield
    return forms.modelform_factory(
        Supplement,
        form=UncheckedForm,
        fields=SupplementViewSet.form_fields,
        formfield_callback=callback,
    )


def amend_action(application, user):
    """Amend, or go on with what is under way."""
    if (
        supplement := application.supplements.visible_to(user)
        .filter(state__in=[State.DRAFT, State.PROPOSED, State.APPROVED])
        .first()
    ):
        return [
            (_("The supplementary agreement"), reverse("supplement:inspect", args=[supplement.pk]))
        ]
    if not user.has_perm("parks.add_supplement") or refusal_to_amend(application, user):
        return []
    return [(_("Amend the entry agreement"), reverse("supplement:draft", args=[application.pk]))]


add_actions(EntryApplication, amend_action)
