"""A city's pipeline of any size: as many leads as companies, a tenth as many projects; made in SQL
from generated names.
"""

from django.db import connection

from bench.company_names import made_up

DISTRICTS = 20
PROJECTS_IN = 10  # one project for so many leads
SEARCHED = ["leads_company", "leads_lead", "leads_project"]

COMPANIES = """
insert into leads_company (name, name_key, name_en, name_en_key, credit_code, country, region_id,
    industry_id, website, remark, is_demo, updated_at)
select name, '', '', '', '9' || lpad(id::text, 16, '1') || chr(65 + id %% 26), case
    when id %% 40 = 0 then '德国' else '中国' end, '4307', '3841', '', '', false,
    now() - make_interval(secs => random() * 86400 * 1500)
from bench_names where id > %s and id <= %s
"""
LEADS = """
insert into leads_lead (number, title, company_id, channel, owner_id, department_id, industry_id,
    investment, content, wishes, received_at, state, is_demo, updated_at)
select 'XS-9-' || n.id,
    (array['动力电池','智能终端','生物医药','装备制造','光电显示','食品加工'])[1 + n.id %% 6]
        || '项目',
    c.id,
    (array['list500','chain','expansion','park','agent','hometown','capital'])[1 + n.id %% 7],
        u.ids[1 + n.id / 7 %% cardinality(u.ids)],
    d.ids[1 + n.id / 10 %% cardinality(d.ids)], '3841', 1000000 + n.id %% 5000 * 10000, '', '',
        now(),
    (array[
        'new','judged','engaged','negotiating','converted','rejected','lost','lapsed'
    ])[1 + (n.id * 7) %% 8],
    false,
    now() - make_interval(secs => random() * 86400 * 1500)
from bench_names n join leads_company c on c.credit_code = '9' || lpad(n.id::text, 16,
    '1') || chr(65 + n.id %% 26),
    (select array_agg(id) ids from core_user where department_id is not null) u,
    (select array_agg(id order by id) ids from core_department) d
where n.id > %s and n.id <= %s
"""
PROJECTS = f"""
insert into leads_project (number, name, lead_id, company_id, channel, owner_id, department_id,
    industry_id, investment, content, is_foreign, contract_number, contract_amount, state, is_demo,
    stage_since, updated_at)
select 'XM-9-' || l.id, l.title, l.id, l.company_id, l.channel, l.owner_id, l.department_id,
    '3841', l.investment, '', false, 'HT', l.investment,
    (array[
        'negotiating','signed','entered','started','producing','at_capacity'
    ])[1 + l.id / 200 %% 6],
    false, l.updated_at::date, l.updated_at
from leads_lead l where l.number like 'XS-9-%%' and l.id %% {PROJECTS_IN} = 0
    and not exists (select 1 from leads_project p where p.lead_id = l.id)
"""


def people():
    """An officer of one district, and one of headquarters; with twenty districts and their
    colleagues. As people of a demonstration the two are asked for no second factor.
    """
    from crm.core.granting import give_role
    from crm.core.models import Department, User

    bureau = Department.objects.create(name="市商务局")
    districts = [
        Department.objects.create(name=f"区县{n}", parent=bureau) for n in range(DISTRICTS - 1)
    ]
    for district in [bureau, *districts] * 3:
        User.objects.create(username=f"u{User.objects.count()}", name="同事", department=district)
    users = {}
    for role, department in (("officer", districts[3]), ("headquarters", bureau)):
        user = User.objects.create(username=role, name=role, department=department, is_demo=True)
        give_role(user, role)
        users[role] = User.objects.get(pk=user.pk)
    return users


def name_companies(count: int):
    """Generated names into a table of the benchmark's own."""
    with connection.cursor() as cursor:
        cursor.execute("create table bench_names (id integer primary key, name text)")
        with cursor.copy("copy bench_names from stdin") as copy:
            for record in made_up(count):
                copy.write_row((record.number, record.name))


def fill(first: int, last: int):
    """Companies, leads and projects number ``first`` + 1 to ``last``. The search index is made
    anew, which is faster than row by row; keys to other tables are not checked, being right by
    construction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_get_indexdef(name::regclass) from unnest(%s::text[]) name",
            [[f"{table}_search" for table in SEARCHED]],
        )
        indexes = [definition for (definition,) in cursor.fetchall()]
        for table in SEARCHED:
            cursor.execute(f"drop index {table}_search")
            cursor.execute(f"alter table {table} disable trigger all")
            cursor.execute(f"alter table {table} enable trigger search_fill")
        for statement, values in (
            (COMPANIES, [first, last]),
            (LEADS, [first, last]),
            (PROJECTS, []),
        ):
            cursor.execute(statement, values)
            cursor.execute("analyze")
        cursor.execute("set maintenance_work_mem = '512MB'")
        for definition in indexes:
            cursor.execute(definition)
        for table in SEARCHED:
            cursor.execute(f"alter table {table} enable trigger all")
        cursor.execute("reset maintenance_work_mem")
        cursor.execute("vacuum analyze")
