"""Behind every filter of the application stands the wall of the database: with any of them gone,
nobody reads what is another's.
"""

import re
import sys

import pytest
from django.apps import apps
from django.db import connection
from django.urls import Resolver404, get_resolver, resolve

from commissions.models import Agreement, LedgerEntry, Statement
from crm.core.database.policies import OPEN_TO_OUTSIDERS, OUTSIDE_ROWS
from crm.core.database.wall import behind_the_wall, lifted
from crm.core.writes import as_one
from leads.models import Agent, Lead, Project, Registration
from parks.models import Contribution, Enterprise
from tests.portal.test_canary import CANARY, everything, routes

pytestmark = pytest.mark.django_db
# Each queryset of which the portal shows anything to outsiders, or might.
# The wall lets through what a screen shows of them besides: names on the own page, the side that
# one takes in a dispute.
WIDER = {
    "commissions.Policy",
    "commissions.PolicyVersion",
    "leads.Agent",
    "leads.Company",
    "leads.Dispute",
    "leads.Clock",
    "leads.Registration",
}
FILTERED = sorted(
    model._meta.label
    for model in OUTSIDE_ROWS
    if hasattr(model._default_manager.all(), "visible_to") and not hasattr(model, "history_object")
)


def without_its_filter(monkeypatch, model):
    rows = type(model._default_manager.all())
    monkeypatch.setattr(rows, "visible_to", lambda self, user: self)


def portal_addresses(keys) -> list[str]:
    """Every page of the portal and every file, with each key."""
    found = set()
    for route in routes(get_resolver().url_patterns):
        asked = re.findall(r"<(?:(\w+):)?(\w+)>", route)
        address = re.sub(r"<[^>]+>", "1", f"/{route}")
        if not route.startswith(("admin/", "enterprise/")) and _is_of_the_portal(address):
            found |= {re.sub(r"<[^>]+>", str(key), f"/{route}") for key in (keys if asked else [0])}
    return sorted(found)


def _is_of_the_portal(address: str) -> bool:
    try:
        match = resolve(address)
    except Resolver404:
        return False
    return match.namespaces == ["portal"] or match.url_name in ("download", "document")


def leaks(client, keys) -> dict[str, str]:
    """A page that breaks since it finds nothing shows nothing either."""
    client.raise_request_exception = False
    found = {}
    for address in portal_addresses(keys):
        if hit := re.search(rf"{CANARY}\w*", everything(client.get(address))):
            found[address] = hit.group()
    return found


def asks(user):
    return behind_the_wall(person=user.pk, agent=user.acting_for, enterprise=None)


def test_the_owner_still_reads_it(client, people, secrets):
    """Otherwise nothing below could fail."""
    client.force_login(people.agency)
    assert len(leaks(client, secrets["keys"])) > 20


def keys_of(rows) -> set:
    return set(rows.order_by().values_list("pk", flat=True))


@pytest.mark.parametrize("who", ["agency", "rival"])
def test_with_its_filter_gone_each_queryset_shows_no_more_and_with_it_no_less(people, secrets, who):
    user, counted, hidden, wider = getattr(people, who), 0, set(), set()
    for model in map(apps.get_model, FILTERED):
        may = keys_of(model.objects.visible_to(user))
        with asks(user):
            told = keys_of(model.objects.visible_to(user))
            all_of_it = keys_of(model.objects.all())
        counted += len(may)
        hidden |= {model._meta.label} if may - told else set()
        wider |= {model._meta.label} if (all_of_it | told) - may else set()
    assert hidden == set()
    assert wider - WIDER == set(), wider - WIDER
    assert counted > (15 if who == "agency" else 0)


def test_the_draft_of_an_agreement_is_the_bureaus_own(people, agreement):
    drafts = Agreement._base_manager.filter(state="draft")
    facts = {field.attname: getattr(agreement, field.attname) for field in Agreement._meta.fields}
    Agreement.objects.create(**facts | {"id": None, "number": "XY-DRAFT", "state": "draft"})
    assert drafts.exists()
    with asks(people.agency):
        assert not drafts.exists() and Agreement._base_manager.exists()


def test_with_all_of_them_gone_nothing_is_shown(client, people, secrets, monkeypatch):
    for label in FILTERED:
        without_its_filter(monkeypatch, apps.get_model(label))
    client.force_login(people.rival)
    assert leaks(client, secrets["keys"]) == {}


@pytest.mark.parametrize(
    ("name", "everybody"),
    [
        ("agents_of", lambda _user: Agent._base_manager.values_list("pk", flat=True)),
        ("enterprises_of", lambda _user, _r="": Enterprise.objects.values_list("pk", flat=True)),
    ],
)
def test_who_is_taken_for_everybody_reads_no_more(
    client, people, secrets, monkeypatch, name, everybody
):
    for module in list(sys.modules.values()):
        is_ours = getattr(module, "__name__", "").split(".")[0] in ("leads", "parks", "crm")
        is_ours = is_ours or getattr(module, "__name__", "").startswith("commissions")
        if is_ours and callable(vars(module).get(name)):
            monkeypatch.setattr(module, name, everybody)
    client.force_login(people.rival)
    assert leaks(client, secrets["keys"]) == {}


def test_rows_are_those_of_who_asks(people, secrets, deal):
    for user, leads, projects, statements in [(people.agency, 2, 1, 1), (people.rival, 0, 0, 0)]:
        with asks(user):
            assert Lead.objects.count() == leads
            assert Project.objects.count() == projects
            assert Statement.objects.count() == statements
            assert Lead.history.count() == 0
            assert Contribution.objects.count() == LedgerEntry.objects.count() == 0


def test_an_agent_is_not_believed_but_looked_up(people, secrets, agent):
    with behind_the_wall(person=people.rival.pk, agent=agent.pk, enterprise=None):
        assert Lead.objects.count() == 0
    with behind_the_wall(person=None, agent=agent.pk, enterprise=None):
        assert Lead.objects.count() == Registration.objects.count() == 0


def test_a_use_case_works_for_the_bureau_and_what_follows_is_behind_it_again(people, secrets):
    @as_one()
    def count():
        return Lead.objects.count()

    with asks(people.rival):
        assert (count(), Lead.objects.count()) == (2, 0)
        with pytest.raises(ZeroDivisionError), lifted():
            raise ZeroDivisionError
        assert Lead.objects.count() == 0
    assert Lead.objects.count() == 2


def test_what_is_of_another_is_not_written_either(people, secrets):
    lead = Lead.objects.first()
    with asks(people.rival):
        assert Lead.objects.filter(pk=lead.pk).update(title="x") == 0
        assert Lead.objects.filter(pk=lead.pk).delete()[0] == 0


def test_later_tables_are_closed(people):
    """Of each table of ours it is said, or nothing of it is shown; none of a history is."""
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity and relforcerowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
        cursor.execute("select tablename from pg_policies where policyname = 'outside'")
        shown = {name for (name,) in cursor.fetchall()}
    ours = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in ("crm", "leads", "parks", "commissions")
    }
    assert ours - walled == {model._meta.db_table for model in OPEN_TO_OUTSIDERS}
    assert shown == {model._meta.db_table for model in OUTSIDE_ROWS}
    assert not {name for name in shown if "_historical" in name}
