"""One demonstration city for all of these tests, loaded once; what a test stores is taken back when it ends."""

import logging
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import transaction

from crm.core.models import User

STAFF = (
    "officer", "section_head", "park_officer", "finance", "finance_2", "leader", "headquarters",
    "assessor", "auditor",
)  # fmt: skip
PORTAL = ("agency", "referrer")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        if not User.objects.filter(username="demo_officer").exists():
            call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def city(loaded, db, settings):
    """The people of the demonstration by role; views raise nothing, they answer 500."""
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    logging.disable(logging.CRITICAL)
    people = {name: User.objects.get(username=f"demo_{name}") for name in (*STAFF, *PORTAL)}
    yield SimpleNamespace(**people, staff=[people[name] for name in STAFF], portal=[people[name] for name in PORTAL])
    logging.disable(logging.NOTSET)
