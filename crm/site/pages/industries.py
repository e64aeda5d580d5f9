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
    found = standings(chain.links.all())
    of = {
        strength: [each.link.name for each in found if each.strength == strength]
        for strength in Strength
    }
    companies = set().union(*(each.companies for each in found)) if found else set()
    return ChainHere(of[Strength.STRONG], of[Strength.WEAK], of[Strength.MISSING], len(companies))


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def kept_chain(chain) -> ChainHere:
    """Some minutes old at most: of each link the companies are counted."""
    return keep(f"chain:{chain and chain.pk}", lambda: chain_here(chain), KEPT_SECONDS)


def tile(page: IndustryPage) -> Tile:
    here = kept_chain(page.chain)
    return Tile(
        page,
        lines(page.present) or here.strong or here.weak,
        lines(page.wanted) or [*here.missing, *here.weak],
        here.enterprises,
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
