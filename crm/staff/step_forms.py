"""The form of a step: the facts that it fills in, what it only requires and the person may type,
the note.
"""

from copy import deepcopy

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.core.incoming.field import IncomingFile
from crm.core.money import is_money

from .forms import DayInput, WanField, formfield

EVIDENCE_STEPS = {"start", "produce", "fill"}
EVIDENCE = ("happened_on", "evidence")  # what such a step stores together


class AttachForm(forms.Form):
    file = IncomingFile(label=_("file"), error_messages={"required": _("Choose a file.")})


def step_form(record, step, data=None, files=None, *, fillable=None):
    """A form for one step on one record; ``cleaned_data`` is what the use case takes.

    ``fillable`` are further fields by the fact that they fill, of the record's own form.
    """
    fields = {
        fact: _field(record, fact, fact in step.transition.requires)
        for fact in step.transition.facts
        if record._meta.get_field(fact).editable and record.asks_for(fact)
    }
    for fact, form_field in (fillable or {}).items():
        if form_field is not None and fact not in fields:
            fields[fact] = deepcopy(form_field)
            fields[fact].required = True
    if step.name in EVIDENCE_STEPS and step.transition.has_use_case:
        fields["happened_on"] = forms.DateField(label=_("date"), widget=DayInput())
        fields["evidence"] = IncomingFile(label=_("evidence"))
    fields["note"] = forms.CharField(
        label=_("note"),
        required=step.transition.needs_note,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    fact_names = [name for name in fields if name not in (*EVIDENCE, "note")]
    form_class = type("StepForm", (forms.Form,), fields)
    initial = {fact: getattr(record, fact) for fact in fact_names}
    return form_class(data, files, initial=initial, prefix=None, auto_id=f"{step.name}-%s")


def _field(record, fact, required):
    field = record._meta.get_field(fact)
    if is_money(field):
        return WanField(label=field.verbose_name, required=required)
    return formfield(field, required=required)
