"""What can be done with several leads, projects or warning lights at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.models import User
from crm.staff.bulk_actions import RecordBulkAction

from ..models import Lead, Project, Tag
from ..pipeline.assign import assign
from ..pipeline.tag import tag as put_tag
from ..pipeline.tag import untag
from ..warnings.bulk import LeavePool, Urge


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.staff(), label=_("officer in charge"))
    note = forms.CharField(label=_("reason"), max_length=200, required=False)


class Assign(RecordBulkAction):
    models = [Lead, Project]
    display_name, aria_label, action_type, action_priority = (
        _("Assign"),
        _("Put an officer in charge of the ticked records"),
        "assign",
        10,
    )
    permission = "leads.assign_{model}"
    form_class = AssignForm

    def act(self, record, *, to, note):
        assign(record, to=to, by=self.request.user, note=note)


class TagForm(forms.Form):
    tag = forms.ModelChoiceField(Tag.objects.all(), label=_("tag"))
    take_off = forms.BooleanField(label=_("take it off"), required=False)


class PutTag(RecordBulkAction):
    models = [Lead, Project]
    display_name, aria_label, action_type, action_priority = (
        _("Put a tag on"),
        _("Put a tag on the ticked records"),
        "tag",
        20,
    )
    permission = "leads.change_{model}"
    form_class = TagForm

    def act(self, record, *, tag, take_off):
        (untag if take_off else put_tag)(record, tag, by=self.request.user)


ACTIONS_ON_MANY = [Assign, PutTag, Urge, LeavePool]
