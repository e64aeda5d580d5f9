"""Everyone who takes part in a deal, and a park to put it in. The tests run on the same embedded
PostgreSQL as the software.
"""

import gc
import os
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from crm.launch import embedded
from tests import demonstration, migrated
from tests.template_database import copied

REPO = Path(__file__).parents[1]


def pytest_configure():
    # migrating a test database makes millions of objects that form no cycles
    gc.set_threshold(200_000, 20, 20)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns without
    embedded.ensure_for_settings()
    if settings.EMBEDDED_DATABASE:
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated.template()


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
def a_seal_to_try(settings):
    settings.SEAL_TEST_CERTIFICATE = True


@pytest.fixture(autouse=True)
def passwords_hashed_quickly(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def copy_of_the_demonstration():
    """The name of a database; tests that change it take their changes back."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with copied(demonstration.template(), f"copy_{worker}_{os.getpid()}") as name:
        yield name


@pytest.fixture(scope="module")
def in_the_demonstration(copy_of_the_demonstration, django_db_setup, django_db_blocker):
    """The tests of a module work on the city of the demonstration instead of an empty database."""
    server = {**embedded.settings(REPO), "NAME": copy_of_the_demonstration}
    with django_db_blocker.unblock():
        was = connected_to(server)
        yield
        connected_to(was)


def connected_to(server: dict) -> dict:
    """Another database behind Django's connection; returns the one before."""
    from django.contrib.contenttypes.models import ContentType

    places = ("NAME", "USER", "HOST", "PORT")
    was = {place: connection.settings_dict[place] for place in places}
    connection.close()
    connection.settings_dict.update({place: server[place] for place in places})
    ContentType.objects.clear_cache()
    return was


@pytest.fixture
def evidence():
    """A new upload each time it is called."""
    return lambda name="evidence.pdf": SimpleUploadedFile(name, b"%PDF-1.7 evidence")


@pytest.fixture
def people(db):
    """One user per role; two more where a second person is needed."""
    from crm.core.models import Department, User
    from crm.core.roles import give_role

    city = Department.objects.create(name="市商务局")
    park = Department.objects.create(name="经开区管委会", parent=city)
    other = Department.objects.create(name="武陵区招商局")

    def person(name, role, department=None):
        user = User.objects.create_user(
            name, password="a-long-password-1", name=name, department=department
        )
        give_role(user, role)
        return User.objects.get(pk=user.pk)

    return SimpleNamespace(
        city=city,
        park_department=park,
        other_department=other,
        officer=person("officer", "officer", city),
        head=person("head", "section_head", city),
        outsider=person("outsider", "officer", other),
        park_officer=person("park", "park_officer", park),
        finance=person("finance", "finance", city),
        finance2=person("finance2", "finance", city),
        leader=person("leader", "leader", city),
        headquarters=person("hq", "headquarters", city),
        auditor=person("auditor", "auditor", city),
        agency=person("agency", "agency"),
        referrer=person("referrer", "referrer"),
    )


@pytest.fixture
def plot(people):
    from parks.models import Park, Plot

    park = Park.objects.create(
        name="常德经开区", level="national", department=people.park_department
    )
    return Plot.objects.create(park=park, code="A-01", kind="land", area_sqm=Decimal(66700))


@pytest.fixture
def policy_version(people):
    from commissions.models import Policy, PolicyVersion
    from commissions.policies.library import document_of
    from crm.core.transitions import move

    document = document_of("changde-demo")
    policy = Policy.objects.create(code="changde-demo", name="示范市委托招商与亲情引荐奖励办法")
    version = PolicyVersion.objects.create(
        policy=policy, number="1", document=document, valid_from="2020-01-01"
    )
    move(version, "submit", by=people.finance)
    move(version, "publish", by=people.leader)
    return version


@pytest.fixture
def agent(people):
    from crm.core.models import Notification
    from leads.agents.accounts import change_account
    from leads.models import Agent

    agent = Agent.objects.create(
        name="长江招商咨询有限公司", kind="investment_firm", department=people.city
    )
    agent.users.add(people.agency)
    change_account(
        agent,
        holder=agent.name,
        bank="工商银行常德分行",
        number="6222 0219 0200 1234 567",
        by=people.finance,
    )
    Notification.objects.all().delete()  # of the account
    return agent


@pytest.fixture
def agreement(agent, policy_version):
    from commissions.models import Agreement

    return Agreement.objects.create(
        number="XY-2020-0001",
        agent=agent,
        policy_version=policy_version,
        starts_on="2020-01-01",
        ends_on="2035-12-31",
        state="active",
    )


@pytest.fixture
def deal(people, plot, agent, agreement, evidence):
    """A project brought by the agency that has entered the park, started building and produces."""
    from datetime import date

    from crm.core.transitions import move
    from leads.models import Activity, Company, Industry
    from leads.pipeline.convert import convert
    from leads.pipeline.milestones import reach_stage
    from leads.pipeline.register import register_lead
    from parks.entries.enter import enter

    company = Company.objects.create(
        name="湖南示范新能源有限公司", credit_code="91430700MA4L16JQ9C"
    )
    lead = register_lead(
        by=people.agency,
        company=company,
        title="动力电池项目",
        channel="agent",
        agent=agent,
        department=people.city,
        investment=Decimal(300_000_000),
        industry=Industry.objects.get(code="3841"),
    )
    move(lead, "judge", by=people.head, owner=people.officer)
    from django.utils import timezone

    Activity.objects.create(
        lead=lead, kind="call", happened_at=timezone.now(), summary="首次通话", by=people.officer
    )
    move(lead, "engage", by=people.officer)
    move(lead, "negotiate", by=people.officer)
    project = convert(lead, by=people.officer)
    project.referrals.update(registered_on=date(2022, 1, 10))
    move(
        project,
        "sign",
        by=people.officer,
        contract_number="HT-1",
        contract_amount=Decimal(300_000_000),
        signed_on=date(2022, 3, 1),
        planned_start_on=date(2022, 6, 1),
    )
    enterprise = enter(
        project,
        plot=plot,
        starts_on=date(2022, 4, 1),
        name="常德示范新能源有限公司",
        credit_code="91430700MA4L16JQ9C",
        registered_on=date(2022, 3, 15),
        by=people.park_officer,
    )
    reach_stage(
        project, "start", by=people.park_officer, happened_on=date(2022, 6, 1), evidence=evidence()
    )
    reach_stage(
        project,
        "produce",
        by=people.park_officer,
        happened_on=date(2023, 6, 1),
        evidence=evidence(),
    )
    project.refresh_from_db()
    return SimpleNamespace(project=project, enterprise=enterprise, lead=lead, agent=agent)
