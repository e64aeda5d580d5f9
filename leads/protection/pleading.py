"""The bureau's own evidence in a dispute, on a screen."""

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.incoming.field import IncomingFile
from crm.staff.extensions import add_actions
from crm.staff.form_page import form_page
from crm.staff.permitted import permitted

from ..models import Dispute
from .arbitrate import plead


class PleaForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("statement of facts"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    file = IncomingFile(label=gettext_lazy("evidence"), required=False)

    def facts(self) -> dict:
        upload = self.cleaned_data["file"]
        return {"text": self.cleaned_data["text"], "files": [upload] if upload else []}


def plead_for_the_bureau(request, pk):
    dispute = permitted(request, Dispute.objects.visible_to(request.user), pk, "leads.work_lead")
    form = PleaForm(request.POST or None, request.FILES or None)

    def act():
        plead(dispute, by=request.user, **form.facts())
        return redirect("dispute:inspect", pk)

    return form_page(request, form, act, title=_("Submit evidence"), subtitle=dispute)


def pleading_action(dispute, user):
    if dispute.state in (Dispute.State.OPEN, Dispute.State.HEARING) and user.has_perm(
        "leads.work_lead"
    ):
        return [(_("Submit evidence"), reverse("dispute:plead", args=[dispute.pk]))]
    return []


add_actions(Dispute, pleading_action)
