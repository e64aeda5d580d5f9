"""Documents of the demonstration, one of each kind, one replaced and one withdrawn; a year of an
agreement reviewed, and its renewal begun.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from commissions.agreements.lifecycle import renew
from commissions.agreements.review import results_in, review_year, suggested
from commissions.documents.issue import issue
from commissions.models import Agreement, IssuedDocument, Payment, Statement
from crm.core.transitions import move
from crm.site.policies.know import know
from leads.models import Project, Referral
from parks.models import Entry, Supplement

from .city import City

K = IssuedDocument.Kind
# What the officer learned before the offer; from then on the questions need not be asked.
TOLD = {
    "equipment": Decimal(620_000_000),
    "jobs": Decimal(460),
    "rent": Decimal(2_400_000),
    "talents": Decimal(18),
    "high_tech": True,
}


def papers_story(city: City, today: date) -> Iterator[date]:
    yield today - timedelta(days=2)
    finance, head = city.people["finance"], city.people["section_head"]
    payment = (
        Payment.objects.filter(statement__is_demo=True, reversed_at=None).order_by("id").first()
    )
    wrong_document = issue(K.STATEMENT, payment.statement, by=finance)
    issue(K.STATEMENT, payment.statement, by=finance, replaces=wrong_document, note="结算期间有误")
    issue(K.PAYMENT, payment, by=finance)
    issue(K.APPROVAL, payment.statement, by=finance)
    statement = (
        Statement.objects.filter(is_demo=True, state=Statement.State.ON_NOTICE)
        .order_by("id")
        .first()
    )
    document = issue(K.STATEMENT, statement, by=finance)
    move(document, "withdraw", by=finance, note="收款人要求更正名称")
    settled = Project.objects.settled().filter(is_demo=True)
    referral = (
        Referral.objects.filter(project__in=settled.filter(department=head.department))
        .order_by("id")
        .first()
    )
    for kind in (K.REFERRAL, K.CERTIFICATE):
        issue(kind, referral, by=head)
    park_officer = city.people["park_officer"]
    issue(
        K.ENTRY,
        Entry.objects.visible_to(park_officer).filter(project__in=settled).order_by("id").first(),
        by=park_officer,
    )
    supplement = Supplement.objects.filter(application__project__is_demo=True).get()
    issue(K.SUPPLEMENT, supplement, by=supplement.drafted_by)
    offer_letter(city)
    yield today - timedelta(days=1)
    agreement = (
        Agreement.objects.filter(
            is_demo=True, state=Agreement.State.ACTIVE, kind=Agreement.Kind.ENTRUSTMENT
        )
        .order_by("id")
        .first()
    )
    finding = suggested(results_in(agreement, city.this_year, head)) or "partly"
    review_year(
        agreement,
        city.this_year,
        finding=finding,
        follows="renew",
        note="信息质量较好，建议续签",
        by=head,
    )
    begins = agreement.ends_on + timedelta(days=1)
    renew(
        agreement,
        starts_on=begins,
        ends_on=begins.replace(year=begins.year + 3),
        by=city.people["officer"],
    )


def offer_letter(city: City):
    """What the city gives the largest project of the officer that is signed and not yet built."""
    officer = city.people["officer"]
    projects = Project.objects.filter(
        is_demo=True, state=Project.State.SIGNED, lead__owner=officer
    ).select_related("lead", "company")
    project = projects.order_by("-investment", "pk").first()
    know(project.company, TOLD, by=officer)
    issue(K.OFFER, project.lead, by=officer)
