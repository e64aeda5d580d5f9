"""Agents in the demonstration: their agreements, and what they and the bureau have to do with one
another today.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from commissions.agreements.confirm import confirm_document
from commissions.documents.issue import issue
from commissions.models import IssuedDocument, YearTarget
from crm.core.transitions import move, perform
from crm.core.writing.history import save_as
from leads.agents.accounts import ask_change
from leads.models import Membership, Registration
from leads.models.lead import OPEN
from leads.protection.arbitrate import open_dispute
from leads.protection.register import register

from .city import City
from .evidence import evidence
from .notes import tell

# What an agency is to bring this year.
YEARLY = {"companies": 4, "signed": 2, "invested": 10_000}
PROGRESS_SAID = [
    "跟您通个气：这两周和{}一直有联系，正在敲定来常考察的日子",
    "进展：材料已经给到{}，对方内部在走流程，估计下周有回音",
    "{}那边在等总部排期，我们每周都会打一次电话",
    "和{}又碰了一次，用地和用电的问题已经书面答复",
]


def agreement_story(city: City, begins: date) -> Iterator[date]:
    """The policy is published; agreements are reviewed, approved, issued and signed, all but the
    last two.
    """
    yield begins
    version = city.policy()
    drafts = [
        city.agreement(agent, number, version)
        for number, agent in enumerate(city.agents.values(), start=1)
    ]
    yield begins + timedelta(days=4)
    for agreement in drafts:
        move(agreement, "review", by=city.people["section_head"])
        move(agreement, "approve", by=city.people["leader"])
        issue(IssuedDocument.Kind.AGREEMENT, agreement, by=city.people["officer"])
    yield begins + timedelta(days=6)
    for agreement in drafts:
        document = IssuedDocument.objects.of(agreement).get()
        confirm_document(
            document,
            agent=agreement.agent,
            sha256=document.sha256,
            by=city.login_of(agreement.agent),
        )
        perform(agreement, "sign", by=city.people["leader"])
        for metric, value in YEARLY.items() if not agreement.agent.is_referrer else ():
            target = YearTarget(
                agreement=agreement, year=city.this_year, metric=metric, value=value
            )
            save_as(target, by=city.people["officer"])


def agents_story(city: City, today: date) -> Iterator[date]:
    """What agents and the bureau have to do with one another today: reports, a dispute, a chamber,
    a change of account.
    """
    officer = city.people["officer"]
    yield today - timedelta(days=6)
    accepted = Registration.objects.filter(state=Registration.State.ACCEPTED, is_demo=True)
    registrations = accepted.order_by("id")
    for number, registration in enumerate(registrations):
        contact = registration.lead.company.contacts.first()
        if registration.lead.state in OPEN and contact and number % 3:
            tell(registration.lead, PROGRESS_SAID[number % 4].format(contact.name), officer)
    for chamber, member, step in (("沪澧", "赵会长", "consent"), ("沪澧", "李女士", "")):
        membership = save_as(
            Membership(chamber=city.agents[chamber], member=city.agents[member]), by=officer
        )
        if step:
            move(membership, step, by=city.login_of(city.agents[member]))
    agent = city.agents["朗江"]
    ask_change(
        agent,
        holder=agent.name,
        bank="朗澧银行科技支行",
        number="62220000111990001",
        why="开户行变更",
        by=city.login_of(agent),
    )
    yield today - timedelta(days=4)
    contested = next(
        registration
        for registration in registrations
        if registration.lead.state in OPEN and registration.agent == city.agents["苏澜"]
    )
    rival = city.agents["江海"]
    rival_registration = register(
        by=city.login_of(rival),
        agent=rival,
        company_name=contested.company_name,
        title="同一企业的增资项目",
        department=city.bureau,
    )
    dispute = open_dispute(
        rival_registration,
        text="我方去年已陪同企业来访考察，附考察记录",
        files=[evidence("考察记录")],
        by=city.login_of(rival),
    )
    yield today - timedelta(days=3)
    perform(dispute, "hear", by=officer)
