from datetime import date

import pytest
from django.urls import reverse

from commissions.agreements.results import years_of
from commissions.documents.issue import issue
from commissions.models import Agreement, DocumentConfirmation, YearTarget
from crm.core.transitions import move


@pytest.fixture
def issued(people, agreement):
    Agreement.objects.filter(pk=agreement.pk).update(state="draft")
    agreement.refresh_from_db()
    move(agreement, "review", by=people.head)
    move(agreement, "approve", by=people.leader)
    return issue("agreement", agreement, by=people.officer)


def test_an_agency_reads_and_confirms_what_was_issued(client, people, agreement, issued):
    url = reverse("portal:agreement", args=[agreement.pk])
    client.force_login(people.agency)
    assert url in client.get(reverse("portal:home")).content.decode()
    assert client.get(reverse("document", args=[issued.pk])).status_code == 200
    client.post(url, {"document": issued.pk, "sha256": "0" * 64})
    assert not DocumentConfirmation.objects.exists()
    client.post(url, {"document": issued.pk, "sha256": issued.sha256})
    client.post(url, {"document": issued.pk, "sha256": issued.sha256})
    confirmation = DocumentConfirmation.objects.get()
    assert (confirmation.by, confirmation.sha256, confirmation.agent) == (
        people.agency,
        issued.sha256,
        agreement.agent,
    )
    assert str(confirmation.by) in client.get(url).content.decode()
    client.force_login(people.officer)
    assert (
        issued.sha256
        in client.get(reverse("agreement:inspect", args=[agreement.pk])).content.decode()
    )


def test_another_agency_neither_reads_nor_confirms_it(client, people, agreement, issued, rival):
    client.force_login(people.rival)
    url = reverse("portal:agreement", args=[agreement.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"document": issued.pk, "sha256": issued.sha256}).status_code == 404
    assert client.get(reverse("document", args=[issued.pk])).status_code == 404
    assert not DocumentConfirmation.objects.exists()


def test_a_years_results_stand_against_its_targets(client, people, deal, agreement, evidence):
    from decimal import Decimal

    from crm.core.transitions import perform
    from parks.contributions.report import report

    money = report(
        deal.enterprise,
        by=people.park_officer,
        metric="fixed_assets",
        amount=Decimal(30_000_000),
        happened_on=date(2022, 12, 20),
        evidence=evidence(),
    )
    perform(money, "verify", by=people.finance)
    report(
        deal.enterprise,
        by=people.park_officer,
        metric="fixed_assets",
        amount=Decimal(9_000_000),
        happened_on=date(2022, 12, 21),
        evidence=evidence(),
    )
    YearTarget.objects.create(agreement=agreement, year=2022, metric="invested", value=4000)
    YearTarget.objects.create(agreement=agreement, year=2022, metric="signed", value=2)
    year = next(each for each in years_of(deal.agent, people.agency) if each.year == 2022)
    assert {
        result.metric: (result.done, result.target, result.percent) for result in year.results
    } == {
        "companies": (0, None, None),
        "signed": (1, 2, 50),
        "invested": (3000, 4000, 75),
    }
    client.force_login(people.agency)
    page = client.get(reverse("portal:results")).content.decode()
    assert "75%" in page
    client.force_login(people.officer)
    assert client.get(reverse("yeartarget:index")).status_code == 200
    assert "3000" in client.get(
        reverse("agreement:inspect", args=[agreement.pk])
    ).content.decode().replace(",", "")
