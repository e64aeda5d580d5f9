"""The edit screens of records that change by proposal: what is typed becomes a proposal, the record
stays as it is.
"""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.errors import Refused
from crm.core.models.proposal import goes_by_proposal
from crm.core.proposals.propose import propose_change, propose_new, propose_removal

WHY = "why_proposed"


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("reason"), max_length=300)


def why_field(model, record=None) -> forms.CharField:
    bears_on_money = getattr(record, "bears_on_money", model.CHANGES.bears_on_money)
    help_text = (
        _("Money depends on this: what you save is a proposal, and another person decides on it.")
        if bears_on_money
        else _("What you save is a proposal, and another person decides on it.")
    )
    return forms.CharField(label=_("reason"), max_length=300, help_text=help_text)


class ProposesWhatIsTyped:
    """Mixin of the screens that add and edit: their ``save_instance`` begins with
    ``what_is_proposed()``.
    """

    proposal = None

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if goes_by_proposal(getattr(form, "instance", None)):
            form.fields[WHY] = why_field(self.model, form.instance)
        return form

    def what_is_proposed(self):
        """The proposal that the form became; None where the record is stored at once."""
        record = getattr(self.form, "instance", None)
        if not goes_by_proposal(record):
            return None
        typed = dict(self.form.cleaned_data)
        field_names = {field.name for field in record._meta.concrete_fields}
        facts = {"by": self.request.user, "why": typed.pop(WHY)}
        values = {name: value for name, value in typed.items() if name in field_names}
        self.proposal = (
            propose_change(record, values, **facts)
            if record.pk
            else propose_new(self.model, values, **facts)
        )
        return self.proposal

    def save_action(self):
        return proposed(self.request, self.proposal) if self.proposal else super().save_action()


class ProposesRemoval:
    """Mixin of the screen that deletes."""

    def get(self, request, *args, **kwargs):
        return (
            self._ask(WhyForm())
            if goes_by_proposal(self.object)
            else super().get(request, *args, **kwargs)
        )

    def post(self, request, *args, **kwargs):
        if not goes_by_proposal(self.object):
            return super().post(request, *args, **kwargs)
        form = WhyForm(request.POST)
        if form.is_valid():
            try:
                return proposed(
                    request,
                    propose_removal(self.object, by=request.user, why=form.cleaned_data["why"]),
                )
            except Refused as refused:
                form.add_error(None, str(refused))
        return self._ask(form)

    def _ask(self, form):
        context = {"form": form, "title": _("Propose to remove it"), "subtitle": self.object}
        return render(self.request, "core/form_page.html", context)


def proposed(request, proposal):
    messages.success(
        request, _("Proposed. It comes into force once another person has approved it.")
    )
    return redirect(reverse("proposal:inspect", args=[proposal.pk]))
