"""Who logs in for an enterprise: the park invites the first, the first looks after the others."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification, User
from crm.portal.enterprise.logins import (
    change_rights,
    hand_on,
    invite_colleague,
    invite_first,
    take_away,
    withdraw_own,
)
from crm.portal.invite import accept, code_of, hand_over_code, join, link_of
from crm.portal.models import EnterpriseInvitation
from parks.models import EnterprisePerson
from tests.portal.enterprise.cast import login

FACTS = {
    "username": "13900000001",
    "email": "qiu@example.com",
    "password": "rainy-lotus-77",
    "again": "rainy-lotus-77",
}


def path_of(invitation):
    return re.sub(r"^https?://[^/]+", "", link_of(invitation))


@pytest.fixture
def first_invitation(people, deal):
    return invite_first(deal.enterprise, name="邱雪", by=people.park_officer)


def test_the_park_invites_the_first_person_from_the_enterprises_page(client, people, deal):
    client.force_login(people.park_officer)
    page = client.get(reverse("enterprise:inspect", args=[deal.enterprise.pk]))
    address = f"{reverse('enterpriseinvitation:add')}?enterprise={deal.enterprise.pk}"
    assert address in page.text
    client.post(
        reverse("enterpriseinvitation:add"), {"enterprise": deal.enterprise.pk, "name": "邱雪"}
    )
    stored = EnterpriseInvitation.objects.get()
    assert (stored.is_first, stored.needs_code, stored.invited_by) == (
        True,
        True,
        people.park_officer,
    )
    assert stored.history.get().history_user == people.park_officer
    page = client.get(reverse("enterpriseinvitation:inspect", args=[stored.pk])).text
    assert path_of(stored).split(":")[0] in page
    assert code_of(stored) not in page


def test_the_link_opens_with_the_code_of_a_second_person_alone(client, people, first_invitation):
    with pytest.raises(Refused, match="链接"):
        hand_over_code(first_invitation, by=people.park_officer)
    code = hand_over_code(first_invitation, by=people.officer)
    url = path_of(first_invitation)
    assert client.post(url, FACTS | {"code": "00000000"}).status_code == 200
    assert not User.objects.filter(username="13900000001").exists()
    assert client.post(url, FACTS | {"code": code}).url == "/portal/"
    user = User.objects.get(username="13900000001")
    assert (user.is_staff, user.role_codes) == (False, {"enterprise"})
    assert EnterprisePerson.objects.get(user=user).is_first
    assert "常德示范新能源有限公司" in client.get("/portal/").text
    client.logout()
    assert client.get(url).status_code == 410


@pytest.mark.parametrize("who", ["outsider", "finance", "assessor_of_nothing", "agency"])
def test_only_people_of_the_park_invite(people, deal, who):
    people.assessor_of_nothing = people.auditor
    with pytest.raises((NotPermitted, Refused)):
        invite_first(deal.enterprise, name="x", by=getattr(people, who))


def test_where_somebody_looks_after_the_logins_the_park_invites_nobody(client, people, enterprise):
    with pytest.raises(Refused, match="邱总"):
        invite_first(enterprise, name="x", by=people.park_officer)
    client.force_login(people.park_officer)
    page = client.get(reverse("enterprise:inspect", args=[enterprise.pk])).text
    assert reverse("enterpriseinvitation:add") not in page
    assert "邱总" in page


def test_a_second_open_invitation_is_refused(people, first_invitation, deal):
    with pytest.raises(Refused):
        invite_first(deal.enterprise, name="y", by=people.park_officer)


def test_the_first_invites_a_colleague_with_rights(client, people, enterprise):
    client.force_login(people.boss)
    client.post("/enterprise/people/", {"name": "财务老李", "rights": ["handles_money"]})
    stored = EnterpriseInvitation.objects.get()
    assert (stored.is_first, stored.needs_code, stored.handles_money, stored.handles_progress) == (
        False,
        False,
        True,
        False,
    )
    assert path_of(stored).split(":")[0] in client.get("/enterprise/people/").text
    client.logout()
    client.post(path_of(stored), FACTS)
    person = EnterprisePerson.objects.get(user__username="13900000001")
    assert (person.handles_money, person.may("handles_progress"), person.is_first) == (
        True,
        False,
        False,
    )
    assert Notification.objects.filter(
        kind="enterprise_login_added", recipient=people.boss
    ).exists()


def test_the_link_of_a_colleague_goes_to_their_address_where_there_is_mail(
    settings, people, enterprise, django_capture_on_commit_callbacks
):
    settings.EMAIL_IS_SET_UP = True
    with django_capture_on_commit_callbacks(execute=True):
        invited = invite_colleague(
            enterprise, name="李", email="li@example.com", rights=[], by=people.boss
        )
    [letter] = mail.outbox
    assert letter.to == ["li@example.com"]
    assert path_of(invited).split(":")[0] in letter.body


@pytest.mark.parametrize("who", ["worker", "neighbour", "park_officer", "agency"])
def test_nobody_but_the_first_looks_after_the_logins(people, enterprise, neighbour, who):
    by, worker = getattr(people, who), EnterprisePerson.objects.get(user=people.worker)
    with pytest.raises(NotPermitted):
        invite_colleague(enterprise, name="x", email="", rights=[], by=by)
    with pytest.raises(NotPermitted):
        change_rights(worker, rights=["handles_money"], by=by)
    with pytest.raises(NotPermitted):
        hand_on(worker, by=by)
    if who != "park_officer":
        with pytest.raises(NotPermitted):
            take_away(worker, by=by, why="x")


def test_rights_are_given_and_taken_with_a_row_of_history(client, people, enterprise):
    worker = EnterprisePerson.objects.get(user=people.worker)
    client.force_login(people.boss)
    client.post(f"/enterprise/people/{worker.pk}/", {"rights": ["handles_progress"]})
    worker.refresh_from_db()
    assert [right for right in ("handles_money", "handles_progress") if worker.may(right)] == [
        "handles_progress"
    ]
    assert worker.history.latest().history_user == people.boss


def test_the_first_hands_the_logins_on_and_keeps_the_rest(client, people, enterprise):
    worker = EnterprisePerson.objects.get(user=people.worker)
    client.force_login(people.boss)
    client.post(f"/enterprise/people/{worker.pk}/make-first/")
    own = EnterprisePerson.objects.get(user=people.boss)
    worker.refresh_from_db()
    assert (own.is_first, own.may("handles_money"), worker.is_first) == (False, True, True)
    assert client.get("/enterprise/people/").status_code == 403


def test_who_left_logs_in_no_more(client, people, enterprise):
    worker = EnterprisePerson.objects.get(user=people.worker)
    client.force_login(people.worker)
    assert client.get("/enterprise/").status_code == 200
    take_away(worker, by=people.boss, why="离职")
    people.worker.refresh_from_db()
    assert not people.worker.is_active
    assert client.get("/enterprise/").status_code == 302
    assert Notification.objects.filter(
        kind="enterprise_login_taken", recipient=people.boss
    ).exists()


def test_the_first_is_taken_away_by_the_park_alone(people, enterprise):
    own = EnterprisePerson.objects.get(user=people.boss)
    with pytest.raises(Refused):
        take_away(own, by=people.boss, why="x")
    with pytest.raises(Refused):
        take_away(own, by=people.park_officer, why="  ")
    take_away(own, by=people.park_officer, why="企业来函更换")
    assert not EnterprisePerson.objects.filter(user=people.boss).exists()
    assert invite_first(enterprise, name="新人", by=people.park_officer).is_first


def test_a_login_of_an_agency_is_no_login_of_an_enterprise(people, enterprise, agent):
    invited = invite_colleague(enterprise, name="x", email="", rights=[], by=people.boss)
    with pytest.raises(Refused):
        join(invited, by=people.agency)
    assert not EnterprisePerson.objects.filter(user=people.agency).exists()


def test_one_login_acts_for_one_enterprise_at_a_time(client, people, enterprise, neighbour):
    invited = invite_colleague(neighbour, name="x", email="", rights=[], by=people.neighbour)
    join(invited, by=people.boss)
    client.force_login(people.boss)
    page = client.get("/portal/").text
    assert "常德示范新能源有限公司" in page
    assert client.get("/enterprise/money/").status_code == 200
    client.post("/acting-for/", {"enterprise": neighbour.pk})
    assert neighbour.name in client.get("/enterprise/").text
    assert client.get("/enterprise/money/").status_code == 403  # invited there without rights
    assert client.post("/acting-for/", {"enterprise": 999}).status_code == 404


def test_an_invitation_is_used_once_and_may_be_withdrawn(people, enterprise):
    invited = invite_colleague(enterprise, name="x", email="", rights=[], by=people.boss)
    withdraw_own(invited, by=people.boss)
    with pytest.raises(Refused):
        accept(invited, username="late", password="rainy-lotus-77", email="")
    again = invite_colleague(enterprise, name="x", email="", rights=[], by=people.boss)
    join(again, by=login("other"))
    with pytest.raises(Refused):
        join(again, by=login("third"))


def test_who_was_taken_away_does_not_come_back_by_their_own_invitation(people, enterprise):
    made = invite_colleague(enterprise, name="张三", email="", rights=[], by=people.boss)
    own = EnterprisePerson.objects.get(user=people.boss)
    take_away(own, by=people.park_officer, why="离职")
    made.refresh_from_db()
    assert made.withdrawn_at and not made.is_valid
