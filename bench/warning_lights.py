"""How long the night's round of warning lights takes, per record, on few and on many: it must grow
no faster than they do.
"""

from datetime import timedelta
from time import perf_counter

from database import empty_database

FEW, MANY = 10_000, 100_000


def fill(count):
    """Leads received over the last year, each with a contact the day after."""
    from django.db import connection

    from crm.core.models import Department, User
    from leads.models import Company

    department, _made = Department.objects.get_or_create(name="bench")
    owner, _made = User.objects.get_or_create(
        username="bench", is_staff=True, department=department
    )
    company, _made = Company.objects.get_or_create(name="bench")
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into leads_lead (number, title, company_id, channel, owner_id, department_id,
                content, wishes, received_at, state, is_demo, updated_at)
            select 'B' || g, 'bench', %s, 'chain', %s, %s, '', '',
                now() - (g %% 365) * interval '1 day', 'engaged', false, now()
            from generate_series((select count(*) from leads_lead) + 1, %s) g""",
            [company.pk, owner.pk, department.pk, count],
        )
        cursor.execute(
            """insert into leads_activity (lead_id, kind, happened_at, summary, next_step, by_id)
            select id, 'call', received_at + interval '1 day', '', '', %s from leads_lead l
            where not exists (select 1 from leads_activity a where a.lead_id = l.id)""",
            [owner.pk],
        )
        cursor.execute("analyze leads_lead")
        cursor.execute("analyze leads_activity")


def night() -> float:
    from django.utils import timezone

    from leads.warnings.light import light_all

    began = perf_counter()
    light_all(today=timezone.localdate() + timedelta(days=1))
    return perf_counter() - began


with empty_database():
    seconds = {}
    for count in (FEW, MANY):
        fill(count)
        first = night()
        seconds[count] = night()
    print(f"warnings.first_night_100k {first:.2f} s")
    print(f"warnings.night_100k {seconds[MANY]:.2f} s")
    print(f"warnings.growth {seconds[MANY] / seconds[FEW] / (MANY / FEW):.2f} ×")
