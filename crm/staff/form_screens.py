from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import ModelForm
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.views import generic

from crm.core.again import check_right
from crm.core.audit.trail import refused
from crm.core.by_key import by_key
from crm.core.errors import NotPermitted
from crm.core.followups import changed
from crm.core.punctuation import clauses
from crm.core.refusals import refusals_on

from .edit_conflicts import differences, names_of, remember_version, show_conflicts, take_theirs
from .forms import scope_choices
from .promised_days import AsksWhyDaysMove, why_moved
from .proposing import ProposesRemoval, ProposesWhatIsTyped
from .scoped import ScopedObject, may_still_be_edited, saved


class ThenTheRecord:
    """After storing, redirect to the record's page, or to the list where the user may no longer see
    the record.
    """

    record_url_name = None
    form_sections: tuple = ()

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.sections = self.form_sections
        return form

    def get_success_url(self):
        is_seen = (
            self.model.objects.visible_to(self.request.user).filter(pk=self.object.pk).exists()
        )
        return (
            reverse(self.record_url_name, args=[self.object.pk])
            if is_seen
            else super().get_success_url()
        )


class StoresOrSaysWhyNot:
    """Shows a valid form again, with the message, where its use case, its model or the database
    refuses it, or says that it is not for this person.
    """

    produced_error_message = None  # Wagtail sets it only for a form that it finds invalid itself
    asks_for = "change"

    def form_valid(self, form):
        check_right(right_to(self.asks_for, self.model), self.request.user)
        try:
            with refusals_on(form):
                return saved(super().form_valid(form), self.request)
        except NotPermitted as not_permitted:  # of what was typed: the form itself was theirs
            if not str(not_permitted):
                raise
            refused(self.request)
            form.add_error(None, str(not_permitted))
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)


def right_to(action: str, model) -> str:
    """ "leads.change_lead"."""
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


class ScopedEdit(
    StoresOrSaysWhyNot,
    ScopedObject,
    ThenTheRecord,
    AsksWhyDaysMove,
    ProposesWhatIsTyped,
    generic.EditView,
):
    """403 for a record that is not ``is_editable``."""

    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if not may_still_be_edited(record, self.request.user):
            raise PermissionDenied
        return record

    def get_form(self, form_class=None):
        return remember_version(
            scope_choices(super().get_form(form_class), self.request.user), self.object
        )

    def post(self, request, *args, **kwargs):
        """The row is locked, so that of two who save at once the second one sees what the first one
        stored.
        """
        with transaction.atomic():
            self.model._base_manager.select_for_update(of=("self",)).filter(
                pk=unquote(str(self.kwargs["pk"]))
            ).first()
            self.object = self.get_object()
            return super().post(request, *args, **kwargs)

    def is_valid(self, form):
        newest, changes = differences(form, self.object)
        if newest is None:
            return super().is_valid(form)
        take_theirs(form, self.object, changes)
        if any(change.conflicts for change in changes):
            form.full_clean()
            show_conflicts(form, self.object, newest, changes)
            self.produced_error_message = self.get_error_message()
            self.produced_error_code = "validation_error"
            return False
        if changes:
            messages.warning(
                self.request,
                _(
                    "%(person)s changed this record while you were typing; kept as stored: "
                    "%(fields)s."
                )
                % {"person": newest.history_user or "—", "fields": names_of(form, changes)},
            )
        return super().is_valid(form)

    def save_instance(self):
        if proposal := self.what_is_proposed():
            return proposal
        self.form.instance._change_reason = why_moved(self.form) or _("edited")
        stored = super().save_instance()
        changed(stored)
        return stored


class ScopedDelete(ProposesRemoval, ScopedObject, generic.DeleteView):
    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if not may_still_be_edited(record, self.request.user):
            raise PermissionDenied
        return record

    def form_valid(self, form):
        check_right(right_to("delete", self.model), self.request.user)
        self.usage = None  # Wagtail answers 403 to what is held; the refusal names what holds it
        with refusals_on(form):
            return super().form_valid(form)
        messages.error(self.request, clauses(form.non_field_errors()))
        return redirect(self.get_success_url())


class ScopedCreate(StoresOrSaysWhyNot, ThenTheRecord, ProposesWhatIsTyped, generic.CreateView):
    """A new record is stored by the viewset's use case where it has one."""

    create_through = None
    asks_for = "add"

    def get_success_buttons(self):
        """No buttons beside the message: the record's own page follows."""
        return []

    def get_form(self, form_class=None):
        """The address may name what the form begins with: ``?lead=12``, where the user sees that
        lead.
        """
        form = scope_choices(super().get_form(form_class), self.request.user)
        for name in self.request.GET.keys() & form.fields.keys():
            field, value = form.fields[name], self.request.GET[name]
            form.initial[name] = (
                by_key(field.queryset, value) if hasattr(field, "queryset") else value
            )
        return form

    def save_instance(self):
        if proposal := self.what_is_proposed():
            return proposal
        if self.create_through is None:
            return super().save_instance()
        return self.create_through(by=self.request.user, **self.form.cleaned_data)


def fixed_form(names) -> type[ModelForm]:
    """A form without the fields ``names`` that still checks the rules in which they take part."""

    class FixedForm(ModelForm):
        def _get_validation_exclusions(self):
            return super()._get_validation_exclusions() - set(names)

    return FixedForm
