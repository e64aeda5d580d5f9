"""Choosing companies for a campaign on the screen: conditions, what they find, ticks."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.core.by_key import key_of, keys_of
from crm.core.punctuation import clauses
from crm.core.refusals import refusals_as_message
from crm.staff.forms import scope_choices
from crm.staff.permitted import permitted

from ..models import Campaign, Chain, Company, Industry, Link, ListKind, Region, TargetList
from .choose import choose
from .find import MISSING, Standing, Wanted, find


class WantedForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("name"), required=False, max_length=100)
    list_kind = forms.ChoiceField(label=gettext_lazy("list"), required=False)
    year = forms.TypedChoiceField(
        label=gettext_lazy("year"), required=False, coerce=int, empty_value=None
    )
    link = forms.ChoiceField(label=gettext_lazy("link of the chain"), required=False)
    industry = forms.ModelChoiceField(
        Industry.objects.filter(level__lte=2),
        label=gettext_lazy("industry"),
        required=False,
        empty_label="—",
    )
    region = forms.ModelChoiceField(
        Region.objects.filter(parent=None),
        label=gettext_lazy("region"),
        required=False,
        empty_label="—",
    )
    country = forms.CharField(
        label=gettext_lazy("country or province"), required=False, max_length=40
    )

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        kinds, years = ListKind.objects.all(), _years()
        list_kinds = ((kind.code, str(kind)) for kind in kinds)
        self.fields["list_kind"].choices = [("", "—"), *list_kinds]
        self.fields["year"].choices = [("", "—"), *((year, str(year)) for year in years)]
        self.fields["link"].choices = [("", "—"), *_links(campaign.chain)]
        if not campaign.chain:
            del self.fields["link"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "ds-input"

    def wanted(self) -> Wanted:
        return Wanted(chain=self.campaign.chain, **self.cleaned_data)


def _years() -> list[int]:
    return sorted(set(TargetList.objects.values_list("year", flat=True)), reverse=True)


def _links(chain: Chain | None) -> list[tuple]:
    if chain is None:
        return []
    return [(MISSING, _("all that are not strong here")), *chain.links.values_list("pk", "name")]


def theme_of(campaign) -> dict:
    """What the campaign's own theme asks for, as the form begins."""
    return {
        "list_kind": campaign.list_kind_id or "",
        "region": campaign.region_id,
        "link": MISSING if campaign.chain_id else "",
    }


def choose_screen(request, pk):
    campaigns = Campaign.objects.visible_to(request.user)
    campaign = permitted(request, campaigns, pk, "leads.choose_campaigntarget")
    if request.method == "POST":
        return _choose(request, campaign)
    query = request.GET or None
    form = scope_choices(
        WantedForm(query, campaign=campaign, initial=theme_of(campaign)), request.user
    )
    wanted = form.wanted() if form.is_bound and form.is_valid() else Wanted(**_begin(campaign))
    candidates = find(wanted, request.user, campaign) if not form.errors else []
    context = {
        "campaign": campaign,
        "form": form,
        "found": candidates,
        "free": sum(candidate.standing == Standing.FREE for candidate in candidates),
        "is_empty": wanted.is_empty,
    }
    return render(request, "leads/choose_companies.html", context)


def _begin(campaign) -> dict:
    return {
        "chain": campaign.chain,
        "list_kind": campaign.list_kind_id or "",
        "region": campaign.region,
        "link": MISSING if campaign.chain else "",
    }


def _choose(request, campaign):
    with refusals_as_message(request):
        chosen = choose(
            campaign,
            keys_of(Company, request.POST.getlist("company")),
            by=request.user,
            links=_links_of(request.POST),
        )
        _say(request, chosen)
        return redirect("campaign:inspect", campaign.pk)
    return redirect("campaign:choose", campaign.pk)


def _links_of(posted) -> dict[int, Link]:
    """The link for which each of the ticked companies was found."""
    link_keys = {
        company: key_of(Link, posted.get(f"link-{company}"))
        for company in keys_of(Company, posted.getlist("company"))
    }
    links = Link.objects.in_bulk(set(link_keys.values()) - {None})
    return {company: links[key] for company, key in link_keys.items() if key in links}


def _say(request, chosen):
    messages.success(
        request,
        ngettext("%(count)d company chosen.", "%(count)d companies chosen.", chosen.added)
        % {"count": chosen.added},
    )
    if chosen.left_out:
        reasons = clauses(
            f"{standing.label} {count}" for standing, count in sorted(chosen.left_out.items())
        )
        messages.warning(request, _("Left out: %(reasons)s.") % {"reasons": reasons})
