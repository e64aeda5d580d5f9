"""An offer letter: what a company could get here, by the policies of the city."""

from collections.abc import Callable

from . import bureau_of

# Functions (lead) → [{title, number, word, gives, amount, clauses}] of the policies that fit;
# the app above registers them.
_OFFERS: list[Callable] = []


def tell_offers(find: Callable):
    """What ``find(lead)`` returns stands in the lead's offer letter."""
    if find not in _OFFERS:
        _OFFERS.append(find)


def offers_for(lead) -> list[dict]:
    return [offer for find in _OFFERS for offer in find(lead)]


def offer_facts(lead) -> dict:
    """The company, what it wants to build, and each policy that fits with its estimate in words."""
    return {
        "bureau": bureau_of(lead.department),
        "company": lead.company.name if lead.company else "",
        "lead": {
            "number": lead.number,
            "title": lead.title,
            "investment": lead.investment,
            "content": lead.content.splitlines(),
        },
        "policies": offers_for(lead),
        "contact": {
            "name": str(lead.owner or ""),
            "phone": lead.owner.phone if lead.owner else "",
        },
    }
