"""An enterprise reports its own money and milestones; its park judges them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from commissions.models import LedgerEntry
from commissions.settlement.settle import settle
from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.models import Attachment, Notification
from crm.core.transitions import move, next_steps, perform
from crm.dispatch.models import Waiting
from crm.dispatch.queue.reconcile import check_all
from crm.staff.next_step import next_step_of
from parks.contributions.declare import declare
from parks.contributions.report import report
from parks.contributions.verify_many import verify_some
from parks.entries.milestone_reports import open_kinds, report_milestone
from parks.models import Contribution, EnterprisePerson, EntryApplication

TAX = {
    "metric": "tax",
    "amount": Decimal(2_000_000),
    "happened_on": date(2023, 12, 31),
    "period_from": date(2023, 1, 1),
    "period_to": date(2023, 12, 31),
}


@pytest.fixture
def tax(people, enterprise, evidence):
    return declare(enterprise, by=people.boss, evidence=evidence(), **TAX)


def test_what_the_enterprise_reports_its_park_verifies_and_the_commission_settles(
    people, agreement, reported
):
    money, _milestone = reported
    assert (money.state, money.reported_by) == ("declared", people.boss)
    settle(as_of=date(2026, 1, 1))
    assert not LedgerEntry.objects.exists()
    perform(money, "vouch", by=people.park_officer)
    assert (money.state, money.verified_by, money.verified_at is None) == (
        "verified",
        people.park_officer,
        False,
    )
    settle(as_of=date(2026, 1, 1))
    # 5‰ of the first 50 million and 3‰ of the next 10
    assert sum(entry.amount for entry in LedgerEntry.objects.all()) == Decimal(280_000)


def test_the_park_and_nobody_else_verifies_it(people, enterprise, reported):
    money, _milestone = reported
    for who in ("boss", "worker", "officer", "head", "leader", "outsider", "agency"):
        with pytest.raises((NotPermitted, Refused)):
            perform(money, "vouch", by=getattr(people, who))
    assert "vouch" in [step.name for step in next_steps(money, people.park_officer) if step.is_open]
    perform(money, "vouch", by=people.finance)
    assert money.state == "verified"


def test_the_panel_asks_for_the_local_share_that_a_tax_lacks(client, people, tax):
    step = next_step_of(tax, people.park_officer)
    assert [(row.name, row.status) for row in step.required] == [
        ("has_evidence", "done"),
        ("local_amount", "missing"),
    ]
    assert all(row.field for row in step.missing)
    client.force_login(people.park_officer)
    client.post(
        reverse("contribution:step", args=[tax.pk]), {"step": "vouch", "local_amount": "80"}
    )
    tax.refresh_from_db()
    assert (tax.state, tax.local_amount) == ("verified", 800_000)


def test_finance_does_not_verify_it_among_what_parks_reported(people, reported):
    money, _milestone = reported
    outcome = verify_some([money.pk], by=people.finance)
    assert outcome.done == 0
    with pytest.raises(Refused):
        perform(money, "verify", by=people.finance)


def test_it_waits_in_the_parks_queue_and_no_longer_once_judged(people, reported):
    money, milestone = reported
    check_all()
    mine = Waiting.objects.visible_to(people.park_officer)
    assert {row.step for row in mine.filter(step__in=("vouch", "accept"))} == {"vouch", "accept"}
    perform(money, "vouch", by=people.park_officer)
    perform(milestone, "accept", by=people.park_officer)
    check_all()
    assert not mine.filter(step__in=("vouch", "accept")).exists()


def test_the_park_says_the_local_share_that_the_enterprise_did_not_know(people, tax):
    with pytest.raises(MissingFacts):
        perform(tax, "vouch", by=people.park_officer)
    perform(tax, "vouch", by=people.park_officer, local_amount=Decimal(800_000))
    tax.refresh_from_db()
    assert (tax.state, tax.local_amount) == ("verified", Decimal(800_000))


def test_a_tax_without_its_local_share_is_never_verified(people, tax):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=tax.pk).update(
            state="verified", verified_by=people.park_officer
        )


def test_the_local_share_is_not_more_than_the_tax(people, tax):
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        perform(tax, "vouch", by=people.park_officer, local_amount=Decimal(2_000_001))


def test_what_was_judged_is_not_changed(people, tax):
    perform(tax, "turn_down", by=people.park_officer, note="凭证不清")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=tax.pk).update(amount=1)


def test_a_report_sent_back_tells_the_reason_and_waits_to_be_reported_anew(
    client, people, enterprise, tax
):
    perform(tax, "turn_down", by=people.park_officer, note="完税证明缺第二页")
    client.force_login(people.boss)
    assert "完税证明缺第二页" in client.get(f"/enterprise/money/{tax.pk}/").text
    assert "完税证明缺第二页" in client.get("/portal/").text
    [told] = Notification.objects.filter(recipient=people.boss, kind="report_judged")
    assert told.values["note"] == "完税证明缺第二页"


def test_who_reported_takes_back_until_it_is_judged(client, people, enterprise, tax):
    client.force_login(people.worker)
    assert client.post(f"/enterprise/money/{tax.pk}/take-back/").status_code == 403
    client.force_login(people.boss)
    client.post(f"/enterprise/money/{tax.pk}/take-back/")
    tax.refresh_from_db()
    assert tax.state == "taken_back"
    with pytest.raises(Refused):
        perform(tax, "vouch", by=people.park_officer, local_amount=Decimal(1))


def test_the_same_money_is_not_reported_twice(people, enterprise, reported, tax, evidence):
    same = {"metric": "fixed_assets", "amount": Decimal(60_000_000)}
    with pytest.raises(Refused):
        declare(
            enterprise,
            by=people.boss,
            evidence=evidence(),
            happened_on=date(2023, 12, 20),
            **same,
        )
    overlapping = TAX | {"period_from": date(2023, 12, 1), "period_to": date(2024, 1, 31)}
    with pytest.raises(Refused):
        declare(enterprise, by=people.boss, evidence=evidence(), **overlapping)


def test_the_tax_of_a_verified_period_is_the_parks_to_correct(people, enterprise, evidence):
    known = report(
        enterprise,
        by=people.park_officer,
        evidence=evidence(),
        local_amount=Decimal(1),
        **TAX,
    )
    perform(known, "verify", by=people.finance)
    with pytest.raises(Refused):
        declare(enterprise, by=people.boss, evidence=evidence(), **TAX)


@pytest.mark.parametrize(
    "facts",
    [
        {"metric": "paid_in", "amount": Decimal(0)},
        {"metric": "paid_in", "amount": Decimal("-1")},
        {"metric": "fixed_assets", "amount": Decimal(1), "land_amount": Decimal(2)},
        {"metric": "paid_in", "amount": Decimal(1), "happened_on": date(2999, 1, 1)},
        {"metric": "paid_in", "amount": Decimal("1e30")},
    ],
)
def test_what_cannot_be_is_refused(people, enterprise, evidence, facts):
    facts = {"happened_on": date(2023, 1, 1)} | facts
    with pytest.raises((ValidationError, Refused)):
        declare(enterprise, by=people.boss, evidence=evidence(), **facts)
    assert not Contribution.objects.filter(state="declared").exists()


def test_only_kinds_that_an_enterprise_knows_are_its_to_report(people, enterprise, evidence):
    with pytest.raises(Refused):
        declare(
            enterprise,
            by=people.boss,
            evidence=evidence(),
            metric="government_support",
            amount=Decimal(1),
            happened_on=date(2023, 1, 1),
        )


@pytest.mark.parametrize("who", ["worker", "neighbour", "agency", "park_officer"])
def test_only_who_handles_the_enterprises_money_reports_it(
    people, enterprise, neighbour, agent, evidence, who
):
    with pytest.raises(NotPermitted):
        declare(enterprise, by=getattr(people, who), evidence=evidence(), **TAX)
    with pytest.raises(NotPermitted):
        report_milestone(
            enterprise,
            by=getattr(people, who),
            kind="completed",
            happened_on=date(2023, 5, 1),
            evidence=evidence(),
        )


def test_foreign_capital_is_reported_in_its_currency(client, people, enterprise, evidence):
    client.force_login(people.boss)
    facts = {
        "currency": "USD",
        "original_amount": "100",
        "happened_on": "2023-05-01",
        "evidence": evidence(),
    }
    page = client.post("/enterprise/money/new/foreign_capital/", facts)
    assert page.status_code == 200  # no rate of the day is known: said on the form
    assert 'name="original_amount" value="100"' in page.text.replace('id="', 'x="')


def test_an_accepted_milestone_is_the_projects_with_its_evidence(people, reported):
    _money, milestone = reported
    perform(milestone, "accept", by=people.park_officer)
    project = milestone.enterprise.project
    [found] = project.milestones.filter(kind="completed")
    assert (found.happened_on, found.note) == (date(2023, 5, 1), "竣工验收")
    assert found.history.get().history_user == people.park_officer
    assert Attachment.objects.of(project).filter(uploaded_by=people.park_officer).exists()


def test_a_milestone_of_a_stage_takes_the_project_there(people, neighbour, evidence):
    milestone = report_milestone(
        neighbour,
        by=people.neighbour,
        kind="started",
        happened_on=date(2023, 6, 1),
        evidence=evidence(),
    )
    project = neighbour.project
    assert project.state == "entered"
    perform(milestone, "accept", by=people.park_officer)
    project.refresh_from_db()
    assert (project.state, project.stage_since) == ("started", date(2023, 6, 1))


def test_a_milestone_sent_back_is_reported_anew(client, people, enterprise, reported, evidence):
    _money, milestone = reported
    with pytest.raises(Refused):
        perform(milestone, "refuse", by=people.park_officer)
    with pytest.raises(NotPermitted):
        perform(milestone, "accept", by=people.outsider)
    perform(milestone, "refuse", by=people.park_officer, note="缺盖章")
    client.force_login(people.boss)
    assert "缺盖章" in client.get("/portal/").text
    client.post(
        "/enterprise/progress/new/",
        {"kind": "completed", "happened_on": "2023-05-02", "evidence": evidence()},
    )
    assert enterprise.milestone_reports.filter(state="reported").count() == 1
    assert "缺盖章" not in client.get("/portal/").text


def test_what_is_known_or_cannot_be_is_no_milestone_to_report(
    people, enterprise, reported, evidence
):
    assert "started" not in dict(open_kinds(enterprise.project))
    tomorrow = timezone.localdate() + timedelta(days=1)
    for kind, day in (
        ("started", date(2022, 6, 1)),
        ("completed", date(2023, 5, 1)),
        ("operating", tomorrow),
        ("operating", date(2022, 2, 28)),
    ):
        with pytest.raises((Refused, ValidationError)):
            report_milestone(
                enterprise, by=people.boss, kind=kind, happened_on=day, evidence=evidence()
            )


def test_the_first_takes_a_milestone_back(client, people, enterprise, reported):
    _money, milestone = reported
    client.force_login(people.boss)
    client.post(f"/enterprise/progress/{milestone.pk}/take-back/")
    milestone.refresh_from_db()
    assert milestone.state == "withdrawn"


def test_the_parks_people_judge_on_their_screens(client, people, reported):
    money, milestone = reported
    client.force_login(people.park_officer)
    for record, step in ((money, "vouch"), (milestone, "accept")):
        page = client.get(reverse(f"{record._meta.model_name}:inspect", args=[record.pk]))
        assert page.status_code == 200
        address = reverse(f"{record._meta.model_name}:step", args=[record.pk])
        client.post(address, {"step": step, "note": ""})
        record.refresh_from_db()
    assert (money.state, milestone.state) == ("verified", "accepted")


def test_rights_open_what_they_are_for(client, people, enterprise, reported):
    money, milestone = reported
    worker = EnterprisePerson.objects.get(user=people.worker)
    closed = {
        "handles_money": [
            "/enterprise/money/",
            "/enterprise/money/new/",
            "/enterprise/money/new/tax/",
        ],
        "handles_progress": ["/enterprise/progress/new/"],
    }
    client.force_login(people.worker)
    for address in ("/portal/", "/enterprise/", "/enterprise/progress/", "/enterprise/papers/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "60,000,000" not in page.text and "6000" not in page.text, address
    for right, addresses in closed.items():
        assert {client.get(address).status_code for address in addresses} == {403}
        setattr(worker, right, True)
        worker.save()
        assert {client.get(address).status_code for address in addresses} == {200}
    assert client.get(f"/enterprise/money/{money.pk}/").status_code == 200
    assert client.get(f"/enterprise/progress/{milestone.pk}/").status_code == 200
    assert client.get("/enterprise/people/").status_code == 403


def test_a_report_is_not_seen_by_the_agency_before_it_is_verified(people, agent, reported):
    money, milestone = reported
    assert not Contribution.objects.visible_to(people.agency).filter(pk=money.pk).exists()
    assert not type(milestone).objects.visible_to(people.agency).exists()
    move_facts = perform(money, "vouch", by=people.park_officer)
    assert move_facts == money
    assert Contribution.objects.visible_to(people.agency).filter(pk=money.pk).exists()


def test_what_finance_sent_back_to_the_park_is_not_the_enterprises(people, enterprise, evidence):
    own = report(enterprise, by=people.park_officer, evidence=evidence(), local_amount=1, **TAX)
    move(own, "reject", by=people.finance, note="内部意见")
    assert not Contribution.objects.visible_to(people.boss).filter(pk=own.pk).exists()


def test_the_page_says_the_day_that_is_held_against_the_facts(client, people, enterprise, plot):
    """Contract and entry agreement may promise different days; only one is measured."""
    project = enterprise.project
    type(project)._base_manager.filter(pk=project.pk).update(planned_production_on=date(2031, 5, 6))
    client.force_login(people.boss)
    assert "2031-05-06" in client.get(reverse("portal:progress")).text
    EntryApplication.objects.create(
        number="RY-1",
        project=project,
        plot=plot,
        state="handed_over",
        applied_by=people.officer,
        promised_investment=300_000_000,
        promised_start_on=date(2030, 2, 3),
        promised_production_on=date(2030, 4, 5),
        output_per_mu=1,
        tax_per_mu=1,
    )
    page = client.get(reverse("portal:progress")).text
    assert "2030-04-05" in page and "2031-05-06" not in page
