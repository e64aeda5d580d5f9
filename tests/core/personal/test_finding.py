"""A person is found in every record that is theirs, as it stands and as it stood."""

import pytest

from crm.core.models import Comment
from crm.core.personal.find import Wanted, find
from crm.core.writing.history import save_as
from leads.models import Agent, Company, Contact, PayeeAccount

PERSON = Wanted("周启明", "+86 138-0736-2211", "Zhou.Qiming@example.com", "43070219800101001x")
pytestmark = pytest.mark.django_db


@pytest.fixture
def company(people):
    return save_as(Company(name="远航精密制造有限公司"), by=people.officer)


def contact(company, people, **facts):
    return save_as(Contact(company=company, **{"name": "某人", **facts}), by=people.officer)


def found(wanted=PERSON, is_certain=True):
    return {
        (type(each.record), each.record.pk): each
        for each in find(wanted)
        if each.is_certain == is_certain
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "周启明"},
        {"phone": "13807362211"},
        {"phone": "+86 138 0736 2211"},
        {"phone": "（138）07362211"},
        {"email": "zhou.qiming@EXAMPLE.com"},
    ],
)
def test_by_name_number_or_address_however_it_is_written(company, people, facts):
    record = contact(company, people, **facts)
    assert set(found()) == {(Contact, record.pk)}


@pytest.mark.parametrize(
    "facts", [{"name": "周启明轩"}, {"name": "王一", "remark": "周启明的同学，电话不详"}]
)
def test_a_name_within_a_longer_one_or_a_text_is_shown_and_not_taken_for_certain(
    company, people, facts
):
    record = contact(company, people, **facts)
    assert found() == {}
    assert (Contact, record.pk) in found(is_certain=False)


def test_who_was_overwritten_is_found_by_the_history(company, people):
    record = contact(company, people, name="周启明", phone="13807362211")
    record.name, record.phone = "钱多", "13900000000"
    save_as(record, by=people.officer)
    assert set(found()) == {(Contact, record.pk)}


def test_by_the_identity_number_although_it_is_stored_encrypted_with_what_belongs_to_it(people):
    agent = save_as(
        Agent(name="周明", kind="referrer", id_number="43070219800101001X"), by=people.officer
    )
    account = save_as(
        PayeeAccount(agent=agent, holder="周明", bank="建设银行", number="6217 0000"),
        by=people.finance,
    )
    assert set(found()) == {(Agent, agent.pk), (PayeeAccount, account.pk)}
    assert found()[PayeeAccount, account.pk].by == {"belonging"}


def test_in_comments_too(company, people):
    comment = Comment.objects.create(
        target_object=company, text="已与13807362211联系，约周三", by=people.officer
    )
    assert set(found(is_certain=False)) == {(Comment, comment.pk)}


def test_a_number_that_is_too_short_finds_nothing(company, people):
    contact(company, people, phone="2211")
    assert find(Wanted(name="周", phone="2211")) == []
