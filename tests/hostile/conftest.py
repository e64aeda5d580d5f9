"""The city of the demonstration; what a test stores is taken back when it ends."""

import logging
from types import SimpleNamespace

import pytest

from crm.core.models import RateLimit, User
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
PORTAL = ("agency", "referrer", "enterprise")


@pytest.fixture
def city(in_the_demonstration, settings, tmp_path):
    """The people of the demonstration by role."""
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": files, "private": files}
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    people = {name: User.objects.get(username=f"demo_{name}") for name in (*STAFF, *PORTAL)}
    # thousands of posts in a minute are what is tried here, not that they are refused
    RateLimit.objects.update(is_on=False)
    logging.disable(logging.CRITICAL)
    yield SimpleNamespace(
        **people, staff=[people[name] for name in STAFF], portal=[people[name] for name in PORTAL]
    )
    logging.disable(logging.NOTSET)
    forget_samples()
