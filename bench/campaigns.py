"""The pages of targeting with 20 campaigns of 1,500 companies each among 1,000,000 companies,
against an empty page of the same shell.

    bench/campaigns.py [number of companies]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

COMPANIES = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
CAMPAIGNS, OF_EACH, IN_HAND = 20, 1_500, 100
TIMES = 20
SHELL = "/bench/staff/"

COMPANY_ROWS = """
insert into leads_company (name, name_key, name_en, name_en_key, credit_code, country, region_id,
    industry_id, website, remark, is_demo, updated_at)
select '示范' || n || '装备有限公司', '示范' || n, '', '', '', '中国', '4307', '3841', '', '',
    false, now()
from generate_series(1, %(count)s) n
"""
TARGET_ROWS = """
insert into leads_campaigntarget (campaign_id, company_id, owner_id, list_kind, place, way, through,
    next_on, state, created_at, approached_on, answered_on, met_on)
select k.ids[1 + n %% cardinality(k.ids)], c.id,
    case when n <= %(in_hand)s then %(officer)s else %(head)s end, 'china500', '湖南',
    w.words[1 + n %% 5], '', current_date + n %% 40, s.states[1 + n %% 6],
    now() - make_interval(days => 60 + n %% 30),
    case when n %% 6 > 0 then current_date - 50 end,
    case when n %% 6 > 1 then current_date - 40 + n %% 9 end,
    case when n %% 6 > 2 then current_date - 20 + n %% 7 end
from (
        select id, (row_number() over (order by id))::int n from leads_company
        order by id limit %(count)s
    ) c,
    (select array_agg(id order by id) ids from leads_campaign) k,
    (select array['direct', 'native', 'agent', 'chamber', 'customer'] words) w,
    (select array['untouched', 'approached', 'answered', 'met', 'declined', 'not_now'] states) s
"""
TALKS = """
insert into leads_activity (campaigntarget_id, kind, happened_at, summary, next_step, by_id)
select id, 'call', now() - interval '9 days', '电话沟通', '', owner_id from leads_campaigntarget
"""


def main():
    from django.test import override_settings

    with empty_database(), override_settings(ROOT_URLCONF="bench.pages_urls"):
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        people = fill()
        measure(people)


def fill() -> dict:
    from django.db import connection

    from bench import pipeline_rows
    from leads.models import Campaign, CampaignMember

    people = pipeline_rows.people()
    officer, head = people["officer"], people["headquarters"]
    for n in range(CAMPAIGNS):
        campaign = Campaign.objects.create(
            name=f"补链行动{n}",
            department=officer.department,
            leader=head,
            starts_on="2026-01-01",
            ends_on="2030-12-31",
            state="running",
        )
        CampaignMember.objects.create(campaign=campaign, officer=officer)
    facts = {"count": COMPANIES, "officer": officer.pk, "head": head.pk, "in_hand": IN_HAND}
    with connection.cursor() as cursor:
        cursor.execute(COMPANY_ROWS, facts)
        cursor.execute(TARGET_ROWS, facts | {"count": CAMPAIGNS * OF_EACH})
        cursor.execute(TALKS)
        cursor.execute("vacuum analyze")
    return people


def measure(people: dict):
    from django.test import Client
    from django.urls import reverse

    from bench.pages import beside_empty, p95
    from leads.models import Campaign, CampaignTarget

    campaign = Campaign.objects.first()
    target = CampaignTarget.objects.filter(owner=people["officer"]).first()
    record = reverse("campaign:inspect", args=[campaign.pk])
    addresses = {
        "list": reverse("campaign:index"),
        "campaign": record,
        "campaign_companies": f"{record}?tab=companies",
        "campaign_figures": f"{record}?tab=figures",
        "figures": reverse("campaign:figures"),
        "figures_by_officer": f"{reverse('campaign:figures')}?by=officer",
        "companies": reverse("campaigntarget:index"),
        "target": reverse("campaigntarget:inspect", args=[target.pk]),
        "worklist": reverse("worklist:index"),
        "company": reverse("company:inspect", args=[target.company_id]),
    }
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(people["officer"], backend="django.contrib.auth.backends.ModelBackend")
    empties, slowest, queries = beside_empty(client, SHELL, addresses.values(), TIMES)
    print(f"campaigns.empty_ms {p95(empties):.1f} ms")
    for name, address in addresses.items():
        print(f"campaigns.{name}_over_empty {slowest[address] / p95(empties):.2f} ×")
        print(f"campaigns.{name}_queries {queries[address]} queries")


if __name__ == "__main__":
    main()
