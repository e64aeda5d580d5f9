"""Where a record is named on the page of another one, only those
read its name to whom it belongs.
"""

import inspect
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from crm.core.granting import give_role
from crm.core.models import Comment, User
from crm.core.notifications import notify
from crm.core.notifications.inbox import read_out
from crm.core.writing.history import save_as
from leads.models import Lead
from parks.capital.invest import create_fund, invest
from parks.models import Reservation, Stake

HIDDEN = "无权查看"


@pytest.fixture
def stranger(people):
    """A park's officer of another district."""
    user = User.objects.create_user(
        "stranger",
        password="a-long-password-1",
        name="外区专员",
        department=people.other_department,
    )
    give_role(user, "park_officer")
    return User.objects.get(pk=user.pk)


def page_for(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args)).text


def test_the_usage_of_a_plot_names_no_project_of_another_park(client, people, stranger, deal, plot):
    reservation_of(deal.lead, plot, people.officer)
    index(deal.project.entries.get(), Reservation.objects.get())
    page = page_for(client, stranger, "plot:usage", plot.pk)
    for secret in (deal.project.number, deal.project.name, deal.lead.number, deal.lead.title):
        assert secret not in page
    assert page.count(HIDDEN) >= 2  # the entry and the reservation
    assert deal.project.number in page_for(client, people.park_officer, "plot:usage", plot.pk)


def test_the_usage_of_a_park_names_no_enterprise_of_another_one(
    client, stranger, deal, people, plot
):
    index(deal.enterprise)
    page = page_for(client, stranger, "park:usage", plot.park_id)
    assert HIDDEN in page and deal.enterprise.name not in page
    assert deal.enterprise.name in page_for(client, people.park_officer, "park:usage", plot.park_id)


def test_a_link_of_a_usage_page_leads_to_a_page_that_opens(client, people, deal, plot):
    index(deal.enterprise)
    page = page_for(client, people.park_officer, "park:usage", plot.park_id)
    link = reverse("enterprise:inspect", args=[deal.enterprise.pk])
    assert link in page
    assert client.get(link).status_code == 200


def test_a_usage_page_of_many_asks_no_more_than_one_of_few(client, people, deal):
    company = deal.project.company
    index(deal.lead, deal.project)
    few = queries_of(client, people.officer, "company:usage", company.pk)
    leads = [
        Lead(
            number=f"XS-2026-9{n:03d}",
            title=f"第{n}条",
            company=company,
            channel="capital",
            received_at=timezone.now(),
            department=deal.lead.department,
            owner=people.officer,
        )
        for n in range(30)
    ]
    index(*Lead.objects.bulk_create(leads))
    many = queries_of(client, people.officer, "company:usage", company.pk)
    assert many <= few


def queries_of(client, user, name, *args) -> int:
    page_for(client, user, name, *args)
    with CaptureQueriesContext(connection) as asked:
        page_for(client, user, name, *args)
    return len(asked)


def test_what_is_seen_through_another_record_always_has_one():
    """``of_seen`` leaves the condition away where nothing is hidden: a row without such a record
    would come in with it.
    """
    found = [
        (model, name)
        for model in apps.get_models()
        if (method := getattr(type(model._base_manager.all()), "visible_to", None))
        or (method := getattr(type(model._default_manager.all()), "visible_to", None))
        for name in re.findall(r'of_seen\(self, "(\w+)"', inspect.getsource(method))
    ]
    assert len(found) > 35
    assert [each for each in found if each[0]._meta.get_field(each[1]).null] == []


def index(*records):
    """Wagtail's index of references is written after a commit, which a test does not reach."""
    for record in records:
        ReferenceIndex.create_or_update_for_object(record)


def reservation_of(lead, plot, by):
    today = timezone.localdate()
    return Reservation.objects.create(
        plot=plot, lead=lead, starts_on=today, expires_on=today + timedelta(days=9), reserved_by=by
    )


def test_a_park_sees_that_its_plot_is_reserved_and_not_for_whom(
    client, people, stranger, deal, plot
):
    plot.park.department = people.other_department
    plot.park.save()
    reservation = reservation_of(deal.lead, plot, people.officer)
    for page in (
        page_for(client, stranger, "reservation:index"),
        page_for(client, stranger, "reservation:inspect", reservation.pk),
    ):
        assert str(plot) in page and HIDDEN in page
        assert deal.lead.title not in page and deal.lead.number not in page
    assert deal.lead.title in page_for(client, people.officer, "reservation:index")


def test_an_export_names_what_its_taker_knows_and_nothing_else(
    client, people, stranger, deal, plot
):
    plot.park.department = people.other_department
    plot.park.save()
    reservation_of(deal.lead, plot, people.officer)
    client.force_login(stranger)
    address = f"{reverse('reservation:index')}?export=csv"
    answer = client.post(address, {"reason": "园区地块盘点", "format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert plot.code in text and HIDDEN in text
    assert deal.lead.title not in text


@pytest.fixture
def stake(people, deal):
    fund = create_fund(
        by=people.finance,
        name="产业发展基金",
        department=people.city,
        size=Decimal(100_000_000),
        founded_on=date(2022, 1, 1),
    )
    commit(fund, people)
    return invest(
        by=people.finance,
        fund=fund,
        company=deal.project.company,
        project=deal.project,
        amount=Decimal(1_000_000),
        share=Decimal(10),
        invested_on=date(2023, 1, 5),
    )


def commit(fund, people):
    from parks.models import CapitalCall, Commitment

    commitment = Commitment.objects.create(
        fund=fund, investor="示范资本", amount=Decimal(9_000_000), signed_on=date(2022, 2, 1)
    )
    CapitalCall.objects.create(
        commitment=commitment,
        amount=Decimal(9_000_000),
        called_on=date(2022, 2, 2),
        due_on=date(2022, 3, 1),
        paid_on=date(2022, 2, 20),
        state="paid",
    )


def test_the_list_of_stakes_shows_those_in_projects_that_one_sees(
    client, people, stranger, stake, deal
):
    assert list(Stake.objects.visible_to(people.park_officer)) == [stake]
    assert list(Stake.objects.visible_to(people.auditor)) == [stake]
    assert not Stake.objects.visible_to(stranger).exists()
    assert deal.project.name not in page_for(client, stranger, "stake:index")
    assert deal.project.name not in page_for(client, stranger, "fund:inspect", stake.fund_id)
    assert deal.project.name in page_for(client, people.park_officer, "stake:index")


def test_a_funds_own_department_sees_its_stake_without_the_name_of_a_foreign_project(
    client, people, stranger, stake, deal
):
    stake.fund.department = people.other_department
    stake.fund.save()
    page = page_for(client, stranger, "stake:inspect", stake.pk)
    assert HIDDEN in page and deal.project.name not in page


def test_a_former_value_in_the_history_is_named_to_those_who_know_it(client, people, deal):
    project, name = deal.project, "另一单位的项目"
    lead = copy_of(deal.lead, number="XS-9")
    other = copy_of(
        project,
        number="XM-9",
        name=name,
        lead=lead,
        owner=people.outsider,
        state="negotiating",
        department=people.other_department,
        host_department=None,
    )
    project.extends = other
    save_as(project, by=people.leader)
    for view in ("history", "inspect"):
        page = page_for(client, people.officer, f"project:{view}", project.pk)
        assert HIDDEN in page and name not in page
        assert name in page_for(client, people.auditor, f"project:{view}", project.pk)


def copy_of(record, **changes):
    copy = type(record).objects.get(pk=record.pk)
    copy.pk, copy._state.adding = None, True
    for field, value in changes.items():
        setattr(copy, field, value)
    copy.save()
    return copy


def test_what_one_was_told_of_and_no_longer_sees_is_not_named(people, deal, plot):
    reservation = reservation_of(deal.lead, plot, people.officer)
    Comment.objects.create(target_object=reservation, text="x", by=people.officer)
    [told] = notify([people.park_officer], "mention", reservation, by=people.officer)
    Lead.objects.filter(pk=deal.lead.pk).update(department=people.other_department, owner=None)
    type(deal.project).objects.filter(pk=deal.project.pk).update(
        department=people.other_department, host_department=None
    )
    [read] = read_out([told], people.park_officer)
    assert deal.lead.title not in read.sentence
    assert str(plot) in read.sentence
