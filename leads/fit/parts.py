"""The parts that rest on what is stored of companies here: group, trade, people, lists, size,
refusals.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.core.models import Parameter
from crm.core.money import scaled

from ..knowledge.group import home
from ..models import Acquaintance, Company, CompanyRelation, Lead, TargetList
from ..models.project import SETTLED
from .registry import Part, Rows, register_part

Kind = CompanyRelation.Kind
HERE = "select company_id from leads_project where state = any(%(settled)s)"
LEVELS = 8  # of a group that are followed downwards
STATES = {"settled": sorted(SETTLED)}
NOWHERE = "------"  # no region has this code


def _name(pk: int) -> str:
    """Parts keep keys, not names, so that a renamed company is called by its new name."""
    return str(Company.objects.filter(pk=pk).values_list("name", flat=True).first() or "—")


# -- the group is here or near -----------------------------------------------------------------


def group_rows(among) -> Rows:
    """Of each group the two members nearest to us are enough: one for the others, one for the
    nearest itself.
    """
    city = home() or NOWHERE
    tops = (
        "c.parent_id is null and exists (select 1 from leads_company m where m.parent_id = c.id)"
        if among.only is None
        else "c.id in (select id from up where parent_id is null)"
    )
    return Rows(
        f"""
        with recursive up(id, parent_id, depth) as (
            select c.id, c.parent_id, 0 from leads_company c
            where {among("c.id") if among.only is not None else "false"}
            union
            select c.id, c.parent_id, u.depth + 1 from leads_company c
            join up u on c.id = u.parent_id where u.depth < {LEVELS}
        ), line(id, top, depth) as (
            select c.id, c.id, 0 from leads_company c where {tops}
            union all
            select c.id, l.top, l.depth + 1 from leads_company c
            join line l on c.parent_id = l.id where l.depth < {LEVELS}
        ), near as (
            select l.top, c.id, c.name,
                case when h.company_id is not null then 1
                    when c.region_id like %(group_city)s then 0.8 else 0.5 end share,
                row_number() over (partition by l.top order by
                    h.company_id is null, c.region_id not like %(group_city)s, c.name, c.id) place
            from line l join leads_company c on c.id = l.id
            left join (select distinct company_id from ({HERE}) s) h on h.company_id = c.id
            where h.company_id is not null or c.region_id like %(group_province)s
        )
        select l.id company_id, n.share,
            jsonb_build_object('member', n.name, 'share', n.share) why
        from line l join near n on n.top = l.top and n.id <> l.id and n.place <= 2
        where {among("l.id")}
        """,
        {**STATES, "group_city": f"{city[:4]}%", "group_province": f"{city[:2]}%"},
    )


def group_sentence(why: dict) -> str:
    if why["share"] == 1:
        text = _("Its group is here already: %(member)s.")
    elif why["share"] > Decimal("0.7"):
        text = _("Its group has a company in the city: %(member)s.")
    else:
        text = _("Its group has a company in the province: %(member)s.")
    return text % why


# -- it supplies or buys from those who are here -----------------------------------------------


def trade_rows(among) -> Rows:
    return Rows(
        f"""
        with here as materialized ({HERE})
        select r.company_id, 1 share, jsonb_build_object('other', o.name, 'is',
            case r.kind when 'supplier' then 'customer' else 'supplier' end) why
        from leads_companyrelation r join leads_company o on o.id = r.other_id
        where r.kind = any(%(trade_kinds)s) and r.other_id in (select company_id from here)
            and {among("r.company_id")}
        union all
        select r.other_id, 1, jsonb_build_object('other', o.name, 'is', r.kind)
        from leads_companyrelation r join leads_company o on o.id = r.company_id
        where r.kind = any(%(trade_kinds)s) and r.company_id in (select company_id from here)
            and {among("r.other_id")}
        """,
        {**STATES, "trade_kinds": [Kind.SUPPLIER.value, Kind.CUSTOMER.value]},
    )


def trade_sentence(why: dict) -> str:
    texts = {
        "supplier": _("It supplies %(other)s, which works here."),
        "customer": _("It buys from %(other)s, which works here."),
    }
    return texts[why["is"]] % why


# -- somebody knows it -------------------------------------------------------------------------


def known_rows(among) -> Rows:
    """How many people lead there, and how closely; who they are is told on the page to those who
    may know.
    """
    return Rows(
        f"""
        select company_id, max(closeness) / 3.0 share,
            jsonb_build_object('people', count(*), 'closeness', max(closeness)) why
        from (
            select company_id, closeness from leads_acquaintance where consent <> 'refused'
            union all
            select company_id, 2 from leads_native where company_id is not null
            union all
            select company_id, 1 from leads_contact
        ) known where {among("company_id")} group by company_id
        """
    )


def known_sentence(why: dict) -> str:
    return ngettext(
        "One person whom we know leads there (%(closeness)s).",
        "%(people)d people whom we know lead there (the closest: %(closeness)s).",
        why["people"],
    ) % {
        "people": why["people"],
        "closeness": Acquaintance.Closeness(why["closeness"]).label,
    }


# -- it moves on the lists ---------------------------------------------------------------------


def movement_rows(among) -> Rows:
    """New on a list that was stored the year before too, or risen; fifty places count in full."""
    return Rows(
        f"""
        with newest as (
            select id, kind, year, row_number() over (partition by kind order by year desc) n
            from leads_targetlist
        )
        select e.company_id,
            case when b.id is null then 0.8 else least(1, (b.rank - e.rank) / 50.0) end share,
            jsonb_build_object('kind', l.kind, 'year', l.year, 'rank', e.rank, 'before', b.rank) why
        from newest l
        join newest w on w.kind = l.kind and w.n = 2
        join leads_targetentry e on e.target_list_id = l.id
        left join leads_targetentry b on b.target_list_id = w.id and b.company_id = e.company_id
        where l.n = 1 and (b.id is null or b.rank > e.rank) and {among("e.company_id")}
        """
    )


def movement_sentence(why: dict) -> str:
    kind = _list_name(why["kind"], why["year"])
    if why["rank"] is None:
        return _("It is new on %(list)s.") % {"list": kind}
    facts = {"list": kind, "rank": why["rank"], "before": why["before"]}
    if why["before"] is None:
        return _("It is new on %(list)s, at place %(rank)d.") % facts
    return _("It rose on %(list)s from place %(before)d to %(rank)d.") % facts


def _list_name(kind: str, year: int) -> str:
    return str(TargetList.objects.filter(kind=kind, year=year).first() or f"{year} {kind}")


# -- how large it is ---------------------------------------------------------------------------


def size_rows(among) -> Rows:
    full, rate = Parameter.several("fit_full_revenue", "fit_yuan_per_dollar")
    return Rows(
        f"""
        select company_id, least(1, yuan / %(size_full)s) share,
            jsonb_build_object('yuan', yuan, 'year', year) why
        from (
            select distinct on (e.company_id) e.company_id, l.year,
                round(e.revenue * case e.currency when 'CNY' then 1 else %(size_rate)s end) yuan
            from leads_targetentry e join leads_targetlist l on l.id = e.target_list_id
            where e.revenue > 0 and e.currency in ('CNY', 'USD') and {among("e.company_id")}
            order by e.company_id, l.year desc, e.revenue desc, e.currency
        ) told
        """,
        {"size_full": full, "size_rate": rate},
    )


def size_sentence(why: dict) -> str:
    facts = {"amount": scaled(Decimal(why["yuan"])), "year": why["year"]}
    return _("Its revenue is %(amount)s by the list of %(year)d.") % facts


# -- what became of it before ------------------------------------------------------------------


def refused_rows(among) -> Rows:
    """Leads that were rejected or lost in the last years; two of them count in full."""
    return Rows(
        f"""
        select company_id, least(1, count(*) / 2.0) share,
            jsonb_build_object('leads', count(*), 'last', max(updated_at)::date) why
        from leads_lead
        where state = any(%(refused_states)s)
            and updated_at >= now() - make_interval(days => %(refused_days)s)
            and {among("company_id")}
        group by company_id
        """,
        {
            "refused_states": [Lead.State.REJECTED.value, Lead.State.LOST.value],
            "refused_days": Parameter.whole("fit_refusal_days"),
        },
    )


def refused_sentence(why: dict) -> str:
    return ngettext(
        "A lead with it was rejected or lost, last on %(last)s.",
        "%(leads)d leads with it were rejected or lost, the last one on %(last)s.",
        why["leads"],
    ) % {"leads": why["leads"], "last": why["last"]}


OURS = (
    Part("group", gettext_lazy("Group near us"), 15, group_rows, group_sentence),
    Part("trade", gettext_lazy("Trade with ours"), 15, trade_rows, trade_sentence),
    Part("known", gettext_lazy("People who know it"), 10, known_rows, known_sentence),
    Part("movement", gettext_lazy("Movement on the lists"), 5, movement_rows, movement_sentence),
    Part("size", gettext_lazy("Size"), 10, size_rows, size_sentence),
    Part("refused", gettext_lazy("Earlier refusals"), -20, refused_rows, refused_sentence),
)


def register():
    for part in OURS:
        register_part(part)
