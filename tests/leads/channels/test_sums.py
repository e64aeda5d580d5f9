"""The rows of every report add up to the figures above them,
whoever looks and whatever is chosen.
"""

from datetime import date
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from leads.channels.facts import record_facts
from leads.channels.report import REPORTS
from leads.models import (
    Agent,
    Chain,
    Chamber,
    Channel,
    Company,
    Industry,
    Invitation,
    Lead,
    Link,
    Membership,
    Native,
    Project,
    TalkEvent,
    TargetEntry,
    TargetList,
)
from leads.pipeline.register import register_lead
from parks.models import Park
from tests.hostile.share import WHOLE

# Figures that no column is the sum of: numbers of rows, and what is told of the whole year or list.
NOT_SUMS = {
    "list500": {
        "all lists, each once",
        "Fortune Global 500",
        "China 500",
        "China Private 500",
        "new / moved / left since last year",
    },
    "chain": {"chains"},
    "hometown": {"natives known", "talk events held", "guests who came"},
    "capital": {"leads"},
    "agent": {"agents", "with a target"},
    "expansion": {"leads", "support not named yet"},
    "park": {"specialised parks", "leads without a park yet"},
}


def number(value) -> Decimal:
    """12, Decimal(3), "1,200.00" or "—" (nothing)."""
    return Decimal(0) if value == "—" else Decimal(str(value).replace(",", ""))


def wrong_sums(report) -> list[str]:
    return [
        f"{figure.label}: {figure.value} over {[row.cells[figure.column] for row in report.rows]}"
        for figure in report.figures
        if figure.column is not None
        and sum(number(row.cells[figure.column]) for row in report.rows) != number(figure.value)
    ]


def queries_of(report):
    """Every combination of what the drop-downs offer."""
    names = [choice.name for choice in report.choices]
    for values in product(
        *([value for value, _label in choice.options] for choice in report.choices)
    ):
        yield "&".join(f"{name}={value}" for name, value in zip(names, values, strict=True))


class City:
    """A city with leads of all channels: named, unnamed, wrongly named, signed, lost, in two
    departments.
    """

    def __init__(self, people, deal, seed):
        self.people, self.deal, self.dice = people, deal, Random(seed)
        self.industries = list(Industry.objects.filter(code__in=["3841", "3921", "2710"]))
        self.companies = [
            Company.objects.create(name=f"示范企业{n}", industry=self.any(self.industries))
            for n in range(12)
        ]
        for company in self.companies[6:9]:
            company.parent = self.companies[n := self.companies.index(company) - 6]
            company.save()
            assert n < 6
        self.lists()
        self.ties()
        self.chains()
        self.parks = [
            Park.objects.create(
                name=f"园中园{n}",
                level="city",
                department=people.park_department,
                parent=deal.enterprise.park,
            )
            for n in range(2)
        ]

    def any(self, things):
        return self.dice.choice(list(things))

    def lists(self):
        for kind, first in (("world500", 0), ("private500", 3)):
            for year in (2025, 2026):
                made = TargetList.objects.create(kind_id=kind, year=year)
                for rank, company in enumerate(
                    self.companies[first : first + 5 - (2026 - year)], 1
                ):
                    TargetEntry.objects.create(
                        target_list=made, company=company, rank=rank, name_as_listed=company.name
                    )

    def ties(self):
        city = self.people.city
        self.agents = [
            Agent.objects.create(name=f"引荐人{n}", kind="referrer", department=city)
            for n in range(3)
        ]
        self.house = Agent.objects.create(name="异地商会", kind="chamber", department=city)
        Membership.objects.create(chamber=self.house, member=self.agents[2], state="consented")
        self.chambers = [
            Chamber.objects.create(name="深圳商会", agent=self.house),
            Chamber.objects.create(name="北京商会"),
        ]
        self.natives = [
            Native.objects.create(name="周女士", chamber=self.chambers[1], agent=self.agents[0]),
            Native.objects.create(name="吴先生", chamber=self.chambers[0]),
            Native.objects.create(name="郑先生", agent=self.agents[1]),
        ]
        self.events = [
            TalkEvent.objects.create(
                title=f"恳谈会{n}",
                planned_on=date(2026, 3, n + 1),
                place="深圳",
                department=city,
                chamber=chamber,
                state="held",
                held_on=date(2026, 3, 1),
                outcome="线索",
            )
            for n, chamber in enumerate((self.chambers[0], None))
        ]

    def chains(self):
        self.links = []
        for name, codes in (("动力电池", "3841"), ("电池与终端", "38 39")):
            chain = Chain.objects.create(name=name, department=self.people.city)
            self.links.append(Link.objects.create(chain=chain, name="制造", industry_codes=codes))

    def lead(self, number):
        people, channel = self.people, self.any(Channel)
        agents = {
            "agent": [None, self.deal.agent, self.house, *self.agents],
            "hometown": [None, *self.agents, self.house],
        }
        return register_lead(
            by=people.officer,
            company=self.any(self.companies),
            title=f"项目{number}",
            channel=channel,
            department=self.any([people.city, people.other_department]),
            industry=self.any(self.industries),
            agent=self.any(agents.get(channel, [None])),
            investment=Decimal(self.dice.randint(1, 900)) * 100_000,
        )

    def facts(self, lead):
        offers = {
            "chain": {"link": self.any([None, *self.links])},
            "capital": {"money_sought": self.any([None, Decimal(5_000_000)])},
            "park": {"park": self.any([None, *self.parks])},
            "expansion": {
                "tax_relief": self.any([None, Decimal(70_000)]),
                "plant_sqm": self.any([None, Decimal("1200.50")]),
            },
            "hometown": {"event": self.any([None, *self.events])}
            | ({} if lead.agent else {"native": self.any([None, *self.natives])}),
        }
        if lead.channel in offers and self.dice.random() < 0.8:
            record_facts(lead, offers[lead.channel], by=self.people.officer)

    def outcome(self, lead, number):
        state = self.any(
            ["new", "engaged", "lost", "rejected", "converted", "converted", "converted"]
        )
        Lead.objects.filter(pk=lead.pk).update(state=state)
        if state != "converted":
            return
        amount = self.any([None, Decimal(30_000_000), Decimal("12345678.90")])
        made = {
            "lead": lead,
            "company": lead.company,
            "channel": lead.channel,
            "department": lead.department,
            "owner": self.people.officer,
            "industry": lead.industry,
            "investment": lead.investment,
            "contract_amount": amount,
            "state": self.any(["negotiating", "signed", "entered", "terminated"]),
            "signed_on": timezone.localdate(),
        }
        project = Project.objects.create(number=f"XM-S-{number}", name=lead.title, **made)
        if lead.agent and self.dice.random() < 0.8:
            project.referrals.create(
                agent=lead.agent, is_lead=True, registered_on=timezone.localdate()
            )

    def invitations(self, leads):
        for number, lead in enumerate(leads[:6]):
            guest = (
                {"company": lead.company} if number % 2 else {"native": self.natives[number // 2]}
            )
            event = self.events[number % 2]
            if not event.invitations.filter(**guest).exists():
                Invitation.objects.create(
                    event=event, lead=lead, state=self.any(["attended", "absent"]), **guest
                )

    def fill(self, count):
        leads = [self.lead(number) for number in range(count)]
        for number, lead in enumerate(leads):
            self.facts(lead)
            self.outcome(lead, number)
        self.invitations(leads)


@pytest.mark.parametrize("seed", [1, 2, 3] if WHOLE else [1])
def test_the_rows_of_every_report_add_up_to_its_figures(people, deal, seed):
    City(people, deal, seed).fill(60)
    for code, build in REPORTS.items():
        for who in ("officer", "outsider", "park_officer", "leader", "auditor"):
            user = getattr(people, who)
            for query in queries_of(build(user, QueryDict(""))):
                assert wrong_sums(build(user, QueryDict(query))) == [], (code, who, query)


@pytest.mark.parametrize("code", Channel.values)
def test_every_figure_is_a_sum_of_a_column_or_known_to_be_none(people, deal, code):
    City(people, deal, 7).fill(20)
    with translation.override("en"):
        figures = REPORTS[code](people.leader, QueryDict("")).figures
    assert {str(figure.label) for figure in figures if figure.column is None} <= NOT_SUMS[code]
    assert any(figure.column is not None for figure in figures)


def test_what_names_nobody_stands_in_a_row_of_its_own(people, deal):
    city = City(people, deal, 7)
    register_lead(
        by=people.officer,
        company=city.companies[0],
        title="无人引荐",
        channel="hometown",
        department=people.city,
    )
    report = REPORTS["hometown"](people.leader, QueryDict("by=native"))
    assert [row.cells[5] for row in report.rows if row.is_rest] == [1]


def test_a_chamber_counts_what_its_natives_and_members_brought(people, deal):
    """By a native of the chamber, a member's own agency contract, the chamber itself: three; the
    other chamber none.
    """
    city = City(people, deal, 7)
    facts = {"by": people.officer, "department": people.city}
    by_native = register_lead(
        company=city.companies[0], title="乡贤推荐", channel="hometown", **facts
    )
    record_facts(by_native, {"native": city.natives[1]}, by=people.officer)
    register_lead(
        company=city.companies[1], title="会员推荐", channel="agent", agent=city.agents[2], **facts
    )
    register_lead(
        company=city.companies[2], title="商会推荐", channel="agent", agent=city.house, **facts
    )
    rows = {
        row.cells[0]: row.cells
        for row in REPORTS["hometown"](people.leader, QueryDict("by=chamber")).rows
    }
    assert (rows["深圳商会"][4], rows["北京商会"][4]) == (3, 0)


def test_an_event_counts_the_leads_that_came_of_it_whatever_their_channel(people, deal):
    city = City(people, deal, 7)
    facts = {"by": people.officer, "department": people.city}
    chased = register_lead(company=city.companies[0], title="会上结识", channel="list500", **facts)
    Invitation.objects.create(
        event=city.events[0], company=city.companies[0], lead=chased, state="attended"
    )
    named = register_lead(company=city.companies[1], title="会后跟进", channel="hometown", **facts)
    record_facts(named, {"event": city.events[0]}, by=people.officer)
    rows = {
        row.cells[0]: row.cells
        for row in REPORTS["hometown"](people.leader, QueryDict("by=event")).rows
    }
    assert (rows[str(city.events[0])][7], rows[str(city.events[1])][7]) == (2, 0)


def test_an_enterprise_in_two_chains_is_counted_once_above_and_taken_off_below(people, deal):
    """The deal stands in both chains by its industry 3841."""
    City(people, deal, 7)
    with translation.override("en"):
        report = REPORTS["chain"](people.leader, QueryDict(""))
    here = next(figure for figure in report.figures if figure.label == "enterprises here")
    assert [row.cells[here.column] for row in report.rows] == [1, 1, -1]
    assert here.value == 1
