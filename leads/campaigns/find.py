"""Companies that a campaign could go after, and what stands in the way of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.staff.searches import search_newest

from ..channels.chain import Standing as ChainStanding
from ..channels.chain import candidates_by_link, standings
from ..fit.reasons import reasons_of
from ..models import (
    CampaignTarget,
    Chain,
    Company,
    FitScore,
    Link,
    Project,
    Registration,
    TargetEntry,
)
from ..models.chain import Strength
from ..protection.holds import holders_of
from .scores import scores_of

MOST_FOUND = 300
MISSING = "missing"  # all links of the chain that are not strong here


class Standing(StrEnum):
    """Why a company is left out; one that is FREE is not."""

    FREE = ""
    HELD = "held"
    IN_HAND = "in_hand"
    ELSEWHERE = "elsewhere"
    HERE = "here"

    @property
    def label(self):
        return LABELS[self]


LABELS = {
    Standing.FREE: "",
    Standing.HELD: _("held by an agent"),
    Standing.IN_HAND: _("already a lead or project"),
    Standing.ELSEWHERE: _("another campaign goes after it"),
    Standing.HERE: _("already in this campaign"),
}


@dataclass(frozen=True)
class Wanted:
    """What is asked for; an empty condition asks for nothing. ``link`` is the key of a link of the
    chain, or MISSING.
    """

    list_kind: str = ""
    year: int | None = None
    industry: object = None
    region: object = None
    country: str = ""
    chain: Chain | None = None
    link: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return (
            not any(vars(self).values())
            or self.chain is not None
            and not (
                self.link or any(value for name, value in vars(self).items() if name != "chain")
            )
        )


@dataclass
class Found:
    """A company with what speaks for it. ``reasons`` are those of the link, then of the score."""

    company: Company
    entry: TargetEntry | None = None
    link: Link | None = None
    reasons: list[str] = field(default_factory=list)
    score: FitScore | None = None
    standing: Standing = Standing.FREE

    @property
    def why(self) -> list[str]:
        of_score = reasons_of(self.score)[:2] if self.score else []
        return [*self.reasons, *(reason.sentence for reason in of_score if reason.points > 0)]


def find(wanted: Wanted, user, campaign=None) -> list[Found]:
    """The best MOST_FOUND companies that ``user`` sees: by score, then by their place on a list."""
    if wanted.is_empty:
        return []
    linked = _of_links(wanted, user)
    keys = list(_companies(wanted, user, linked).values_list("pk", flat=True)[: MOST_FOUND * 4])
    entries, scores = newest_entries(keys, wanted.list_kind), scores_of(keys)
    ranked = sorted(keys, key=lambda pk: (_points(scores.get(pk)), _place(entries.get(pk)), pk))
    companies = Company.objects.select_related("region", "industry").in_bulk(ranked[:MOST_FOUND])
    standing = standings_of(companies, campaign)
    return [
        Found(
            companies[pk],
            entries.get(pk),
            *linked.get(pk, (None, [])),
            score=scores.get(pk),
            standing=standing[pk],
        )
        for pk in ranked[:MOST_FOUND]
    ]


def _points(score) -> int:
    return -score.score if score else 1


def _place(entry) -> int:
    return entry.rank if entry else 10**6


def _of_links(wanted, user) -> dict[int, tuple[Link, list[str]]]:
    """{company: (the link that it could fill, why)}; of several links the first."""
    by_company: dict = {}
    link_standings = _standings(wanted)
    by_link = candidates_by_link(link_standings, user)
    for link in (standing.link for standing in link_standings):
        for candidate in by_link[link.pk]:
            by_company.setdefault(candidate.company.pk, (link, list(candidate.reasons)))
    return by_company


def _standings(wanted) -> list[ChainStanding]:
    if not wanted.link:
        return []
    if wanted.link != MISSING:
        return standings(Link.objects.filter(pk=wanted.link))
    links = wanted.chain.links.all() if wanted.chain else []
    return [standing for standing in standings(links) if standing.strength != Strength.STRONG]


def _companies(wanted, user, linked):
    rows = Company.objects.visible_to(user)
    if wanted.link:
        rows = rows.filter(pk__in=list(linked))
    if wanted.text:
        rows = search_newest(rows, wanted.text)
    if wanted.industry:
        code = wanted.industry.code
        rows = rows.filter(
            Q(industry__section=code) if code.isalpha() else Q(industry__code__startswith=code)
        )
    if on_list := _listed(wanted):
        rows = rows.filter(Exists(TargetEntry.objects.filter(on_list, company=OuterRef("pk"))))
    if wanted.region:
        rows = rows.filter(_in_region(wanted.region))
    if wanted.country:
        rows = rows.filter(
            Q(country__icontains=wanted.country) | Q(rankings__place__icontains=wanted.country)
        )
    return rows.order_by("-pk").distinct()


def _listed(wanted) -> Q | None:
    if not wanted.list_kind and not wanted.year:
        return None
    kind = Q(target_list__kind=wanted.list_kind) if wanted.list_kind else Q()
    return kind & Q(target_list__year=wanted.year) if wanted.year else kind


def _in_region(region) -> Q:
    """By the code of the company's region, or by what a list says of its place."""
    stem = region.name.removesuffix("省").removesuffix("市").removesuffix("自治区")
    return Q(region__code__startswith=region.code) | Q(rankings__place__startswith=stem)


def newest_entries(companies: Iterable[int], kind: str = "") -> dict[int, TargetEntry]:
    """{company: its place on the newest list, of ``kind`` where one is named}."""
    rows = TargetEntry.objects.filter(company__in=list(companies)).select_related("target_list")
    if kind:
        rows = rows.filter(target_list__kind=kind)
    entries = {}
    for entry in rows.order_by("target_list__year", "-rank"):
        entries[entry.company_id] = entry
    return entries


def standings_of(companies: dict[int, Company], campaign=None) -> dict[int, Standing]:
    """What stands in the way of each of ``companies`` (by their keys). That an agent holds a
    company goes before all else; which agent, nobody is told.
    """
    keys = list(companies)
    names = {company.name_key for company in companies.values() if company.name_key}
    holders = holders_of(keys, list(names), []) if keys else {}
    coming = set(
        Project.objects.running().filter(company__in=keys).values_list("company", flat=True)
    )
    targets = CampaignTarget.objects.filter(company__in=keys)
    elsewhere = set(targets.open().values_list("company", flat=True))
    here = set(targets.filter(campaign=campaign).values_list("company", flat=True))
    return {
        pk: _standing(company, holders, coming, elsewhere, here)
        for pk, company in companies.items()
    }


def _standing(company, holders, coming, elsewhere, here) -> Standing:
    holding = [
        holders[key]
        for key in (("company", company.pk), ("name_key", company.name_key))
        if key in holders
    ]
    if any(isinstance(holder, Registration) for holder in holding):
        return Standing.HELD
    if company.pk in here:
        return Standing.HERE
    if holding or company.pk in coming:
        return Standing.IN_HAND
    return Standing.ELSEWHERE if company.pk in elsewhere else Standing.FREE
