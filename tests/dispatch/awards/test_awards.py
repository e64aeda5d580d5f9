"""Awards: found by a rule, nominated, voted on once and in secret, published, certified."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from commissions.documents.issue import issue
from commissions.documents.verify import verify
from commissions.models import IssuedDocument
from crm.core.errors import NotPermitted, Refused
from crm.core.granting import give_role
from crm.core.models import Department, User
from crm.core.transitions import move, perform
from crm.core.working_days import add_working_days
from crm.dispatch.awards import rounds
from crm.dispatch.awards.candidates import found_by_rule, nominate, nominate_found
from crm.dispatch.awards.vote import ballot_of, cast
from crm.dispatch.models import (
    AwardCandidate,
    AwardRound,
    AwardVote,
    CommitteeMember,
    ScoreRun,
    Waiting,
)
from crm.dispatch.models.award import quorum_of
from tests.commissions.documents.reading import text_of
from tests.dispatch.scorecards.at_work import leads, published

D = Decimal


def page(client, user, address, *args, **query):
    client.force_login(user)
    return client.get(reverse(address, args=args), query)


def send(client, user, address, *args, **data):
    client.force_login(user)
    return client.post(reverse(address, args=args), data)


def a_round(people, run=None, **facts) -> AwardRound:
    today = timezone.localdate()
    kind = rounds.create_kind(
        by=people.headquarters,
        **{"name": "贡献奖（先进单位）", "category": "unit", "department": people.city} | facts,
    )
    return rounds.begin_round(
        by=people.headquarters,
        kind=kind,
        session="2026年度",
        starts_on=today - timedelta(days=300),
        ends_on=today,
        run=run,
    )


@pytest.fixture
def award_round(people):
    """Two departments nominated, a committee of four of which none has voted."""
    made = a_round(people)
    for department in (people.park_department, people.other_department):
        nominate(by=people.headquarters, award_round=made, department=department, reason="工作突出")
    members = [people.leader, people.finance, people.assessor, people.park_officer]
    rounds.set_committee(made, members, by=people.headquarters)
    return made


@pytest.fixture
def voting(people, award_round):
    perform(award_round, "open_vote", by=people.headquarters)
    return award_round


def candidate(award_round, department) -> AwardCandidate:
    return award_round.candidates.get(department=department)


def vote(award_round, person, *choices):
    ballot = ballot_of(award_round, person)
    return cast(award_round, dict(zip(ballot, choices, strict=True)), by=person)


def test_candidates_are_the_first_of_a_frozen_period(people, run):
    leads(people, 8, people.park_department)
    with pytest.raises(ValidationError, match="已定稿"):
        a_round(people, run)
    published(people, run)
    ScoreRun.objects.update(contest_until=timezone.localdate() - timedelta(days=1))
    run.refresh_from_db()
    move(run, "freeze", by=people.leader)
    made = a_round(people, run, name="贡献奖（先进园区）", candidates=1)
    found = found_by_rule(made)
    assert [(each.who, each.figure) for each in found] == [(people.park_department, D("48.00"))]
    assert [each.is_computed for each in nominate_found(made, by=people.headquarters)] == [True]
    with pytest.raises(Refused, match="找不到新的"):
        nominate_found(made, by=people.headquarters)


def test_candidates_by_an_indicator(people):
    leads(people, 3, people.park_department)
    leads(people, 1, people.other_department)
    made = a_round(people, indicator="leads", candidates=1)
    assert [(each.who, each.figure) for each in found_by_rule(made)] == [
        (people.park_department, D(3))
    ]


def test_enterprises_are_found_by_what_they_paid(people, deal):
    from crm.core.indicators.keep import rebuild

    rebuild()
    made = a_round(people, category="enterprise", indicator="fixed_assets")
    for each in found_by_rule(made):
        assert each.who == deal.enterprise


def test_nobody_nominates_the_own_person_or_twice(people, award_round):
    made = a_round(people, name="贡献奖（先进个人）", category="person")
    with pytest.raises(Refused, match="本人"):
        nominate(by=people.officer, award_round=made, person=people.officer, reason="我")
    nominate(by=people.officer, award_round=made, person=people.head, reason="带队招商")
    with pytest.raises(ValidationError, match="已是候选"):
        nominate(by=people.officer, award_round=made, person=people.head, reason="再提")
    with pytest.raises(ValidationError):
        nominate(by=people.officer, award_round=made, department=people.city, reason="单位")


def test_each_votes_once_and_not_on_the_own_department(people, voting):
    own = ballot_of(voting, people.park_officer)
    assert [each.department for each in own] == [people.other_department]
    both = dict.fromkeys(voting.candidates.all(), "for")
    with pytest.raises(Refused, match="每个候选对象"):
        cast(voting, both, by=people.park_officer)
    vote(voting, people.park_officer, "for")
    with pytest.raises(Refused, match="已经投过票"):
        vote(voting, people.park_officer, "against")
    with pytest.raises(Refused, match="每个候选对象"):
        cast(voting, dict(list(both.items())[:1]), by=people.leader)
    with pytest.raises(NotPermitted):
        cast(voting, both, by=people.officer)
    assert AwardVote.objects.count() == 1


def test_votes_are_secret_until_the_vote_is_closed(client, people, voting):
    vote(voting, people.leader, "for", "against")
    for who in (people.headquarters, people.finance, people.auditor):
        assert not AwardVote.objects.visible_to(who).exists()
    assert AwardVote.objects.visible_to(people.leader).count() == 2
    for person in (people.finance, people.assessor):
        vote(voting, person, "for", "for")
    shown = page(client, people.headquarters, "awardround:inspect", voting.pk)
    assert "3 / 4" in shown.text
    asked = candidate(voting, people.park_department)
    shown = page(client, people.headquarters, "awardcandidate:inspect", asked.pk)
    assert "表决情况" not in shown.text
    perform(voting, "close_vote", by=people.headquarters)
    assert AwardVote.objects.visible_to(people.headquarters).count() == 6
    assert (
        not AwardVote.objects.visible_to(people.finance)
        .exclude(member__person=people.finance)
        .exists()
    )


@pytest.mark.parametrize(
    ("members", "percent", "needed"),
    [(4, "66.67", 3), (3, "66.67", 3), (9, "66.67", 7), (3, "50", 2), (5, "100", 5)],
)
def test_the_quorum_is_rounded_up(members, percent, needed):
    assert quorum_of(members, D(percent)) == needed


def test_a_vote_without_its_quorum_is_not_closed(people, voting):
    for person in (people.leader, people.finance):
        vote(voting, person, "for", "for")
    with pytest.raises(Refused, match="4 名委员中已有 2 人投票，至少需 3 人"):
        perform(voting, "close_vote", by=people.headquarters)


def test_elected_is_who_has_more_than_the_part_of_the_votes(people, voting):
    """One seat: of two with enough votes the one with more; half is not more than half."""
    first, second = voting.candidates.order_by("pk")
    vote(voting, people.leader, "for", "for")
    vote(voting, people.finance, "for", "against")
    vote(voting, people.assessor, "for", "for")
    vote(voting, people.park_officer, "against")  # on the second alone
    perform(voting, "close_vote", by=people.headquarters)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.votes_for, first.votes) == ("elected", 3, 3)
    assert (second.state, second.votes_for, second.votes) == ("not_elected", 2, 4)


def test_who_is_level_at_the_last_seat_is_elected_too(people, voting):
    for person in (people.leader, people.finance, people.assessor):
        vote(voting, person, "for", "for")
    perform(voting, "close_vote", by=people.headquarters)
    assert set(voting.candidates.values_list("state", flat=True)) == {"elected"}


def test_a_committee_has_three_and_stays_once_the_vote_began(people, award_round):
    rounds.set_committee(award_round, [people.leader, people.finance], by=people.headquarters)
    with pytest.raises(Refused, match="至少三人"):
        perform(award_round, "open_vote", by=people.headquarters)
    three = [people.leader, people.finance, people.assessor]
    rounds.set_committee(award_round, three, by=people.headquarters)
    perform(award_round, "open_vote", by=people.headquarters)
    with pytest.raises(Refused, match="不再调整"):
        rounds.set_committee(award_round, three[:2], by=people.headquarters)
    with pytest.raises(Refused, match="提名已经结束"):
        nominate(by=people.officer, award_round=award_round, department=people.city, reason="迟")


def test_a_vote_waits_for_each_member_until_it_is_cast(people, voting):
    assert Waiting.objects.visible_to(people.finance).filter(step="vote").count() == 1
    vote(voting, people.finance, "for", "for")
    assert not Waiting.objects.visible_to(people.finance).filter(step="vote").exists()
    assert Waiting.objects.visible_to(people.leader).filter(step="vote").count() == 1
    move(voting, "cancel", by=people.headquarters, note="改期")
    assert not Waiting.objects.filter(step="vote").exists()


def elected(people, voting) -> AwardCandidate:
    for person in (people.leader, people.finance, people.assessor):
        vote(voting, person, "for", "against")
    perform(voting, "close_vote", by=people.headquarters)
    return voting.candidates.get(state="elected")


def test_published_awarded_and_certified(client, people, voting):
    winner = elected(people, voting)
    client.logout()
    notices = reverse("portal:notices")
    assert str(voting) not in client.get(notices).text
    perform(voting, "publish", by=people.headquarters)
    assert voting.notice_until == add_working_days(timezone.localdate(), 5)
    told = client.get(notices)
    assert str(voting) in told.text and "经开区管委会" in told.text
    assert "武陵区招商局" not in told.text
    with pytest.raises(Refused, match="公示期到"):
        perform(voting, "award", by=people.leader)
    AwardRound.objects.update(notice_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotPermitted):
        perform(voting, "award", by=people.headquarters)
    with pytest.raises(Refused, match="授奖后才能"):
        issue("award", winner, by=people.headquarters)
    perform(voting, "award", by=people.leader)
    winner.refresh_from_db()
    assert winner.state == "awarded"
    with pytest.raises(NotPermitted):
        issue("award", winner, by=people.officer)
    document = issue("award", winner, by=people.headquarters)
    assert document.number == f"招表〔{document.year}〕1号"
    text = text_of(document)
    for part in ("荣誉证书", "经开区管委会", "贡献奖（先进单位）", "2026年度", document.number):
        assert part in text
    assert verify(document).problems == []
    assert client.get(reverse("verify", args=[document.token])).status_code == 200
    assert IssuedDocument.objects.visible_to(people.headquarters).filter(pk=document.pk).exists()


def test_who_is_struck_off_on_notice_is_not_awarded(people, voting):
    winner = elected(people, voting)
    perform(voting, "publish", by=people.headquarters)
    with pytest.raises(NotPermitted):
        move(winner, "strike", by=people.officer, note="异议属实")
    move(winner, "strike", by=people.headquarters, note="异议属实")
    AwardRound.objects.update(notice_until=timezone.localdate() - timedelta(days=1))
    perform(voting, "award", by=people.leader)
    assert not voting.candidates.filter(state="awarded").exists()


def test_the_screens_of_a_round(client, people, award_round):
    shown = page(client, people.headquarters, "awardround:inspect", award_round.pk)
    for name in ("find", "committee"):
        address = reverse(f"awardround:{name}", args=[award_round.pk])
        assert address in shown.text
        assert client.get(address).status_code == 200
        client.force_login(people.officer)
        assert client.get(address).status_code in (302, 403)
        client.force_login(people.headquarters)
    assert page(client, people.officer, "awardround:vote", award_round.pk).status_code == 404
    members = [people.leader.pk, people.finance.pk, people.assessor.pk]
    send(client, people.headquarters, "awardround:committee", award_round.pk, people=members)
    assert award_round.members.count() == 3
    form = page(client, people.officer, "awardcandidate:add", award_round=award_round.pk)
    assert set(form.context["form"].fields) >= {"department", "reason"}
    assert "agent" not in form.context["form"].fields
    asked = {"award_round": award_round.pk, "department": people.city.pk, "reason": "牵头有力"}
    send(client, people.officer, "awardcandidate:add", **asked)
    assert award_round.candidates.count() == 3
    send(client, people.headquarters, "awardround:step", award_round.pk, step="open_vote")
    ballot = page(client, people.leader, "awardround:vote", award_round.pk)
    names = list(ballot.context["form"].fields)
    assert len(names) == 2  # not the own department
    empty = send(client, people.leader, "awardround:vote", award_round.pk)
    assert empty.status_code == 200 and not AwardVote.objects.exists()
    send(client, people.leader, "awardround:vote", award_round.pk, **dict.fromkeys(names, "for"))
    assert AwardVote.objects.count() == 2
    again = page(client, people.leader, "awardround:vote", award_round.pk)
    assert again.context["form"] is None and "您已投票" in again.text


@pytest.fixture
def committed(committed_database):
    """A vote of one candidate and one member who clicks often."""
    office = Department.objects.create(name="指挥部办公室")
    other = Department.objects.create(name="市商务局")
    person = User.objects.create_user("hq", name="hq", department=office)
    give_role(person, "headquarters")
    person = User.objects.get(pk=person.pk)
    kind = rounds.create_kind(by=person, name="贡献奖", category="unit", department=office)
    today = timezone.localdate()
    made = rounds.begin_round(
        by=person, kind=kind, session="2026年度", starts_on=today, ends_on=today
    )
    nominate(by=person, award_round=made, department=other, reason="突出")
    CommitteeMember.objects.create(award_round=made, person=person)
    AwardRound.objects.update(state="voting")
    return AwardRound.objects.get(), person


def test_of_eight_clicks_at_once_one_vote_is_cast(committed):
    made, person = committed
    together, came_to = threading.Barrier(8), []

    def run():
        together.wait()
        try:
            came_to.append(len(vote(made, person, "for")))
        except Refused:
            came_to.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, came_to)) == ["1", *["refused"] * 7]
    assert AwardVote.objects.count() == 1
