"""Each deal of the demonstration, from the first word to the project that it becomes or does not
become.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from crm.core.transitions import move
from crm.core.writing.history import save_as
from leads.models import Company, Contact, Industry
from leads.pipeline.convert import convert
from leads.pipeline.register import register_lead
from leads.protection.register import register

from .channels import facts_of_deal, judgement_story, note_the_event
from .city import City, credit_code
from .deals import Deal
from .notes import (
    AFTER_CALL,
    AFTER_VISIT,
    CALLED,
    RECEIVED,
    VISITED,
    hear,
    newest_day,
    newest_note,
    talk,
    tell,
)
from .project_stories import project_story

LATE = 7  # one deal in so many is judged, and its agent answered, a day too late
DAYS = {"called": 8, "visited": 24, "quiet": 60, "converted": 50, "lapsed": 180}
ENDS_AT_ONCE = {"rejected": "reject", "duplicate": "mark_duplicate"}


def deal_story(city: City, deal: Deal, today: date) -> Iterator[date]:
    yield deal.begins
    company = known_company(city, deal)
    lead = received(city, deal, company)
    yield from judgement_story(city, lead, deal.begins, finished=deal.reaches != "new")
    if deal.said.agent:
        yield deal.begins + timedelta(days=1)
        hear(city, lead, deal.said.agent)
    if deal.reaches == "new":
        return
    officer = city.officers[deal.officer]
    yield deal.begins + timedelta(days=1 if deal.number % LATE else 2)
    if deal.reaches in ENDS_AT_ONCE:
        by = city.people["section_head"]
        move(lead, ENDS_AT_ONCE[deal.reaches], by=by, note=deal.said.last)
        tell(lead, f"{deal.name}这条没有列入：{deal.said.last}", officer)
        return
    move(lead, "judge", by=city.people["section_head"], owner=officer)
    tell(lead, deal.one_of(RECEIVED, officer=officer.name), officer)
    if deal.reaches != "judged":
        yield from engaged_story(city, deal, lead, officer, today)


def engaged_story(city: City, deal: Deal, lead, officer, today: date) -> Iterator[date]:
    yield deal.begins + timedelta(days=DAYS["called"])
    talk({"lead": lead}, "call", deal.said.call, deal.one_of(AFTER_CALL), officer)
    move(lead, "engage", by=officer)
    tell(lead, deal.one_of(CALLED), officer)
    if deal.reaches == "lapsed":
        yield deal.begins + timedelta(days=DAYS["lapsed"])
        move(lead, "lapse", by=city.people["section_head"], note=deal.said.last)
        return
    if deal.reaches == "engaged":
        yield from newest_story(deal, lead, officer, today)
        return
    yield deal.begins + timedelta(days=DAYS["visited"])
    talk({"lead": lead}, "visit", deal.said.visit, deal.one_of(AFTER_VISIT), officer)
    facts_of_deal(city, lead)
    move(lead, "negotiate", by=officer)
    tell(lead, deal.one_of(VISITED), officer)
    if deal.reaches == "lost":
        yield deal.begins + timedelta(days=90)
        move(lead, "lose", by=officer, note=deal.said.last)
        return
    if deal.reaches == "negotiating":
        yield from newest_story(deal, lead, officer, today)
        return
    yield deal.begins + timedelta(days=DAYS["converted"])
    yield from project_story(city, deal, convert(lead, by=officer), officer, today)


def newest_story(deal: Deal, lead, officer, today: date) -> Iterator[date]:
    quiet_since = deal.begins + timedelta(days=DAYS["quiet"])
    yield quiet_since if deal.said.quiet else newest_day(deal, today)
    newest_note(deal, {"lead": lead}, officer, today)


def known_company(city: City, deal: Deal) -> Company:
    """The company with its contact; several deals may be about one company, entered once."""
    existing = Company.objects.filter(name=deal.company, is_demo=True).first()
    if existing:
        return existing
    officer = city.officers[deal.officer]
    company = Company(
        name=deal.company,
        credit_code=credit_code(deal.number),
        country="德国" if deal.dollars else "中国",
        is_demo=True,
    )
    save_as(company, by=officer)
    save_as(Contact(company=company, name=deal.contact, position=deal.position), by=officer)
    return company


def received(city: City, deal: Deal, company: Company):
    """The lead as an officer enters it, or as its agent registers it."""
    facts = {
        "title": f"{deal.name}项目",
        "department": city.bureau,
        "industry": Industry.objects.get(code=deal.industry),
        "investment": deal.investment,
        "content": deal.said.brief,
    }
    agent = city.agents.get(deal.agent)
    if agent is None:
        by = city.officers[deal.officer]
        return register_lead(by=by, company=company, channel=deal.channel, is_demo=True, **facts)
    company_facts = {"company_name": company.name, "credit_code": company.credit_code}
    lead = register(by=city.login_of(agent), agent=agent, **company_facts, **facts).lead
    note_the_event(city, lead)
    return lead
