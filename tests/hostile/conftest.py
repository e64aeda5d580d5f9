"""One demonstration city for all of these tests, loaded once; what a test stores is taken back when
it ends.
"""

import logging
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from wagtail.signal_handlers import disable_reference_index_auto_update

from crm.core.models import User
from tests.hostile.walk import forget_samples

STAFF = (
    "officer",
    "section_head",
    "park_officer",
    "finance",
    "finance_2",
    "leader",
    "headquarters",
    "assessor",
    "auditor",
)
PORTAL = ("agency", "referrer")


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path_factory.mktemp("private"))},
    }
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    changed = {
        "STORAGES": {"default": files, "private": files, "staticfiles": plain},
        "SEAL_TEST_CERTIFICATE": True,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**changed), disable_reference_index_auto_update():
            call_command("load_demo", verbosity=0)
        yield changed
        transaction.set_rollback(True)
    forget_samples()


@pytest.fixture
def city(loaded, db, settings):
    """The people of the demonstration by role."""
    for name, value in loaded.items():
        setattr(settings, name, value)
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    people = {name: User.objects.get(username=f"demo_{name}") for name in (*STAFF, *PORTAL)}
    logging.disable(logging.CRITICAL)
    yield SimpleNamespace(
        **people, staff=[people[name] for name in STAFF], portal=[people[name] for name in PORTAL]
    )
    logging.disable(logging.NOTSET)
