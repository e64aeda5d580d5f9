"""Whatever the bureau knows, a stranger reads only what is meant for strangers: a string is put
into every text of the business, and every page of the site is read.
"""

import re
from collections import deque
from html import unescape

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat, Left

from tests.database_accounts import tampering

CANARY = "金丝雀"
MODELS = [
    "leads.Lead",
    "leads.Project",
    "leads.Company",
    "leads.Contact",
    "leads.Activity",
    "leads.Agent",
    "leads.Native",
    "leads.Chamber",
    "leads.TalkEvent",
    "leads.Registration",
    "leads.Chain",
    "leads.Link",
    "leads.LinkCompany",
    "leads.CompanyNote",
    "leads.Message",
    "leads.Handover",
    "leads.Assessment",
    "leads.Campaign",
    "parks.Park",
    "parks.Plot",
    "parks.Availability",
    "parks.ParkIndustry",
    "parks.Enterprise",
    "parks.Contribution",
    "parks.EntryApplication",
    "parks.Reservation",
    "core.Department",
    "core.User",
    "site.Received",
]
SPARED = {"password", "username", "roles", "email", "number", "credit_code", "website"}
# What a page shows by its own choice: links of a chain, numbers of free plots, neighbours, who is
# responsible for a policy, and the industries of parks, from which strangers choose theirs.
MEANT = {
    "linkname",
    "plotcode",
    "enterprisename",
    "departmentname",
    "departmentshort_name",
    "parkindustryname",
}
# A public notice names payee, project and investor: that is its purpose.
ON_NOTICE = {"agentname", "projectname", "companyname"}
ELSEWHERE = ("/static/", "/media/", "/login/", "/admin/", "/portal/", "/captcha/")
PORTAL_LEFT_OUT = ("/static/", "/media/", "/admin/", "/captcha/", "/logout/", "/portal/logout/")
LINKS = re.compile(r'(?:href|src|action)="(/[^"#]*)')
FOUND = re.compile(rf"{CANARY}(\w+?)\d")


def mark_all():
    """In plain SQL, past the triggers: the texts are made for reading alone."""
    models_marked = [apps.get_model(label) for label in MODELS]
    with tampering(*models_marked):
        for model in models_marked:
            for field in filter(is_free_text, model._meta.concrete_fields):
                mark(model, field)


def mark(model, field):
    told = Concat(
        Value(f"{CANARY}{model._meta.model_name}{field.name}"),
        Cast("pk", models.TextField()),
        output_field=models.TextField(),
    )
    kept = Left(told, field.max_length) if field.max_length else told
    model._base_manager.exclude(**{field.name: ""}).update(**{field.name: kept})


def is_free_text(field) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    is_short = field.max_length is not None and field.max_length < 40
    named = field.choices or field.primary_key or field.name in SPARED
    return is_text and not named and not is_short and not field.name.endswith(("_key", "_codes"))


def crawl(client, *begin, inside: bool = False):
    """[(address, response)] of every address that is linked to, each once; ``inside`` also those of
    the portal, but for what ends the session.
    """
    left_out = PORTAL_LEFT_OUT if inside else ELSEWHERE
    waiting, seen = deque(begin), set(begin)
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        yield address, response
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        for found in LINKS.findall(response.content.decode()):
            link = unescape(found)
            if link not in seen and not link.startswith(left_out):
                seen.add(link)
                waiting.append(link)


@pytest.fixture
def read(in_the_demonstration, client):
    cache.clear()
    mark_all()
    yield list(crawl(client, "/", "/en/", "/sitemap.xml", "/robots.txt"))
    cache.clear()


def test_a_stranger_reads_every_page_and_nothing_that_is_not_meant(read):
    pages = dict(read)
    assert len(pages) > 90
    assert {
        address: each.status_code for address, each in pages.items() if each.status_code != 200
    } == {}
    assert [address for address, each in pages.items() if each.cookies] == []
    hosts = re.compile(r'(?:src|href|action)="(?:https?:)?//([^/"]+)')
    others = {host for each in pages.values() for host in hosts.findall(each.content.decode())}
    assert others <= {"127.0.0.1:8000", "testserver"}  # canonical and feeds name our own
    leaks = {
        (address, name)
        for address, each in pages.items()
        for name in FOUND.findall(each.content.decode())
        if name not in (MEANT | ON_NOTICE if address.startswith("/notice/") else MEANT)
    }
    assert leaks == set()
    texts = {address: each.content.decode() for address, each in read}
    assert f"{CANARY}linkname" in texts["/industries/equipment/"]
    assert f"{CANARY}plotcode" in texts["/parks/development-zone/"]
    assert f"{CANARY}enterprisename" in texts["/parks/development-zone/"]
