"""The administrator looks after people alone; what is given and taken stands in their history."""

from importlib import import_module
from itertools import product

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from crm.core.errors import NotPermitted, Refused
from crm.core.granting import excluded_pair, give_role, grant
from crm.core.models import Department, Proposal, User
from crm.core.models.lifecycle import Stateful
from crm.core.roles import HOUSE, OUTSIDE, ROLES, THREE_ADMINISTRATORS
from crm.core.tables.columns import TABLES
from crm.staff.viewsets import nowhere

BUSINESS = ("leads", "parks", "commissions", "portal")


@pytest.fixture
def administrator(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-password-1")
    call_command("createsuperuser", username="root", email="root@example.cn", interactive=False)
    return User.objects.get(username="root")


@pytest.fixture
def flagged(db):
    """With Django's flag, as an older database or a hand on the table may set it."""
    return User.objects.create_user("flagged", is_staff=True, is_superuser=True)


def test_createsuperuser_makes_an_administrator_by_the_role(administrator):
    assert (administrator.role_codes, administrator.is_superuser, administrator.roles) == (
        {"security_administrator"},
        False,
        "security_administrator",
    )
    assert administrator.check_password("a-long-password-1")


@pytest.mark.parametrize("who", ["administrator", "flagged"])
def test_neither_administrator_nor_superuser_has_a_right_in_the_business(request, who):
    person = request.getfixturevalue(who)
    held = [
        name
        for app, name in Permission.objects.filter(
            content_type__app_label__in=BUSINESS
        ).values_list("content_type__app_label", "codename")
        if person.has_perm(f"{app}.{name}")
    ]
    assert held == []
    assert not any(person.has_module_perms(app) for app in BUSINESS)
    own = {name.split(".")[1] for name in person.get_all_permissions()}
    assert own <= {
        "access_admin",
        "view_user",
        "change_user",
        "manage_people",
        "decide_user",
        "view_proposal",
        "decide_proposal",
        "view_proof",
        "view_department",
        "add_department",
        "change_department",
        "view_personalregister",
        "view_erasure",
    }


def test_a_permission_given_to_one_person_past_the_roles_counts_for_nothing(people):
    people.officer.user_permissions.add(Permission.objects.get(codename="pay_statement"))
    assert not User.objects.get(pk=people.officer.pk).has_perm("commissions.pay_statement")


def lifecycle_screens():
    from wagtail.admin.viewsets import viewsets

    reverse("lead:index")  # the screens are registered with their addresses
    return [
        viewset
        for viewset in viewsets.viewsets
        if isinstance(getattr(viewset, "model", None), type) and issubclass(viewset.model, Stateful)
    ]


def test_every_record_with_a_lifecycle_is_closed_to_the_superuser(
    client, deal, flagged, administrator
):
    # proposals for roles are the administrators' own
    screens = [each for each in lifecycle_screens() if each.model is not Proposal]
    doors = {reverse("wagtailadmin_home"), reverse("wagtailadmin_login")}
    assert len(screens) > 15
    for person, screen in product((flagged, administrator), screens):
        client.force_login(person)
        record = screen.model._base_manager.first()
        for name in {"index", "add", "edit", "inspect", "history"} & {
            urlpattern.name for urlpattern in screen.get_urlpatterns()
        }:
            args = [] if name in ("index", "add") else [record.pk if record else 1]
            for send in (client.get, client.post):
                answer = send(reverse(screen.get_url_name(name), args=args))
                is_sent_away = answer.status_code == 302 and answer.url.split("?")[0] in doors
                assert is_sent_away or answer.status_code in (404, 405), (screen.model, name)


def test_no_record_with_a_lifecycle_is_deleted_and_no_form_takes_its_state():
    for screen in lifecycle_screens():
        addresses = {
            urlpattern.name
            for urlpattern in screen.get_urlpatterns()
            if urlpattern.callback is not nowhere
        }
        assert "delete" not in addresses, screen.model
        stamps = {
            stamp
            for each in screen.model.TRANSITIONS.values()
            for stamp in (each.stamp, each.stamp_day, each.stamp_first)
        }
        for name in {"state", *stamps} - {""}:
            assert not screen.model._meta.get_field(name).editable, (screen.model, name)
            assert (
                "edit" not in addresses
                or name not in screen.get_form_class(for_update=True).base_fields
            )


def test_no_file_brings_in_a_state_or_who_took_a_step():
    brought = [
        (table.label, column.name)
        for table in TABLES.values()
        if isinstance(table.model, type) and issubclass(table.model, Stateful)
        for column in table.columns
        if column.name in {"state", *(each.stamp for each in table.model.TRANSITIONS.values())}
        and not column.read_only
    ]
    assert brought == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("finance", "leader"),
        ("auditor", "officer"),
        ("auditor", "headquarters"),
        ("security_administrator", "finance"),
        ("agency", "officer"),
        ("referrer", "leader"),
        ("program", "officer"),
    ],
)
def test_roles_that_exclude_one_another_are_refused_in_every_way_of_giving(db, one, other):
    person = User.objects.create_user("someone")
    give_role(person, one)
    with pytest.raises(Refused):
        give_role(person, other)
    with pytest.raises(Refused), transaction.atomic():
        person.groups.add(Group.objects.get(name=other))
    with pytest.raises(Refused), transaction.atomic():
        Group.objects.get(name=other).user_set.add(person)
    assert (User.objects.get(pk=person.pk).role_codes, person.roles) == ({one}, one)


def test_the_table_of_exclusive_roles():
    free = {
        frozenset(pair)
        for pair in product(ROLES, ROLES)
        if pair[0] != pair[1] and not excluded_pair(pair)
    }
    working = HOUSE - {"auditor", "program"} - THREE_ADMINISTRATORS
    expected = {frozenset(pair) for pair in product(working, working) if pair[0] != pair[1]} - {
        frozenset({"finance", "leader"})
    }
    assert free == expected | {frozenset({"agency", "referrer"})}
    assert {"agency", "referrer", "enterprise", "program"} == OUTSIDE


def test_a_role_given_and_taken_is_one_readable_row_with_its_actor(client, people, administrator):
    client.force_login(administrator)
    facts = {
        "name": "林",
        "username": "officer",
        "department": people.other_department.pk,
        "is_active": "on",
        "reason": "轮岗",
    }
    answer = client.post(
        reverse("user:edit", args=[people.officer.pk]),
        {**facts, "codes": ["section_head", "finance"]},
    )
    assert answer.status_code == 302
    person = User.objects.get(pk=people.officer.pk)
    assert (person.role_codes, person.department) == (
        {"section_head", "finance"},
        people.other_department,
    )
    newest, before = person.history.order_by("-history_id")[:2]
    assert (before.roles, newest.roles, newest.history_user) == (
        "officer",
        "section_head,finance",
        administrator,
    )
    page = client.get(reverse("user:history", args=[person.pk])).text
    for words in ("招商专员", "科长、财务", "市商务局", "武陵区招商局", "轮岗", "root"):
        assert words in page


def test_what_is_changed_past_the_screen_stands_in_the_history_too(people):
    rows = people.officer.history.count()
    people.officer.groups.add(Group.objects.get(name="section_head"))
    assert people.officer.history.count() == rows + 1
    assert people.officer.history.first().roles == "officer,section_head"
    Group.objects.get(name="section_head").user_set.remove(people.officer)
    assert people.officer.history.first().roles == "officer"
    User.objects.get(pk=people.officer.pk).groups.clear()
    assert people.officer.history.first().roles == ""


def test_the_screen_refuses_exclusive_roles_and_loses_nothing(client, people, administrator):
    client.force_login(administrator)
    facts = {
        "name": "新人",
        "username": "new",
        "password": "a-long-password-9",
        "codes": ["finance", "leader"],
    }
    page = client.post(reverse("user:add"), facts)
    assert "不能由同一人" in page.text and "新人" in page.text
    assert not User.objects.filter(username="new").exists()
    client.post(reverse("user:add"), {**facts, "codes": ["finance"], "department": people.city.pk})
    person = User.objects.get(username="new")
    assert (person.is_staff, person.role_codes, person.check_password("a-long-password-9")) == (
        True,
        {"finance"},
        True,
    )
    assert person.history.get().history_user == administrator


def test_a_login_that_is_ended_or_has_a_new_password_says_who_did_it(client, people, administrator):
    client.force_login(administrator)
    client.post(
        reverse("user:password", args=[people.officer.pk]), {"password": "another-long-password-2"}
    )
    assert User.objects.get(username="officer").check_password("another-long-password-2")
    assert people.officer.history.first().history_user == administrator
    client.post(
        reverse("user:edit", args=[people.officer.pk]),
        {"name": "林", "username": "officer", "codes": ["officer"]},
    )
    assert not User.objects.get(username="officer").is_active
    assert "a-long" not in client.get(reverse("user:history", args=[people.officer.pk])).text


def test_nobody_changes_the_own_login(client, administrator):
    client.force_login(administrator)
    page = client.post(
        reverse("user:edit", args=[administrator.pk]),
        {"name": "x", "username": "root", "codes": [], "is_active": "on"},
    )
    assert "另一位管理员" in page.text
    assert User.objects.get(pk=administrator.pk).roles == "security_administrator"


def test_people_are_the_administrators_alone_and_the_auditors_to_read(
    client, people, administrator
):
    for person, index, form in (
        (people.auditor, 200, 302),
        (people.leader, 302, 302),
        (administrator, 200, 200),
    ):
        client.force_login(person)
        assert client.get(reverse("user:index")).status_code == index, person
        assert client.get(reverse("user:edit", args=[people.officer.pk])).status_code == form, (
            person
        )
    with pytest.raises(NotPermitted):
        import_module("crm.staff.people.enter").change_person(
            people.officer, by=people.leader, codes={"leader"}
        )


def test_logins_from_outside_have_no_page_here(client, people, administrator):
    client.force_login(administrator)
    for name in ("edit", "inspect", "history", "password"):
        assert client.get(reverse(f"user:{name}", args=[people.agency.pk])).status_code == 404
    listed = {each.username for each in client.get(reverse("user:index")).context["object_list"]}
    assert "officer" in listed and "agency" not in listed


def test_the_administrator_makes_departments(client, administrator):
    client.force_login(administrator)
    client.post(reverse("department:add"), {"name": "市数据局", "short_name": "数据局"})
    assert Department.objects.get(name="市数据局").history.get().history_user == administrator


def test_the_logins_of_the_demonstration_name_the_second_person_too(people, capsys):
    for name in ("demo_finance", "demo_finance_2"):
        give_role(User.objects.create_user(name, password="deshang-demo"), "finance")
    call_command("demo_logins")
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "demo_finance",
        "demo_finance_2",
    ]


def test_grant_takes_what_it_does_not_name(people):
    grant(people.officer, {"park_officer"}, by=people.leader)
    assert people.officer.role_codes == {"park_officer"}
