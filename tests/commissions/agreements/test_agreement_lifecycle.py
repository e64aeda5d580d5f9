"""An agreement from its draft to its end: review, approval, both signatures, yearly review,
renewal, termination.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from commissions.agreements.confirm import confirm_document, record_signed_copy
from commissions.agreements.lifecycle import create_agreement, renew
from commissions.agreements.nightly import keep_agreements
from commissions.agreements.review import review_year, suggested
from commissions.documents.issue import issue
from commissions.models import Agreement, IssuedDocument, YearReview, YearTarget
from commissions.settlement.settle import settle
from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson, WrongState
from crm.core.models import Notification
from crm.core.transitions import move, perform

K = IssuedDocument.Kind


@pytest.fixture
def agreement(agreement):
    """As stored, its days as days."""
    agreement.refresh_from_db()
    return agreement


@pytest.fixture
def draft(people, agent, policy_version):
    return create_agreement(
        by=people.officer,
        agent=agent,
        policy_version=policy_version,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        base_fee=Decimal(200_000),
    )


@pytest.fixture
def issued(people, draft):
    move(draft, "review", by=people.head)
    move(draft, "approve", by=people.leader)
    return issue(K.AGREEMENT, draft, by=people.officer)


def scan(name="signed.pdf", content=b"%PDF-1.7 signed"):
    return SimpleUploadedFile(name, content)


def test_the_way_from_draft_to_signature_in_the_portal(people, draft):
    with pytest.raises(WrongState):
        move(draft, "approve", by=people.leader)
    move(draft, "review", by=people.head)
    with pytest.raises(Refused):
        issue(K.AGREEMENT, draft, by=people.officer)
    with pytest.raises(NotPermitted):
        move(draft, "approve", by=people.officer)
    move(draft, "approve", by=people.leader)
    with pytest.raises(MissingFacts):
        perform(draft, "sign", by=people.leader)
    document = issue(K.AGREEMENT, draft, by=people.officer)
    with pytest.raises(Refused):
        perform(draft, "sign", by=people.leader)
    confirmation = confirm_document(
        document, agent=draft.agent, sha256=document.sha256, by=people.agency
    )
    perform(draft, "sign", by=people.leader)
    assert (draft.state, draft.signed_on, confirmation.scan) == (
        "active",
        timezone.localdate(confirmation.at),
        None,
    )


def test_who_reviewed_does_not_approve(people, draft):
    from crm.core.granting import give_role

    move(draft, "review", by=people.head)
    give_role(people.head, "leader")
    head = type(people.head).objects.get(pk=people.head.pk)
    with pytest.raises(SamePerson):
        move(draft, "approve", by=head)


def test_the_way_by_a_signed_copy(people, draft, issued, client):
    with pytest.raises(NotPermitted):
        record_signed_copy(draft, scan(), by=people.finance)
    with pytest.raises(ValidationError):
        record_signed_copy(draft, scan("signed.exe"), by=people.officer)
    client.force_login(people.officer)
    address = reverse("agreement:signed_copy", args=[draft.pk])
    assert address in client.get(reverse("agreement:inspect", args=[draft.pk])).text
    client.post(address, {"file": scan()})
    confirmation = issued.confirmations.get()
    assert (confirmation.by, confirmation.scan.purpose != "", confirmation.sha256) == (
        people.officer,
        True,
        issued.sha256,
    )
    with pytest.raises(Refused):
        record_signed_copy(draft, scan(), by=people.officer)
    perform(draft, "sign", by=people.leader, signed_on=date(2026, 1, 5))
    assert draft.signed_on == date(2026, 1, 5)


def test_a_day_to_come_is_no_day_of_signature(people, draft, issued):
    record_signed_copy(draft, scan(), by=people.officer)
    with pytest.raises(Refused):
        perform(draft, "sign", by=people.leader, signed_on=timezone.localdate() + timedelta(days=1))


def test_a_signature_under_a_replaced_document_does_not_count(people, draft, issued):
    confirm_document(issued, agent=draft.agent, sha256=issued.sha256, by=people.agency)
    new = issue(K.AGREEMENT, draft, by=people.head, replaces=issued, note="更正条款")
    with pytest.raises(Refused):
        perform(draft, "sign", by=people.leader)
    issued.refresh_from_db()
    with pytest.raises(Refused):
        confirm_document(issued, agent=draft.agent, sha256=issued.sha256, by=people.agency)
    confirm_document(new, agent=draft.agent, sha256=new.sha256, by=people.agency)
    perform(draft, "sign", by=people.leader)


def test_returned_terms_take_their_document_back(people, draft, issued):
    perform(draft, "return", by=people.head, note="改期限")
    issued.refresh_from_db()
    assert (draft.state, issued.state, draft.is_editable) == ("draft", "withdrawn", True)


def test_a_term_that_is_over_ends_by_itself_and_not_before(people, agreement, policy_version):
    with pytest.raises(Refused):
        move(agreement, "end", by=people.head)
    past = Agreement.objects.create(
        number="XY-1",
        agent=agreement.agent,
        policy_version=policy_version,
        starts_on="2020-01-01",
        ends_on="2020-12-31",
        state="active",
    )
    keep_agreements()
    keep_agreements()
    past.refresh_from_db()
    agreement.refresh_from_db()
    assert (past.state, agreement.state) == ("ended", "active")


def test_the_end_is_told_once_in_time(people, agreement):
    soon = timezone.localdate() + timedelta(days=59)
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=soon)
    keep_agreements()
    keep_agreements()
    told = Notification.objects.get(kind="agreement_ends")
    assert (told.recipient, told.values["day"]) == (people.head, str(soon))


def test_projects_introduced_before_a_termination_are_still_paid_and_later_ones_are_not(
    people, deal, agreement, contribute
):
    """The deal's referral was registered on 10 January 2022."""
    contribute("fixed_assets", "120000000")
    perform(
        agreement, "terminate", by=people.leader, ended_on=date(2022, 1, 10), note="未完成年度目标"
    )
    assert agreement.state == "terminated"
    assert Agreement.objects.covering(deal.agent, date(2022, 1, 10)) == agreement
    assert Agreement.objects.covering(deal.agent, date(2022, 1, 11)) is None
    assert settle(as_of=date(2026, 1, 1)).posted_amount == 460_000
    deal.project.referrals.update(registered_on=date(2022, 1, 11))
    run = settle(as_of=date(2026, 1, 1))
    assert (run.posted_amount, "no_agreement" in [each["why"] for each in run.held]) == (
        -460_000,
        True,
    )


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2036, 1, 1)])
def test_a_termination_lies_within_the_term(people, agreement, day):
    with pytest.raises(Refused):
        perform(agreement, "terminate", by=people.leader, ended_on=day, note="x")


def test_a_termination_needs_day_reason_and_leader(people, agreement):
    with pytest.raises(MissingFacts):
        perform(agreement, "terminate", by=people.leader, ended_on=None, note="x")
    with pytest.raises(MissingFacts):
        perform(agreement, "terminate", by=people.leader, ended_on=date(2026, 1, 1), note="")
    with pytest.raises(NotPermitted):
        perform(agreement, "terminate", by=people.head, ended_on=date(2026, 1, 1), note="x")


def test_an_agreement_to_the_end_of_the_calendar_can_be_looked_at(people, agreement, client):
    agreement.ends_on = date.max
    agreement.save()
    client.force_login(people.officer)
    assert client.get(reverse("agreement:renew", args=[agreement.pk])).status_code == 200


def test_a_renewal_is_a_new_draft_with_the_same_terms(people, agreement, client):
    with pytest.raises(Refused):
        renew(
            agreement, starts_on=date(2035, 12, 31), ends_on=date(2036, 12, 31), by=people.officer
        )
    with pytest.raises(NotPermitted):
        renew(agreement, starts_on=date(2036, 1, 1), ends_on=date(2036, 12, 31), by=people.finance)
    client.force_login(people.officer)
    client.post(
        reverse("agreement:renew", args=[agreement.pk]),
        {"starts_on": "2036-01-01", "ends_on": "2037-12-31"},
    )
    new = agreement.renewed_by
    assert (new.state, new.agent, new.policy_version, new.number != agreement.number) == (
        "draft",
        agreement.agent,
        agreement.policy_version,
        True,
    )
    with pytest.raises(Refused, match=new.number):
        renew(agreement, starts_on=date(2036, 1, 1), ends_on=date(2036, 12, 31), by=people.officer)


def test_a_draft_is_not_renewed(people, draft):
    with pytest.raises(Refused):
        renew(draft, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), by=people.officer)


@pytest.fixture
def aimed(agreement, deal, contribute):
    """In 2022 the agency signs one project; two were aimed at, and 1,000 万元 of the 2,000 万元
    that came.
    """
    contribute("fixed_assets", "20000000", on=date(2022, 12, 20))
    YearTarget.objects.create(agreement=agreement, year=2022, metric="signed", value=2)
    YearTarget.objects.create(agreement=agreement, year=2022, metric="invested", value=1000)
    return agreement


def test_a_year_is_reviewed_against_its_targets(people, aimed, client):
    client.force_login(people.head)
    address = reverse("agreement:review", args=[aimed.pk])
    page = client.get(address + "?year=2022").text
    assert 'value="partly" selected' in page
    client.post(
        address,
        {
            "year": 2022,
            "finding": "partly",
            "follows": "nothing",
            "fee_reduction": "",
            "note": "再接再厉",
        },
    )
    review = YearReview.objects.get()
    assert {result["what"]: (result["done"], result["target"]) for result in review.results} == {
        "companies": ("0", None),
        "signed": ("1", "2.00"),
        "invested": ("2000", "1000.00"),
    }
    YearTarget.objects.filter(metric="signed").update(value=1)
    review.refresh_from_db()
    assert review.results[1]["target"] == "2.00", "the figures stay as they stood"
    with pytest.raises(Refused):
        review_year(aimed, 2022, finding="met", follows="nothing", by=people.head)
    client.force_login(people.agency)
    assert "再接再厉" in client.get(reverse("portal:agreement", args=[aimed.pk])).text
    client.force_login(people.auditor)
    assert client.get(reverse("yearreview:inspect", args=[review.pk])).status_code == 200


def test_the_year_that_is_reviewed_is_the_newest_that_is_over(people, agreement, client):
    """What is reviewed is never reviewed again: the running year is not proposed."""
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    client.force_login(people.head)

    def proposed(starts_on, ends_on):
        agreement.starts_on, agreement.ends_on = starts_on, ends_on
        agreement.save()
        page = client.get(reverse("agreement:review", args=[agreement.pk]))
        return page.context["form"].initial["year"]

    assert proposed(date(2020, 1, 1), date(2035, 12, 31)) == today.year - 1
    assert proposed(date(2020, 1, 1), yesterday) == yesterday.year
    assert proposed(date(2020, 1, 1), date(2024, 6, 30)) == 2024
    assert proposed(date(today.year, 1, 1), date(2035, 12, 31)) == today.year


@pytest.mark.parametrize(
    ("year", "facts"),
    [
        (2019, {}),
        (2999, {}),
        (2022, {"follows": "fee"}),
        (2022, {"follows": "nothing", "fee_reduction": Decimal(1)}),
        (2022, {"follows": "fee", "fee_reduction": Decimal("0.01")}),
    ],
)
def test_what_can_not_be_reviewed_is_refused(people, agreement, year, facts):
    """The agreement has no base fee to reduce."""
    with pytest.raises(Refused):
        review_year(
            agreement, year, by=people.head, **{"finding": "missed", "follows": "nothing", **facts}
        )
    with pytest.raises(NotPermitted):
        review_year(agreement, 2022, finding="met", follows="nothing", by=people.officer)


def test_what_the_figures_speak_for():
    from commissions.agreements.results import Result

    def of(*pairs):
        return [
            Result("m", "m", Decimal(done), target and Decimal(target)) for done, target in pairs
        ]

    assert [
        suggested(of(*pairs))
        for pairs in ([], [(3, None)], [(2, 2)], [(2, 2), (1, 2)], [(1, 2), (0, 1)])
    ] == ["", "", "met", "partly", "missed"]


@pytest.mark.parametrize("name", ["signed_copy", "renew", "review"])
def test_outsiders_find_no_screen(client, people, agreement, name):
    for who, status in (("auditor", 302), ("agency", 302)):
        client.force_login(getattr(people, who))
        assert client.get(reverse(f"agreement:{name}", args=[agreement.pk])).status_code == status


def test_what_an_agreement_waits_for_stands_on_the_right_desk(people, draft):
    from crm.dispatch.queue.read import waiting_for

    def steps():
        return {
            name: [
                each.label for each in waiting_for(getattr(people, name)) if each.record == draft
            ]
            for name in ("officer", "head", "leader")
        }

    label = lambda name: str(Agreement.TRANSITIONS[name].label)  # noqa: E731
    assert steps() == {"officer": [], "head": [label("review")], "leader": []}
    move(draft, "review", by=people.head)
    assert steps() == {"officer": [], "head": [], "leader": [label("approve")]}
    move(draft, "approve", by=people.leader)
    assert [len(found) for found in steps().values()] == [1, 1, 0], (
        "officer or head issue the document"
    )
    issue(K.AGREEMENT, draft, by=people.officer)
    assert steps() == {"officer": [], "head": [], "leader": []}, "it waits for the agent"
    record_signed_copy(draft, scan(), by=people.officer)
    assert steps() == {"officer": [], "head": [], "leader": [label("sign")]}


def told(user):
    return sorted(set(Notification.objects.filter(recipient=user).values_list("kind", flat=True)))


def test_the_agent_is_told_what_to_sign_and_what_became_of_it(client, people, draft, agent):
    agent.users.add(people.agency)
    move(draft, "review", by=people.head)
    move(draft, "approve", by=people.leader)
    assert told(people.agency) == []
    document = issue(K.AGREEMENT, draft, by=people.officer)
    assert told(people.agency) == ["agreement_to_sign"]
    client.force_login(people.agency)
    assert draft.number in client.get(reverse("portal:notifications")).content.decode()
    asked = Notification.objects.get(recipient=people.agency)
    assert client.get(reverse("notification", args=[asked.pk])).url == reverse(
        "portal:agreement", args=[draft.pk]
    )
    confirm_document(document, agent=agent, sha256=document.sha256, by=people.agency)
    draft.refresh_from_db()
    perform(draft, "sign", by=people.leader)
    assert told(people.agency) == ["agreement_moved", "agreement_to_sign"]
    assert told(people.referrer) == []
