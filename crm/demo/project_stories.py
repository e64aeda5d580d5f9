"""A project of the demonstration: signed, in its park, building, producing and paying taxes."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from crm.core.transitions import move
from leads.pipeline.milestones import reach_stage
from parks.entries.enter import enter

from .bureau_files import Receipt
from .city import City, credit_code
from .deals import Deal
from .evidence import evidence
from .money import RATES
from .notes import SIGNED, newest_day, newest_note, tell
from .space import ENTERED_BY_APPLICATION, entry_story, exit_story

PROJECT_STAGES = ["talks", "signed", "entered", "started", "producing", "at_capacity"]
# Days after the lead came: the part of the investment that is paid in, or of the assets built.
PAID_IN = {118: 15, 157: 12, 204: 11, 251: 12, 293: 12, 347: 13, 402: 12, 455: 10}  # per cent
PAID_LATE = {135: 8, 262: 15, 405: 20, 560: 17}
LATE_EVERY = 4  # one deal in so many pays late
BUILT = {240: Decimal("0.18"), 311: Decimal("0.27"), 382: Decimal("0.33"), 440: Decimal("0.22")}
# Where nothing is produced yet, the same goes on more slowly.
BUILT_SLOWLY = {240: Decimal("0.2"), 371: Decimal("0.25"), 497: Decimal("0.3")}
LAND_SHARE = Decimal("0.25")  # of what is built first
OPENS_AFTER, STARTS_AFTER, LEFT_AFTER, PRODUCES_AFTER = 115, 190, 500, 480


def project_story(city: City, deal: Deal, project, officer, today: date) -> Iterator[date]:
    if deal.reaches == "transferred":
        yield deal.begins + timedelta(days=75)
        move(project, "transfer", by=city.people["section_head"], note=deal.said.last)
        return
    last = "started" if deal.reaches == "terminated" else deal.reaches
    goes_to = PROJECT_STAGES.index(last)
    if goes_to >= 1:
        yield from signed_story(city, deal, project, officer)
    if goes_to >= 2:
        yield from entered_story(city, deal, project, goes_to, today)
    elif deal.said.last:
        yield newest_day(deal, today)
        newest_note(deal, {"project": project}, officer, today)


def signed_story(city: City, deal: Deal, project, officer) -> Iterator[date]:
    signed_on = deal.begins + timedelta(days=80)
    yield signed_on
    move(
        project,
        "sign",
        by=officer,
        contract_number=f"HT-{signed_on:%Y}-{deal.number:03d}",
        contract_amount=deal.investment,
        signed_on=signed_on,
        planned_start_on=signed_on + timedelta(days=120),
        planned_production_on=signed_on + timedelta(days=420),
        host_department=city.departments[deal.park],
    )
    tell(project.lead, deal.one_of(SIGNED), officer)


def entered_story(city: City, deal: Deal, project, goes_to: int, today: date) -> Iterator[date]:
    park_officer = city.park_officers[deal.park]
    plot = city.plots[deal.park].pop()
    if deal.name in ENTERED_BY_APPLICATION:
        yield from entry_story(city, deal, project, plot, park_officer)
    yield deal.begins + timedelta(days=OPENS_AFTER)
    day = timezone.localdate()
    enterprise = enter(
        project,
        plot=plot,
        starts_on=day,
        name=f"{deal.stem}（常德）有限公司",
        credit_code=credit_code(500 + deal.number),
        registered_on=day - timedelta(days=10),
        by=park_officer,
        evidence=evidence("营业执照"),
    )
    money = money_of(deal, enterprise, builds=goes_to >= 3, produces=goes_to >= 4)
    city.receipts += [receipt for receipt in money if receipt.happened_on <= today]
    if goes_to >= 3:
        yield deal.begins + timedelta(days=STARTS_AFTER)
        facts = {"happened_on": timezone.localdate(), "evidence": evidence("施工许可证")}
        reach_stage(project, "start", by=park_officer, **facts)
    if deal.reaches == "terminated":
        yield deal.begins + timedelta(days=LEFT_AFTER)
        yield from exit_story(city, project, park_officer)
        return
    if goes_to >= 4:
        produced = deal.begins + timedelta(days=PRODUCES_AFTER)
        yield produced
        facts = {"happened_on": produced, "evidence": evidence("投产记录")}
        reach_stage(project, "produce", by=park_officer, **facts)
        city.taxpayers.append((deal, enterprise, produced))
    newest = newest_day(deal, today)
    if goes_to == 5:
        yield from filled_story(project, park_officer, produced)
    if deal.said.last:
        yield newest
        newest_note(deal, {"project": project}, city.officers[deal.officer], today)


def filled_story(project, park_officer, produced: date) -> Iterator[date]:
    """At capacity in the first September that is 300 days after the production began."""
    earliest = produced + timedelta(days=300)
    filled_on = date(earliest.year + (earliest > date(earliest.year, 9, 1)), 9, 1)
    yield filled_on
    reach_stage(
        project, "fill", by=park_officer, happened_on=filled_on, evidence=evidence("达产验收")
    )


def money_of(deal: Deal, enterprise, *, builds: bool, produces: bool) -> list[Receipt]:
    """All that is ever paid in and built, also what is still to come."""
    ends = LEFT_AFTER if deal.reaches == "terminated" else 10**4
    paid = PAID_IN if deal.number % LATE_EVERY else PAID_LATE
    steps = [
        (day, "paid_in", {"amount": deal.investment * share / 100})
        for day, share in paid.items()
        if builds or day < PRODUCES_AFTER
    ]
    built = BUILT if produces else BUILT_SLOWLY
    for n, (day, share) in enumerate(built.items() if builds and deal.assets else ()):
        amount = deal.assets * share
        land = amount * LAND_SHARE if n == 0 else Decimal(0)
        steps.append((day, "fixed_assets", {"amount": amount, "land_amount": land}))
    if builds and deal.dollars:
        rate = Decimal(RATES["USD"])
        foreign = {"currency": "美元", "original_amount": deal.dollars, "rate": rate}
        steps.append((300, "foreign_capital", foreign))
    return [
        Receipt(enterprise, metric, deal.begins + timedelta(days=day), money)
        for day, metric, money in steps
        if day < ends
    ]
