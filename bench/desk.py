"""The list and the figures of the service desk with 1,000,000 requests, or as many as the first
argument says: as the officer of one department, as who sees the whole city, with conditions, with a
search, on the public tracking page; each against an empty page of the same shell.

``desk.<page>.over_empty`` is the 95th percentile of some answers after a first one, in empty pages;
``queries`` the most that one asks. Rows are written by SQL with the triggers that keep search and
counts, so that ``desk.fill`` says what these cost.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
AT_ONCE = 50_000
TIMES = 7
DEPARTMENTS = 12
MONTHS = 24
MOST = 4  # empty pages

REQUESTS = """
insert into desk_servicerequest (number, code, title, content, kind_id, urgency, channel,
    is_confidential, contact_name, phone, phone_key, email, enterprise_name, name_key, credit_code,
    department_id, person_id, departments, received_at, due_at, answer, answered_at, was_in_time,
    answer_hours, level, times_reopened, satisfaction, word, closed_at, transferred_to, state,
    is_demo, updated_at)
select 'FW-9-' || n, 'ABCDEFGH', '第 ' || n || ' 件诉求', '内容',
    k.ids[1 + n %% cardinality(k.ids)], 'normal',
    (array['hotline', 'mail', 'form', 'portal'])[1 + n %% 4], n %% 40 = 0, '联系人',
    '139' || lpad(n::text, 8, '0'), '139' || lpad(n::text, 8, '0'), '',
    '企业' || n %% 30000 || '有限公司', '企业' || n %% 30000, '', d.id, p.id, array[d.id],
    now() - (n %% {days}) * interval '1 day',
    case when n %% 20 < 3 then now() + (n %% 9 - 2) * interval '1 day' end, '',
    case when n %% 20 >= 3 then now() - (n %% {days}) * interval '1 day' end,
    case when n %% 20 >= 3 then n %% 7 > 0 end, case when n %% 20 >= 3 then n %% 60 end, 0,
    (n %% 17 = 0)::int, case when n %% 20 >= 5 and n %% 3 > 0 then 'satisfied' else '' end, '',
    case when n %% 20 >= 5 then now() end, '',
    (array['assigned', 'in_progress', 'reopened', 'answered', 'answered', 'closed'])
        [least(1 + n %% 20, 6)],
    false, now() - (n %% {days}) * interval '1 day' - n * interval '1 s'
from generate_series(%s::int, %s::int) n
    join bench_department d on d.place = n %% {departments}
    join bench_person p on p.place = n %% {departments},
    (select array_agg(id order by id) ids from desk_servicekind) k
"""


def main():
    from django.core.management import call_command
    from django.test import override_settings

    with empty_database(), override_settings(ROOT_URLCONF="bench.pages_urls"):
        import crm.wsgi  # noqa: F401 (loads and sets aside what the web server does)

        call_command("collectstatic", interactive=False, verbosity=0)
        people = make_people()
        seconds = fill(COUNT)
        print(f"desk.fill {seconds / COUNT * 1_000_000:.0f} µs/request")
        measure(people)


def make_people() -> dict:
    """An officer of each department below the bureau, a section head, a leader."""
    from django.db import connection

    from crm.core.granting import give_role
    from crm.core.models import Department, User

    bureau = Department.objects.create(name="bureau")
    offices = [
        Department.objects.create(name=f"office {n}", parent=bureau) for n in range(DEPARTMENTS)
    ]
    officers = [person(f"officer {n}", "officer", office) for n, office in enumerate(offices)]
    with connection.cursor() as cursor:
        for table, rows in (("department", offices), ("person", officers)):
            cursor.execute(f"create temp table bench_{table} (place int, id bigint)")
            cursor.executemany(
                f"insert into bench_{table} values (%s, %s)",
                [(place, row.pk) for place, row in enumerate(rows)],
            )
    give_role(officers[0], "officer")
    people = {"officer": officers[0], "head": person("head", "section_head", bureau)}
    people["leader"] = person("leader", "leader", bureau)
    return {role: User.objects.get(pk=user.pk) for role, user in people.items()}


def person(name: str, role: str, department):
    from crm.core.granting import give_role
    from crm.core.models import User

    user = User.objects.create(
        username=name, name=name, is_staff=True, department=department, is_demo=True
    )
    give_role(user, role)
    return user


def fill(count: int) -> float:
    from django.db import connection

    from crm.desk.figures.compact import compact

    began = time.perf_counter()
    sql = REQUESTS.format(days=MONTHS * 30, departments=DEPARTMENTS)
    for start in range(1, count + 1, AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(sql, [start, min(start + AT_ONCE - 1, count)])
    elapsed = time.perf_counter() - began
    compact()
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze desk_servicerequest")
        cursor.execute("vacuum analyze desk_tally")
    return elapsed


def measure(people):
    from crm.desk.models import ServiceRequest

    request = ServiceRequest.objects.get(number=f"FW-9-{COUNT // 2}")
    pages = {
        "list.officer": ("officer", "/admin/servicerequest/"),
        "list.head": ("head", "/admin/servicerequest/"),
        "list.leader": ("leader", "/admin/servicerequest/"),
        "list.overdue": ("leader", "/admin/servicerequest/?standing=overdue"),
        "list.state": ("leader", "/admin/servicerequest/?state=reopened"),
        "list.deep": ("leader", "/admin/servicerequest/?p=300"),
        "list.search": ("leader", f"/admin/servicerequest/?q={request.number}"),
        "record": ("leader", f"/admin/servicerequest/inspect/{request.pk}/"),
        "figures.leader": ("leader", "/admin/service-figures/"),
        "figures.head": ("head", "/admin/service-figures/"),
        "known": ("officer", f"/admin/hotline/known/?phone={request.phone}"),
        "track": (None, f"/service/track/{request.number}/{request.code}/"),
    }
    empty = {}
    for name, (role, address) in pages.items():
        client, shell = client_of(people.get(role)), "/bench/staff/" if role else "/service/track/"
        if role not in empty:
            empty[role] = slowest(client, shell, 3 * TIMES)[0]
        milliseconds, queries = slowest(client, address, TIMES)
        ratio = milliseconds / empty[role]
        print(f"desk.{name}.over_empty {ratio:.2f} ×")
        print(f"desk.{name}.queries {queries} queries")
        if ratio > MOST:
            print(f"{name}: {milliseconds:.0f} ms, empty {empty[role]:.0f} ms", file=sys.stderr)


def client_of(user):
    from django.test import Client

    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def slowest(client, address: str, times: int) -> tuple[float, int]:
    """(milliseconds, queries)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as log:
        response = client.get(address)
    queries = len(log)  # before the next request empties the log
    assert response.status_code == 200, (address, response.status_code)
    durations = sorted(answer(client, address) for _ in range(times))
    return durations[int(len(durations) * 0.95) - (times < 20)] * 1000, queries


def answer(client, address: str) -> float:
    start = time.perf_counter()
    client.get(address)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
