"""The next step as a form: what is missing stands beside the field that fills it."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.urls import reverse

from crm.core.models.lifecycle import Stateful
from crm.staff.extensions import moving_actions_of
from crm.staff.next_step import next_step_of
from leads.models import Lead
from parks.models import Contribution
from tests.markup import flat

CONTRACT = {
    "contract_number": "HT-2026-1",
    "contract_amount": "12000",
    "signed_on": "2026-01-05",
    "planned_start_on": "2026-06-01",
}


@pytest.fixture
def project(deal):
    """In negotiation again, with nothing of its contract."""
    type(deal.project)._base_manager.filter(pk=deal.project.pk).update(
        state="negotiating",
        contract_number="",
        contract_amount=None,
        signed_on=None,
        planned_start_on=None,
        planned_production_on=None,
    )
    deal.project.refresh_from_db()
    return deal.project


def fill(client, project, fact, panel="", **typed):
    address = reverse("project:fill", args=[project.pk])
    data = {"step": "sign", "fact": fact, **typed}
    return client.post(f"{address}?panel={panel}" if panel else address, data)


def test_each_requirement_is_a_row_with_its_field(people, project):
    step = next_step_of(project, people.officer)
    assert step.name == "sign"
    assert [(row.name, row.status) for row in step.requirements] == [
        ("contract_number", "missing"),
        ("contract_amount", "missing"),
        ("signed_on", "missing"),
        ("planned_start_on", "missing"),
        ("planned_production_on", "optional"),
        ("host_department", "done"),
    ]
    assert (step.done, len(step.required), step.is_ready) == (0, 4, False)
    assert all(row.field for row in step.missing)


def test_one_thing_is_filled_in_and_the_step_is_not_taken(client, people, project):
    client.force_login(people.officer)
    response = fill(client, project, "contract_amount", contract_amount="12000")
    assert response.url == reverse("project:inspect", args=[project.pk]) + "#next"
    project.refresh_from_db()
    assert (project.contract_amount, project.state) == (Decimal(120_000_000), "negotiating")
    version = project.history.first()
    assert version.history_user == people.officer
    assert version.history_change_reason == "填写：合同金额"


def test_the_panel_comes_back_with_what_is_stored_and_what_else_was_typed(client, people, project):
    client.force_login(people.officer)
    typed = {"contract_number": "HT-2026-1", "signed_on": "2026-01-05"}
    page = flat(fill(client, project, "contract_number", panel="next", **typed))
    head, _panel = page.split('<section class="ds-next"')
    assert head.startswith("<span") and "还缺 3 项" in head  # the button above the page
    assert "已有 1 项，共 4 项" in page
    assert 'value="2026-01-05"' in page
    assert "errorlist" not in page
    project.refresh_from_db()
    assert (project.contract_number, project.signed_on) == ("HT-2026-1", None)


def test_what_is_refused_stands_at_its_field_with_what_was_typed(client, people, project):
    client.force_login(people.officer)
    page = flat(fill(client, project, "contract_amount", panel="next", contract_amount="-5"))
    assert "errorlist" in page
    assert 'value="-5"' in page
    project.refresh_from_db()
    assert project.contract_amount is None


def test_the_step_takes_all_that_was_typed_at_once(client, people, project):
    client.force_login(people.officer)
    address = reverse("project:step", args=[project.pk])
    response = client.post(f"{address}?panel=1", {"step": "sign", **CONTRACT})
    assert response["X-Step-Taken"] == "sign"
    assert "签约" in response.content.decode()
    project.refresh_from_db()
    assert project.state == "signed"


def test_a_colleagues_text_is_not_overwritten(client, people, project):
    """Both opened the panel; the second one reads what the first one stored, and decides."""
    client.force_login(people.officer)
    opened = str(project.history.first().history_id)
    fill(client, project, "contract_number", contract_number="HT-A")
    page = flat(
        fill(
            client,
            project,
            "contract_number",
            panel="next",
            contract_number="HT-B",
            form_version=opened,
        )
    )
    assert "HT-A" in page
    assert 'value="HT-B"' in page
    project.refresh_from_db()
    assert project.contract_number == "HT-A"


@pytest.mark.parametrize(
    ("who", "status"), [("auditor", 403), ("finance", 403), ("outsider", 404), ("agency", 302)]
)
def test_who_may_not_take_the_step_fills_nothing_in(client, people, project, who, status):
    client.force_login(getattr(people, who))
    response = fill(client, project, "contract_number", contract_number="HT-X")
    assert response.status_code in (status, 302)
    project.refresh_from_db()
    assert project.contract_number == ""


@pytest.mark.parametrize("fact", ["state", "number", "company", "owner", "nothing", ""])
def test_only_what_the_step_asks_for_is_filled_in(client, people, project, fact):
    client.force_login(people.officer)
    before = project.history.count()
    assert fill(client, project, fact, **{fact or "x": "1"}).status_code in (302, 403)
    assert project.history.count() == before


def test_a_step_that_is_another_roles_says_whose_it_is(people, deal):
    deal.project.refresh_from_db()
    step = next_step_of(deal.project, people.finance)
    assert (step.name, step.form) == ("fill", None)
    assert "园区专员" in step.refusal


def test_what_only_the_form_of_the_record_has_is_filled_in_by_who_may_edit(client, people, deal):
    """A conversion requires the industry; the step takes it. The department is no matter of it."""
    Lead._base_manager.filter(pk=deal.lead.pk).update(state="negotiating", industry=None)
    lead = Lead.objects.get(pk=deal.lead.pk)
    step = next_step_of(lead, people.officer)
    assert step.name == "convert"
    assert "industry" in [row.name for row in step.missing if row.field]


def test_the_preview_tells_a_record_in_short(client, people, deal):
    client.force_login(people.park_officer)
    page = flat(client.get(reverse("project:inspect", args=[deal.project.pk]) + "?panel=1"))
    assert "<html" not in page
    assert f"<h2>{deal.project.name}</h2>" in page
    assert 'id="step-fill"' in page
    assert page.count("<dt>") <= 6
    assert page.count("<time") == 3
    client.force_login(people.outsider)
    outside = client.get(reverse("project:inspect", args=[deal.project.pk]) + "?panel=1")
    assert outside.status_code == 404


# Taken by a person on a screen of their own: the round, the session, the review, the judgement,
# the dispute, the row, the contest, the brief, the objection.
TAKEN_ELSEWHERE = {
    ("AwardCandidate", "award"),
    ("AwardCandidate", "elect"),
    ("DispatchMeeting", "issue_brief"),
    ("EntryApplication", "hand_over"),
    ("EntryApplication", "submit"),
    ("Objection", "answer"),
    ("Opinion", "give"),
    ("Registration", "accept"),
    ("Registration", "award"),
    ("Registration", "share"),
    ("ReviewOpinion", "give"),
    ("ScoreContest", "uphold"),
    ("UnmatchedRow", "complete"),
}


def test_a_step_without_a_button_has_a_screen_or_is_nobodys_to_take():
    reverse("lead:index")  # fills the register of screens
    without = {
        (model.__name__, name)
        for model in apps.get_models()
        if issubclass(model, Stateful)
        for name, step in model.TRANSITIONS.items()
        if step.hidden and not (step.follows or step.negative or step.is_exceptional)
        if step.target not in {state for _find, state in moving_actions_of(model)}
    }
    assert without == TAKEN_ELSEWHERE


def test_nobody_is_told_to_take_what_follows_from_another_record(people, deal):
    state = Contribution.State.VERIFIED
    verified = Contribution(enterprise=deal.enterprise, state=state)
    step = next_step_of(verified, people.finance)
    assert step is None or step.name != "supersede"
