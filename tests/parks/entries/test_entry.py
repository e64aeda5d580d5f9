from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from crm.core.errors import MissingFacts, NotPermitted, Refused, SamePerson, WrongState
from crm.core.models import CalendarDay, Notification, Parameter
from crm.core.transitions import move, next_steps, perform
from leads.models import Milestone, Project
from parks.entries.apply import (
    ReviewRequest,
    apply_for_entry,
    departments_asked_last,
    give_review,
    submit,
    usual_deadline,
)
from parks.entries.enter import enter
from parks.entries.leave import record_breach
from parks.entries.remind import remind_of_reviews
from parks.models import Breach, EntryApplication, Plot, Reservation, ReviewOpinion

MILLION = Decimal(1_000_000)


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def code():
    from stdnum.cn import uscc

    return "91430700MA4L18AB2" + uscc.calc_check_digit("91430700MA4L18AB2")


@pytest.fixture
def application(people, signed, plot):
    return apply_for_entry(
        signed,
        plot,
        by=people.officer,
        promised_investment=200 * MILLION,
        promised_start_on=today(60),
        promised_production_on=today(400),
        output_per_mu=3 * MILLION,
        tax_per_mu=Decimal(150_000),
        content="储能电池生产线",
    )


@pytest.fixture
def in_review(people, application, reviewers):
    submit(
        application,
        {subject: ReviewRequest(each.department, today(7)) for subject, each in reviewers.items()},
        by=people.park_officer,
    )
    return application


def review_all(application, reviewers, **verdicts):
    for opinion in application.opinions.all():
        give_review(
            opinion,
            by=reviewers[opinion.subject].user,
            verdict=verdicts.get(opinion.subject, "agree"),
            text="意见",
        )


def agreed(people, application, reviewers):
    review_all(application, reviewers)
    perform(application, "approve", by=people.head)
    perform(
        application,
        "agree",
        by=people.park_officer,
        agreement_number="RYXY-1",
        agreed_on=today(),
        hand_over_by=today(40),
    )
    return application


def go_in(people, project, plot, **facts):
    facts = {
        "starts_on": today(),
        "name": "常德示范储能有限公司",
        "credit_code": code(),
        "registered_on": today(-5),
    } | facts
    return enter(project, plot=plot, by=people.park_officer, **facts)


def apply_again(people, signed, plot, reviewers, **departments):
    """The same project again; ``departments`` are asked in the place of the usual ones, None of
    nobody.
    """
    again = apply_for_entry(
        signed,
        plot,
        by=people.officer,
        promised_investment=200 * MILLION,
        promised_start_on=today(60),
        promised_production_on=today(400),
        output_per_mu=3 * MILLION,
        tax_per_mu=Decimal(150_000),
    )
    asked = {
        subject: departments.get(subject, each.department) for subject, each in reviewers.items()
    }
    submit(
        again,
        {subject: ReviewRequest(one, today(7)) for subject, one in asked.items() if one},
        by=people.park_officer,
    )
    return again


def test_who_objected_is_asked_again_after_the_application_was_taken_back(
    people, in_review, reviewers, plot, signed
):
    review_all(in_review, reviewers, environment="object")
    perform(in_review, "withdraw", by=people.officer, note="重新申报")
    for other in (None, reviewers["land"].department):
        with pytest.raises(Refused, match="environment"), transaction.atomic():
            apply_again(people, signed, plot, reviewers, environment=other)
    assert apply_again(people, signed, plot, reviewers, land=None).state == "in_review"


def test_a_leaders_refusal_of_an_entry_is_lifted_by_a_leader_alone(
    people, in_review, reviewers, plot, signed
):
    review_all(in_review, reviewers)
    perform(in_review, "refuse", by=people.leader, note="不符合产业定位")
    again = apply_again(people, signed, plot, reviewers)
    review_all(again, reviewers)
    with pytest.raises(Refused):
        perform(again, "approve", by=people.head)
    with pytest.raises(MissingFacts):
        perform(again, "overrule", by=people.leader, note="")
    perform(again, "overrule", by=people.leader, note="方案已按意见调整")
    assert again.state == "approved"


def test_a_section_heads_refusal_of_an_entry_may_be_decided_anew_by_one(
    people, in_review, reviewers, plot, signed
):
    review_all(in_review, reviewers)
    perform(in_review, "refuse", by=people.head, note="材料不全")
    again = apply_again(people, signed, plot, reviewers)
    review_all(again, reviewers)
    perform(again, "approve", by=people.head)
    assert again.state == "approved"


@pytest.mark.parametrize("ending", ["refuse", "withdraw"])
def test_what_was_refused_or_objected_to_is_not_entered_without_an_application(
    people, in_review, reviewers, plot, signed, ending
):
    Parameter.objects.filter(code="entry_needs_application").update(value=0)
    review_all(in_review, reviewers, land="object")
    perform(in_review, ending, by=people.head, note="土地指标不足")
    with pytest.raises(Refused):
        go_in(people, signed, plot)
    assert Project.objects.get(pk=signed.pk).state == "signed"


def test_the_whole_way_from_the_application_to_the_hand_over(
    people, in_review, reviewers, plot, signed
):
    held = Reservation.objects.get()
    assert (held.plot, held.lead, held.expires_on) == (plot, signed.lead, today(37)), (
        "review until the 7th day, thirty days on"
    )
    agreed(people, in_review, reviewers)
    held.refresh_from_db()
    assert held.expires_on == today(40), "kept until the hand-over"
    go_in(people, signed, plot)
    in_review.refresh_from_db()
    held.refresh_from_db()
    assert (in_review.state, in_review.handed_over_on, held.state) == (
        "handed_over",
        today(),
        "used",
    )
    assert Project.objects.get(pk=signed.pk).state == "entered"
    assert in_review.history.count() == 5, "drafted, submitted, approved, agreed, handed over"


def test_the_departments_answer_side_by_side_and_all_are_needed(people, in_review, reviewers):
    step = next(each for each in next_steps(in_review, people.head) if each.name == "approve")
    assert len(step.missing) == 1
    land = in_review.opinions.get(subject="land")
    with pytest.raises(Refused):
        give_review(land, by=reviewers["energy"].user, verdict="agree")
    give_review(land, by=reviewers["land"].user, verdict="agree")
    with pytest.raises(WrongState):
        give_review(land, by=reviewers["land"].user, verdict="object", text="改口")
    with pytest.raises(MissingFacts):
        perform(in_review, "approve", by=people.head)
    for opinion in in_review.opinions.exclude(subject="land"):
        perform(opinion, "excuse", by=people.park_officer, note="不涉及")
    perform(in_review, "approve", by=people.head)
    assert in_review.state == "approved"


@pytest.mark.parametrize("verdict", ["conditions", "object"])
def test_conditions_and_objections_need_words(in_review, reviewers, verdict):
    opinion = in_review.opinions.get(subject="environment")
    with pytest.raises(MissingFacts):
        give_review(opinion, by=reviewers["environment"].user, verdict=verdict, text=" ")
    give_review(opinion, by=reviewers["environment"].user, verdict=verdict, text="先取得环评批复")
    assert ReviewOpinion.objects.get(pk=opinion.pk).state == "given"


def test_against_an_objection_only_a_leader_approves_and_says_why(people, in_review, reviewers):
    review_all(in_review, reviewers, environment="object")
    with pytest.raises(Refused, match="environment"):
        perform(in_review, "approve", by=people.head)
    assert "overrule" not in {step.name for step in next_steps(in_review, people.head)}
    with pytest.raises(MissingFacts):
        perform(in_review, "overrule", by=people.leader, note="")
    perform(in_review, "overrule", by=people.leader, note="环评批复为前置条件，限期办结")
    assert in_review.state == "approved"


def test_nobody_decides_what_one_submitted(people, application, reviewers):
    submit(
        application,
        {"land": ReviewRequest(reviewers["land"].department, today(1))},
        by=people.park_officer,
    )
    review_all(application, reviewers)
    from crm.core.granting import give_role
    from crm.core.models import User

    give_role(people.park_officer, "leader")
    both = User.objects.get(pk=people.park_officer.pk)
    with pytest.raises(SamePerson):
        perform(application, "approve", by=both)


def test_another_parks_officer_neither_submits_nor_signs(people, application, reviewers):
    from crm.core.models import User

    people.park_officer.department = people.other_department
    people.park_officer.save()
    stranger = User.objects.get(pk=people.park_officer.pk)
    with pytest.raises(Refused, match="常德经开区"):
        submit(
            application,
            {"land": ReviewRequest(reviewers["land"].department, today(1))},
            by=stranger,
        )
    EntryApplication.objects.update(state="approved")
    with pytest.raises(Refused, match="常德经开区"):
        perform(
            application,
            "agree",
            by=stranger,
            agreement_number="RYXY-1",
            agreed_on=today(),
            hand_over_by=today(5),
        )
    assert EntryApplication.objects.get().state == "approved"


def test_a_refused_or_withdrawn_application_frees_the_plot_and_a_new_one_may_follow(
    people, in_review, signed, plot
):
    with pytest.raises(Refused):
        apply_for_entry(signed, plot, by=people.officer)
    perform(in_review, "refuse", by=people.head, note="不符合园区产业方向")
    assert Plot.objects.with_status().get(pk=plot.pk).status == "free"
    again = apply_for_entry(signed, plot, by=people.officer)
    assert again.number != in_review.number
    move(signed, "transfer", by=people.head, note="转往外市")
    again.refresh_from_db()
    assert again.state == "withdrawn"


def test_an_incomplete_application_is_not_submitted_and_nothing_is_written(
    people, signed, plot, reviewers
):
    bare = apply_for_entry(signed, plot, by=people.officer, promised_investment=MILLION)
    with pytest.raises(MissingFacts) as refused:
        submit(
            bare,
            {"land": ReviewRequest(reviewers["land"].department, today(3))},
            by=people.park_officer,
        )
    assert len(refused.value.labels) == 4
    assert (
        ReviewOpinion.objects.count(),
        Reservation.objects.count(),
        EntryApplication.objects.get().state,
    ) == (0, 0, "draft")


def test_a_plot_taken_meanwhile_stops_the_review(people, application, reviewers, plot):
    from leads.models import Company
    from leads.pipeline.register import register_lead
    from parks.space.reserve import reserve

    other = register_lead(
        by=people.officer,
        company=Company.objects.create(name="先到示范"),
        title="先到",
        channel="chain",
        department=people.city,
    )
    reserve(plot, other, by=people.officer)
    with pytest.raises(Refused):
        submit(
            application,
            {"land": ReviewRequest(reviewers["land"].department, today(3))},
            by=people.park_officer,
        )
    assert (EntryApplication.objects.get().state, ReviewOpinion.objects.count()) == ("draft", 0)


def test_production_before_construction_is_refused(people, signed, plot):
    with pytest.raises(Refused):
        apply_for_entry(
            signed,
            plot,
            by=people.officer,
            promised_start_on=date(2027, 1, 2),
            promised_production_on=date(2027, 1, 1),
        )


def test_only_a_signed_project_applies_and_only_who_may(people, deal, plot, signed):
    with pytest.raises(Refused):
        apply_for_entry(deal.project, plot, by=people.officer)
    with pytest.raises(NotPermitted):
        apply_for_entry(signed, plot, by=people.auditor)


def test_an_application_under_way_is_concluded_before_the_entry(people, in_review, signed, plot):
    with pytest.raises(Refused, match=in_review.number):
        go_in(people, signed, plot)


def test_the_agreement_binds_the_entry_to_its_plot(people, in_review, reviewers, signed, plot):
    agreed(people, in_review, reviewers)
    other = Plot.objects.create(park=plot.park, code="A-09", kind="land", area_sqm=1000)
    with pytest.raises(Refused, match="A-01"):
        go_in(people, signed, other)


def test_without_an_application_a_project_enters_unless_the_rule_number_asks_for_one(
    people, signed, plot
):
    Parameter.objects.filter(code="entry_needs_application").update(value=1)
    with pytest.raises(Refused):
        go_in(people, signed, plot)
    Parameter.objects.filter(code="entry_needs_application").update(value=0)
    go_in(people, signed, plot)
    assert Project.objects.get(pk=signed.pk).state == "entered"


def test_the_usual_deadline_counts_working_days_and_the_same_departments_come_first(
    people, in_review, reviewers, monkeypatch
):
    CalendarDay.objects.all().delete()
    monkeypatch.setattr(timezone, "localdate", lambda *_a: date(2027, 1, 7))  # a Thursday
    assert usual_deadline() == date(2027, 1, 14), "five working days"
    assert departments_asked_last(in_review) == {
        subject: each.department.pk for subject, each in reviewers.items()
    }


def test_departments_are_reminded_before_the_day_and_once_after_it(in_review, reviewers):
    land, energy = (in_review.opinions.get(subject=each) for each in ("land", "energy"))
    ReviewOpinion.objects.filter(pk=land.pk).update(due_on=today())
    ReviewOpinion.objects.filter(pk=energy.pk).update(due_on=today(30))
    remind_of_reviews()
    remind_of_reviews()
    told = Notification.objects.filter(kind="review_due")
    assert [(each.recipient, each.object_id) for each in told] == [
        (reviewers["land"].user, land.pk)
    ]
    ReviewOpinion.objects.filter(pk=land.pk).update(due_on=today(-1))
    remind_of_reviews()
    remind_of_reviews()
    assert told.all().count() == 2
    give_review(land, by=reviewers["land"].user, verdict="agree")
    ReviewOpinion.objects.filter(pk=land.pk).update(due_on=today(-2))
    remind_of_reviews()
    assert told.all().count() == 2


@pytest.fixture
def settled(people, in_review, reviewers, signed, plot):
    agreed(people, in_review, reviewers)
    go_in(people, signed, plot)
    in_review.refresh_from_db()
    return in_review


def test_a_breach_has_time_to_be_cured_and_the_officer_is_told(people, settled):
    breach = record_breach(
        settled, by=people.park_officer, promise="start", demand="30 日内开工", cure_by=today(30)
    )
    assert Notification.objects.get(kind="breach").recipient == people.officer
    with pytest.raises(Refused):
        record_breach(
            settled, by=people.park_officer, promise="start", demand="再次", cure_by=today(30)
        )
    with pytest.raises(Refused):
        perform(breach, "uphold", by=people.park_officer, note="未开工")
    Breach.objects.update(found_on=today(-31), cure_by=today(-1))
    perform(breach, "uphold", by=people.park_officer, note="未开工")
    assert breach.state == "upheld"
    with pytest.raises(NotPermitted):
        record_breach(settled, by=people.officer, promise="tax", demand="补足", cure_by=today(30))


def test_an_exit_frees_the_plot_and_terminates_the_project(people, settled, signed, plot):
    with pytest.raises(Refused):
        perform(settled, "leave", by=people.head, left_on=today(1), note="协议解除")
    with pytest.raises(NotPermitted):
        perform(settled, "leave", by=people.park_officer, left_on=today(), note="协议解除")
    signed.entries.update(starts_on=today(-10))
    perform(settled, "leave", by=people.head, left_on=today(), note="协议解除")
    signed.refresh_from_db()
    assert (settled.state, signed.state, signed.entries.get().ends_on) == (
        "left",
        "terminated",
        today(),
    )
    assert Plot.objects.with_status().get(pk=plot.pk).status == "free"
    assert Milestone.objects.filter(project=signed).exists()


def test_departments_see_what_they_are_asked_about_and_not_the_others_words(
    client, in_review, reviewers, people
):
    from django.urls import reverse

    environment, land = (in_review.opinions.get(subject=each) for each in ("environment", "land"))
    give_review(
        environment, by=reviewers["environment"].user, verdict="conditions", text="须先取得批复"
    )
    client.force_login(reviewers["land"].user)
    for name, pk in (("entryapplication", in_review.pk), ("reviewopinion", environment.pk)):
        page = client.get(reverse(f"{name}:inspect", args=[pk]))
        assert page.status_code == 200
        assert "须先取得批复" not in page.content.decode()
    assert (
        "须先取得批复"
        not in client.get(reverse("reviewopinion:history", args=[environment.pk])).content.decode()
    )
    assert client.get(reverse("reviewopinion:give", args=[environment.pk])).status_code in (
        302,
        403,
    )
    client.post(reverse("reviewopinion:give", args=[land.pk]), {"verdict": "agree", "text": ""})
    land.refresh_from_db()
    assert (land.state, land.given_by) == ("given", reviewers["land"].user)
    client.force_login(people.outsider)
    assert client.get(reverse("entryapplication:inspect", args=[in_review.pk])).status_code == 404
    client.force_login(people.head)
    assert (
        "须先取得批复"
        in client.get(reverse("entryapplication:inspect", args=[in_review.pk])).content.decode()
    )


def test_what_each_has_to_do_stands_on_the_desk(people, application, reviewers):
    from crm.dispatch.queue.read import waiting_for

    assert application in [each.record for each in waiting_for(people.park_officer)]
    submit(
        application,
        {"land": ReviewRequest(reviewers["land"].department, today(3))},
        by=people.park_officer,
    )
    assert application not in [each.record for each in waiting_for(people.park_officer)]
    assert [each.record for each in waiting_for(reviewers["land"].user)] == list(
        application.opinions.all()
    )
    assert waiting_for(reviewers["energy"].user) == []
    review_all(application, reviewers)
    assert application in [each.record for each in waiting_for(people.head)]
