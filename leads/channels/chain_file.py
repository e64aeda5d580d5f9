"""Chains from a YAML file, so that a city keeps its plan as data: chains with their links, edges
and leading enterprises.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.trees import yaml_of
from crm.core.punctuation import labelled, phrases
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Chain, Company, Edge, Link, LinkCompany


@as_one()
def load_chains(text: str, *, by=None, **extra) -> int:
    """Store the chains of ``text`` that are not stored yet, whole or not at all; returns their
    number.

    A chain is a mapping of name, plan and links; a link one of name, codes, keywords, feeds (names
    of links) and companies. ``extra`` are fields of every chain and company made. Raises Refused
    with the chain and link in the message.
    """
    try:
        chains = yaml_of(text)["chains"]
        take_turns(Company)
        new_chains = [
            chain_data
            for chain_data in chains
            if not Chain.objects.filter(name=chain_data["name"]).exists()
        ]
        for chain_data in new_chains:
            _store(chain_data, by, extra)
    except (BadFile, KeyError, TypeError, AttributeError) as error:
        raise Refused(_("The file is no list of chains: %s") % error) from None
    return len(new_chains)


def _store(data, by, extra):
    chain = save_as(Chain(name=data["name"], plan=data.get("plan", ""), **extra), by=by)
    links = {link["name"]: _link(chain, link, by, extra) for link in data["links"]}
    for link in data["links"]:
        for target in link.get("feeds", []):
            if target not in links:
                raise Refused(
                    _("%(chain)s, %(link)s: no link is called “%(target)s”.")
                    % {"chain": chain, "link": link["name"], "target": target}
                )
            save_as(Edge(source=links[link["name"]], target=links[target]), by=by)


def _link(chain, data, by, extra) -> Link:
    link = Link(
        chain=chain,
        name=data["name"],
        industry_codes="、".join(map(str, data.get("codes", []))),
        keywords="、".join(data.get("keywords", [])),
    )
    try:
        link.full_clean()
    except ValidationError as error:
        raise Refused(labelled(phrases((chain, link.name)), " ".join(error.messages))) from None
    save_as(link, by=by)
    for name in data.get("companies", []):
        company = Company.objects.named(name).first() or save_as(Company(name=name, **extra), by=by)
        save_as(LinkCompany(link=link, company=company, is_leading=True), by=by)
    return link
