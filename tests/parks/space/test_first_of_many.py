"""Many colleagues take one plot at the same moment, each over a connection of its own."""

import threading
from collections import Counter
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import connections

from crm.core.errors import Refused

THREADS = 200
AT_ONCE = 80  # connections that the tests' own PostgreSQL has to spare


@pytest.fixture
def committed(committed_database):
    """A free plot, leads, and projects of two of them that every connection sees."""
    return _make()


def _make():
    from crm.core.granting import give_role
    from crm.core.models import Department, User
    from leads.models import Company, Industry, Project
    from leads.pipeline.register import register_lead
    from parks.models import Park, Plot

    department = Department.objects.create(name="同刻商务局")
    officer = User.objects.create_user("same_plot", department=department)
    give_role(officer, "officer")
    park = Park.objects.create(name="同刻产业园", level="provincial", department=department)
    plot = Plot.objects.create(park=park, code="A-01", kind="land", area_sqm=10_000)
    leads = [
        register_lead(
            by=officer,
            company=Company.objects.create(name=f"同刻示范{number}"),
            title=f"项目{number}",
            channel="chain",
            department=department,
        )
        for number in range(4)
    ]
    facts = {
        "channel": "chain",
        "owner": officer,
        "department": department,
        "industry": Industry.objects.get(code="3841"),
        "investment": 1,
        "state": "signed",
    }
    projects = [
        Project.objects.create(
            number=f"XM-同刻-{n}", name="同刻", lead=lead, company=lead.company, **facts
        )
        for n, lead in enumerate(leads[:2])
    ]
    return SimpleNamespace(
        plot=plot, leads=leads, projects=projects, officer=User.objects.get(pk=officer.pk)
    )


def at_once(acts) -> list[str]:
    """Start all of ``acts`` together, in threads of their own, and tell how each ended."""
    together, room = threading.Barrier(len(acts)), threading.BoundedSemaphore(AT_ONCE)
    outcomes = []

    def run(act):
        together.wait(timeout=60)
        with room:
            try:
                act()
                outcomes.append("done")
            except Refused:
                outcomes.append("refused")
            except Exception as error:  # told to the test
                outcomes.append(repr(error))
            finally:
                connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=240)
    return outcomes


def test_of_two_hundred_reservations_at_once_exactly_one_holds_the_plot(committed):
    from parks.models import Reservation
    from parks.space.reserve import reserve

    outcomes = at_once(
        [
            partial(reserve, committed.plot, committed.leads[number % 4], by=committed.officer)
            for number in range(THREADS)
        ]
    )
    assert Counter(outcomes) == {"done": 1, "refused": THREADS - 1}
    assert (Reservation.objects.get().state, Reservation.history.count()) == ("active", 1)


def test_of_entries_and_reservations_at_once_one_has_the_plot(committed):
    from django.utils import timezone

    from parks.entries.enter import hold_plot
    from parks.models import Entry, Reservation
    from parks.space.reserve import reserve

    acts = [
        partial(
            hold_plot,
            committed.projects[n % 2],
            committed.plot,
            timezone.localdate(),
            by=committed.officer,
        )
        for n in range(20)
    ]
    acts += [
        partial(reserve, committed.plot, committed.leads[2 + n % 2], by=committed.officer)
        for n in range(20)
    ]
    assert Counter(at_once(acts)) == {"done": 1, "refused": 39}
    assert Entry.objects.count() + Reservation.objects.count() == 1
