"""Two hundred colleagues reserve one plot at the same moment, each over a connection of its own."""

import threading
from collections import Counter
from types import SimpleNamespace

import pytest
from django.db import connection, connections

THREADS = 200
AT_ONCE = 80  # connections that the tests' own PostgreSQL has to spare
TABLES = ["parks_reservation", "parks_plot", "parks_park", "leads_lead", "leads_company"]


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A free plot and leads that every connection sees; all that was written goes afterwards."""
    from crm.core.models import Department, User
    from crm.core.roles import give_role
    from leads.models import Company
    from leads.pipeline.register import register_lead
    from parks.models import Park, Plot

    with django_db_blocker.unblock():
        department = Department.objects.create(name="同刻商务局")
        officer = User.objects.create_user("same_plot", department=department)
        give_role(officer, "officer")
        park = Park.objects.create(name="同刻产业园", level="provincial", department=department)
        plot = Plot.objects.create(park=park, code="A-01", kind="land", area_sqm=10_000)
        leads = [
            register_lead(by=officer, company=Company.objects.create(name=f"同刻示范{number}"), title=f"项目{number}", channel="chain", department=department)
            for number in range(4)
        ]
        yield SimpleNamespace(plot=plot, leads=leads, officer=User.objects.get(pk=officer.pk))
        _clear()


def _clear():
    with connection.cursor() as cursor:
        cursor.execute("delete from core_move")
        for table in TABLES:
            cursor.execute(f"delete from {table}")
            app, _underscore, name = table.partition("_")
            cursor.execute(f"delete from {app}_historical{name}")
        for table in ("core_sequence", "core_user_groups", "core_user", "core_historicaluser", "core_department", "core_historicaldepartment"):
            cursor.execute(f"delete from {table}")
    connection.close()


def test_of_two_hundred_reservations_at_once_exactly_one_holds_the_plot(committed):
    from crm.core.errors import Refused
    from parks.models import Reservation
    from parks.reserve import reserve

    together, room = threading.Barrier(THREADS), threading.BoundedSemaphore(AT_ONCE)
    outcomes, seen = [], set()

    def take(number):
        lead = committed.leads[number % 4]
        together.wait(timeout=60)
        with room:
            try:
                made = reserve(committed.plot, lead, by=committed.officer)
                outcomes.append("reserved")
                seen.add(made.pk)
            except Refused:
                outcomes.append("refused")
            except Exception as error:  # told to the test below
                outcomes.append(repr(error))
            finally:
                connections.close_all()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    assert Counter(outcomes) == {"reserved": 1, "refused": THREADS - 1}
    assert set(Reservation.objects.values_list("pk", flat=True)) == seen
    assert Reservation.history.count() == 1
