"""How strong each link of a chain is here, and who could fill one that is not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_

from django.db.models import Q, Value
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.firsts import firsts
from crm.core.models import Parameter
from crm.core.punctuation import clauses
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..companies.groups import lineage, parents
from ..models import Company, Lead, Link, Project, TargetEntry, TargetList
from ..models.chain import LinkCompany, Strength, words_of
from ..models.project import BEFORE_ENTRY
from .list500 import ORDER

MOST_CANDIDATES = 20
COUNTED = ("company", "state", "extends")  # what the strength of a link is counted from


@dataclass(frozen=True)
class Standing:
    """The strength of a link, and what it rests on. ``companies`` work here, each once; ``coming``
    are not here yet.
    """

    link: Link
    strength: Strength
    computed: Strength
    companies: frozenset[int]
    coming: int
    needed: int

    @property
    def reason(self) -> str:
        counts = _(
            "%(here)d enterprises here, %(coming)d projects coming; strong from %(needed)d"
        ) % {"here": len(self.companies), "coming": self.coming, "needed": self.needed}
        if not self.link.set_strength:
            return counts
        return _("set by hand: %(reason)s (computed: %(computed)s; %(counted)s)") % {
            "reason": self.link.set_reason,
            "computed": self.computed.label,
            "counted": counts,
        }


def projects_of(link: Link):
    """Projects that stand in the link: named for it by their lead, or else by their industry."""
    by_lead = Q(lead__chainfacts__link=link)
    elsewhere = Q(lead__chainfacts__link__chain=link.chain_id)
    return Project.objects.running().filter(by_lead | (~elsewhere & industries(link, "industry")))


def industries(link: Link, path: str) -> Q:
    """Rows whose industry at ``path`` is one of the link's, or lies below one; none for a link
    without codes.
    """
    codes = words_of(link.industry_codes)
    return reduce(
        or_,
        (
            Q(**{f"{path}__section": code})
            if code.isalpha()
            else Q(**{f"{path}__code__startswith": code})
            for code in codes
        ),
        Q(pk__in=[]),
    )


def standing(link: Link) -> Standing:
    return standings([link])[0]


def standings(links: Iterable[Link]) -> list[Standing]:
    links = list(links)
    projects = _projects_by_link(links)
    enterprises = defaultdict(set)
    for link, company in LinkCompany.objects.filter(link__in=links).values_list("link", "company"):
        enterprises[link].add(company)
    needed = Parameter.whole("chain_strong_from")
    return [_standing(link, projects[link.pk], enterprises[link.pk], needed) for link in links]


def _projects_by_link(links: list[Link]) -> dict[int, list[tuple]]:
    """{link: [(company, state, what it extends)]}: ``projects_of`` each, for all in two queries."""
    rows, by_link = Project.objects.running().order_by(), defaultdict(list)
    link_path, named = "lead__chainfacts__link", defaultdict(set)
    chains = {link.chain_id for link in links}
    for pk, link, chain, *facts in rows.filter(**{f"{link_path}__chain__in": chains}).values_list(
        "pk", link_path, f"{link_path}__chain", *COUNTED
    ):
        by_link[link].append(tuple(facts))
        named[chain].add(pk)
    in_trade = reduce(or_, (industries(link, "industry") for link in links), Q(pk__in=[]))
    codes = [(link, words_of(link.industry_codes)) for link in links]
    for pk, code, section, *facts in rows.filter(in_trade).values_list(
        "pk", "industry", "industry__section", *COUNTED
    ):
        for link, link_codes in codes:
            is_of_it = any(section == key or code.startswith(key) for key in link_codes)
            if is_of_it and pk not in named[link.chain_id]:
                by_link[link.pk].append(tuple(facts))
    return by_link


def _standing(link: Link, projects: list[tuple], enterprises: set[int], needed: int) -> Standing:
    settled = {company for company, state, _extends in projects if state not in BEFORE_ENTRY}
    coming = sum(state in BEFORE_ENTRY and extends is None for _company, state, extends in projects)
    companies = frozenset(settled | enterprises)
    if len(companies) >= needed:
        computed = Strength.STRONG
    else:
        computed = Strength.WEAK if companies or coming else Strength.MISSING
    return Standing(
        link,
        Strength(link.set_strength) if link.set_strength else computed,
        computed,
        companies,
        coming,
        needed,
    )


@as_one()
def set_strength(link: Link, strength: str, *, by, reason: str):
    """Say by hand how strong a link is; "" lets it be computed again. Raises NotPermitted, and
    Refused without a reason.
    """
    if not by.has_perm("leads.change_link"):
        raise NotPermitted(_("You do not have the right to change chains."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    row = Link.objects.select_for_update().get(pk=link.pk)
    row.set_strength = strength
    row.set_reason = reason if strength else ""
    save_as(row, by=by, reason=reason)
    link.refresh_from_db()


@dataclass(frozen=True)
class Candidate:
    """A company of the newest lists that could fill a link, and why."""

    entry: TargetEntry
    reasons: tuple[str, ...]
    lead: Lead | None

    @property
    def company(self) -> Company:
        return self.entry.company


def candidates(link: Link, user) -> list[Candidate]:
    """The best companies of the newest lists for ``link`` that are not in it already, each once:
    most reasons first, then by list and rank.
    """
    return candidates_by_link(standings([link]), user)[link.pk]


def candidates_by_link(link_standings: list[Standing], user) -> dict[int, list[Candidate]]:
    """{link: its candidates}."""
    above = parents()
    by_link = _entries_by_link([link_standing.link for link_standing in link_standings], user)
    best = {
        link_standing.link: _best(
            link_standing.link,
            by_link[link_standing.link.pk],
            _groups_of(link_standing.companies, above),
            above,
        )
        for link_standing in link_standings
    }
    companies = {entry.company_id for entries in best.values() for entry in entries}
    leads = Lead.objects.visible_to(user).open().filter(company__in=companies)
    open_leads = {lead.company_id: lead for lead in leads}
    return {
        link.pk: [
            Candidate(entry, tuple(_reasons(entry, link)), open_leads.get(entry.company_id))
            for entry in entries
        ]
        for link, entries in best.items()
    }


def _newest_lists() -> list[int]:
    lists = TargetList.objects.filter(kind__in=ORDER).order_by("kind_id", "-year")
    return list(lists.distinct("kind_id").values_list("pk", flat=True))


def _best(link: Link, entries: list[TargetEntry], here: set[int], above) -> list[TargetEntry]:
    """The best entry of each company that is not ``here`` yet, the best companies first."""
    entries = [entry for entry in entries if not here & set(lineage(entry.company_id, above))]
    entries.sort(
        key=lambda entry: (
            -len(_reasons(entry, link)),
            ORDER.index(entry.target_list.kind_id),
            entry.rank,
        )
    )
    return firsts(entries, attrgetter("company_id"))[:MOST_CANDIDATES]


def _entries_by_link(links: list[Link], user) -> dict[int, list[TargetEntry]]:
    """{link: its places on the newest lists}, for all links in two queries."""
    by_link: dict[int, list[TargetEntry]] = defaultdict(list)
    if not links:
        return by_link
    newest = _newest_lists()
    first, *others = (
        _entries_for(link, user, newest).order_by().values_list("pk", Value(link.pk))
        for link in links
    )
    keys = list(first.union(*others))
    entries = TargetEntry.objects.select_related("company__industry", "target_list").in_bulk(
        {key for key, _link in keys}
    )
    for key, link in sorted(keys):
        by_link[link].append(entries[key])
    return by_link


def _entries_for(link: Link, user, newest: list[int]):
    """The places on these lists that speak for the link: by a word of it, or by industry."""
    by_word = reduce(
        or_,
        (
            Q(name_as_listed__icontains=word)
            | Q(company__name__icontains=word)
            | Q(company__name_en__icontains=word)
            | Q(company__aliases__name__icontains=word)
            for word in words_of(link.keywords)
        ),
        Q(pk__in=[]),
    )
    entries = TargetEntry.objects.visible_to(user).filter(
        Q(target_list__in=newest) & (by_word | industries(link, "company__industry"))
    )
    return entries.distinct()


def _groups_of(companies, above: dict[int, int]) -> set[int]:
    """The companies with all groups above them."""
    return {group for company in companies for group in lineage(company, above)}


def reasons_for(company, link) -> str:
    """Why ``company`` is a candidate for the link, by its newest place on a list; "" where it
    stands on none.
    """
    entry = (
        TargetEntry.objects.filter(company=company).order_by("-target_list__year", "rank").first()
    )
    return clauses(_reasons(entry, link)) if entry else ""


def _reasons(entry, link) -> list[str]:
    reasons = []
    industry = entry.company.industry
    if industry and any(
        industry.section == code or industry.code.startswith(code)
        for code in words_of(link.industry_codes)
    ):
        reasons.append(_("its industry is %(industry)s") % {"industry": industry})
    names = f"{entry.name_as_listed} {entry.company.name} {entry.company.name_en}".lower()
    words = [word for word in words_of(link.keywords) if word.lower() in names]
    if words:
        reasons.append(_("its name says “%(words)s”") % {"words": "”“".join(words)})
    return reasons or [_("one of its other names says so")]
