"""Writing down and reading the facts that a lead's channel asks for."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.money import is_money, scaled
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from crm.staff.extensions import add_actions
from crm.staff.facts import fact_in_words, linked
from crm.staff.form_page import form_page
from crm.staff.forms import WanField, formfield, scope_choices
from crm.staff.permitted import permitted

from ..models import Lead, LeadFacts
from ..models.channel_facts import facts_model, facts_of


@as_one()
def record_facts(lead, values: dict, *, by, note: str = "") -> LeadFacts:
    """Store the facts of the lead's channel; ``values`` are fields of its table. Raises
    NotPermitted, Refused or ValidationError.
    """
    if not by.has_perm("leads.change_lead"):
        raise NotPermitted(_("You do not have the right to change leads."))
    locked = Lead.objects.select_for_update().get(pk=lead.pk)
    model = facts_model(locked.channel)
    if model is None:
        raise Refused(_("This channel asks for no facts of its own."))
    facts = model._base_manager.filter(lead=locked).first() or model(lead=locked)
    if not {name for name in values if facts.pk is None or getattr(facts, name) != values[name]}:
        return facts
    for name, value in values.items():
        setattr(facts, name, value)
    facts.full_clean()
    return save_as(facts, by=by, reason=note or _("facts of the channel"))


def field_names(model) -> list[str]:
    return [field.name for field in model._meta.fields if field.editable and not field.primary_key]


def facts_form(lead, user, data=None):
    """The form of the lead's own channel, with no field of the others."""
    model = facts_model(lead.channel)
    build = forms.modelform_factory(model, fields=field_names(model), formfield_callback=_field)
    return scope_choices(build(data, instance=facts_of(lead) or model(lead=lead)), user)


def _field(field, **kwargs):
    if is_money(field):
        return WanField(label=field.verbose_name, required=False)
    return formfield(field, **kwargs)


def facts_shown(lead, user) -> list[tuple]:
    """[(label, value)] of the facts of its channel, as far as they are known."""
    facts = facts_of(lead)
    if facts is None:
        return []
    rows = [
        (facts._meta.get_field(name).verbose_name, linked(fact_in_words(facts, name), user))
        for name in field_names(type(facts))
        if getattr(facts, name) not in (None, "", [])
    ]
    if getattr(facts, "valuation", None) is not None:
        rows.append((_("valuation that the offer implies"), scaled(facts.valuation)))
    return rows


def edit_facts(request, pk):
    lead = permitted(request, Lead.objects.visible_to(request.user), pk, "leads.change_lead")
    if facts_model(lead.channel) is None:
        raise Http404
    form = facts_form(lead, request.user, request.POST or None)

    def act():
        record_facts(lead, form.cleaned_data, by=request.user)
        messages.success(request, _("The facts of %(lead)s are stored.") % {"lead": lead.number})
        return redirect("lead:inspect", pk)

    return form_page(
        request,
        form,
        act,
        title=_("Facts of the channel"),
        subtitle=f"{lead.get_channel_display()} · {lead}",
    )


def facts_action(lead, user):
    if facts_model(lead.channel) is None or not user.has_perm("leads.change_lead"):
        return []
    return [(_("Facts of the channel"), reverse("lead:channel_facts", args=[lead.pk]))]


add_actions(Lead, facts_action)
