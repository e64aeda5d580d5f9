"""A limit is changed by two people, leaves its history, and holds at once."""

import pytest
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused
from crm.core.granting import grant
from crm.core.models import AuditEntry, Proposal, RateLimit, User
from crm.core.proposals.propose import propose_change, propose_new
from crm.core.transitions import move


@pytest.fixture
def administrator(people):
    person = User.objects.create_user("system", name="许工", is_demo=True)
    return grant(person, {"system_administrator"})


@pytest.fixture
def searches(db):
    return RateLimit.objects.get(code="public_searches")


def test_the_system_administrator_proposes_and_another_decides(
    client, people, administrator, searches
):
    client.force_login(administrator)
    address = reverse("ratelimit:edit", args=[searches.pk])
    asked = {"scope": "address", "number": "1", "seconds": "3600", "is_on": "on"}
    assert "why_proposed" in client.post(address, asked).context["form"].errors
    client.post(address, {**asked, "why_proposed": "防止爬取"})
    proposal = Proposal.objects.get()
    assert RateLimit.objects.get(pk=searches.pk).number == 240
    with pytest.raises((NotPermitted, Refused)):
        move(proposal, "approve", by=administrator)
    move(proposal, "approve", by=people.leader)
    changed = RateLimit.objects.get(pk=searches.pk)
    assert (changed.number, changed.seconds, changed.scope) == (1, 3600, "address")
    row = changed.history.first()
    assert row.history_user == people.leader
    assert "许工" in row.history_change_reason
    assert AuditEntry.objects.filter(kind="setting", object_id=searches.pk).exists()
    client.logout()
    found = [client.get(reverse("site:search"), {"q": "德"}).status_code for _ in range(2)]
    assert found == [200, 429]


def test_no_limit_takes_nothing_at_all(administrator, searches):
    with pytest.raises(Exception, match="1"):
        propose_change(searches, {"number": 0}, by=administrator, why="全关")


def test_limits_are_neither_added_nor_read_by_others(client, people, administrator):
    values = {"code": "public_searches", "scope": "address", "number": 1, "seconds": 1}
    RateLimit.objects.get(code="public_searches").delete()
    with pytest.raises(NotPermitted):
        propose_new(RateLimit, values, by=administrator, why="又一条")
    client.force_login(people.officer)
    assert client.get(reverse("ratelimit:index")).status_code in (302, 403, 404)
    assert not RateLimit.objects.visible_to(people.officer).exists()


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_who_decides_and_who_audits_reads_them(client, people, who):
    client.force_login(getattr(people, who))
    page = client.get(reverse("ratelimit:index")).content.decode()
    assert "文书验证" in page
