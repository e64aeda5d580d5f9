"""A ledger whose rows name agents: each new lead is registered for its agent, or the row is a
problem.
"""

from datetime import date

import pytest
from django.utils import timezone
from django.utils.timezone import localtime

from leads.models import Agent, Clock, Company, Lead, Registration
from leads.pipeline.register import register_lead
from leads.protection.register import register
from tests.leads.spreadsheets.test_spreadsheets import bring_in, offer, problems_of

HEAD = "项目名称,企业名称,渠道,推荐机构,登记日期\n"


@pytest.fixture
def rival(people):
    return Agent.objects.create(
        name="珠江招商有限公司", kind="investment_firm", department=people.city
    )


def sheet(*rows):
    return (HEAD + "\n".join(rows) + "\n").encode()


def messages_of(job):
    return [problem[-1] for problem in job.problems]


def test_rows_that_name_an_agent_are_registered_in_their_order_on_the_servers_clock(
    people, agent, rival
):
    Company.objects.create(name="示范乙有限公司", credit_code="91430700MA4L16JQ9C")
    before = timezone.now()
    bring_in(
        "leads.lead",
        sheet(
            "电池,示范甲有限公司,委托招商,长江招商咨询有限公司,2021.3.5",
            "自有,示范丙有限公司,产业链,,",
            "镜头,示范乙有限公司,委托招商,珠江招商有限公司,",
        ),
        people.officer,
        "a.csv",
    )
    one, two = Registration.objects.order_by("received_at")
    assert before < one.received_at < two.received_at <= timezone.now()
    assert [
        (each.number[-4:], each.agent, each.company_name, each.title, each.state)
        for each in (one, two)
    ] == [
        ("0001", agent, "示范甲有限公司", "电池", "received"),
        ("0002", rival, "示范乙有限公司", "镜头", "received"),
    ]
    assert (two.credit_code, two.registered_by, two.department, two.name_key) == (
        "91430700MA4L16JQ9C",
        people.officer,
        people.city,
        "示范乙",
    )
    # as the ledger has it; the protection counts from today
    assert localtime(one.lead.received_at).date() == date(2021, 3, 5)
    assert [each.history.get().history_user for each in (one, two)] == [people.officer] * 2
    assert sorted(Clock.objects.filter(registration=one).values_list("kind", flat=True)) == [
        "answer",
        "judge",
        "respond",
    ]
    assert (Lead.objects.count(), Lead.objects.filter(registrations=None).get().title) == (
        3,
        "自有",
    )


def test_what_it_registered_holds_against_the_portal_and_against_the_same_file(
    people, agent, rival
):
    content = sheet("电池,示范甲有限公司,委托招商,长江招商咨询有限公司,")
    bring_in("leads.lead", content, people.officer, "a.csv")
    assert (
        register(
            by=people.officer, agent=rival, company_name="湖南示范甲股份有限公司", title="x"
        ).state
        == "taken"
    )
    job = bring_in("leads.lead", content, people.officer, "a.csv")
    assert (
        job.new_count,
        job.same_count,
        Registration.objects.holding().count(),
        Clock.objects.count(),
    ) == (0, 1, 1, 3)


@pytest.mark.parametrize("name", ["示范光电股份有限公司", "示范光电", "常德示范光电有限公司"])
def test_a_company_of_another_agent_is_a_problem_and_nothing_is_written(people, agent, rival, name):
    register(by=people.agency, agent=agent, company_name="示范光电股份有限公司", title="镜头模组")
    job = offer(
        "leads.lead",
        sheet(
            f"光学,{name},委托招商,珠江招商有限公司,",
            "电池,示范甲有限公司,委托招商,珠江招商有限公司,",
        ),
        people.officer,
        "a.csv",
    )
    assert (job.phase, problems_of(job)) == ("faulty", [(2, "D")])
    assert "BB-" in messages_of(job)[0] and "长江" in messages_of(job)[0]
    assert (Lead.objects.count(), Registration.objects.count()) == (1, 1)


def test_who_may_not_see_the_holder_learns_only_that_the_company_is_taken(people, agent, rival):
    register(by=people.agency, agent=agent, company_name="示范光电股份有限公司", title="镜头模组")
    own = register_lead(
        by=people.officer,
        company=Company.objects.create(name="示范丙有限公司"),
        title="自有线索",
        channel="list500",
        department=people.city,
    )
    Agent.objects.create(
        name="洞庭招商有限公司", kind="investment_firm", department=people.other_department
    )
    rows = sheet(
        "光学,示范光电,委托招商,洞庭招商有限公司,", "自有,示范丙有限公司,委托招商,洞庭招商有限公司,"
    )
    blind = offer("leads.lead", rows, people.outsider, "a.csv")
    assert problems_of(blind) == [(2, "D"), (3, "D")]
    assert len(set(messages_of(blind))) == 1  # the bureau's own work reads like a registration
    assert not any(secret in str(messages_of(blind)) for secret in ("BB-", "长江", own.number))
    rows = sheet(
        "光学,示范光电,委托招商,珠江招商有限公司,",
        "镜片,示范光电,委托招商,长江招商咨询有限公司,",
        "自有,示范丙有限公司,委托招商,珠江招商有限公司,",
    )
    seeing = messages_of(offer("leads.lead", rows, people.officer, "a.csv"))
    assert "BB-" in seeing[1] and own.number in seeing[2]


def test_of_two_rows_that_name_one_company_for_two_agents_the_upper_one_is_first(
    people, agent, rival
):
    rows = (
        "电池,示范甲有限公司,委托招商,长江招商咨询有限公司,",
        "芯片,湖南示范甲有限公司,委托招商,珠江招商有限公司,",
        "自有,示范甲有限公司,产业链,,",
        "三期,示范甲有限公司,委托招商,长江招商咨询有限公司,",
    )
    job = offer("leads.lead", sheet(*rows), people.officer, "a.csv")
    assert (job.phase, problems_of(job)) == ("faulty", [(3, "D"), (5, "D")])
    assert all("2" in message for message in messages_of(job))
    bring_in("leads.lead", sheet(rows[0], rows[2]), people.officer, "a.csv")
    assert (Registration.objects.get().agent, Lead.objects.count()) == (agent, 2)


def test_the_bureaus_own_row_above_goes_before_an_agents_below(people, agent):
    job = offer(
        "leads.lead",
        sheet("自有,示范甲有限公司,产业链,,", "电池,示范甲有限公司,委托招商,长江招商咨询有限公司,"),
        people.officer,
        "a.csv",
    )
    assert problems_of(job) == [(3, "D")]


def test_what_was_registered_between_preview_and_confirmation_is_not_written_over(
    people, agent, rival
):
    from crm.core.tables.begin import confirm_import
    from crm.core.tables.importing import write_import

    job = offer(
        "leads.lead",
        sheet("电池,示范甲有限公司,委托招商,珠江招商有限公司,"),
        people.officer,
        "a.csv",
    )
    register(by=people.agency, agent=agent, company_name="示范甲", title="抢先")
    confirm_import(job, by=people.officer)
    job.refresh_from_db()
    write_import(job)
    job.refresh_from_db()
    assert (job.phase, problems_of(job), Registration.objects.get().agent) == (
        "faulty",
        [(2, "D")],
        agent,
    )


def test_who_brought_a_registered_lead_is_not_changed_by_an_import(people, agent, rival):
    register(by=people.agency, agent=agent, company_name="示范甲有限公司", title="电池")
    job = offer(
        "leads.lead",
        sheet("电池,示范甲有限公司,委托招商,珠江招商有限公司,"),
        people.officer,
        "a.csv",
    )
    assert problems_of(job) == [(2, "D")]
    bare = register_lead(
        by=people.officer,
        company=Company.objects.create(name="示范乙有限公司"),
        title="镜头",
        channel="agent",
        department=people.city,
    )
    bring_in(
        "leads.lead",
        sheet("镜头,示范乙有限公司,委托招商,珠江招商有限公司,"),
        people.officer,
        "a.csv",
    )
    bare.refresh_from_db()
    assert (bare.agent, Registration.objects.count()) == (rival, 1)


def test_an_agent_at_rest_brings_nothing(people, agent):
    Agent.objects.update(is_active=False)
    assert problems_of(
        offer(
            "leads.lead",
            sheet("电池,示范甲有限公司,委托招商,长江招商咨询有限公司,"),
            people.officer,
            "a.csv",
        )
    ) == [(2, "D")]


def test_who_may_not_register_for_agents_imports_no_rows_that_name_one(people, agent):
    from django.contrib.auth.models import Group, Permission

    some = Group.objects.create(name="enters leads")
    some.permissions.set(
        Permission.objects.filter(
            codename__in=["add_lead", "view_lead", "view_agent", "view_company", "add_company"]
        )
    )
    people.officer.groups.set([some])
    user = type(people.officer).objects.get(pk=people.officer.pk)
    rows = ("电池,示范甲有限公司,委托招商,长江招商咨询有限公司,", "自有,示范乙有限公司,产业链,,")
    assert problems_of(offer("leads.lead", sheet(*rows), user, "a.csv")) == [(2, "D")]


def test_a_thousand_rows_ask_as_little_as_two(people, agent):
    def asked(count, letter):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            bring_in(
                "leads.lead",
                sheet(
                    *(
                        f"项目{n},示范{letter}{n}号有限公司,委托招商,长江招商咨询有限公司,"
                        for n in range(count)
                    )
                ),
                people.officer,
                "a.csv",
            )
        return len(asked)

    few, many = asked(2, "早"), asked(1000, "晚")
    assert Registration.objects.count() == 1002
    assert many < few + 50


def test_what_a_demonstrations_agent_brings_goes_with_the_demonstration(people, agent):
    Agent.objects.update(is_demo=True)
    bring_in(
        "leads.lead",
        sheet("电池,示范甲有限公司,委托招商,长江招商咨询有限公司,", "自有,示范乙有限公司,产业链,,"),
        people.officer,
        "a.csv",
    )
    assert (
        Registration.objects.get().is_demo,
        list(Lead.objects.order_by("id").values_list("is_demo", flat=True)),
    ) == (True, [True, False])
