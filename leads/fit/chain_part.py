"""Missing and weak links of our chains, by the company's industry or a word of its name."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..channels.chain import standings
from ..models import Company, Industry, Link
from ..models.chain import Strength, words_of
from .registry import Part, Rows, as_rows, best_of, register_part

SHARES = {Strength.MISSING: Decimal(1), Strength.WEAK: Decimal("0.6")}
BY_NAME = Decimal("0.7")  # what a word of the name counts, where the industry counts 1


def wanted_links(only: list[int] | None = None) -> list[tuple[Link, Decimal, dict]]:
    """The links that are not strong here, with what each is worth. Where ``only`` names companies,
    just the links that may be theirs: working out how strong a link is takes some queries.
    """
    links = list(Link.objects.select_related("chain").order_by("pk"))
    if only is not None:
        companies = Company.objects.filter(pk__in=only)
        names = " ".join(companies.values_list("name", flat=True)).lower()
        with_industry = companies.filter(industry__isnull=False)
        industries = set(with_industry.values_list("industry", "industry__section"))
        links = [link for link in links if _may_be_theirs(link, names, industries)]
    return [
        (
            standing.link,
            SHARES[standing.strength],
            {
                "link": standing.link.name,
                "chain": standing.link.chain.name,
                "is": standing.strength.value,
            },
        )
        for standing in standings(links)
        if standing.strength in SHARES
    ]


def _may_be_theirs(link, names: str, industries) -> bool:
    codes = tuple(words_of(link.industry_codes))
    by_industry = codes and any(
        section in codes or code.startswith(codes) for code, section in industries
    )
    return by_industry or any(word.lower() in names for word in words_of(link.keywords))


def rows(among) -> Rows:
    links = wanted_links(among.only)
    words = _by_word(links)
    params = {
        "chain_industries": as_rows("key", _by_industry(links)),
        "chain_words": as_rows("key", words),
        "chain_pattern": "|".join(
            map(re.escape, sorted(words, key=lambda word: (-len(word), word)))
        )
        or "$^",
    }
    return Rows(
        f"""
        select c.id company_id, m.share, m.why
        from jsonb_to_recordset(%(chain_industries)s) as m(key text, share numeric, why jsonb)
        join leads_company c on c.industry_id = m.key
        where {among("c.id")}
        union all
        select named.id, m.share, m.why
        from (
            select c.id, substring(lower(c.name) from %(chain_pattern)s) word
            from leads_company c where {among("c.id")}
        ) named
        join jsonb_to_recordset(%(chain_words)s) as m(key text, share numeric, why jsonb)
            on m.key = named.word
        """,
        params,
    )


def _by_industry(links) -> dict[str, tuple[Decimal, dict]]:
    candidates = [(tuple(words_of(link.industry_codes)), share, why) for link, share, why in links]
    by_code = {}
    for code, section in Industry.objects.values_list("code", "section"):
        best = best_of(
            (share, why)
            for codes, share, why in candidates
            if codes and (section in codes or code.startswith(codes))
        )
        if best:
            by_code[code] = best
    return by_code


def _by_word(links) -> dict[str, tuple[Decimal, dict]]:
    candidates = [
        (word.lower(), share * BY_NAME, {**why, "word": word})
        for link, share, why in links
        for word in words_of(link.keywords)
    ]
    return {
        word: best_of((share, why) for key, share, why in candidates if key == word)
        for word in {word for word, _share, _why in candidates}
    }


def sentence(why: dict) -> str:
    facts = {"link": why["link"], "chain": why["chain"], "word": why.get("word", "")}
    if why["is"] == Strength.MISSING and facts["word"]:
        text = _("Its name says “%(word)s”: the link %(link)s of the chain %(chain)s is missing.")
    elif why["is"] == Strength.MISSING:
        text = _("Its industry fills the link %(link)s of the chain %(chain)s, which is missing.")
    elif facts["word"]:
        text = _("Its name says “%(word)s”: the link %(link)s of the chain %(chain)s is weak.")
    else:
        text = _("Its industry strengthens the link %(link)s of the chain %(chain)s.")
    return text % facts


def register():
    register_part(Part("chain", gettext_lazy("Links of our chains"), 25, rows, sentence))
