"""Promises that were not kept, and what is demanded until when."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.form_page import form_page
from crm.staff.forms import formfield
from crm.staff.permitted import permitted
from crm.staff.record_page import RecordView
from crm.staff.viewsets import RecordViewSet

from ..models import Breach, EntryApplication
from .leave import record_breach


class BreachForm(forms.ModelForm):
    class Meta:
        model = Breach
        fields = ["promise", "found_on", "demand", "cure_by"]
        formfield_callback = formfield

    def _post_clean(self):
        """The use case checks the record whole; the form checks the fields alone."""


def demand_cure(request, pk):
    """Record that a promise is not kept, and what is demanded until when."""
    applications = EntryApplication.objects.visible_to(request.user)
    application = permitted(request, applications, pk, "parks.add_breach")
    form = BreachForm(
        request.POST or None,
        initial={"promise": request.GET.get("promise"), "found_on": timezone.localdate()},
    )

    def act():
        breach = record_breach(application, by=request.user, **form.cleaned_data)
        messages.success(request, _("The breach is recorded; the officer in charge is told."))
        return redirect("breach:inspect", breach.pk)

    return form_page(request, form, act, title=_("Record a breach"), subtitle=application)


class BreachRecord(RecordView):
    record_fields = ["application", "promise", "found_on", "demand", "cure_by", "recorded_by"]

    def actions(self, record):
        return [
            (
                _("The entry application"),
                reverse("entryapplication:inspect", args=[record.application_id]),
            ),
            *super().actions(record),
        ]


class BreachViewSet(RecordViewSet):
    model = Breach
    icon = "ds-warn"
    list_hint = gettext_lazy("Promises of an entry agreement that were not kept stand here.")
    inspect_view_class = BreachRecord
    form_fields = ["demand"]
    list_display = ["application", "promise", "found_on", "cure_by", "state", "recorded_by"]
    list_filter = ["state", "promise", "application__plot__park"]
    list_export = [
        "application",
        "promise",
        "found_on",
        "cure_by",
        "state",
        "demand",
        "recorded_by",
    ]
    search_fields = ["application__number", "application__project__name"]

    def get_urlpatterns(self):
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name != "add"]
        return [*patterns, path("new/", from_the_application, name="add")]


def from_the_application(request):
    """A breach is recorded where the promises stand."""
    if not request.user.has_perm("parks.add_breach"):
        raise PermissionDenied
    messages.info(request, _("Open the entry application and record the breach there."))
    return redirect(f"{reverse('entryapplication:index')}?state=handed_over")
