"""What was paid keeps who was paid; the rest of a payee's data goes, and the ledger stays whole."""

import pytest

from commissions.models import LedgerEntry
from commissions.settlement.settle import first_bad_row
from crm.core.personal.erase import erase, in_words
from crm.core.writing.history import save_as
from leads.models import Agent, PayeeAccount

pytestmark = pytest.mark.django_db


def test_who_was_paid_stays_named_and_the_ledger_verifies(people, agent, confirmed_statement):
    agent.contact_name, agent.phone, agent.email = "周启明", "13807362211", "zhou@example.com"
    agent.id_number = "43070219800101001X"
    save_as(agent, by=people.officer)
    before = list(LedgerEntry.objects.order_by("pk").values())
    assert len(before) > 0
    erased = erase(agent, by=people.leader, why="GRXX-2026-0001")
    agent.refresh_from_db()
    assert (agent.contact_name, agent.phone, agent.email) == ("", "", "")
    assert (agent.name, agent.id_number) == ("长江招商咨询有限公司", "43070219800101001X")
    assert "保留：名称、身份证号。已向该人入账或支付" in in_words(agent, erased)
    assert list(LedgerEntry.objects.order_by("pk").values()) == before
    assert first_bad_row() is None
    assert {row.phone for row in Agent.history.filter(id=agent.pk)} == {""}


def test_an_account_to_which_nothing_is_paid_goes_and_the_other_stays(
    people, agent, confirmed_statement
):
    paid_to = PayeeAccount.objects.get(agent=agent)
    old = save_as(
        PayeeAccount(agent=agent, holder="周启明", bank="旧行", number="6217", is_current=False),
        by=people.finance,
    )
    for account in (paid_to, old):
        erase(account, by=people.leader, why="GRXX-2026-0001")
        account.refresh_from_db()
    assert (paid_to.holder, paid_to.number) == ("长江招商咨询有限公司", "6222021902001234567")
    assert (old.holder, old.bank, old.number) == ("〔已删除〕", "", "")


def test_of_an_agency_the_one_person_is_forgotten_and_its_other_people_stay(
    people, agent, confirmed_statement
):
    agent.contact_name, agent.phone, agent.representative = "周启明", "13807362211", "钱多"
    save_as(agent, by=people.officer)
    erase(agent, by=people.leader, why="GRXX-2026-0001", terms=["周启明"])
    agent.refresh_from_db()
    assert (agent.contact_name, agent.phone, agent.representative) == ("", "", "钱多")
