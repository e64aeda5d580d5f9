"""Who moves a promised day says why, and the history keeps it."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import models
from django.urls import reverse
from wagtail.admin.viewsets import viewsets

from crm.dispatch.models import TaskStep
from crm.staff.viewsets import RecordViewSet
from leads.models import Project
from parks.models import PlanAction
from tests.dispatch.plan.at_work import plan_at_work
from tests.parks.conftest import lead, signed  # noqa: F401

# Their terms are fixed with a step of their own or change by an agreement of their own.
FIXED_BY_A_STEP = {"EntryApplication", "Supplement"}
# What was called falls due as the contract with the investor says, and is typed from it.
OF_A_CONTRACT = {"CapitalCall"}
# A gathering that is planned, of which nothing is measured.
ONLY_A_PLAN = {"TalkEvent", "AllianceAction"}


@pytest.fixture
def screen(client, people):
    def of(user, record):
        client.force_login(user)
        address = reverse(f"{record._meta.model_name}:edit", args=[record.pk])
        form = client.get(address).context["form"]
        typed = {
            name: "" if (value := form[name].value()) is None else value for name in form.fields
        }
        return SimpleNamespace(
            fields=form.fields,
            send=lambda **changes: client.post(address, {**typed, **changes}),
        )

    return of


def reason_kept(record) -> str:
    return record.history.latest("history_id").history_change_reason


def test_a_signed_project_moves_its_start_with_a_reason_alone(screen, people, signed):  # noqa: F811
    edit = screen(people.officer, signed)
    refused = edit.send(planned_start_on="2027-03-01")
    assert "why_moved" in refused.context["form"].errors
    cleared = edit.send(planned_start_on="", why_moved="  ")
    assert "why_moved" in cleared.context["form"].errors
    signed.refresh_from_db()
    assert signed.planned_start_on == date(2024, 3, 1)
    assert edit.send(planned_start_on="2027-03-01", why_moved="用地指标未下达").status_code == 302
    signed.refresh_from_db()
    assert signed.planned_start_on == date(2027, 3, 1)
    assert reason_kept(signed) == "用地指标未下达"


def test_the_reason_stands_in_the_history_of_the_record(client, screen, people, signed):  # noqa: F811
    screen(people.officer, signed).send(planned_start_on="2027-03-01", why_moved="用地指标未下达")
    client.force_login(people.auditor)
    assert "用地指标未下达" in client.get(reverse("project:history", args=[signed.pk])).text


def test_whoever_moves_no_day_is_asked_for_no_reason(screen, people, signed):  # noqa: F811
    edit = screen(people.officer, signed)
    assert edit.send(name="新名称").status_code == 302
    assert edit.send(planned_production_on="2027-09-01").status_code == 302, "the first promise"


def test_before_the_signing_nothing_is_promised(screen, people, signed):  # noqa: F811
    Project.objects.update(state="negotiating", contract_amount=None, signed_on=None)
    signed.refresh_from_db()
    edit = screen(people.officer, signed)
    assert "why_moved" not in edit.fields
    assert edit.send(planned_start_on="2027-03-01").status_code == 302


def test_a_step_of_a_plan_in_force_is_promised(screen, people):
    plan_at_work(people)
    step = TaskStep.objects.get()
    edit = screen(people.headquarters, step)
    later = step.due_on + timedelta(days=30)
    assert "why_moved" in edit.send(due_on=later).context["form"].errors
    assert edit.send(due_on=later, why_moved="企业改期").status_code == 302
    step.refresh_from_db()
    assert step.due_on == later and reason_kept(step) == "企业改期"


def test_the_day_that_another_moved_meanwhile_asks_this_one_for_nothing(client, people, signed):  # noqa: F811
    client.force_login(people.officer)
    address = reverse("project:edit", args=[signed.pk])
    form = client.get(address).context["form"]
    typed = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    client.post(address, {**typed, "planned_start_on": "2027-03-01", "why_moved": "改期"})
    assert client.post(address, {**typed, "content": "二期"}).status_code == 302
    signed.refresh_from_db()
    assert (signed.planned_start_on, signed.content) == (date(2027, 3, 1), "二期")


def test_every_form_with_a_day_that_falls_due_asks_for_a_reason():
    reverse("project:index")  # fills the register of screens
    with_days = {
        viewset.model
        for viewset in viewsets.viewsets
        if isinstance(viewset, RecordViewSet) and viewset.is_open("edit")
        for name in viewset.form_fields or ()
        if name.startswith(("due", "planned", "promised")) and is_a_day(viewset.model, name)
    }
    exempt = FIXED_BY_A_STEP | OF_A_CONTRACT | ONLY_A_PLAN
    assert {model for model in with_days if model.__name__ not in exempt} >= {Project, PlanAction}
    silent = {
        model.__name__
        for model in with_days
        if model.__name__ not in exempt and not hasattr(model, "promised_days")
    }
    assert not silent


def is_a_day(model, name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.DateField)
