"""Industries: what is here and what is looked for, from the chains."""

from dataclasses import dataclass

from leads.channels.chain import standings
from leads.models.chain import Strength

from ..kept import keep
from ..models import IndustriesPage, IndustryPage, shows
from .below import children

KEPT_SECONDS = 600


@dataclass(frozen=True)
class Tile:
    page: IndustryPage
    present: list[str]
    wanted: list[str]
    enterprises: int


@dataclass(frozen=True)
class ChainHere:
    """Links by their strength here; ``enterprises`` counts each company once."""

    strong: list[str]
    weak: list[str]
    missing: list[str]
    enterprises: int


def chain_here(chain) -> ChainHere:
    if chain is None:
        return ChainHere([], [], [], 0)
    rows = standings(chain.links.all())
    names = {
        strength: [row.link.name for row in rows if row.strength == strength]
        for strength in Strength
    }
    companies = set().union(*(row.companies for row in rows))
    return ChainHere(
        names[Strength.STRONG], names[Strength.WEAK], names[Strength.MISSING], len(companies)
    )


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def kept_chain(chain) -> ChainHere:
    """Some minutes old at most: of each link the companies are counted."""
    return keep(f"chain:{chain and chain.pk}", lambda: chain_here(chain), KEPT_SECONDS)


def tile(page: IndustryPage) -> Tile:
    chain = kept_chain(page.chain)
    return Tile(
        page,
        lines(page.present) or chain.strong or chain.weak,
        lines(page.wanted) or [*chain.missing, *chain.weak],
        chain.enterprises,
    )


def tiles(index, most: int | None = None) -> list[Tile]:
    pages = children(index, IndustryPage).select_related("chain")
    return [tile(page) for page in pages[:most]]


@shows(IndustriesPage)
def industries(page, request) -> dict:
    return {"tiles": tiles(page) if page.pk else []}


@shows(IndustryPage)
def industry(page, request) -> dict:
    return {"here": kept_chain(page.chain), "told": tile(page)}
