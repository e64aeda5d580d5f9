"""System, security, audit: none has a right in the business, each is watched by another."""

from itertools import combinations

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.granting import excluded_pair, grant
from crm.core.models import Attachment, Comment, Notification, Parameter, Proposal, User
from crm.core.roles import HOUSE, ROLES, THREE_ADMINISTRATORS
from crm.core.transitions import perform
from crm.staff.people.enter import change_person, enter_person
from crm.staff.people.log_in import end_all_sessions, take_away_factors, unlock

BUSINESS = ("leads.", "parks.", "commissions.", "desk.", "dispatch.", "site.", "portal.")


def test_none_has_a_right_in_the_business():
    held = {
        code: [right for right in ROLES[code].permissions if right.startswith(BUSINESS)]
        for code in THREE_ADMINISTRATORS
    }
    assert held == {
        "system_administrator": [],
        "security_administrator": [],
        "audit_administrator": [],
    }


def test_no_right_to_change_is_held_by_two_of_them_and_audit_changes_nothing():
    changing = {
        code: {
            right
            for right in ROLES[code].permissions
            if ".view_" not in right and right != "wagtailadmin.access_admin"
        }
        for code in THREE_ADMINISTRATORS
    }
    assert changing["audit_administrator"] == set()
    for one, other in combinations(changing.values(), 2):
        assert one & other == set()


def test_the_auditor_reads_what_the_two_others_change():
    rights = ROLES["audit_administrator"].permissions
    assert {"core.view_user", "core.view_proposal", "core.view_move"} <= rights
    assert {"core.view_messageservice", "core.view_webhook", "core.view_exportlog"} <= rights
    assert "core.view_ratelimit" in rights


@pytest.mark.parametrize("one", sorted(THREE_ADMINISTRATORS))
def test_nobody_holds_one_of_them_and_anything_else(db, one):
    others = HOUSE - {one}
    assert {other for other in others if excluded_pair([one, other])} == others
    person = grant(User.objects.create_user("someone"), {one})
    for other in others:
        with pytest.raises(Refused), transaction.atomic():
            person.groups.add(Group.objects.get(name=other))


def test_what_one_gives_the_other_agrees_to(people, administrators):
    one, other = administrators.security, administrators.security2
    change_person(people.officer, by=one, codes={"officer", "finance"}, reason="调岗")
    people.officer.refresh_from_db()
    assert people.officer.roles == "officer"
    [proposal] = Proposal.objects.open()
    assert (proposal.values, proposal.proposed_by) == ({"roles": "officer,finance"}, one)
    with pytest.raises(SamePerson):
        perform(proposal, "approve", by=one)
    perform(proposal, "approve", by=other)
    person = User.objects.get(pk=people.officer.pk)
    assert person.role_codes == {"officer", "finance"}
    newest = person.history.first()
    assert newest.history_user == other and "调岗" in newest.history_change_reason


def test_the_person_concerned_does_not_agree_to_it_and_neither_does_another_role(
    people, administrators
):
    third = enter_person(
        by=administrators.security,
        codes={"security_administrator"},
        password="quiet-lotus-mountain",
        reason="增设",
        username="third",
        name="三",
    )
    proposal = third.proposal
    for person in (administrators.system, administrators.audit, people.leader):
        with pytest.raises((NotPermitted, Refused)):
            perform(proposal, "approve", by=person)
    assert User.objects.get(username="third").roles == ""
    perform(proposal, "approve", by=administrators.security2)
    assert User.objects.get(username="third").is_staff
    change = change_person(
        administrators.security2, by=administrators.security, codes=set(), reason="离任"
    ).proposal
    assert User.objects.get(username="security2").roles == "security_administrator"
    with pytest.raises(Refused):
        perform(change, "approve", by=administrators.security2)
    perform(change, "approve", by=User.objects.get(username="third"))
    assert User.objects.get(username="security2").roles == ""


def test_what_is_taken_away_is_taken_at_once(people, administrators):
    change_person(people.officer, by=administrators.security, codes=set(), is_active=False)
    person = User.objects.get(pk=people.officer.pk)
    assert (person.roles, person.is_active) == ("", False)
    assert not Proposal.objects.exists()


def test_nobody_comes_to_grant_alone_by_ending_the_others_login(people, administrators):
    one, other = administrators.security, administrators.security2
    change_person(other, by=one, codes={"security_administrator"}, is_active=False)
    change_person(people.officer, by=one, codes={"officer", "finance"}, reason="调岗")
    assert User.objects.get(pk=people.officer.pk).roles == "officer"


def test_the_first_one_begins_alone(people, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "quiet-lotus-mountain")
    call_command("createsuperuser", username="root", email="root@example.cn", interactive=False)
    root = User.objects.get(username="root")
    change_person(people.officer, by=root, codes={"officer", "finance"})
    assert User.objects.get(pk=people.officer.pk).roles == "officer,finance"


def test_the_audit_administrator_is_told_of_all_of_it(people, administrators):
    one = administrators.security
    change_person(people.officer, by=one, codes={"officer", "finance"}, reason="调岗")
    unlock(people.head, by=one, reason="输错密码")
    end_all_sessions(people.head, by=one, reason="电脑遗失")
    told = Notification.objects.filter(recipient=administrators.audit, kind="rights_changed")
    assert told.count() == 3
    assert {each.by for each in told} == {one}


def test_only_security_touches_log_ins_and_never_the_own(client, people, administrators, with_app):
    with_app(people.head)
    for person in (administrators.system, administrators.audit, people.leader):
        with pytest.raises(NotPermitted):
            take_away_factors(people.head, by=person, reason="手机遗失")
        client.force_login(person)
        address = reverse("user:log_in", args=[people.head.pk])
        assert client.get(address).status_code in (302, 403)
    with pytest.raises(Refused):
        unlock(administrators.security, by=administrators.security, reason="自己")
    client.force_login(administrators.security)
    page = client.get(address)
    assert page.status_code == 200
    client.post(address, {"act": "factors", "reason": "手机遗失"})
    assert not people.head.authenticator_set.exists()
    assert "手机遗失" in people.head.history.first().history_change_reason


def test_a_proposal_for_roles_reads_as_people_call_them(client, people, administrators):
    change_person(
        people.officer, by=administrators.security, codes={"officer", "finance"}, reason="调岗"
    )
    client.force_login(administrators.audit)
    page = client.get(reverse("proposal:inspect", args=[Proposal.objects.get().pk])).text
    assert "招商专员、财务" in page and "officer,finance" not in page


def test_who_audits_adds_neither_words_nor_files_to_what_they_read(client, people, administrators):
    number = Parameter.objects.first()
    client.force_login(administrators.audit)
    assert client.get(reverse("parameter:inspect", args=[number.pk])).status_code == 200
    words = {"text": "已核"}
    client.post(reverse("parameter:comment", args=[number.pk]), words)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")
    answer = client.post(reverse("parameter:attach", args=[number.pk]), {"file": file})
    assert answer["Location"] == reverse("wagtailadmin_home")  # as Wagtail refuses
    assert not Comment.objects.exists() and not Attachment.objects.exists()
    client.force_login(people.headquarters)
    client.post(reverse("parameter:comment", args=[number.pk]), words)
    assert Comment.objects.count() == 1
