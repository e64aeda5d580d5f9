"""The companies of a campaign are shared out to its officers, by a rule and within their limits."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import models
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Parameter
from crm.core.notifications import notify
from crm.core.writes import as_one
from crm.core.writing.bulk import update
from crm.core.writing.history import save_as

from ..models import CampaignTarget
from ..models.chain import words_of
from ..pipeline.assign import check_owner, pass_on_next_steps
from .allot import Hand, allot
from .choose import locked


class Rule(models.TextChoices):
    EVEN = "even", gettext_lazy("evenly")
    INDUSTRY = "industry", gettext_lazy("by industry")
    COUNTRY = "country", gettext_lazy("by country and language")
    REGION = "region", gettext_lazy("by region")


@dataclass
class Shared:
    """How many companies each officer got, and for how many there was nobody."""

    by_officer: dict
    left: int

    @property
    def count(self) -> int:
        return sum(self.by_officer.values())


@as_one()
def share(campaign, rule: str, *, by) -> Shared:
    """Share out what is in nobody's hand yet. One sharing of a campaign follows another, so that
    no company goes to two and no limit is passed.

    Raises NotPermitted without the right; Refused without a team, or where an officer of it does
    not work on such records.
    """
    if not by.has_perm("leads.assign_campaigntarget"):
        raise NotPermitted(_("You do not have the right to share out companies."))
    campaign = locked(campaign, by)
    members = list(campaign.members.select_related("officer").order_by("pk"))
    if not members:
        raise Refused(_("Name the officers who take part first."))
    for member in members:
        check_owner(member.officer, "campaigntarget")
    targets = _unshared(campaign)
    officers = allot(targets, _hands(campaign, members, rule))
    with_officer = [target for target in targets if officers[target] is not None]
    for target in with_officer:
        target.owner, target.next_on = officers[target], first_day(campaign)
    update(CampaignTarget, with_officer, {"owner", "next_on"}, by=by, reason=_("shared out"))
    shared = _counted(officers)
    for officer, count in shared.by_officer.items():
        notify([officer], "companies_shared", campaign, by=by, count=count)
    return shared


@as_one()
def give(target, *, to, by, note: str = "") -> CampaignTarget:
    """Put ``to`` in charge of one company, also where another officer is.

    Raises NotPermitted without the right; Refused for a company that is no longer open, or somebody
    who does not do such work.
    """
    if not by.has_perm("leads.assign_campaigntarget"):
        raise NotPermitted(_("You do not have the right to share out companies."))
    target = CampaignTarget.objects.visible_to(by).select_for_update(of=["self"]).get(pk=target.pk)
    if not target.is_open:
        raise Refused(_("The work on this company is over: “%s”.") % target.get_state_display())
    check_owner(to, "campaigntarget")
    former, target.owner = target.owner, to
    if former == to:
        return target
    target.next_on = target.next_on or first_day(target.campaign)
    reason = _("put in charge: %s") % note if note else _("put in charge")
    save_as(target, by=by, reason=reason)
    pass_on_next_steps(target, former, to, by=by)
    notify([to], "assigned", target, by=by)
    return target


def _unshared(campaign) -> list[CampaignTarget]:
    """The best first; what an agent holds is left to it."""
    rows = campaign.targets.open().with_holder().filter(owner=None, is_held=False)
    return list(
        rows.select_related("company__industry", "company__region__parent")
        .order_by(F("score").desc(nulls_last=True), "pk")
        .select_for_update(of=["self"])
    )


def first_day(campaign):
    """By when a company is first approached."""
    days = Parameter.whole("campaign_first_touch_days")
    return max(campaign.starts_on, timezone.localdate()) + timedelta(days=days)


def _hands(campaign, members, rule) -> list[Hand]:
    holdings = dict(
        campaign.targets.open()
        .exclude(owner=None)
        .order_by()
        .values_list("owner")
        .annotate(count=Count("*"))
    )
    return [_hand(member, holdings.get(member.officer_id, 0), rule) for member in members]


def _hand(member, holding: int, rule) -> Hand:
    if rule == Rule.EVEN:
        return Hand(member.officer, holding, member.most)
    name, fits = RULES[rule]
    words = words_of(getattr(member, name))
    return Hand(member.officer, holding, member.most, bool(words), partial(fits, words))


def _of_industry(codes, target) -> bool:
    industry = target.company.industry
    return industry is not None and any(
        industry.section == code or industry.code.startswith(code) for code in codes
    )


def _of_country(countries, target) -> bool:
    return any(
        word in place for word in countries for place in (target.company.country, target.place)
    )


def _of_region(names, target) -> bool:
    region = target.company.region
    places = [target.place, *(area.name for area in (region, region and region.parent) if area)]
    return any(place.startswith(name) for name in names for place in places)


# The field of a member that says what they are named for, and how it is read.
RULES = {
    Rule.INDUSTRY: ("industry_codes", _of_industry),
    Rule.COUNTRY: ("countries", _of_country),
    Rule.REGION: ("regions", _of_region),
}


def _counted(officers: dict) -> Shared:
    by_officer: dict = {}
    for officer in officers.values():
        if officer is not None:
            by_officer[officer] = by_officer.get(officer, 0) + 1
    return Shared(by_officer, sum(officer is None for officer in officers.values()))
