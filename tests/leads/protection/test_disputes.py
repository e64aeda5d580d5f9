from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from crm.core.days import day_of
from crm.core.errors import NotPermitted, Refused, SamePerson
from crm.core.models import Attachment
from crm.core.transitions import move, perform
from crm.demo.clock import ZONE, at
from leads.models import Activity, Agent, Dispute, Industry, Plea, Registration
from leads.pipeline.convert import convert
from leads.pipeline.referrals import Referrer, set_referrers
from leads.protection.arbitrate import open_dispute, plead
from leads.protection.register import register

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)
REASON = "先到者仅转述公开信息，异议方已提供企业授权书"


@pytest.fixture
def rival(people):
    rival = Agent.objects.create(
        name="珠江招商有限公司", kind="investment_firm", department=people.city
    )
    rival.users.add(people.referrer)
    return rival


@pytest.fixture
def contest(people, agent, rival, evidence):
    """The agency holds the company; the rival asks for arbitration."""
    with at(MONDAY):
        held = register(
            by=people.agency, agent=agent, company_name="示范光电有限公司", title="镜头模组"
        )
        move(held.lead, "judge", by=people.head, owner=people.officer)
        taken = register(by=people.referrer, agent=rival, company_name="示范光电", title="光学元件")
        return open_dispute(
            taken, text="我方三月已首访", files=[evidence("letter.pdf")], by=people.referrer
        )


def heard(people, contest):
    with at(MONDAY):
        perform(contest, "hear", by=people.officer)
        plead(contest, agent=contest.holder.agent, text="我方最先报备", by=people.agency)
    return contest


def decide(people, contest, outcome, **facts):
    perform(contest, "decide", by=people.leader, outcome=outcome, reason=REASON, **facts)
    for registration in (contest.claimant, contest.holder):
        registration.refresh_from_db()
    contest.lead.refresh_from_db()


def test_only_who_was_refused_asks_for_arbitration_and_once(people, agent, contest):
    with pytest.raises(NotPermitted):
        open_dispute(contest.claimant, text="x", by=people.agency)
    with pytest.raises(Refused):
        open_dispute(contest.holder, text="x", by=people.agency)
    with pytest.raises(Refused):
        open_dispute(contest.claimant, text="x", by=people.referrer)
    assert Dispute.objects.count() == 1


def test_each_side_reads_its_own_evidence_alone(client, people, contest):
    heard(people, contest)
    file = Attachment.objects.of(contest.pleas.first()).get()
    url = reverse("download", args=[file.pk])
    for who, status in (
        ("referrer", 200),
        ("agency", 404),
        ("officer", 200),
        ("leader", 200),
        ("outsider", 404),
    ):
        client.force_login(getattr(people, who))
        assert client.get(url).status_code == status, who
    assert [plea.text for plea in Plea.objects.visible_to(people.agency)] == ["我方最先报备"]
    assert not Dispute.objects.visible_to(people.agency).exists()


def test_both_sides_have_their_days(people, contest):
    with at(MONDAY):
        perform(contest, "hear", by=people.officer)
        assert str(contest.evidence_due_on) == "2026-11-30"
        with pytest.raises(Refused, match="2026-11-30"):
            perform(contest, "decide", by=people.leader, outcome="keep", reason=REASON)
    with at(MONDAY + timedelta(days=8)):
        with pytest.raises(Refused):
            plead(contest, agent=contest.claimant.agent, text="晚了", by=people.referrer)
        perform(contest, "decide", by=people.leader, outcome="keep", reason=REASON)
    assert contest.state == "decided"


def test_who_worked_on_the_lead_or_heard_the_sides_does_not_decide(people, contest):
    heard(people, contest)
    with pytest.raises(Refused):
        perform(contest, "decide", by=people.head, outcome="keep", reason=REASON)  # judged the lead
    with pytest.raises(NotPermitted):
        perform(contest, "decide", by=people.officer, outcome="keep", reason=REASON)
    Dispute.objects.filter(pk=contest.pk).update(state="open")
    perform(contest, "hear", by=people.head)
    with pytest.raises(SamePerson):
        perform(contest, "decide", by=people.head, outcome="keep", reason=REASON)


@pytest.mark.parametrize(
    "facts", [{"outcome": "keep", "reason": ""}, {"outcome": "", "reason": REASON}]
)
def test_a_decision_has_an_outcome_and_a_reason(people, contest, facts):
    from django.core.exceptions import ValidationError

    heard(people, contest)
    with pytest.raises((Refused, ValidationError)):
        perform(contest, "decide", by=people.leader, **facts)
    contest.refresh_from_db()
    assert contest.state == "hearing"


def test_a_decision_may_leave_the_protection_where_it_is(people, contest):
    decide(people, heard(people, contest), "keep")
    assert (contest.claimant.state, contest.holder.state, contest.lead.agent) == (
        "taken",
        "accepted",
        contest.holder.agent,
    )


def test_a_decision_may_pass_the_protection_on(people, contest):
    decide(people, heard(people, contest), "transfer")
    assert (contest.claimant.state, contest.holder.state, contest.lead.agent) == (
        "accepted",
        "passed_on",
        contest.claimant.agent,
    )
    assert contest.claimant.lead == contest.lead
    assert contest.claimant.protected_until is not None
    assert [clock.kind for clock in contest.claimant.clocks.running()] == ["report"]


def test_a_shared_protection_shares_the_reward(people, contest):
    decide(people, heard(people, contest), "share", holder_parts=3, claimant_parts=1)
    assert (contest.claimant.state, contest.holder.state) == ("joint", "accepted")
    lead = contest.lead
    Activity.objects.create(
        lead=lead, kind="call", happened_at=MONDAY, summary="通话", by=people.officer
    )
    move(lead, "engage", by=people.officer)
    move(lead, "negotiate", by=people.officer, investment=Decimal(30_000_000))
    project = convert(lead, by=people.officer, industry=Industry.objects.get(code="3841"))
    assert [
        (referral.agent, referral.parts, referral.is_lead) for referral in project.referrals.all()
    ] == [
        (contest.holder.agent, 3, True),
        (contest.claimant.agent, 1, False),
    ]


@pytest.mark.parametrize(
    ("outcome", "shares"),
    [
        ("transfer", {"珠江招商有限公司": 1}),
        ("share", {"长江招商咨询有限公司": 2, "珠江招商有限公司": 3}),
    ],
)
def test_a_decision_over_a_project_changes_its_referrers(people, contest, outcome, shares):
    lead = heard(people, contest).lead
    Activity.objects.create(
        lead=lead, kind="call", happened_at=MONDAY, summary="通话", by=people.officer
    )
    move(lead, "engage", by=people.officer)
    move(lead, "negotiate", by=people.officer, investment=Decimal(30_000_000))
    project = convert(lead, by=people.officer, industry=Industry.objects.get(code="3841"))
    contest.refresh_from_db()
    decide(people, contest, outcome, holder_parts=2, claimant_parts=3)
    assert {referral.agent.name: referral.parts for referral in project.referrals.all()} == shares


def test_who_came_to_a_lead_later_brought_it_from_the_day_of_the_own_registration(people, contest):
    lead = heard(people, contest).lead
    later = MONDAY + timedelta(days=150)
    Registration.objects.filter(pk=contest.claimant.pk).update(received_at=later)
    decide(people, contest, "transfer")
    Activity.objects.create(
        lead=lead, kind="call", happened_at=MONDAY, summary="通话", by=people.officer
    )
    move(lead, "engage", by=people.officer)
    move(lead, "negotiate", by=people.officer, investment=Decimal(30_000_000))
    project = convert(lead, by=people.officer, industry=Industry.objects.get(code="3841"))
    referral = project.referrals.get()
    assert (referral.agent, referral.registered_on) == (contest.claimant.agent, day_of(later))


def test_a_dispute_over_a_closed_lead_gives_nothing_away(people, contest):
    heard(people, contest)
    move(contest.lead, "reject", by=people.head, note="企业已放弃")
    with pytest.raises(Refused):
        perform(contest, "decide", by=people.leader, outcome="transfer", reason=REASON)
    contest.refresh_from_db()
    assert contest.state == "hearing"


def test_the_claimant_withdraws(people, contest):
    with pytest.raises(Refused):
        perform(contest, "withdraw", by=people.agency)
    perform(contest, "withdraw", by=people.referrer)
    assert contest.state == "withdrawn"


def test_the_screens_of_a_dispute(client, people, contest, evidence):
    record = reverse("dispute:inspect", args=[contest.pk])
    client.force_login(people.outsider)
    assert client.get(record).status_code == 404
    client.force_login(people.officer)
    client.post(reverse("dispute:step", args=[contest.pk]), {"step": "hear"})
    client.post(
        reverse("dispute:plead", args=[contest.pk]),
        {"text": "局里四月已自行对接", "file": evidence("log.pdf")},
    )
    page = client.get(record).content.decode()
    assert "我方三月已首访" in page
    assert "局里四月已自行对接" in page
    assert 'data-step="decide"' not in page
    client.force_login(people.leader)
    assert 'name="outcome"' in client.get(record).content.decode()
    client.post(
        reverse("dispute:step", args=[contest.pk]),
        {
            "step": "decide",
            "outcome": "keep",
            "reason": REASON,
            "holder_parts": 1,
            "claimant_parts": 1,
        },
    )
    contest.refresh_from_db()
    assert (contest.state, contest.decided_by, contest.reason) == ("decided", people.leader, REASON)


@pytest.mark.parametrize(
    ("outcome", "shares", "allowed"),
    [
        ("keep", {"holder": 1}, True),
        ("keep", {"holder": 1, "claimant": 1}, False),
        ("keep", {"claimant": 1}, False),
        ("transfer", {"claimant": 1}, True),
        ("transfer", {"holder": 1}, False),
        ("transfer", {"claimant": 1, "holder": 1}, False),
        ("share", {"holder": 2, "claimant": 6}, True),
        ("share", {"holder": 3, "claimant": 1}, False),
        ("share", {"claimant": 3}, False),
    ],
)
def test_the_referrers_of_a_project_keep_to_what_arbitration_decided(
    people, contest, outcome, shares, allowed
):
    """Shared, the holder has one part and the claimant three."""
    heard(people, contest)
    decide(
        people,
        contest,
        outcome,
        **({"holder_parts": 1, "claimant_parts": 3} if outcome == "share" else {}),
    )
    lead = contest.lead
    lead.investment, lead.industry, lead.state = (
        Decimal(30_000_000),
        Industry.objects.get(code="3841"),
        "negotiating",
    )
    lead.save()
    project = convert(lead, by=people.officer)
    sides = {"holder": contest.holder.agent, "claimant": contest.claimant.agent}
    wanted = [Referrer(sides[side], parts, date(2026, 11, 23)) for side, parts in shares.items()]
    if allowed:
        set_referrers(project, wanted, by=people.officer, note="更正份额")
    else:
        with pytest.raises(Refused, match=contest.number):
            set_referrers(project, wanted, by=people.officer, note="更正份额")
    set_referrers(project, wanted, by=people.leader, note="另行裁定")


def test_who_brought_a_lead_that_was_decided_on_is_not_edited(people, rival, contest):
    heard(people, contest)
    decide(people, contest, "keep")
    lead = contest.lead
    lead.registrations.update(state="ended")
    lead.agent = rival
    with pytest.raises(ValidationError, match=contest.number):
        lead.full_clean()
