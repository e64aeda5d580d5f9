import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from crm.core.errors import NotPermitted
from leads.agents.accounts import ask_change
from leads.models import AccountChange

NEW = {"holder": "长江招商咨询有限公司", "bank": "建设银行", "number": "6217 0000 1111 2222", "why": "换行"}


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
    client.post(reverse("accountchange:step", args=[change.pk]), {"step": "confirm", "note": "已电话向负责人核对"})
    assert agent.current_account().number == "6217000011112222"
    change.refresh_from_db()
    assert (change.state, change.decided_by, change.history.first().history_user) == ("confirmed", people.finance, people.finance)


def test_a_refused_or_withdrawn_change_leaves_the_account(client, people, agent):
    client.force_login(people.agency)
    client.post(reverse("portal:account"), NEW)
    client.post(reverse("portal:account"), {"withdraw": "1"})
    assert AccountChange.objects.get().state == "withdrawn"
    client.post(reverse("portal:account"), NEW)
    client.force_login(people.finance)
    client.post(reverse("accountchange:step", args=[AccountChange.objects.first().pk]), {"step": "refuse", "note": "负责人否认"})
    assert AccountChange.objects.first().state == "refused"
    assert agent.current_account().bank == "工商银行常德分行"


def test_one_change_at_a_time_and_a_number_that_is_one(client, people, agent):
    client.force_login(people.agency)
    assert 'class="errors"' in client.post(reverse("portal:account"), NEW | {"number": "12"}).content.decode()
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
        cursor.execute("select number from leads_accountchange union all select number from leads_historicalaccountchange")
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 2
    assert not any("6217" in number for number in stored)


def test_own_data_are_changed_with_their_history(client, people, agent, rival):
    client.force_login(people.agency)
    facts = {"agent-contact_name": "王经理", "agent-phone": "0736-7000000", "agent-name": "另一个名字", "person-name": "王", "person-email": "w@example.com"}
    client.post(reverse("portal:own"), facts)
    agent.refresh_from_db()
    assert (agent.contact_name, agent.name) == ("王经理", "长江招商咨询有限公司")
    assert agent.history.first().history_user == people.agency
    assert agent.users.get().email == "w@example.com"
    client.force_login(people.rival)
    assert "王经理" not in client.get(reverse("portal:own")).content.decode()


def test_a_login_without_an_agent_finds_nothing(client, people):
    client.force_login(people.agency)
    assert client.get("/").status_code == 200
    for name in ("own", "account", "results", "members", "register"):
        assert client.get(reverse(f"portal:{name}")).status_code == 404
