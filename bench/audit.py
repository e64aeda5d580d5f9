"""What the audit log costs on a page of the staff: a list, a record, a record that is refused, each
with the middleware that watches every request and without it, in turns.

``audit.<page>`` is the ratio of the medians. Of a refusal the log writes a row, of a list nothing,
of a record it counts the pages that a person opens.
"""

import logging
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.database import empty_database  # noqa: E402
from bench.wall import AGENCIES, fill  # noqa: E402

TIMES = 60


def main():
    from django.core.management import call_command

    with empty_database():
        call_command("collectstatic", interactive=False, verbosity=0)
        officer, outsider = make_people()
        fill(officer, leads=2_000)
        measure(officer, outsider)


def make_people():
    """Of two departments, neither of which sees the other's leads."""
    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Agent

    people = []
    for name in ("市商务局", "临澧县"):
        department = Department.objects.create(name=name)
        # Of the demonstration, whose people are asked for no second factor.
        user = User.objects.create_user(name, department=department, is_demo=True)
        give_role(user, "officer")
        people.append(User.objects.get(pk=user.pk))
    for number in range(AGENCIES):
        Agent.objects.create(
            name=f"机构{number}", kind="investment_firm", department=people[0].department
        )
    return people


def measure(officer, outsider):
    from django.test import Client

    from crm.core.audit.trail import Trail
    from leads.models import Lead

    logging.disable(logging.WARNING)  # what is refused
    clients = {}
    for person in (officer, outsider):
        clients[person] = Client(SERVER_NAME="127.0.0.1")
        clients[person].force_login(person)
    record = f"/admin/lead/inspect/{Lead.objects.order_by('pk').first().pk}/"
    pages = {
        "list": (officer, "/admin/lead/", 200),
        "record": (officer, record, 200),
        "refused": (outsider, record, 404),
    }
    watched = Trail.__call__
    for name, (person, address, status) in pages.items():
        times: dict[bool, list[float]] = {True: [], False: []}
        for _round in range(TIMES):
            for is_watched in times:
                Trail.__call__ = watched if is_watched else unwatched
                start = time.perf_counter()
                assert clients[person].get(address).status_code == status, address
                times[is_watched].append(time.perf_counter() - start)
        Trail.__call__ = watched
        watched_s, unwatched_s = median(times[True][1:]), median(times[False][1:])
        print(f"audit.{name} {watched_s / unwatched_s:.2f} ×")
        print(f"audit.{name}.ms {watched_s * 1000:.0f} ms")


def unwatched(self, request):
    return self.get_response(request)


if __name__ == "__main__":
    main()
