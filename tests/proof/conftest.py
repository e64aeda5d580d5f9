"""One city for all that is tried with it: a database, files and checkpoints of its own."""

from itertools import count
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import override_settings

from crm.core.proof.checkpoint import make_checkpoint
from crm.core.proof.export import write_export
from crm.core.proof.exported import Exported
from crm.core.proof.verification.run import verify
from tests import prepared
from tests.database_accounts import at_the_database
from tests.proof.city import City, places


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """What the settings say while the city lives, and while it is looked at."""
    tmp = tmp_path_factory.mktemp("city")
    made = places(tmp)
    made.tmp = tmp
    made.settings = {
        "STORAGES": {
            **django_settings.STORAGES,
            "private": {
                "BACKEND": "crm.core.private.PrivateFiles",
                "OPTIONS": {"location": str(made.files)},
            },
        },
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SEAL_TEST_CERTIFICATE": True,
        "SEAL_PINS": tmp / "seal_pins",
        "CHECKPOINT_DIR": made.checkpoints,
        "CHECKPOINT_KEY": made.key,
        "CHECKPOINT_COPIES": [f"file://{made.copy}"],
        "LANGUAGE_CODE": "zh-hans",
    }
    return made


@pytest.fixture(autouse=True)
def in_these_surroundings(
    request, private_files_in_a_temporary_folder, proof_in_a_temporary_folder
):
    if "city" not in request.fixturenames:
        yield
        return
    with override_settings(**request.getfixturevalue("surroundings").settings):
        yield


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker, surroundings):
    """After its day: five checkpoints, the first before anything was paid."""
    with (
        django_db_blocker.unblock(),
        prepared.alone(),
        override_settings(**surroundings.settings),
    ):
        made = City()
        made.at_checkpoints = [make_checkpoint()]
        for part in (made.morning, made.noon, made.afternoon, made.evening):
            part()
            made.at_checkpoints.append(make_checkpoint())
        yield made


@pytest.fixture
def looked_at(city, surroundings, tmp_path):
    """A function that exports and verifies; ``sql`` is done before as superuser, and undone."""
    numbers = count(1)

    def look(*sql, before=None, after=None):
        folder = tmp_path / f"export-{next(numbers)}"
        with transaction.atomic():
            with at_the_database(), connection.cursor() as cursor:
                for each in sql:
                    cursor.execute(each)
                if before:
                    before()
                write_export(folder)
            transaction.set_rollback(True)
        if after:
            after(folder)
        return verify(
            Exported(folder),
            surroundings.checkpoints,
            surroundings.key.with_suffix(".pub").read_bytes(),
            copies=(surroundings.copy,),
        )

    return look


@pytest.fixture
def places_of(surroundings):
    return SimpleNamespace(**vars(surroundings))
