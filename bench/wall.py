"""What the wall of the database costs whoever comes in by the portal: pages of an agency in a table
of 200,000 leads of 400 agencies, or as many leads as the first argument says, with the wall and
without it, in turns.

``wall.<page>`` is the ratio of the medians; ``wall.staff`` that of a staff list while the policies
stand and while they do not, which should be one.
"""

import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
AGENCIES, TIMES = 400, 25


def main():
    from django.core.management import call_command
    from django.db import connection

    with empty_database():
        call_command("collectstatic", interactive=False, verbosity=0)
        agency, officer = make_people()
        fill(officer)
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
        measure(agency, officer)


def make_people():
    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Agent

    bureau = Department.objects.create(name="市商务局")
    people = []
    for role in ("agency", "officer"):
        # Of the demonstration, whose people are asked for no second factor.
        user = User.objects.create_user(role, name=role, department=bureau, is_demo=True)
        give_role(user, role)
        people.append(User.objects.get(pk=user.pk))
    for number in range(AGENCIES):
        Agent.objects.create(name=f"机构{number}", kind="investment_firm", department=bureau)
    Agent.objects.order_by("pk").first().users.add(people[0])
    return people


def fill(officer, leads: int = COUNT):
    """One lead, copied many times by SQL, for the agencies in turn; each tenth a project."""
    from django.db import connection
    from django.utils import timezone

    from leads.models import Agent, Company, Industry, Lead, Project, Referral

    company = Company.objects.create(name="示范科技有限公司")
    lead = Lead.objects.create(
        title="线索",
        number="XS-0",
        company=company,
        channel="agent",
        received_at=timezone.now(),
        owner=officer,
        department=officer.department,
        agent=Agent.objects.order_by("pk").first(),
    )
    industry = Industry.objects.order_by("pk").first()
    project = Project.objects.create(
        industry=industry,
        investment=1_000_000,
        channel="agent",
        name="项目",
        lead=lead,
        number="XM-0",
        company=company,
        owner=officer,
        department=officer.department,
    )
    Referral.objects.create(project=project, agent=lead.agent, registered_on=timezone.localdate())
    agent = f"(select min(id) from leads_agent) + n % {AGENCIES}"
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for table in ("leads_lead", "leads_project", "leads_referral"):
            cursor.execute(f"alter table {table} disable trigger user")
        copy(cursor, Lead, lead, leads, title="'线索' || n", number="'XS-' || n", agent_id=agent)
        copy(
            cursor,
            Project,
            project,
            leads // 10,
            name="'项目' || n",
            number="'XM-' || n",
            lead_id=f"{lead.pk} + n",
        )
        copy(
            cursor,
            Referral,
            Referral.objects.get(),
            leads // 10,
            agent_id=agent,
            project_id=f"{project.pk} + n",
        )
        for table in ("leads_lead", "leads_project", "leads_referral"):
            cursor.execute(f"alter table {table} enable trigger user")
        cursor.execute("set session_replication_role = origin")


def copy(cursor, model, row, times: int, **values: str):
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    expressions = ", ".join(values.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f"insert into {model._meta.db_table} ({names}) select {expressions} from "
        f"{model._meta.db_table}, generate_series(1, {times}) n where id = {row.pk}"
    )


def measure(agency, officer):
    from django.conf import settings
    from django.test import Client

    from leads.models import Lead

    client, staff, owner = (
        Client(SERVER_NAME="127.0.0.1"),
        Client(SERVER_NAME="127.0.0.1"),
        settings.DATABASE_OWNER,
    )
    client.force_login(agency)
    staff.force_login(officer)
    lead = Lead.objects.filter(agent__users=agency).order_by("-pk").first()
    pages = {
        "home": "/portal/",
        "leads": "/mine/leads/",
        "projects": "/mine/projects/",
        "search": "/mine/leads/?q=线索1",
        "lead": f"/leads/{lead.pk}/",
    }
    for name, address in pages.items():
        times = {True: [], False: []}
        for _time in range(TIMES):
            for is_walled in times:
                settings.DATABASE_OWNER = owner if is_walled else None
                start = time.perf_counter()
                assert client.get(address).status_code == 200, address
                times[is_walled].append(time.perf_counter() - start)
        settings.DATABASE_OWNER = owner
        print(f"wall.{name} {median(times[True][1:]) / median(times[False][1:]):.2f} ×")
        print(f"wall.{name}.ms {median(times[True][1:]) * 1000:.0f} ms")
    print(f"wall.staff {of_staff(staff):.2f} ×")


def of_staff(client) -> float:
    """The list of leads as the application, which passes by the policies, against a database in
    which none stands.
    """
    from django.conf import settings
    from django.db import connection

    from crm.core.database.policies import closed_tables

    times: dict[bool, list[float]] = {True: [], False: []}
    for _round in range(4):
        for stands in times:
            with connection.cursor() as cursor:
                cursor.execute("reset role")
                verb = "enable" if stands else "disable"
                for table in closed_tables():
                    cursor.execute(f"alter table {table} {verb} row level security")
                cursor.execute(f"set role {settings.DATABASE_ROLES['app']}")
            client.get("/admin/lead/")
            for _time in range(8):
                start = time.perf_counter()
                assert client.get("/admin/lead/").status_code == 200
                times[stands].append(time.perf_counter() - start)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    return median(times[True]) / median(times[False])


if __name__ == "__main__":
    main()
