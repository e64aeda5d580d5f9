"""Urging several officers, and taking several records out of the pool, at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.staff.bulk_actions import RecordBulkAction
from crm.staff.forms import DayInput, NoteForm

from ..models import Lead, Project, WarningLight
from .leave_pool import leave_pool
from .urge import urge


class UrgeForm(forms.Form):
    text = forms.CharField(
        label=_("what is to be done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_on = forms.DateField(label=_("until"), widget=DayInput())


class Urge(RecordBulkAction):
    models = [Lead, Project, WarningLight]
    display_name, aria_label, action_type, action_priority = (
        _("Urge"),
        _("Urge the officers in charge of the ticked records"),
        "urge",
        30,
    )
    permission = "leads.add_urging"
    form_class = UrgeForm

    def act(self, record, *, text, due_on):
        urge(
            record.record if isinstance(record, WarningLight) else record,
            text=text,
            due_on=due_on,
            by=self.request.user,
        )


class LeavePool(RecordBulkAction):
    models = [WarningLight]
    display_name, aria_label, action_type, action_priority = (
        _("Take out of the pool"),
        _("Confirm that the ticked records leave the pool"),
        "leave_pool",
        40,
    )
    permission = "leads.judge_lead"
    form_class = NoteForm
    classes = {"no"}

    def act(self, light, *, note):
        leave_pool(light, by=self.request.user, note=note)
