"""Every screen that each role reaches by links: in Chinese, without a server error, and without a
link that leads nowhere.
"""

import pytest
from django.test import Client

from crm.core.granting import give_role
from crm.core.models import Department, User
from leads.models import Agent
from tests.commissions.conftest import (  # noqa: F401
    confirmed_statement,
    contribute,
    verified_assets,
)
from tests.crawl import WORD, walk, words_of_data
from tests.dispatch.plan.at_work import plan_at_work
from tests.dispatch.scorecards.at_work import assessment_at_work
from tests.leads.campaigns.at_work import campaign_at_work
from tests.portal.enterprise.cast import at_home, reports

# Names of formats, standards and of the language itself.
ALLOWED = {
    "CSV",
    "TOTP",
    "USB",
    "XLSX",
    "xlsx",
    "Chrome",
    "MB",
    "operations",
    # of a file for other programs, and of addresses in the audit log
    "colours",
    "css",
    "manifest",
    "webmanifest",
    "outcome",
    "path",
    "record",
    "roles",
    "Linux",
    "PDF",
    "XML",
    "YAML",
    "JSON",
    "GeoJSON",
    "SHA",
    "WGS",
    "GB",
    "UTF",
    "BOM",
    "QR",
    "ID",
    "IP",
    "USD",
    "EUR",
    "HKD",
    "JPY",
    "English",
    "URL",
    "SMS",
    "HTTP",
    "HTTPS",
    "API",
    "iCalendar",
    "ICS",
    "docs",
    "policies",
    "md",
    "code",
    "kind",
    "area",
    "sqm",
    "tce",
    "Ctrl",
    "Shift",
    "Alt",
    "Cmd",
    "Esc",
    "Tab",
    "Enter",
}
ROLES = [
    "officer",
    "head",
    "park_officer",
    "finance",
    "leader",
    "headquarters",
    "auditor",
    "assessor",
    "agency",
    "referrer",
    "boss",
]


@pytest.fixture
def assessor(people):
    department = Department.objects.create(name="市发改委")
    user = User.objects.create_user(
        "planner", password="a-long-password-1", name="许", department=department
    )
    give_role(user, "assessor")
    people.assessor = User.objects.get(pk=user.pk)


@pytest.fixture
def referring(people):
    hometown = Agent.objects.create(name="陈先生", kind="referrer", department=people.city)
    hometown.users.add(people.referrer)


@pytest.fixture
def settled(people, deal, evidence):
    """The enterprise of the deal with a login, and what it reports itself."""
    at_home(people, deal.enterprise)
    reports(people.boss, deal.enterprise, evidence)


@pytest.fixture
def campaigning(people):
    campaign_at_work(people.city, people.officer, leader=people.leader)


@pytest.fixture
def planned(people):
    plan_at_work(people, targets=2)


@pytest.fixture
def scored(people, assessor):
    assessment_at_work(people)


def is_of_a_secret(word: str, address: str) -> bool:
    """A piece of the letters that are typed into an app where its camera does not read the code."""
    return address == "/accounts/factors/app/" and word.isupper()


@pytest.mark.usefixtures("confirmed_statement", "scored")
@pytest.mark.parametrize("role", ROLES)
def test_no_screen_speaks_english_breaks_or_leads_nowhere(
    people, assessor, referring, campaigning, planned, settled, role
):
    data = words_of_data()
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(getattr(people, role))
    pages = list(walk(client, of_a_kind=1))
    assert len(pages) > 5
    assert [(page.status, page.address) for page in pages if page.status not in (200, 302)] == []
    assert [(page.address, fault) for page in pages for fault in page.faults] == []
    english = {
        (word, page.address)
        for page in pages
        for word in WORD.findall(page.text)
        if word not in data | ALLOWED and not is_of_a_secret(word, page.address)
    }
    assert sorted(english) == []
