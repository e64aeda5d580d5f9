import pytest
from django.urls import reverse

from leads.models import Agent, Membership
from leads.protection.register import register


@pytest.fixture
def chamber(people, rival):
    rival.kind = Agent.Kind.CHAMBER
    rival.save()
    return rival


def test_a_chamber_sees_what_a_member_brought_once_the_member_consents(
    client, people, chamber, hometown
):
    register(
        by=people.referrer,
        agent=hometown,
        company_name="老乡电子有限公司",
        title="电子厂",
        content="只给招商局看的话",
    )
    client.force_login(people.officer)
    client.post(reverse("membership:add"), {"chamber": chamber.pk, "member": hometown.pk})
    membership = Membership.objects.get()
    client.force_login(people.rival)
    assert "老乡电子" not in client.get(reverse("portal:members")).content.decode()
    assert (
        client.post(
            reverse("portal:answer_membership", args=[membership.pk]), {"step": "consent"}
        ).status_code
        == 404
    )
    client.force_login(people.referrer)
    assert reverse("portal:members") in client.get(reverse("portal:home")).content.decode()
    client.post(reverse("portal:answer_membership", args=[membership.pk]), {"step": "consent"})
    client.force_login(people.rival)
    page = client.get(reverse("portal:members")).content.decode()
    assert "老乡电子有限公司" in page
    assert "只给招商局看的话" not in page
    assert (
        client.get(
            reverse("portal:registration", args=[hometown.registrations.get().pk])
        ).status_code
        == 404
    )


def test_a_consent_that_ended_shows_nothing_any_more(client, people, chamber, hometown):
    register(by=people.referrer, agent=hometown, company_name="老乡电子有限公司", title="电子厂")
    membership = Membership.objects.create(chamber=chamber, member=hometown, state="consented")
    client.force_login(people.referrer)
    client.post(reverse("portal:answer_membership", args=[membership.pk]), {"step": "end"})
    membership.refresh_from_db()
    assert membership.state == "ended"
    client.force_login(people.rival)
    assert "老乡电子" not in client.get(reverse("portal:members")).content.decode()
