"""The home page and what is done on it: as each role, with and without a script, in few queries."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.core.database.owner import as_owner
from crm.core.errors import NotPermitted, Refused
from crm.core.indicators.keep import keep_up
from crm.core.indicators.shown import year_before
from crm.core.models import Move
from crm.core.transitions import move
from crm.core.undo import LASTS, may_take_back, take_back
from crm.dispatch.home.figures import figures_of, pipeline_of
from crm.dispatch.models import Waiting
from crm.dispatch.queue.read import waiting_for
from leads.daily.next_steps import record_activity
from leads.messages.send import send
from leads.models import Activity, Company, Lead, Message
from leads.pipeline.register import register_lead
from leads.protection.register import register
from parks.contributions.report import report
from parks.models import Contribution
from tests.markup import flat

HOME = "wagtailadmin_home"
MOST_QUERIES = 40
SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


def row_of(user, step):
    return next(each.row for each in waiting_for(user) if each.row.step == step)


def take(client, row, **posted):
    return client.post(reverse("waiting:take", args=[row.pk]), posted, **SCRIPT)


def leads_of(people, count, start=0):
    return [
        register_lead(
            by=people.officer,
            company=Company.objects.create(name=f"澧水{number}号有限公司"),
            title=f"基地{number}",
            channel="list500",
            department=people.city,
            owner=people.officer,
            investment=Decimal(80_000_000),
        )
        for number in range(start, start + count)
    ]


def promise(people, lead, days=0, text="寄资料"):
    return record_activity(
        by=people.officer,
        lead=lead,
        kind="call",
        happened_at=timezone.now(),
        summary="通话",
        next_step=text,
        next_on=timezone.localdate() + timedelta(days=days),
    )


def queries(client):
    client.get(reverse(HOME))
    with CaptureQueriesContext(connection) as found:
        assert client.get(reverse(HOME)).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "role",
    ["officer", "head", "finance", "leader"],
)
def test_the_page_asks_as_little_for_many_as_for_few(client, people, deal, agent, evidence, role):
    def fill(count, start):
        for number, lead in enumerate(leads_of(people, count, start), start=start):
            promise(people, lead, days=number % 9 - 2)
            register(by=people.agency, agent=agent, company_name=f"沅江{number}厂", title="厂")
            report(
                deal.enterprise,
                by=people.park_officer,
                evidence=evidence(),
                metric="paid_in",
                amount=Decimal(1_000_000 + number),
                happened_on=date(2026, 1, 5),
            )

    client.force_login(getattr(people, role))
    fill(6, 0)
    few = queries(client)
    fill(8, 6)
    assert queries(client) <= few
    assert few <= MOST_QUERIES


def test_what_is_most_urgent_lies_open_and_each_row_can_be_opened_by_a_link(client, people):
    late, later = leads_of(people, 2)
    promise(people, late, -3, "寄样品")
    promise(people, later, 3, "回访")
    client.force_login(people.officer)
    page = flat(client.get(reverse(HOME)))
    assert page.index("寄样品") < page.index("七天内") < page.index("回访")
    assert "逾期 3 天" in page
    row = Waiting.objects.get(object_id=later.activities.get().pk, step="finish_step")
    opened = flat(client.get(f"{reverse(HOME)}?open={row.pk}"))
    assert f'ds-task--open" id="waiting-{row.pk}"' in opened
    for odd in ("", "x", "9" * 30, "-1"):
        assert client.get(f"{reverse(HOME)}?open={odd}&which={odd}").status_code == 200


def test_a_report_is_accepted_in_its_row(client, people, agent):
    registration = register(by=people.agency, agent=agent, company_name="沅江光电", title="镜头")
    client.force_login(people.officer)
    page = flat(take(client, row_of(people.officer, "respond")))
    registration.refresh_from_db()
    assert registration.state == "responded"
    assert "已办理：响应" in page
    assert not Waiting.objects.filter(step="respond").exists()
    client.force_login(people.outsider)
    assert flat(client.get(reverse(HOME))).count("沅江光电") == 0


def test_another_persons_row_is_not_taken(client, people, agent):
    registration = register(by=people.agency, agent=agent, company_name="沅江光电", title="镜头")
    row = row_of(people.officer, "respond")
    for who in (people.outsider, people.auditor, people.finance):
        client.force_login(who)
        assert "此事项已办理" in flat(take(client, row))
    registration.refresh_from_db()
    assert registration.state == "received"
    client.force_login(people.officer)
    assert take(client, row, step="accept").status_code == 403


def test_without_a_script_one_is_led_back_home(client, people, agent):
    register(by=people.agency, agent=agent, company_name="沅江光电", title="镜头")
    client.force_login(people.officer)
    row = row_of(people.officer, "respond")
    answer = client.post(reverse("waiting:take", args=[row.pk]), follow=True)
    assert answer.redirect_chain == [(reverse(HOME), 302)]
    assert "已办理" in flat(answer)


def test_an_agent_is_answered_in_the_row(client, people, agent):
    registration = register(by=people.agency, agent=agent, company_name="沅江光电", title="镜头")
    lead = registration.lead
    lead.owner = people.officer
    lead.save()
    send(lead, agent, text="请问什么时候研判？", by=people.agency)
    client.force_login(people.officer)
    row = row_of(people.officer, "read")
    opened = client.get(f"{reverse('waiting:panel')}?open={row.pk}")
    assert "请问什么时候研判？" in flat(opened)
    assert "请先填写内容" in flat(take(client, row, text="  "))
    take(client, row, text="下周三")
    assert Message.objects.last().text == "下周三"
    assert not Message.objects.unread_by_bureau().exists()
    assert not Waiting.objects.filter(step="read").exists()


def test_a_promise_is_ticked_off_in_the_row(client, people):
    activity = promise(people, leads_of(people, 1)[0])
    client.force_login(people.officer)
    take(client, row_of(people.officer, "finish_step"))
    assert Activity.objects.get(pk=activity.pk).next_done_at


def test_a_refusal_asks_for_its_reason(client, people, deal, evidence):
    contribution = report(
        deal.enterprise,
        by=people.park_officer,
        evidence=evidence(),
        metric="paid_in",
        amount=Decimal(5_000_000),
        happened_on=date(2023, 1, 1),
    )
    client.force_login(people.finance)
    row = row_of(people.finance, "verify")
    page = flat(take(client, row, step="reject"))
    assert 'role="alert"' in page
    assert Contribution.objects.get().state == "reported"
    take(client, row, step="reject", note="凭证不符")
    assert Contribution.objects.get(pk=contribution.pk).state == "rejected"


def test_what_is_missing_stands_as_a_form_in_the_row(client, people):
    (lead,) = leads_of(people, 1)
    lead.state = "judged"
    lead.save()
    client.force_login(people.officer)
    row = row_of(people.officer, "engage")
    opened = flat(client.get(f"{reverse('waiting:panel')}?open={row.pk}"))
    assert 'data-controller="next-step"' in opened
    assert str(Lead.FACT_LABELS["has_activity"]) in opened


def test_all_that_waits_is_read_page_by_page(client, people):
    for lead in leads_of(people, 3):
        for number in range(20):
            promise(people, lead, number, f"约定{lead.pk}-{number}")
    client.force_login(people.officer)
    pages = [flat(client.get(f"{reverse('waiting:all')}?p={n}")) for n in (1, 2, "x", 99)]
    assert [page.count('<article class="ds-task"') for page in pages] == [50, 10, 50, 10]


class TestTheWholeList:
    @pytest.fixture
    def row(self, client, people):
        """The last of sixty, on the second page."""
        (lead,) = leads_of(people, 1)
        for number in range(60):
            promise(people, lead, number, f"约定{number}")
        client.force_login(people.officer)
        return waiting_for(people.officer, at_most=100)[-1].row

    def test_a_row_is_opened_where_it_stands(self, client, row):
        page = flat(client.get(f"{reverse('waiting:all')}?p=2"))
        assert "2 / 2" in page and "ds-task--open" not in page
        address = f"{reverse('waiting:panel')}?which=&p=2&open={row.pk}"
        assert address.replace("&", "&amp;") in page
        opened = flat(client.get(address))
        assert f'ds-task--open" id="waiting-{row.pk}"' in opened and "2 / 2" in opened

    def test_the_page_that_it_was_taken_on_is_the_answer(self, client, row):
        address = f"{reverse('waiting:take', args=[row.pk])}?which=&p=2"
        taken = flat(client.post(address, **SCRIPT))
        assert "2 / 2" in taken and f"waiting-{row.pk}" not in taken
        answer = client.post(address, follow=True)
        assert answer.redirect_chain == [(f"{reverse('waiting:all')}?which=&p=2", 302)]
        assert "此事项已办理" in flat(answer)

    def test_it_is_narrowed_to_what_is_to_be_followed_or_decided(self, client, row):
        followed, decided = (
            flat(client.get(f"{reverse('waiting:all')}?which={which}"))
            for which in ("follow", "decide")
        )
        assert followed.count('<article class="ds-task"') == 50
        assert decided.count('<article class="ds-task"') == 0


class TestUndo:
    @pytest.fixture
    def engaged(self, people):
        (lead,) = leads_of(people, 1)
        lead.state = "judged"
        lead.save()
        promise(people, lead, 5)
        move(lead, "engage", by=people.officer)
        return lead

    def test_a_step_is_taken_back_with_all_that_it_wrote(self, client, people, engaged):
        client.force_login(people.officer)
        taken = Move.objects.last()
        page = client.post(reverse("waiting:undo", args=[taken.pk]), **SCRIPT)
        engaged.refresh_from_db()
        assert engaged.state == "judged"
        assert "已撤回" in flat(page)
        last = engaged.moves().last()
        assert (last.name, last.source, last.target) == ("undo", "engaged", "judged")
        assert engaged.history.first().history_user == people.officer
        assert waiting_for(people.officer)[0].row.step in ("engage", "finish_step")
        assert {each.row.step for each in waiting_for(people.officer)} == {"engage", "finish_step"}

    def test_by_nobody_else(self, people, engaged):
        with pytest.raises(NotPermitted):
            take_back(Move.objects.last().pk, by=people.head)

    def test_not_when_the_record_has_gone_on(self, people, engaged):
        taken = Move.objects.last()
        move(engaged, "lose", by=people.officer, note="放弃")
        with pytest.raises(Refused):
            take_back(taken.pk, by=people.officer)

    def test_not_for_long(self, people, engaged):
        taken = Move.objects.last()
        with as_owner():  # an hour of the past
            Move.objects.update(at=timezone.now() - LASTS)
        with pytest.raises(Refused):
            take_back(taken.pk, by=people.officer)

    def test_never_what_moves_money_or_tells_somebody(self, people, engaged):
        from commissions.models import Statement
        from leads.models import Project, Registration

        for model in (Statement, Contribution, Project, Registration):
            assert not any(each.is_reversible for each in model.TRANSITIONS.values())
        move(engaged, "lose", by=people.officer, note="放弃")
        assert not may_take_back(Move.objects.last(), people.officer)


class TestFigures:
    def test_this_year_stands_beside_the_same_days_of_the_last(self, people, deal, evidence):
        today = date(2026, 11, 27)
        for on, amount in (
            (date(2026, 11, 27), 30),
            (date(2026, 11, 28), 500),
            (date(2025, 11, 27), 20),
            (date(2025, 11, 28), 700),
            (date(2025, 1, 1), 4),
            (date(2024, 12, 31), 9000),
        ):
            Contribution.objects.create(
                enterprise=deal.enterprise,
                metric="paid_in",
                amount=Decimal(amount * 10_000),
                happened_on=on,
                reported_by=people.park_officer,
                state="verified",
                verified_by=people.finance,
            )
        keep_up()
        paid_in = figures_of(people.leader, today)[1]
        assert (paid_in.amount, paid_in.before) == (Decimal(300_000), Decimal(240_000))
        assert paid_in.change == Decimal("25.0")
        assert (paid_in.value, paid_in.unit) == ("30", "万元")

    def test_where_there_was_nothing_no_change_is_told(self, people, deal):
        keep_up()
        signed = figures_of(people.leader, date(2022, 12, 31))[0]
        assert (signed.amount, signed.before, signed.change) == (Decimal(300_000_000), 0, None)

    @pytest.mark.parametrize(
        ("today", "end"),
        [(date(2028, 2, 29), date(2027, 2, 28)), (date(2026, 3, 1), date(2025, 3, 1))],
    )
    def test_the_leap_day_has_its_day_in_the_year_before(self, today, end):
        assert year_before(today) == (end.replace(month=1, day=1), end)

    def test_an_officer_sees_the_own_pipeline(self, people, deal):
        own = pipeline_of(people.officer, own=True)
        assert [(each.label, each.count) for each in own["stages"] if each.count] == [("投产", 1)]
        assert own["amount"] == Decimal(300_000_000)
        assert pipeline_of(people.outsider, own=True)["projects"] == 0


def test_a_row_of_the_home_page_offers_no_more_people_than_the_record_does(client, people):
    lead = register_lead(
        by=people.head,
        company=Company.objects.create(name="沅水新材料有限公司"),
        title="新材料基地",
        channel="list500",
        department=people.city,
        investment=Decimal(80_000_000),
    )
    client.force_login(people.head)
    row = row_of(people.head, "judge")
    for stranger in (people.agency, people.auditor):
        take(client, row, owner=stranger.pk)
        lead.refresh_from_db()
        assert (lead.state, lead.owner) == ("new", None)
    take(client, row, owner=people.officer.pk)
    lead.refresh_from_db()
    assert (lead.state, lead.owner) == ("judged", people.officer)
