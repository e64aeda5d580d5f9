import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from crm.core.again import AskAgain, during
from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification, User
from crm.core.transitions import perform
from crm.portal.forms import PersonForm
from crm.portal.person import store_person
from leads.agents.accounts import ask_change, change_account
from leads.models import AccountChange

NEW = {
    "holder": "长江招商咨询有限公司",
    "bank": "建设银行",
    "number": "6217 0000 1111 2222",
    "why": "换行",
}


def test_an_account_asked_for_waits_for_another_person(client, people, agent):
    client.force_login(people.agency)
    client.post(reverse("portal:account"), NEW)
    change = AccountChange.objects.get()
    assert agent.current_account().bank == "工商银行常德分行"
    page = client.get(reverse("portal:own")).content.decode()
    assert "***************4567" in page
    assert "************2222" in page
    assert "6217" not in page
    client.force_login(people.finance)
    record = reverse("accountchange:inspect", args=[change.pk])
    assert "6217" not in client.get(record).content.decode()
    client.post(
        reverse("accountchange:step", args=[change.pk]),
        {"step": "confirm", "note": "已电话向负责人核对"},
    )
    assert agent.current_account().number == "6217000011112222"
    change.refresh_from_db()
    assert (change.state, change.decided_by, change.history.first().history_user) == (
        "confirmed",
        people.finance,
        people.finance,
    )


OTHER = NEW | {"holder": "李四"}


def test_another_holder_is_approved_by_a_second_person_with_a_reason(people, agent):
    change = ask_change(agent, by=people.finance, **OTHER)
    with pytest.raises(Refused, match="户名与招商代理名称不一致"):
        perform(change, "confirm", by=people.finance2, note="已核对")
    with pytest.raises(Refused, match="理由"):
        perform(change, "approve_holder", by=people.head, note="")
    with pytest.raises(NotPermitted):
        perform(change, "approve_holder", by=people.finance2, note="授权书")
    perform(change, "approve_holder", by=people.head, note="机构授权其分公司收款，见授权书")
    change.refresh_from_db()
    assert (change.holder_approved_by, change.state) == (people.head, "asked")
    perform(change, "confirm", by=people.finance2, note="已电话核对")
    assert agent.current_account().holder == "李四"


def test_who_approves_the_holder_neither_asked_nor_confirms(people, agent):
    for codename in ("add_payeeaccount", "ask_account_change"):
        grant(people.head, codename)
    head = User.objects.get(pk=people.head.pk)
    change = ask_change(agent, by=head, **OTHER)
    with pytest.raises(Refused, match="由您提出"):
        perform(change, "approve_holder", by=head, note="x")
    perform(change, "withdraw", by=head)
    change = ask_change(agent, by=people.finance, **OTHER)
    perform(change, "approve_holder", by=head, note="授权书")
    with pytest.raises(Refused, match="由您审批"):
        perform(change, "confirm", by=head, note="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountChange.objects.filter(pk=change.pk).update(decided_by=head)


def grant(user, codename):
    """Rights come by roles alone: the role of ``user`` is given one more."""
    user.groups.get().permissions.add(Permission.objects.get(codename=codename))


@pytest.mark.parametrize(
    ("holder", "is_own"),
    [
        ("长江招商咨询有限公司", True),
        (" 长江招商 咨询有限公司", True),
        ("长江招商咨询（有限公司）", True),
        ("長江招商諮詢有限公司", True),
        ("长江招商咨询有限公司常德分公司", False),
        ("长江招商咨询", False),
        ("常德长江招商咨询有限公司", False),
        ("李四", False),
    ],
)
def test_whose_account_it_is_does_not_depend_on_the_way_of_writing(people, agent, holder, is_own):
    assert AccountChange(agent=agent, holder=holder).is_own_name is is_own
    if is_own:
        confirm(ask_change(agent, by=people.agency, **NEW | {"holder": holder}), people)
        assert agent.current_account().holder == holder
    else:
        with pytest.raises(Refused):
            change_account(
                agent, holder=holder, bank="某行", number="62220000111122223", by=people.finance
            )


def confirm(change, people):
    perform(change, "confirm", by=people.finance, note="已电话核对")


def test_the_responsible_department_sees_account_changes_and_another_one_does_not(
    client, people, agent
):
    change = ask_change(agent, by=people.agency, **NEW)
    for who, sees in (
        ("officer", True),
        ("head", True),
        ("finance", True),
        ("auditor", True),
        ("leader", True),
        ("outsider", False),
        ("park_officer", False),
    ):
        assert AccountChange.objects.visible_to(getattr(people, who)).exists() is sees, who
    client.force_login(people.outsider)
    for view in ("inspect", "history"):
        assert client.get(reverse(f"accountchange:{view}", args=[change.pk])).status_code == 404


def test_each_step_of_an_account_is_told_to_all_logins_and_the_registered_address(
    people, agent, django_capture_on_commit_callbacks
):
    agent.email = "office@changjiang.example.com"
    agent.save()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(ask_change(agent, by=people.agency, **NEW), people)
        perform(
            ask_change(agent, by=people.agency, **NEW),
            "refuse",
            by=people.finance,
            note="负责人否认",
        )
    told = Notification.objects.filter(recipient=people.agency).order_by("id")
    kinds = ["account_asked", "account_changed", "account_asked", "account_not_changed"]
    assert list(told.values_list("kind", flat=True)) == kinds
    letters = [letter.body for letter in mail.outbox if letter.to == [agent.email]]
    assert len(letters) == 4
    assert "的收款账户自即日起为：建设银行 ************2222。" in letters[1]
    assert not any("6217" in letter for letter in letters)


def test_the_old_registered_address_is_told_of_the_new_one(
    client, people, agent, django_capture_on_commit_callbacks
):
    agent.email = "old@example.com"
    agent.save()
    client.force_login(people.agency)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("portal:own"), {"agent-email": "new@example.com", "person-name": "王"})
    assert {letter.to[0] for letter in mail.outbox} == {"old@example.com", "new@example.com"}
    assert told_last(people.agency) == "address_changed"
    mail.outbox.clear()
    client.force_login(people.officer)
    facts = {
        "name": agent.name,
        "kind": agent.kind,
        "department": agent.department_id,
        "is_active": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("agent:edit", args=[agent.pk]), facts | {"email": "third@example.com"})
    assert {letter.to[0] for letter in mail.outbox} == {"new@example.com", "third@example.com"}


def told_last(user) -> str:
    return Notification.objects.filter(recipient=user).latest("id").kind


def test_a_refused_or_withdrawn_change_leaves_the_account(client, people, agent):
    client.force_login(people.agency)
    client.post(reverse("portal:account"), NEW)
    client.post(reverse("portal:account"), {"withdraw": "1"})
    assert AccountChange.objects.get().state == "withdrawn"
    client.post(reverse("portal:account"), NEW)
    client.force_login(people.finance)
    client.post(
        reverse("accountchange:step", args=[AccountChange.objects.first().pk]),
        {"step": "refuse", "note": "负责人否认"},
    )
    assert AccountChange.objects.first().state == "refused"
    assert agent.current_account().bank == "工商银行常德分行"


def test_one_change_at_a_time_and_a_number_that_is_one(client, people, agent):
    client.force_login(people.agency)
    assert (
        'class="errors"'
        in client.post(reverse("portal:account"), NEW | {"number": "12"}).content.decode()
    )
    client.post(reverse("portal:account"), NEW)
    client.post(reverse("portal:account"), NEW)
    assert AccountChange.objects.count() == 1


@pytest.mark.parametrize("who", ["officer", "head", "leader", "outsider"])
def test_only_finance_confirms(client, people, agent, who):
    change = ask_change(agent, by=people.agency, **NEW)
    client.force_login(getattr(people, who))
    client.post(reverse("accountchange:step", args=[change.pk]), {"step": "confirm", "note": "x"})
    change.refresh_from_db()
    assert change.state == "asked"


def test_a_stranger_asks_for_nothing(people, agent, rival):
    with pytest.raises(NotPermitted):
        ask_change(agent, by=people.rival, **NEW)


def test_the_database_keeps_maker_and_checker_apart(people, agent):
    change = ask_change(agent, by=people.agency, **NEW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountChange.objects.filter(pk=change.pk).update(decided_by=people.agency)


def test_the_number_is_encrypted_at_rest(people, agent):
    ask_change(agent, by=people.agency, **NEW)
    with connection.cursor() as cursor:
        cursor.execute(
            "select number from leads_accountchange union all select number from "
            "leads_historicalaccountchange"
        )
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 2
    assert not any("6217" in number for number in stored)


def test_own_data_are_changed_with_their_history(
    client, people, agent, rival, django_capture_on_commit_callbacks
):
    client.force_login(people.agency)
    facts = {
        "agent-contact_name": "王经理",
        "agent-phone": "0736-7000000",
        "agent-name": "另一个名字",
        "person-name": "王",
        "person-email": "w@example.com",
    }
    people.agency.email = "before@example.com"
    people.agency.save()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("portal:own"), facts)
    agent.refresh_from_db()
    assert (agent.contact_name, agent.name) == ("王经理", "长江招商咨询有限公司")
    assert agent.history.first().history_user == people.agency
    assert agent.users.get().email == "w@example.com"
    told = [letter.body for letter in mail.outbox if letter.to == ["before@example.com"]]
    assert len(told) == 1 and "w@example.com" in told[0]
    client.force_login(people.rival)
    assert "王经理" not in client.get(reverse("portal:own")).content.decode()


def test_a_login_without_an_agent_finds_nothing(client, people):
    client.force_login(people.agency)
    assert client.get(reverse("portal:home")).status_code == 200
    for name in ("own", "account", "results", "members", "register"):
        assert client.get(reverse(f"portal:{name}")).status_code == 404


def test_who_changes_the_address_of_the_login_is_asked_again(people):
    """By it a password is set anew."""
    facts = {"name": people.agency.name, "phone": people.agency.phone}
    moved = PersonForm({**facts, "email": "thief@example.com"}, instance=people.agency)
    assert moved.is_valid()
    with during(people.agency, lambda: False):
        with pytest.raises(AskAgain):
            store_person(moved, by=people.agency)
        same = PersonForm(
            {**facts, "email": User.objects.get(pk=people.agency.pk).email},
            instance=User.objects.get(pk=people.agency.pk),
        )
        assert same.is_valid()
        store_person(same, by=people.agency)
