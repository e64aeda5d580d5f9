"""A string of its own in every text of every record of the town: an enterprise's people read their
own, and nothing of another enterprise, of agents, of commissions, or of what the bureau writes.
"""

import re
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver

from commissions.documents.issue import issue
from commissions.models import IssuedDocument
from crm.core.files import attach
from crm.core.models import Attachment, Comment, Notification
from crm.core.transitions import perform
from crm.desk.models import ServiceKind
from crm.portal.enterprise.logins import invite_colleague
from crm.portal.invite import link_of
from parks.models import (
    Breach,
    Contribution,
    Enterprise,
    EnterprisePerson,
    Entry,
    EntryApplication,
    MilestoneReport,
)
from tests.portal.enterprise.cast import reports
from tests.portal.test_canary import routes
from tests.test_canary_of_staff import (  # noqa: F401  the town, and how it is marked
    TOKEN,
    marked,
    strangers,
    text_of,
    world,
)

HOUSE_FILE, NEIGHBOURS_FILE = "内部材料.pdf", "邻居凭证.pdf"
# {model: (whose rows, which of their texts)} that an enterprise reads; of everything else nothing.
OWN_TEXTS = {
    "enterprise": ("pk", {"name"}),
    "project": ("enterprise", {"name"}),
    "contribution": ("enterprise", {"voucher", "remark"}),
    "milestonereport": ("enterprise", {"note"}),
    "breach": ("application__project__enterprise", {"demand"}),
    "plot": ("entries__project__enterprise", {"code"}),
    "park": ("enterprises", {"name"}),
    "servicerequest": ("enterprise", {"title", "content"}),
    "servicemessage": ("request__enterprise", {"text"}),
}
# Models of which an enterprise's login sees rows at all, and by what they are its own.
OWN_ROWS = {
    "parks.Enterprise": "pk",
    "parks.EnterprisePerson": "enterprise",
    "parks.Contribution": "enterprise",
    "parks.MilestoneReport": "enterprise",
    "portal.EnterpriseInvitation": "enterprise",
    "desk.ServiceRequest": "enterprise",
    "desk.ServiceMessage": "request__enterprise",
    "site.PolicyApplication": "enterprise",
}
# What is published, or is each person's own in whatever role.
PUBLIC = {"leads.Region", "leads.Industry", "leads.OwnMilestone", "parks.OwnMetric"}
PUBLIC |= {"desk.ServiceKind", "site.PolicyPage", "leads.ConsentText"}
PERSONAL = {"core.User", "core.Notification", "site.PolicySubscription"}


@pytest.fixture
def town(people, world, enterprise, neighbour, plot, evidence):  # noqa: F811
    """{string: (model, key, field)}; both enterprises have people, reports, papers and files."""
    upload = SimpleUploadedFile
    reports(people.boss, enterprise, evidence)
    money, milestone = reports(people.neighbour, neighbour, evidence)
    attach(money, upload(NEIGHBOURS_FILE, b"%PDF-1.7 neighbour"), by=people.neighbour)
    perform(milestone, "refuse", by=people.park_officer, note="金丝邻居雀")
    invite_colleague(neighbour, name="x", email="", rights=[], by=people.neighbour)
    for record in (enterprise, enterprise.project, *Contribution.objects.all()):
        attach(record, upload(HOUSE_FILE, b"%PDF-1.7 house"), by=people.park_officer)
        Comment.objects.create(target_object=record, by=people.park_officer, text="金丝内部雀")
    application = EntryApplication.objects.create(
        number="RY-1",
        project=enterprise.project,
        plot=plot,
        state="handed_over",
        applied_by=people.officer,
        promised_investment=300_000_000,
        promised_start_on=date(2022, 6, 1),
        promised_production_on=date(2023, 6, 1),
        output_per_mu=1,
        tax_per_mu=1,
    )
    Breach.objects.create(
        application=application,
        promise="tax",
        found_on=date(2024, 1, 1),
        demand="x",
        cure_by=date(2999, 1, 1),
        recorded_by=people.park_officer,
    )
    return marked()


def may_read(town, enterprise) -> set[str]:
    own = {}
    for name, (path, fields) in OWN_TEXTS.items():
        model = next(each for each, *_rest in town.values() if each._meta.model_name == name)
        keys = set(model.objects.filter(**{path: enterprise.pk}).values_list("pk", flat=True))
        own[model] = (keys, fields)
    mine = {
        token
        for token, (model, pk, field) in town.items()
        if model in own and pk in own[model][0] and field in own[model][1]
    }
    return mine | set(ServiceKind.objects.values_list("name", flat=True))


def portal_addresses() -> list[str]:
    """Every address outside of the staff admin, with every key that a record of the town has which
    an enterprise might try.
    """
    tried = (*map(apps.get_model, OWN_ROWS), Attachment, IssuedDocument)
    keys = {pk for model in tried for pk in model._base_manager.values_list("pk", flat=True)}
    keys |= set(Enterprise.objects.values_list("project", flat=True)) | {1}
    found = set()
    for route in routes(get_resolver().url_patterns):
        asked = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        if route.startswith("admin/") or any(kind not in ("int", "") for kind, _name in asked):
            continue
        found |= {re.sub(r"<[^>]+>", str(pk), f"/{route}") for pk in (keys if asked else [0])}
    return sorted(found)


def read_by(client, user) -> dict[str, str]:
    client.force_login(user)
    return {address: text_of(client.get(address)) for address in portal_addresses()}


def test_an_enterprise_reads_its_own_and_nothing_else(client, people, town, enterprise):
    pages = read_by(client, people.boss)
    read = {address: set(TOKEN.findall(text)) for address, text in pages.items()}
    allowed = may_read(town, enterprise)
    leaks = {
        address: {f"{town[token][0].__name__}.{town[token][2]}" for token in tokens - allowed}
        for address, tokens in read.items()
    }
    assert {address: found for address, found in leaks.items() if found} == {}
    told = {town[token][::2] for token in set().union(*read.values())}
    assert told == {town[token][::2] for token in allowed}, "it does read each of them"
    for address, text in pages.items():
        for secret in (HOUSE_FILE, NEIGHBOURS_FILE, "金丝邻居雀", "金丝内部雀"):
            assert secret not in text and "house" not in text, (address, secret)


def test_nobody_else_reads_what_is_the_enterprises(client, people, town, enterprise):
    """Not the neighbour, and not the agency that brought the project."""
    own = {
        token
        for token, (model, pk, _field) in town.items()
        if model in (MilestoneReport, EnterprisePerson)
        and model.objects.filter(pk=pk, enterprise=enterprise).exists()
    }
    assert own
    files = [
        file.pk
        for model in (Contribution, MilestoneReport)
        for record in model.objects.filter(enterprise=enterprise)
        for file in Attachment.objects.of(record)
    ]
    assert len(files) >= 3
    for reader in (people.neighbour, people.agency):
        pages = read_by(client, reader)
        assert not {token for text in pages.values() for token in TOKEN.findall(text)} & own
        assert {client.get(f"/files/{pk}/").status_code for pk in files} == {404}


def test_every_queryset_refuses_what_is_not_the_enterprises(people, town, enterprise, neighbour):
    seen = {}
    for model in apps.get_models():
        label = model._meta.label
        if label in PUBLIC | PERSONAL or not hasattr(model.objects, "visible_to"):
            continue
        rows = model.objects.visible_to(people.boss)
        if rows.exists():
            path = OWN_ROWS.get(label)
            assert path, f"{label} is shown to an enterprise, and no table says why"
            assert not rows.exclude(**{path: enterprise.pk}).exists(), label
            seen[label] = rows.count()
    assert {"parks.Enterprise", "parks.Contribution", "parks.MilestoneReport"} <= set(seen)


def test_without_the_right_no_amount_is_seen(people, town, enterprise):
    assert not Contribution.objects.visible_to(people.worker).exists()
    assert not IssuedDocument.objects.visible_to(people.worker).exists()
    assert Contribution.objects.visible_to(people.boss).exists()


def test_its_entry_agreement_is_its_own_and_nobody_elses(
    client, people, enterprise, neighbour, agent
):
    entry = Entry.objects.get(project=enterprise.project)
    document = issue(IssuedDocument.Kind.ENTRY, entry, by=people.park_officer)
    client.force_login(people.boss)
    assert client.get(f"/documents/{document.pk}/").status_code == 200
    assert document.number in client.get("/enterprise/papers/").text
    for other in (people.worker, people.neighbour, people.agency):
        client.force_login(other)
        assert client.get(f"/documents/{document.pk}/").status_code == 404


def test_a_closed_link_tells_nothing(client, people, enterprise, neighbour):
    invited = invite_colleague(neighbour, name="密友", email="", rights=[], by=people.neighbour)
    client.force_login(people.boss)
    assert "密友" not in client.get("/enterprise/people/").text
    assert client.post(f"/enterprise/people/invitations/{invited.pk}/withdraw/").status_code == 404
    assert link_of(invited)


def test_nobody_of_another_enterprise_is_told_anything(people, enterprise, neighbour, evidence):
    money, milestone = reports(people.boss, enterprise, evidence)
    perform(money, "turn_down", by=people.park_officer, note="x")
    perform(milestone, "accept", by=people.park_officer)
    told = Notification.objects.filter(kind__in=("report_judged", "enterprise_reports"))
    assert {each.recipient for each in told} == {people.boss, people.park_officer}
