"""Editing a chain: its edges, the enterprises in a link, and the strength that somebody sets by
hand.
"""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.errors import NotPermitted, Refused
from crm.core.refusals import REFUSALS, in_words
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from crm.staff.form_page import form_page
from crm.staff.forms import formfield, scope_choices
from crm.staff.permitted import permitted

from ..models import Chain, Edge, Link, LinkCompany
from ..models.chain import Strength
from .chain import set_strength

EMPTY_ROWS = 4


@as_one()
def set_edges(chain: Chain, wanted: list[tuple[Link, Link, str]], *, by):
    """Make these (from, to, goods) the edges of the chain. Raises NotPermitted, and Refused for
    another chain's link or a pair named twice.
    """
    if not by.has_perm("leads.change_chain"):
        raise NotPermitted(_("You do not have the right to change chains."))
    Chain.objects.select_for_update().get(pk=chain.pk)
    pairs = {(source.pk, target.pk): goods for source, target, goods in wanted}
    if len(pairs) < len(wanted):
        raise Refused(_("An edge is named twice."))
    if any(source == target for source, target in pairs):
        raise Refused(_("An edge joins two different links."))
    if any(
        link.chain_id != chain.pk for source, target, _goods in wanted for link in (source, target)
    ):
        raise Refused(_("An edge joins two links of one chain."))
    edges = {
        (edge.source_id, edge.target_id): edge for edge in Edge.objects.filter(source__chain=chain)
    }
    for pair, edge in edges.items():
        if pair not in pairs:
            edge._history_user = by
            edge.delete()
    for (source, target), goods in pairs.items():
        edge = edges.get((source, target)) or Edge(source_id=source, target_id=target)
        if edge.pk is None or edge.goods != goods:
            edge.goods = goods
            save_as(edge, by=by)


class EdgeForm(forms.Form):
    source = forms.ModelChoiceField(Link.objects.none(), label=gettext_lazy("from the link"))
    target = forms.ModelChoiceField(Link.objects.none(), label=gettext_lazy("to the link"))
    goods = forms.CharField(label=gettext_lazy("what is handed on"), max_length=100, required=False)

    def __init__(self, *args, chain, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("source", "target"):
            self.fields[name].queryset = chain.links.all()
            self.fields[name].label_from_instance = lambda link: link.name


EdgeForms = forms.formset_factory(EdgeForm, extra=EMPTY_ROWS, can_delete=True, max_num=300)


def edit_edges(request, pk):
    chain = permitted(request, Chain.objects.visible_to(request.user), pk, "leads.change_chain")
    stored = [
        {"source": edge.source_id, "target": edge.target_id, "goods": edge.goods}
        for edge in Edge.objects.filter(source__chain=chain)
    ]
    rows = EdgeForms(request.POST or None, initial=stored, form_kwargs={"chain": chain})
    problem = ""
    if request.method == "POST" and rows.is_valid():
        filled = [
            row.cleaned_data
            for row in rows
            if row.cleaned_data.get("source") and not row.cleaned_data.get("DELETE")
        ]
        try:
            with transaction.atomic():
                set_edges(
                    chain,
                    [(row["source"], row["target"], row["goods"]) for row in filled],
                    by=request.user,
                )
        except REFUSALS as refusal:
            problem = in_words(refusal)
        else:
            messages.success(request, _("The edges of %(chain)s are stored.") % {"chain": chain})
            return redirect("chain:inspect", pk)
    return render(
        request,
        "leads/chain_edges.html",
        {"title": _("Edit the edges"), "chain": chain, "rows": rows, "problem": problem},
    )


class StrengthForm(forms.Form):
    strength = forms.ChoiceField(
        label=gettext_lazy("strength"),
        choices=[("", gettext_lazy("as computed")), *Strength.choices],
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300)


def edit_strength(request, pk):
    link = permitted(request, Link.objects.visible_to(request.user), pk, "leads.change_link")
    form = StrengthForm(
        request.POST or None, initial={"strength": link.set_strength, "reason": link.set_reason}
    )

    def act():
        set_strength(link, by=request.user, **form.cleaned_data)
        messages.success(request, _("Stored."))
        return redirect("link:inspect", pk)

    return form_page(
        request, form, act, title=_("Set the strength by hand"), subtitle=link, at="reason"
    )


def add_enterprise(request, pk):
    """An enterprise that works here in this link without a project of ours."""
    link = permitted(request, Link.objects.visible_to(request.user), pk, "leads.change_link")
    build = forms.modelform_factory(
        LinkCompany, fields=["company", "is_leading", "note"], formfield_callback=formfield
    )
    form = scope_choices(build(request.POST or None, instance=LinkCompany(link=link)), request.user)
    if request.method == "POST" and form.is_valid():
        if link.enterprises.filter(company=form.cleaned_data["company"]).exists():
            form.add_error("company", _("This enterprise already stands in the link."))
        else:
            save_as(form.save(commit=False), by=request.user)
            messages.success(request, _("Stored."))
            return redirect("link:inspect", pk)
    return render(
        request,
        "core/form_page.html",
        {"form": form, "title": _("Add an enterprise that is here"), "subtitle": link},
    )
