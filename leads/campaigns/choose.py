"""Companies are chosen for a campaign."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import create_many

from ..models import Campaign, CampaignTarget, Company
from .find import Standing, newest_entries, standings_of
from .scores import scores_of


@dataclass
class Chosen:
    """How many companies came in, and how many were left out for which reason."""

    added: int = 0
    left_out: Counter = field(default_factory=Counter)


@as_one()
def choose(campaign, companies, *, by, links=None) -> Chosen:
    """Take ``companies`` (keys) into the campaign; those that are in another hand are left out.
    ``links`` is {company: link of the chain that it could fill}.

    Raises NotPermitted without the right, Refused for a campaign that is closed.
    """
    if not by.has_perm("leads.choose_campaigntarget"):
        raise NotPermitted(_("You do not have the right to choose companies for campaigns."))
    campaign = locked(campaign, by)
    by_key = _locked_companies(companies, by)
    standings = standings_of(by_key, campaign)
    free = [pk for pk in by_key if standings[pk] == Standing.FREE]
    scores, entries = scores_of(free), newest_entries(free, campaign.list_kind_id or "")
    entries = newest_entries([pk for pk in free if pk not in entries]) | entries
    rows = [
        _row(campaign, by_key[pk], (links or {}).get(pk), scores.get(pk), entries.get(pk))
        for pk in free
    ]
    create_many(CampaignTarget, rows, by=by, reason=_("chosen for the campaign"))
    left_out = Counter(standing for standing in standings.values() if standing != Standing.FREE)
    return Chosen(len(rows), left_out)


def locked(campaign, by) -> Campaign:
    """The campaign's row, which nobody else changes until this transaction ends."""
    campaign = Campaign.objects.visible_to(by).select_for_update(of=["self"]).get(pk=campaign.pk)
    if campaign.state == Campaign.State.CLOSED:
        raise Refused(_("The campaign is closed."))
    return campaign


def _locked_companies(keys, by) -> dict[int, Company]:
    """In the order asked; locked in the order of their keys, so that of two campaigns that choose
    the same company the second sees what the first has chosen.
    """
    rows = Company.objects.visible_to(by).filter(pk__in=list(keys)).order_by("pk")
    by_key = {company.pk: company for company in rows.select_for_update(no_key=True, of=["self"])}
    with_region = Company.objects.select_related("region").in_bulk(list(by_key))
    return {pk: with_region[pk] for pk in dict.fromkeys(keys) if pk in by_key}


def _row(campaign, company, link, score, entry) -> CampaignTarget:
    place = entry.place if entry and entry.place else company.region and company.region.name
    return CampaignTarget(
        campaign=campaign,
        company=company,
        link=link,
        score=score and score.score,
        list_kind=entry.target_list.kind if entry else None,
        place=place or company.country,
    )
