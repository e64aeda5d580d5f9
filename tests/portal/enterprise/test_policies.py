"""Policies that fit an enterprise, asked of nothing that the house knows, and applying for them."""

import pytest

from crm.core.models import Attachment, Notification
from crm.core.transitions import move
from crm.site.models import PolicyApplication, PolicySubscription
from tests.site.policies.conftest import library, publish, published  # noqa: F401


@pytest.fixture
def applied(client, people, enterprise, published, evidence):  # noqa: F811
    """The first person applied for the policy on equipment."""
    client.force_login(people.boss)
    facts = {"phone": "13907361005", "text": "二期设备", "files": evidence()}
    address = f"/enterprise/policies/{published['equipment'].pk}/apply/"
    response = client.post(address, facts)
    assert response.status_code == 302, response.text
    return PolicyApplication.objects.get(enterprise=enterprise)


def test_the_page_names_policies_by_what_is_known(client, people, enterprise, published):  # noqa: F811
    client.force_login(people.boss)
    page = client.get("/enterprise/policies/")
    assert page.status_code == 200
    named = [fit.title for fit in page.context["found"].best + page.context["found"].others]
    assert set(named) == {each.title for each in published.values()}


def test_an_application_knows_who_applies_and_keeps_the_materials(people, enterprise, applied):
    assert (applied.name, applied.credit_code, applied.contact, applied.phone) == (
        enterprise.name,
        enterprise.credit_code,
        "邱总",
        "13907361005",
    )
    assert Attachment.objects.of(applied).get().uploaded_by == people.boss
    assert applied.history.earliest().history_user == people.boss


def test_its_state_and_the_reason_are_read_and_told(client, people, applied):
    move(applied, "ask", by=_judge(people, applied), note="请补发票复印件")
    client.force_login(people.boss)
    assert "请补发票复印件" in client.get(f"/enterprise/policies/applications/{applied.pk}/").text
    assert "请补发票复印件" in client.get("/portal/").text
    assert Notification.objects.filter(kind="enterprise_request", recipient=people.boss).exists()


def _judge(people, applied):
    """Somebody of the bureau who judges applications."""
    for name in ("head", "officer", "finance", "leader", "headquarters"):
        user = getattr(people, name)
        if user.has_perm("site.judge_policyapplication"):
            return user
    raise AssertionError("nobody judges applications")


@pytest.mark.parametrize("who", ["worker", "neighbour", "agency"])
def test_nobody_else_reads_it(client, people, agent, neighbour, applied, who):
    reader = getattr(people, who)
    assert not PolicyApplication.objects.visible_to(reader).exists()
    client.force_login(reader)
    status = client.get(f"/enterprise/policies/applications/{applied.pk}/").status_code
    assert status == {"worker": 403}.get(who, 404)
    file = Attachment.objects.of(applied).get()
    assert client.get(f"/files/{file.pk}/").status_code == 404


def test_a_second_open_application_for_the_same_policy_is_refused(
    client,
    people,
    published,  # noqa: F811
    applied,
):
    client.force_login(people.boss)
    address = f"/enterprise/policies/{published['equipment'].pk}/apply/"
    page = client.post(address, {"phone": "13907361005", "text": "再来一次"})
    assert page.status_code == 200
    assert applied.number in page.text
    assert "再来一次" in page.text


def test_one_asks_to_be_told_and_no_more(client, people, enterprise, published):  # noqa: F811
    client.force_login(people.boss)
    client.post("/enterprise/policies/follow/")
    own = PolicySubscription.objects.active().filter(user=people.boss, enterprise=enterprise)
    assert own.exists()
    client.post("/enterprise/policies/follow/", {"end": "1"})
    assert not own.exists()
