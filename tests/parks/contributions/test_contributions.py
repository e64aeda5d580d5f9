from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from crm.core.errors import NotPermitted, Refused
from crm.core.transitions import perform
from leads.models import Milestone, Project
from parks.contributions.report import report
from parks.contributions.verify_many import verify_some
from parks.entries.enter import hold_plot
from parks.models import Contribution, Entry


@pytest.fixture
def reported(people, deal, evidence):
    def make(metric="fixed_assets", amount="120000000", by=None, **facts):
        facts.setdefault("happened_on", date(2023, 12, 20))
        return report(
            deal.enterprise,
            by=by or people.park_officer,
            evidence=evidence(),
            metric=metric,
            amount=Decimal(amount),
            **facts,
        )

    return make


def tax(reported, amount="1000000", local="400000", year=2023, **facts):
    return reported(
        "tax",
        amount,
        local_amount=Decimal(local),
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        happened_on=date(year, 12, 31),
        **facts,
    )


def test_finance_verifies_what_the_park_reported(people, reported):
    contribution = reported()
    perform(contribution, "verify", by=people.finance)
    assert (contribution.state, contribution.verified_by) == ("verified", people.finance)
    assert contribution.verified_at is not None


def test_nobody_verifies_an_own_contribution(people, reported):
    contribution = reported()
    Contribution.objects.filter(pk=contribution.pk).update(reported_by=people.finance)
    contribution.refresh_from_db()
    with pytest.raises(Refused):
        perform(contribution, "verify", by=people.finance)
    with pytest.raises(IntegrityError):
        Contribution.objects.filter(pk=contribution.pk).update(verified_by=people.finance)


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_contribution_of_nothing_or_less_is_refused(reported, amount):
    with pytest.raises(ValidationError) as refused:
        reported(amount=amount)
    assert "零" in str(refused.value) or "zero" in str(refused.value)
    assert Contribution.objects.count() == 0


def test_tax_of_a_period_already_verified_is_refused(people, reported):
    perform(tax(reported), "verify", by=people.finance)
    with pytest.raises(Refused):
        tax(reported)
    assert Contribution.objects.count() == 1


def test_two_reports_of_one_tax_period_can_not_both_be_verified(people, reported):
    first, second = tax(reported), tax(reported)
    perform(first, "verify", by=people.finance)
    with pytest.raises(Refused):
        perform(second, "verify", by=people.finance)
    second.refresh_from_db()
    assert second.state == "reported"


def test_a_correction_supersedes_and_the_first_stays_readable(people, reported):
    first = tax(reported)
    perform(first, "verify", by=people.finance)
    second = tax(reported, amount="900000", local="360000", supersedes=first)
    perform(second, "verify", by=people.finance)
    first.refresh_from_db()
    assert (first.state, first.amount, second.state) == ("superseded", Decimal(1000000), "verified")


def test_a_foreign_amount_is_converted_at_the_stated_rate(reported):
    contribution = reported(
        "foreign_capital",
        "0",
        currency="USD",
        original_amount=Decimal(5000000),
        rate=Decimal("7.1234"),
        rate_on=date(2023, 12, 20),
    )
    assert contribution.amount == Decimal("35617000.00")


def test_another_parks_officer_can_not_report(people, reported):
    people.park_officer.department = people.other_department
    people.park_officer.save()
    from crm.core.models import User

    with pytest.raises(NotPermitted):
        reported(by=User.objects.get(pk=people.park_officer.pk))


def test_an_occupied_plot_is_refused_and_free_again_after_the_end(people, deal, plot):
    other = Project.objects.get(pk=deal.project.pk)
    with pytest.raises(Refused):
        hold_plot(other, plot, date(2024, 1, 1), by=people.park_officer)
    Entry.objects.update(ends_on=date(2024, 1, 1))
    hold_plot(other, plot, date(2024, 1, 1), by=people.park_officer)
    assert Entry.objects.count() == 2


def test_a_rejection_keeps_the_reason(people, reported):
    contribution = reported()
    perform(contribution, "reject", by=people.finance, note="凭证不全")
    assert contribution.moves().get().note == "凭证不全"


def test_a_refund_is_negative_and_says_so(people, reported):
    refund = reported(amount="-500000", is_refund=True)
    perform(refund, "verify", by=people.finance)
    assert Contribution.objects.verified().get().amount == Decimal(-500000)
    with pytest.raises(ValidationError):
        reported(amount="500000", is_refund=True)


def test_a_correction_is_no_refund(people, reported):
    first = reported()
    perform(first, "verify", by=people.finance)
    with pytest.raises(Refused):
        reported(amount="-5", is_refund=True, supersedes=first)


def test_foreign_money_counts_at_the_rate_of_its_day(reported):
    from parks.models import ExchangeRate

    for day, yuan in ((date(2023, 12, 18), "7.0933"), (date(2023, 12, 21), "7.1100")):
        ExchangeRate.objects.create(
            currency="USD", on=day, yuan=Decimal(yuan), source="中国外汇交易中心"
        )
    facts = {
        "metric": "foreign_capital",
        "amount": "0",
        "currency": "USD",
        "original_amount": Decimal(1000000),
    }
    money = reported(**facts)
    assert (money.amount, money.rate, money.rate_on) == (
        Decimal("7093300.00"),
        Decimal("7.0933"),
        date(2023, 12, 20),
    )
    assert reported(**facts, rate_on=date(2023, 12, 21)).amount == Decimal("7110000.00")
    with pytest.raises(ValidationError) as refused:
        reported(**facts, rate=Decimal("7.2"))
    assert "7.0933" in str(refused.value)


def test_no_foreign_money_is_no_yuan(reported):
    from parks.models import ExchangeRate

    ExchangeRate.objects.create(
        currency="USD", on=date(2023, 12, 1), yuan=Decimal(7), source="中国外汇交易中心"
    )
    with pytest.raises(ValidationError):
        reported("foreign_capital", "7000000", currency="USD", original_amount=Decimal(0))


def test_without_a_rate_in_the_table_one_must_be_stated(reported):
    with pytest.raises(ValidationError) as refused:
        reported("foreign_capital", "0", currency="USD", original_amount=Decimal(5))
    assert "rate" in refused.value.message_dict


@pytest.mark.parametrize("many", [False, True])
def test_the_first_capital_is_the_earliest_whenever_it_is_verified(people, deal, reported, many):
    for day in (date(2023, 6, 10), date(2023, 3, 10), date(2023, 9, 10)):
        money = reported("paid_in", "1000000", happened_on=day)
        if many:
            verify_some([money.pk], by=people.finance)
        else:
            perform(money, "verify", by=people.finance)
    first = deal.project.milestones.get(kind="first_capital")
    assert first.happened_on == date(2023, 3, 10)
    assert first.history.count() == 2


@pytest.mark.parametrize("many", [False, True])
def test_a_correction_moves_the_first_capital_to_what_is_left(people, deal, reported, many):
    def verified(amount, day, **facts):
        money = reported("paid_in", amount, happened_on=day, **facts)
        if many:
            assert verify_some([money.pk], by=people.finance).done == 1
        else:
            perform(money, "verify", by=people.finance)
        money.refresh_from_db()
        return money

    first = verified("1000000", date(2023, 3, 10))
    second = verified("2000000", date(2023, 6, 10))
    milestones = deal.project.milestones.filter(kind="first_capital")
    corrected = verified("1000000", date(2023, 4, 20), supersedes=first)
    assert milestones.get().happened_on == date(2023, 4, 20)
    nothing = verified("0", date(2023, 4, 20), supersedes=corrected)
    assert milestones.get().happened_on == date(2023, 6, 10)
    assert nothing.amount == 0
    verified("0", date(2023, 6, 10), supersedes=second)
    assert not milestones.exists()
    withdrawn = Milestone.history.filter(project=deal.project, kind="first_capital").first()
    assert (withdrawn.history_type, withdrawn.history_user) == ("-", people.finance)


def test_a_terminated_project_frees_the_plot_that_it_entered_without_an_application(people, deal):
    entry = deal.project.entries.get(ends_on=None)
    perform(deal.project, "terminate", by=people.leader, note="撤资")
    entry.refresh_from_db()
    assert entry.ends_on == timezone.localdate()
