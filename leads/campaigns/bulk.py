"""What can be done with several companies of campaigns at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.models import User
from crm.staff.bulk_actions import RecordBulkAction

from ..models import CampaignTarget
from .share import give


class GiveForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.staff(), label=_("officer in charge"))
    note = forms.CharField(label=_("reason"), max_length=200, required=False)


class GiveCompanies(RecordBulkAction):
    models = [CampaignTarget]
    display_name, aria_label, action_type, action_priority = (
        _("Assign"),
        _("Put an officer in charge of the ticked records"),
        "give",
        10,
    )
    permission = "leads.assign_{model}"
    form_class = GiveForm

    def act(self, record, *, to, note):
        give(record, to=to, by=self.request.user, note=note)
