"""A city of any size around the demonstration: the leads, companies and projects of
``pipeline_rows``, shared by the demonstration's people, agents and parks; with enterprises, money
that arrived, referrals, talks and the work queue.
"""

from django.db import connection

from bench import pipeline_rows

MONEY_IN = 10  # contributions of one project
OF_THE_CITY = "select id from leads_project where number like 'XM-9-%'"

AGENTS = """
update leads_lead l set agent_id = a.ids[1 + l.id / 10 % cardinality(a.ids)]
from (select array_agg(id order by id) ids from leads_agent) a
where l.channel = 'agent' and l.number like 'XS-9-%' and l.agent_id is null
"""
REFERRALS = f"""
insert into leads_referral (project_id, agent_id, parts, is_lead, registered_on, role,
    is_investor_related, team)
select p.id, l.agent_id, 1, true, l.received_at::date, '', false, ''
from leads_project p join leads_lead l on l.id = p.lead_id
where p.id in ({OF_THE_CITY}) and l.agent_id is not null
    and not exists (select 1 from leads_referral r where r.project_id = p.id)
"""
ENTERPRISES = f"""
insert into parks_enterprise (project_id, company_id, park_id, name, credit_code, registered_on,
    is_demo, updated_at)
select p.id, p.company_id, k.ids[1 + p.id / 10 % cardinality(k.ids)], p.name, 'E' || p.id,
    p.stage_since, false, p.updated_at
from leads_project p, (select array_agg(id order by id) ids from parks_park) k
where p.id in ({OF_THE_CITY})
    and not exists (select 1 from parks_enterprise e where e.project_id = p.id)
"""
MONEY = f"""
insert into parks_contribution (enterprise_id, metric, amount, happened_on, land_amount, currency,
    is_refund, voucher, remark, state, reported_by_id, reported_at, verified_by_id, verified_at,
    is_demo)
select e.id, 'fixed_assets', 1000000 + n * 1000, e.registered_on + n * 20, 0, 'CNY', false,
    'PZ-' || n, '', case when (e.id + n) % 100 > 0 then 'verified' else 'reported' end,
    w.reporter, now(), case when (e.id + n) % 100 > 0 then w.verifier end,
    case when (e.id + n) % 100 > 0 then now() end, false
from parks_enterprise e, generate_series(1, {MONEY_IN}) n, (select
    (select id from core_user where username = 'demo_park_officer') reporter,
    (select id from core_user where username = 'demo_finance') verifier) w
where e.project_id in ({OF_THE_CITY})
    and not exists (select 1 from parks_contribution c where c.enterprise_id = e.id)
"""
TALKS = """
insert into leads_activity (lead_id, kind, happened_at, summary, next_step, by_id)
select l.id, 'call', l.updated_at, '电话沟通', '', l.owner_id from leads_lead l
where l.number like 'XS-9-%'
    and not exists (select 1 from leads_activity a where a.lead_id = l.id)
"""
# What waits of a record is what waits of an older one that is alike, for its own people.
QUEUE = """
insert into dispatch_waiting (content_type_id, object_id, step, part, person_id, role, "right",
    department_id, apart, missing, is_decision, since, appears_on, due_on, amount, facts)
select w.content_type_id, r.id, w.step, w.part, case when w.person_id is not null then {person} end,
    w.role, w."right", case when w.department_id is not null then {department} end, w.apart,
    w.missing, w.is_decision, w.since, w.appears_on, w.due_on, w.amount, w.facts
from {table} r
join (
    select distinct on ({alike}) * from {table} where id <= {known} and {of_the_city}
) e using ({alike})
join dispatch_waiting w on w.object_id = e.id and w.content_type_id = (
    select id from django_content_type where app_label || '_' || model = '{table}'
)
where r.id > {known}
"""
QUEUED = (
    ("leads_lead", "state, channel", "r.owner_id", "r.department_id", "number like 'XS-9-%'"),
    ("leads_project", "state", "r.owner_id", "r.department_id", "number like 'XM-9-%'"),
    ("parks_contribution", "state", "w.person_id", "w.department_id", "voucher like 'PZ-%'"),
)


def fill(first: int, last: int):
    """Leads and companies number ``first`` + 1 to ``last`` with all that belongs to them. The queue
    of the first ones is worked out as the product does it, that of more is like it.
    """
    from crm.core.indicators.keep import rebuild
    from crm.dispatch.queue.reconcile import fill as fill_queue

    newest = {table: _newest(table) for table, *_rest in QUEUED}
    pipeline_rows.fill(first, last)
    tables = ["leads_lead", "leads_referral", "parks_enterprise", "parks_contribution"]
    tables.append("leads_activity")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger all")
        for statement in (AGENTS, REFERRALS, ENTERPRISES, MONEY, TALKS):
            cursor.execute(statement)
            cursor.execute("analyze")
        for table in tables:
            cursor.execute(f"alter table {table} enable trigger all")
    if first == 0:
        fill_queue()
    with connection.cursor() as cursor:
        for table, alike, person, department, of_the_city in QUEUED if first else ():
            values = {"table": table, "alike": alike, "known": newest[table]}
            values |= {"person": person, "department": department, "of_the_city": of_the_city}
            cursor.execute(QUEUE.format(**values))
        cursor.execute("vacuum analyze")
    rebuild()


def _newest(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select max(id) from {table}")
        return cursor.fetchone()[0]
