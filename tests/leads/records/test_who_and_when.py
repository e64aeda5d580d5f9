"""Who may be in charge of a deal, in which park it is, and on which days it is planned."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crm.core.granting import give_role
from crm.core.models import User
from crm.core.transitions import next_steps
from crm.staff.next_step import form_of
from leads.models import Project


@pytest.fixture
def administrator(people):
    user = User.objects.create_user("admin9", password="a-long-password-1", name="严管理")
    give_role(user, "audit_administrator")
    return user


def names_offered(field) -> set[str]:
    return set(field.queryset.values_list("username", flat=True))


@pytest.mark.parametrize("kind", ["lead", "project"])
def test_in_charge_is_who_works_on_deals(client, people, deal, administrator, kind):
    client.force_login(people.head)
    record = getattr(deal, kind)
    owner = client.get(reverse(f"{kind}:edit", args=[record.pk])).context["form"].fields["owner"]
    names = names_offered(owner)
    assert {"officer", "outsider", "park", "head"} <= names
    assert not names & {"admin9", "auditor", "finance", "leader", "agency"}


def test_another_is_refused_however_it_is_sent(client, people, deal, administrator):
    client.force_login(people.head)
    address = reverse("lead:edit", args=[deal.lead.pk])
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, "")}
    answer = client.post(address, sent | {"owner": administrator.pk})
    assert "owner" in answer.context["form"].errors
    deal.lead.refresh_from_db()
    assert deal.lead.owner != administrator


def test_who_was_in_charge_before_stays(client, people, deal, administrator):
    type(deal.lead).objects.filter(pk=deal.lead.pk).update(owner=administrator)
    client.force_login(people.head)
    form = client.get(reverse("lead:edit", args=[deal.lead.pk])).context["form"]
    assert "admin9" in names_offered(form.fields["owner"])


def test_the_park_in_charge_is_a_park(people, deal, plot):
    Project.objects.filter(pk=deal.project.pk).update(state="negotiating", host_department=None)
    project = Project.objects.get(pk=deal.project.pk)
    step = next(step for step in next_steps(project, people.officer) if step.name == "sign")
    form = form_of(project, step, people.officer)
    assert list(form.fields["host_department"].queryset) == [people.park_department]


def planned(project, **days) -> Project:
    for name, day in days.items():
        setattr(project, name, day)
    return project


@pytest.mark.parametrize(
    "days",
    [
        {"planned_start_on": date(2027, 3, 1), "planned_production_on": date(2026, 6, 1)},
        {"signed_on": date(2026, 12, 1), "planned_production_on": date(2026, 6, 1)},
    ],
)
def test_production_is_not_planned_before_what_it_rests_on(deal, days):
    project = planned(deal.project, **days)
    with pytest.raises(ValidationError, match="planned production|计划投产"):
        project.clean()
    Project.objects.filter(pk=project.pk).update(**days)
    Project.objects.get(pk=project.pk).clean()  # as it came from an old ledger


def test_no_amount_lies_below_nothing(client, people, deal):
    client.force_login(people.officer)
    address = reverse("project:edit", args=[deal.project.pk])
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, "")}
    answer = client.post(address, sent | {"investment": "-3"})
    assert "investment" in answer.context["form"].errors
