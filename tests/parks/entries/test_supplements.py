"""A signed entry agreement is amended: the promises in force on a day, and who brings the change
about.

The plot is 66,700 m² = 100.05 mu; the agreement is signed on 2022-03-01.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson, WrongState
from crm.core.transitions import move, perform
from parks.entries.promises import promises_against_facts
from parks.entries.supplement import amend, changes, terms_on
from parks.models import EntryApplication, Supplement

MILLION = Decimal(1_000_000)


@pytest.fixture
def application(people, deal):
    """The deal's project produced from 2023-06-01, a day later than promised."""
    return EntryApplication.objects.create(
        number="RY-1",
        project=deal.project,
        plot=deal.project.entries.get().plot,
        state="handed_over",
        applied_by=people.officer,
        agreement_number="RYXY-1",
        agreed_on=date(2022, 3, 1),
        promised_investment=200 * MILLION,
        promised_start_on=date(2022, 6, 1),
        promised_production_on=date(2023, 5, 31),
        output_per_mu=MILLION,
        tax_per_mu=Decimal(50_000),
    )


def terms(application, **changed):
    return {
        **terms_on(application, timezone.localdate()).values(),
        "reason": "受疫情影响，设备交付延期",
        **changed,
    }


@pytest.fixture
def drafted(people, application):
    return amend(
        application,
        by=people.park_officer,
        **terms(application, promised_production_on=date(2023, 12, 31)),
    )


def signed(people, supplement, day, number="BCXY-1"):
    perform(supplement, "propose", by=people.park_officer)
    perform(supplement, "approve", by=people.head)
    perform(supplement, "sign", by=people.park_officer, agreement_number=number, signed_on=day)
    return supplement


def line(application, code, on):
    return next(fact for fact in promises_against_facts(application, on) if fact.code == code)


def test_the_promises_change_on_the_day_of_the_signature_and_the_old_ones_stay(
    people, application, drafted
):
    assert line(application, "production", date(2024, 1, 1)).verdict == "behind"
    signed(people, drafted, date(2023, 3, 1))
    assert terms_on(application, date(2023, 2, 28)).promised_production_on == date(2023, 5, 31)
    assert terms_on(application, date(2023, 3, 1)).promised_production_on == date(2023, 12, 31)
    application.refresh_from_db()
    assert application.promised_production_on == date(2023, 5, 31), "what was signed first stays"
    kept = line(application, "production", date(2024, 1, 1))
    assert (kept.verdict, kept.promised, kept.fact) == ("kept", "2023-12-31", "2023-06-01")
    assert line(application, "production", date(2023, 2, 1)).promised == "2023-05-31"


def test_a_second_supplement_rests_on_the_first_and_says_what_it_changes(
    people, application, drafted
):
    signed(people, drafted, date(2023, 3, 1))
    second = amend(
        application,
        by=people.park_officer,
        **terms(application, promised_investment=150 * MILLION, area_sqm=Decimal(40_020)),
    )
    assert changes(second) == [
        ("promised_investment", 200 * MILLION, 150 * MILLION),
        ("area_sqm", Decimal(66_700), Decimal(40_020)),
    ]
    signed(people, second, date(2024, 5, 1), "BCXY-2")
    assert changes(drafted) == [
        ("promised_production_on", date(2023, 5, 31), date(2023, 12, 31))
    ], "what came later does not change what this one changed"
    in_force = terms_on(application, date(2024, 5, 1))
    assert (in_force.promised_production_on, in_force.promised_investment, in_force.area_mu) == (
        date(2023, 12, 31),
        150 * MILLION,
        Decimal("60.03"),
    )
    assert terms_on(application, date(2024, 4, 30)).area_mu == Decimal("100.05")


def test_another_person_approves(people, application, drafted):
    perform(drafted, "propose", by=people.park_officer)
    with pytest.raises(NotPermitted):
        perform(drafted, "approve", by=people.park_officer)
    Supplement.objects.filter(pk=drafted.pk).update(drafted_by=people.head)
    with pytest.raises(Refused):
        move(Supplement.objects.get(pk=drafted.pk), "approve", by=people.head)
    from crm.core.granting import give_role

    give_role(people.park_officer, "section_head")
    officer = type(people.park_officer).objects.get(pk=people.park_officer.pk)
    with pytest.raises(SamePerson):
        move(Supplement.objects.get(pk=drafted.pk), "approve", by=officer)
    perform(drafted, "approve", by=people.leader)
    assert drafted.history.count() == 4  # one of them by this test


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        (date(2022, 2, 28), True),
        (date(2022, 3, 1), False),
        (None, True),
    ],
)
def test_it_is_signed_between_what_it_changes_and_today(people, application, drafted, day, refused):
    day = day or timezone.localdate() + timedelta(days=1)
    perform(drafted, "propose", by=people.park_officer)
    with pytest.raises(WrongState):
        perform(
            drafted,
            "sign",
            by=people.park_officer,
            agreement_number="BCXY-1",
            signed_on=date(2023, 3, 1),
        )
    perform(drafted, "approve", by=people.head)
    with pytest.raises(MissingFacts):
        perform(
            Supplement.objects.get(pk=drafted.pk),
            "sign",
            by=people.park_officer,
            agreement_number="BCXY-1",
        )
    if refused:
        with pytest.raises(Refused):
            perform(
                drafted, "sign", by=people.park_officer, agreement_number="BCXY-1", signed_on=day
            )
    else:
        perform(drafted, "sign", by=people.park_officer, agreement_number="BCXY-1", signed_on=day)
        assert terms_on(application, day).supplement == drafted


def test_what_changes_nothing_or_cannot_be_is_refused(people, application):
    with pytest.raises(Refused, match="must differ|没有变更"):
        amend(application, by=people.park_officer, **terms(application))
    with pytest.raises(Refused):
        amend(
            application,
            by=people.park_officer,
            **terms(application, promised_start_on=date(2030, 1, 1)),
        )
    with pytest.raises(Refused):
        amend(application, by=people.park_officer, **terms(application, area_sqm=Decimal(0)))
    EntryApplication.objects.filter(pk=application.pk).update(state="left")
    with pytest.raises(Refused):
        amend(application, by=people.park_officer, **terms(application, tax_per_mu=Decimal(1)))
    assert not Supplement.objects.exists()


def test_one_at_a_time(people, application, drafted):
    with pytest.raises(Refused):
        amend(application, by=people.park_officer, **terms(application, tax_per_mu=Decimal(1)))
    move(drafted, "withdraw", by=people.park_officer, note="企业撤回申请")
    amend(application, by=people.park_officer, **terms(application, tax_per_mu=Decimal(1)))


def test_the_park_drafts_on_its_screen_and_the_page_shows_what_changed(client, people, application):
    client.force_login(people.park_officer)
    record, form_page = (
        reverse("entryapplication:inspect", args=[application.pk]),
        reverse("supplement:draft", args=[application.pk]),
    )
    assert form_page in client.get(record).text
    form = client.get(form_page).context["form"]
    assert form["promised_production_on"].value() == date(2023, 5, 31)
    typed = {
        "promised_investment": "15000",
        "promised_start_on": "2022-06-01",
        "promised_production_on": "2023-05-31",
        "output_per_mu": "100",
        "tax_per_mu": "5",
        "area_sqm": "66700",
    }
    assert client.post(form_page, {**typed, "reason": ""}).status_code == 200
    assert not Supplement.objects.exists()
    client.post(form_page, {**typed, "reason": "市场变化"})
    made = Supplement.objects.get()
    assert [name for name, _before, _after in changes(made)] == [
        "promised_investment"
    ] and made.promised_investment == 150 * MILLION
    signed(people, made, date(2024, 1, 1))
    page = client.get(record).text
    assert made.number in page and "市场变化" in page and "2 亿元 → 1.5 亿元" in page
    assert reverse("supplement:inspect", args=[made.pk]) in page


def test_who_may_not_sees_or_does_nothing(client, people, application, drafted):
    for who, status in (("officer", 302), ("auditor", 302), ("outsider", 404)):
        client.force_login(getattr(people, who))
        assert (
            client.get(reverse("supplement:draft", args=[application.pk])).status_code == status
        ), who
    for who, status in (("auditor", 200), ("officer", 200), ("outsider", 404)):
        client.force_login(getattr(people, who))
        assert client.get(reverse("supplement:inspect", args=[drafted.pk])).status_code == status, (
            who
        )
    with pytest.raises(NotPermitted):
        amend(application, by=people.officer, **terms(application, tax_per_mu=Decimal(1)))


def test_it_is_issued_under_a_number_of_its_own_and_names_the_agreement(
    client, people, application, drafted
):
    from commissions.documents.issue import issue
    from commissions.documents.kinds import DOCUMENT_KINDS

    with pytest.raises(Refused):
        issue("supplement", drafted, by=people.park_officer)
    entry = issue("entry", application.project.entries.get(), by=people.park_officer)
    perform(drafted, "propose", by=people.park_officer)
    perform(drafted, "approve", by=people.head)
    client.force_login(people.park_officer)
    assert (
        reverse("issueddocument:issue", args=["supplement", drafted.pk])
        in client.get(reverse("supplement:inspect", args=[drafted.pk]) + "?tab=documents").text
    )
    document = issue("supplement", drafted, by=people.park_officer)
    assert document.number == DOCUMENT_KINDS["supplement"].number(document.year, 1)
    assert document.facts["original"] == {
        "number": "RYXY-1",
        "signed_on": "2022-03-01",
        "document": entry.number,
    }
    assert document.facts["changes"] == [
        {"term": "promised_production_on", "before": "2023-05-31", "after": "2023-12-31"}
    ]


def test_a_leaders_refusal_of_a_supplement_is_lifted_by_a_leader_alone(
    people, application, drafted
):
    perform(drafted, "propose", by=people.park_officer)
    perform(drafted, "refuse", by=people.leader, note="不同意延期")
    again = amend(
        application,
        by=people.park_officer,
        **terms(application, promised_production_on=date(2023, 12, 30)),
    )
    perform(again, "propose", by=people.park_officer)
    with pytest.raises(Refused):
        perform(again, "approve", by=people.head)
    perform(again, "approve", by=people.leader)
    assert again.state == "approved"
