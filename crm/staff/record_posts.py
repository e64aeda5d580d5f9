"""What is sent from a record's page and leads back to it: a step, a file. What is refused stands
there with what was typed.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic

from crm.core.files import attach
from crm.core.incoming.field import IncomingFile
from crm.core.refusals import said_on
from crm.core.transitions import next_steps, perform

from .scoped import ScopedObject, may_attach
from .step_forms import step_form


class RecordPost(ScopedObject, generic.InspectView):
    """Something done on one record, sent from its page."""

    http_method_names = ["post"]
    inspect_url_name = None
    record_page = None  # the view of the page that it was sent from

    def page_of(self, record) -> str:
        return reverse(self.inspect_url_name, args=[record.pk])

    def show_again(self, record, **typed):
        """The record's page with what was typed: a bound form by its name, or a text."""
        self.request.shown_again = typed
        self.request.method = "GET"
        return self.record_page(self.request, pk=record.pk)


class StepView(RecordPost):
    """Takes one step on one record; every button of the record page posts here."""

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        step = self._step(record)
        form = step_form(record, step, request.POST, request.FILES)
        if form.is_valid():
            with said_on(form):
                perform(record, step.name, by=request.user, **form.cleaned_data)
                messages.success(request, _("Done: %(step)s") % {"step": step.transition.label})
                return redirect(self.page_of(record))
        messages.error(
            request,
            _("Not done: %(step)s. See what is said there.") % {"step": step.transition.label},
        )
        return self.show_again(record, **{f"step {step.name}": form})

    def _step(self, record):
        found = {each.name: each for each in next_steps(record, self.request.user)}
        if self.request.POST.get("step") not in found:
            raise PermissionDenied
        return found[self.request.POST["step"]]


class AttachForm(forms.Form):
    file = IncomingFile(error_messages={"required": gettext_lazy("Choose a file.")})


class AttachView(RecordPost):
    """Adds a file to a record that the user may change or work on."""

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        if not may_attach(request.user, record):
            raise PermissionDenied
        form = AttachForm(request.POST, request.FILES)
        if form.is_valid():
            with said_on(form):
                attach(record, form.cleaned_data["file"], by=request.user)
        if form.errors:
            messages.error(
                request, "；".join(each for said in form.errors.values() for each in said)
            )
        return redirect(self.page_of(record))
