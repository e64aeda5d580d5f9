"""What is sent from a record's page and leads back to it: a step, what it lacks, a file. What is
refused stands there with what was typed.

A part of a page asks for itself alone by ``?panel=``: it gets itself back, as it is now.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views import generic

from crm.core.files import attach
from crm.core.punctuation import clauses
from crm.core.refusals import refusals_on
from crm.core.transitions import next_steps, perform

from .edit_conflicts import VERSION, differences, show_conflicts, take_theirs
from .extensions import filling_of
from .filling import fill
from .next_step import fillable, form_of
from .scoped import ScopedObject, may_attach
from .step_forms import AttachForm

STEP_TAKEN = "X-Step-Taken"


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

    def done(self, record, anchor: str = ""):
        """Where a person goes on: on the page anew, or in the part that asked."""
        if "panel" in self.request.GET and self._is_still_seen(record):
            return self.show_again(record)
        return redirect(f"{self.page_of(record)}{anchor}")

    def _is_still_seen(self, record) -> bool:
        return self.model.objects.visible_to(self.request.user).filter(pk=record.pk).exists()

    def step_asked(self, record):
        """404 for a record that takes no steps at all, 403 for a step that is not the person's."""
        if not hasattr(record, "TRANSITIONS"):
            raise Http404
        steps = {step.name: step for step in next_steps(record, self.request.user)}
        if self.request.POST.get("step") not in steps:
            raise PermissionDenied
        return steps[self.request.POST["step"]]


class StepView(RecordPost):
    """Takes one step on one record; every button of the record page posts here."""

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        step = self.step_asked(record)
        form = form_of(record, step, request.user, request.POST, request.FILES)
        if is_agreed(form, record) and form.is_valid():
            with refusals_on(form):
                self._take(record, step, form)
                messages.success(request, _("Done: %(step)s") % {"step": step.transition.label})
                response = self.done(record)
                response[STEP_TAKEN] = step.name
                return response
        messages.error(
            request,
            _("Not done: %(step)s. See what is said there.") % {"step": step.transition.label},
        )
        return self.show_again(record, **{f"step {step.name}": form})

    def _take(self, record, step, form):
        """What the step only requires is filled in before it."""
        facts = {name: value for name, value in form.cleaned_data.items() if name != VERSION}
        fillable_facts = fillable(record, self.request.user, step.transition).keys()
        required_facts = {
            name: facts.pop(name)
            for name in [*facts]
            if name in fillable_facts and name not in step.transition.facts
        }
        if required_facts:
            fill(record, step.transition, required_facts, by=self.request.user)
        perform(record, step.name, by=self.request.user, **facts)


class FillView(RecordPost):
    """Stores one thing that the next step lacks, typed beside it."""

    def post(self, request, *args, **kwargs):
        record, fact = self.get_object(), request.POST.get("fact", "")
        step = self.step_asked(record)
        filling = filling_of(record, fact)
        if filling and filling.is_file:
            return self._attached(record, step, fact)
        if fact not in fillable(record, request.user, step.transition):
            raise PermissionDenied
        return self._filled(record, step, fact)

    def _filled(self, record, step, fact):
        whole_form, form = self._form(record, step), self._form(record, step, fact)
        if is_agreed(form, record) and form.is_valid():
            with refusals_on(form, at=fact):
                value = {fact: form.cleaned_data[fact]}
                fill(record, step.transition, value, by=self.request.user)
                return self._go_on(record, step, whole_form)
        whole_form._errors = form.errors
        return self.show_again(record, **{f"step {step.name}": whole_form})

    def _form(self, record, step, fact=None):
        """The posted form; of ``fact`` alone, where that is to be stored."""
        posted = (self.request.POST, self.request.FILES)
        form = form_of(record, step, self.request.user, *posted)
        if fact:
            form.fields = {
                name: form.fields[name] for name in (fact, VERSION) if name in form.fields
            }
            form.fields[fact].required = True
        return form

    def _go_on(self, record, step, whole_form):
        """What else was typed and not stored yet is shown again."""
        fresh_form = form_of(record, step, self.request.user)
        data = whole_form.data.copy()
        if VERSION in fresh_form.fields:
            data[VERSION] = str(fresh_form.fields[VERSION].initial)
        whole_form.data, whole_form.initial, whole_form._errors = data, fresh_form.initial, {}
        is_typed = set(whole_form.changed_data) & self.request.POST.keys() - {VERSION}
        if "panel" not in self.request.GET and not is_typed:
            return self.done(record, "#next")
        return self.show_again(record, **{f"step {step.name}": whole_form})

    def _attached(self, record, step, fact):
        if not may_attach(self.request.user, record):
            raise PermissionDenied
        form = AttachForm(self.request.POST, self.request.FILES, auto_id=f"{step.name}-{fact}-%s")
        if form.is_valid():
            with refusals_on(form):
                attach(record, form.cleaned_data["file"], by=self.request.user)
                return self.done(record, "#next")
        return self.show_again(record, **{f"file {fact}": form})


def is_agreed(form, record) -> bool:
    """Whether nobody else stored another value in a field of the form since it was opened; else it
    is shown beside what was typed, and the person decides.
    """
    newest, changes = differences(form, record)
    take_theirs(form, record, changes)
    if not any(change.conflicts for change in changes):
        return True
    form.full_clean()
    show_conflicts(form, record, newest, changes)
    return False


class AttachView(RecordPost):
    """Adds a file to a record that the user may change or work on."""

    def post(self, request, *args, **kwargs):
        record = self.get_object()
        if not may_attach(request.user, record):
            raise PermissionDenied
        form = AttachForm(request.POST, request.FILES)
        if form.is_valid():
            with refusals_on(form):
                attach(record, form.cleaned_data["file"], by=request.user)
        if form.errors:
            messages.error(
                request, clauses(error for errors in form.errors.values() for error in errors)
            )
        return redirect(self.page_of(record))
