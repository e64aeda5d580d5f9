"""Everyone who takes part in a deal, and a park to put it in. The tests run on the same embedded
PostgreSQL as the software.
"""

import gc
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db.models import QuerySet

from crm.celery import app
from crm.core.audit import readings
from crm.launch import embedded
from tests import cast, database_accounts, demonstration, migrated, prepared, set_up

REPO = Path(__file__).parents[1]
LIBRARIES = "site-packages"


def pytest_configure():
    # migrating a test database makes millions of objects that form no cycles
    gc.set_threshold(200_000, 20, 20)
    # WhiteNoise reads all that was collected for each client of a test, and warns without a folder.
    settings.STATIC_ROOT = REPO / "var" / "nothing_collected"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    embedded.ensure_for_settings()
    settings.CACHES = {"default": {"BACKEND": "tests.cache.KeptForTheTest"}}
    database_accounts.begin()
    set_up.use()
    if settings.EMBEDDED_DATABASE:
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated.template()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    prepared.choose_for(item)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        database_accounts.be_the_application()
        prepared.make(tmp_path_factory.mktemp("prepared"))
    yield
    with django_db_blocker.unblock():
        prepared.drop_all()
        database_accounts.be_the_owner()


def _proved_as_by_people(sender, request, user, **_signal):
    """Whom the test client logs in has shown the second factor just now, as people do. A request of
    its own has no headers; whoever comes by the pages proves it there.
    """
    from crm.accounts.proofs import FACTOR, record

    if "REQUEST_METHOD" not in request.META:
        record(request, user, FACTOR, type="test")


@pytest.fixture(autouse=True, scope="session")
def logged_in_as_people_are():
    user_logged_in.connect(_proved_as_by_people)


@pytest.fixture(autouse=True, scope="session")
def nobody_reads_whatever_a_row_names():
    """Without names ``select_related`` joins every record that a row names: our own code says
    which, or asks ``crm.core.joins.read_with``.
    """
    usual = QuerySet.select_related

    def checked(rows, *names):
        if not names and LIBRARIES not in (asks := sys._getframe(1).f_code.co_filename):
            raise AssertionError(f"{asks} reads all that {rows.model} names")
        return usual(rows, *names)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "select_related", checked)
        yield


@pytest.fixture(autouse=True, scope="session")
def messages_in_a_temporary_folder(tmp_path_factory):
    """What a test has sent is not worked on by the house that somebody runs in this folder."""
    folder = str(tmp_path_factory.mktemp("broker"))
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options,
        **dict.fromkeys(("data_folder_in", "data_folder_out", "control_folder"), folder),
    }


@pytest.fixture(autouse=True)
def private_files_in_a_temporary_folder(settings, tmp_path):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": plain,
        "private": {
            "BACKEND": "crm.core.private.PrivateFiles",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture(autouse=True)
def proof_in_a_temporary_folder(settings, tmp_path):
    settings.CHECKPOINT_DIR = tmp_path / "proof" / "checkpoints"
    settings.CHECKPOINT_KEY = tmp_path / "proof" / "checkpoint_key"
    settings.SEAL_PINS = tmp_path / "proof" / "seal_pins"


@pytest.fixture(autouse=True)
def a_seal_to_try(settings):
    settings.SEAL_TEST_CERTIFICATE = True


@pytest.fixture(autouse=True)
def passwords_hashed_quickly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def public_pages_drawn_anew(settings):
    settings.SITE_KEPT_SECONDS = 0


@pytest.fixture(autouse=True)
def nothing_remembered_of_another_test():
    """People of two tests have the same keys: what is counted or kept for one is not for the
    other.
    """
    cache.clear()
    readings.forget()


@pytest.fixture
def handed_over(monkeypatch):
    """[(task, arguments)] in the order in which a broker would be given them."""
    from crm.core.background.send import DO_ERRAND, Published
    from crm.core.models import Errand

    found = []

    def keep(published):
        if published.name == DO_ERRAND:
            errand = Errand.objects.get(pk=published.arguments[0])
            found.append((errand.task, errand.arguments))
        else:
            found.append((published.name, published.arguments))

    monkeypatch.setattr(Published, "__call__", keep)
    return found


@pytest.fixture
def committed_database(django_db_setup, django_db_blocker):
    """An empty database of this test's own, for what several connections write and see."""
    with django_db_blocker.unblock(), prepared.alone():
        yield


@pytest.fixture
def evidence():
    """A new upload each time it is called."""
    return cast.new_evidence


@pytest.fixture
def people(db):
    """One user per role; two more where a second person is needed."""
    return cast.people() if prepared.holds("people") else cast.make_people()


@pytest.fixture
def plot(people):
    return cast.plot() if prepared.holds("deal") else cast.make_plot(people)


@pytest.fixture
def policy_version(people):
    return cast.policy_version() if prepared.holds("deal") else cast.make_policy_version(people)


@pytest.fixture
def agent(people):
    return cast.agent() if prepared.holds("deal") else cast.make_agent(people)


@pytest.fixture
def agreement(agent, policy_version):
    if prepared.holds("deal"):
        return cast.agreement(agent, policy_version)
    return cast.make_agreement(agent, policy_version)


@pytest.fixture
def deal(people, plot, agent, agreement, tmp_path):
    """A project brought by the agency that has entered the park, started building and produces."""
    if prepared.holds("deal"):
        prepared.copy_files(tmp_path)
        return cast.deal(agent)
    return cast.make_deal(people, plot, agent)


@pytest.fixture
def in_the_demonstration(db, tmp_path):
    """The city of the demonstration instead of an empty database."""
    demonstration.copy_files(tmp_path)
