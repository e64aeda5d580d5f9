"""Scores of 1,000,000 companies worked out anew, after one change, and the shortest ways over
1,000,000 ties.

    bench/fit.py [number of companies]
"""

import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

COMPANIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
SETTLED = 2_000
TIMES = 20

COMPANY_ROWS = """
insert into leads_company (name, name_key, name_en, name_en_key, credit_code, country, region_id,
    industry_id, parent_id, website, remark, is_demo, updated_at)
select '示范' || n || w.words[1 + n %% cardinality(w.words)] || '有限公司', '示范' || n, '', '', '',
    '中国', r.codes[1 + n %% cardinality(r.codes)], i.codes[1 + n %% cardinality(i.codes)],
    null, '', '', false, now()
from generate_series(1, %(count)s) n,
    (select array['重工', '电池材料', '食品', '生物医药', '软件', '物流', '精密部件'] words) w,
    (select array_agg(code order by code) codes from leads_region where length(code) = 6) r,
    (select array_agg(code order by code) codes from leads_industry where level = 4) i
"""
# One company in twenty belongs to the group of another one.
GROUPS = """
update leads_company c set parent_id = p.id from leads_company p
where c.id % 20 = 0 and p.id = c.id - 1 - c.id % 7
"""
TIES = """
insert into leads_companyrelation (company_id, kind, other_id, what, source, said_on, is_demo)
select a.id, (array['supplier', 'customer', 'partner'])[1 + a.id %% 3], b.id, '', 'x',
    date '2026-01-01', false
from leads_company a join leads_company b on b.id = %(first)s + (a.id * 7919) %% %(count)s
where a.id <> b.id and a.id %% 2 = 0
"""
NATIVES = """
insert into leads_native (name, lives_in, position, field, phone, wechat, remark, is_demo,
    updated_at)
select '乡友' || n, '', '', '', '', '', '', false, now() from generate_series(1, %(count)s / 50) n
"""
KNOWN = """
insert into leads_acquaintance (native_id, company_id, closeness, how, consent, source, said_on,
    is_demo)
select n.ids[1 + c.id %% cardinality(n.ids)], c.id, 1 + c.id %% 3, '', 'given', '',
    date '2026-01-01', false
from leads_company c, (select array_agg(id order by id) ids from leads_native) n
where c.id %% 2 = 1
"""
ENTRIES = """
insert into leads_targetentry (target_list_id, rank, company_id, name_as_listed, place, field,
    revenue, currency)
select %(list)s, row_number() over (order by (id * %(mix)s) %% 1009, id), id, name, '', '',
    1000000000 + id, 'CNY'
from (select id, name from leads_company order by id limit 1500) c
"""


def main():
    with empty_database():
        fill()
        measure()


def fill():
    from django.db import connection

    from leads.models import Company, TargetList

    with connection.cursor() as cursor:
        cursor.execute(COMPANY_ROWS, {"count": COMPANIES})
        first = Company.objects.order_by("pk").values_list("pk", flat=True).first()
        facts = {"count": COMPANIES, "first": first}
        cursor.execute(GROUPS)
        for rows in (TIES, NATIVES, KNOWN):
            cursor.execute(rows, facts)
        for year, mix in ((2025, 31), (2026, 37)):
            target_list = TargetList.objects.create(kind_id="china500", year=year)
            cursor.execute(ENTRIES, {"list": target_list.pk, "mix": mix})
        settle()
        cursor.execute("analyze")


def settle():
    """Some of the companies work here, others were lost; and a chain that lacks links."""
    from django.utils import timezone

    from crm.core.models import Department, User
    from leads.models import Chain, Company, Industry, Lead, Link, Project
    from parks.models import Park, ParkIndustry

    office = Department.objects.create(name="示范招商局")
    officer = User.objects.create_user("bench_officer", department=office)
    companies = list(Company.objects.order_by("pk")[: SETTLED * 2])
    facts = {"channel": "chain", "owner": officer, "department": office}
    leads = Lead.objects.bulk_create(
        Lead(
            number=f"XS-{n}",
            title="示范",
            company=company,
            state="converted" if n % 2 else "lost",
            received_at=timezone.now(),
            **facts,
        )
        for n, company in enumerate(companies)
    )
    industry = Industry.objects.filter(level=4).first()
    Project.objects.bulk_create(
        Project(
            number=f"XM-{n}",
            name="示范",
            company=lead.company,
            lead=lead,
            state="producing",
            investment=1,
            industry=industry,
            **facts,
        )
        for n, lead in enumerate(leads)
        if lead.state == "converted"
    )
    chain = Chain.objects.create(name="装备制造")
    for n, word in enumerate(("重工", "电池材料", "精密部件", "生物医药")):
        Link.objects.create(chain=chain, name=word, keywords=word, industry_codes=f"{30 + n}")
    park = Park.objects.create(name="示范经开区", level="national", department=office)
    for n in range(6):
        ParkIndustry.objects.create(
            park=park,
            name=f"产业{n}",
            role="leading" if n < 3 else "auxiliary",
            industry_codes=f"{34 + n}",
        )


def measure():
    from crm.core.granting import give_role
    from crm.core.models import User
    from leads.fit.kin import with_their_kin
    from leads.fit.score import work_out
    from leads.knowledge.ways import ways_to
    from leads.models import Acquaintance, Company, CompanyRelation, FitScore

    print(f"fit.companies {Company.objects.count()} companies")
    ties = CompanyRelation.objects.count() + Acquaintance.objects.count()
    print(f"fit.ties {ties} ties")
    print(f"fit.first_seconds {seconds(work_out):.2f} s")
    print(f"fit.scored {FitScore.objects.filter(score__gt=0).count()} companies with a score")
    print(f"fit.anew_unchanged_seconds {seconds(work_out):.2f} s")
    CompanyRelation.objects.filter(pk__lte=COMPANIES // 4).update(said_on=date(2026, 6, 1))
    keys = list(Company.objects.order_by("pk").values_list("pk", flat=True)[:: COMPANIES // TIMES])
    durations = [seconds(lambda pk=pk: work_out(with_their_kin([pk]))) for pk in keys[:TIMES]]
    print(f"fit.after_one_change_worst_ms {max(durations) * 1000:.0f} ms")
    user = User.objects.get(username="bench_officer")
    give_role(user, "leader")
    user = User.objects.get(pk=user.pk)
    companies = Company.objects.in_bulk(keys[:TIMES]).values()
    ways = sorted(seconds(lambda company=company: ways_to(company, user)) for company in companies)
    print(f"ways.median_ms {ways[len(ways) // 2] * 1000:.1f} ms")
    print(f"ways.worst_ms {ways[-1] * 1000:.1f} ms")


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
