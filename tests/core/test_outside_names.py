"""No name of an outsider passes for one of the bureau's, however it is written."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from commissions.models import Objection
from crm.core.models import Department, User
from crm.core.outside_names import (
    GUARDED_NAMES,
    OwnNames,
    check_rows,
    or_nothing,
    refused,
    skeleton,
)
from crm.core.writing.bulk import insert
from crm.core.writing.history import save_as
from crm.desk.models import ServiceRequest
from crm.portal.models import EnterpriseInvitation, PortalInvitation
from crm.site.models import PolicyApplication, Received
from leads.models import Agent

OURS = OwnNames(
    cities=frozenset({"常德市", "常德"}),
    departments=frozenset({skeleton("市商务局"), skeleton("武陵区招商局")}),
    others=frozenset(
        {skeleton(each) for each in ("招商专员", "财务", "finance", "investment officer")}
    ),
)


@pytest.mark.parametrize(
    "name",
    [
        "常德市",
        "常德招商小王",
        "市商务局",
        "张三（市商务局）",
        "市 商 务 局",
        "市·商务·局",
        "市商務局",  # traditional
        "市商务局",
        "巿商务局",  # U+5DFF, an apron
        "武陵区招啇局",  # U+5547
        "武陵区招\u200b商局",  # zero-width space
        "武陵\u2060区招商局",  # word joiner
        "\u202e局商招区陵武",  # written from right to left
        "财务",
        "李财务",
        "招商专员",
        "招商专员 王",
        "⼈招商专员",  # a radical before it
        "Finance",
        "ＦＩＮＡＮＣＥ",
        "fin\u00e1nce",
        "Fіnance",  # Cyrillic і
        "FINΑNCE",  # Greek Α
        "Investment  Officer",
    ],
)
def test_a_person_is_not_called_like_the_bureau(name):
    assert refused(name, OURS, is_person=True)


@pytest.mark.parametrize(
    "name",
    [
        "周启明",
        "李常德",  # people are called so
        "王商",
        "财务部李女士",
        "Zhou Qiming",
        "O’Brien-Smith",
        "José Müller",
        "Иван Петров",
        "買買提·艾力",
        "Financella Rossi",
        "欧阳娜娜",
        "𠮷野家",
    ],
)
def test_people_are_called_what_they_are_called(name):
    assert refused(name, OURS, is_person=True) == ""


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [
        ("常德市经纬招商服务有限公司", False),
        ("常德市湖南商会", False),
        ("长江财务咨询有限公司", False),
        ("常德市招商服务中心", True),
        ("常德市人民政府", True),
        ("武陵区招商局咨询有限公司", True),
        ("武陵区招啇局", True),
        ("Finance", True),
        ("Finance Advisers Ltd", False),
        ("江海\u200d招商有限公司", True),
    ],
)
def test_an_organisation_is_called_as_it_is_registered(name, is_refused):
    assert bool(refused(name, OURS, is_person=False)) is is_refused


def test_every_name_that_an_outsider_is_shown_under_is_checked(db):
    assert {model: guarded.names for model, guarded in GUARDED_NAMES.items()} == {
        User: ("name",),
        Agent: ("contact_name", "representative", "name"),
        PortalInvitation: ("name",),
        EnterpriseInvitation: ("name",),
        ServiceRequest: ("contact_name",),
        Received: ("name",),
        PolicyApplication: ("contact",),
        Objection: ("name",),
    }


@pytest.mark.parametrize("name", ["市商务局", "常德招商", "审计"])
def test_a_login_of_an_agency_can_not_be_renamed_so(client, people, agent, name):
    client.force_login(people.agency)
    typed = {"person-name": name, "person-phone": "", "person-email": ""}
    page = client.post(reverse("portal:own"), typed)
    people.agency.refresh_from_db()
    assert people.agency.name == "agency"
    assert "可能被误认为本单位" in page.content.decode()


def test_nobody_is_invited_under_such_a_name(client, people, agent):
    client.force_login(people.officer)
    address, typed = reverse("portalinvitation:add"), {"agent": agent.pk, "email": ""}
    client.post(address, {**typed, "name": "市商务局"})
    assert PortalInvitation.objects.count() == 0
    client.post(address, {**typed, "name": "周启明"})
    assert PortalInvitation.objects.get().name == "周启明"


def test_many_rows_at_once_are_checked_too(people):
    with pytest.raises(ValidationError):
        insert(Agent, [Agent(name="市商务局", kind="investment_firm")], by=people.officer)


def test_what_was_called_so_before_the_department_was_stays_until_it_is_changed(people):
    agent = save_as(Agent(name="朗州招商促进中心", kind="investment_firm"), by=people.officer)
    Department.objects.create(name="朗州招商促进中心")
    agent.phone = "13800000000"
    save_as(agent, by=people.officer)
    check_rows(Agent, [agent])
    agent.name = "朗州招商促进中心二部"
    with pytest.raises(ValidationError):
        save_as(agent, by=people.officer)


def test_staff_are_called_as_they_are(people):
    people.officer.name = "招商专员小王"
    save_as(people.officer, by=None)
    assert User.objects.get(pk=people.officer.pk).name == "招商专员小王"


def test_a_mail_under_such_a_name_is_taken_without_it(people):
    assert or_nothing("市商务局") == ""
    assert or_nothing("周启明") == "周启明"


def test_the_organisation_stands_beside_the_name_in_the_timeline(client, people, deal, agent):
    from crm.core.files import attach
    from tests.cast import new_evidence

    attach(deal.project, new_evidence(), by=people.agency)
    client.force_login(people.officer)
    page = client.get(reverse("project:inspect", args=[deal.project.pk])).content.decode()
    who = page.split("<b>agency</b>")[1].split("</span>")[0]
    assert "长江招商咨询有限公司" in who
