"""Who is calling: known by telephone number, credit code or name, with what was asked before."""

from dataclasses import dataclass, field

from leads.companies.matching import likely
from leads.models import Company, Contact
from leads.naming.credit_code import normalised
from parks.models import Enterprise

from ..models import ServiceRequest
from ..models.request import phone_key

SHORTEST_NAME = 4
MOST, EARLIER = 5, 8


@dataclass
class Caller:
    """An enterprise that is known, and why it is thought to be the one."""

    name: str
    credit_code: str = ""
    company: Company | None = None
    enterprise: Enterprise | None = None
    contact_name: str = ""
    because: str = ""

    @property
    def key(self) -> str:
        return self.credit_code or self.name


@dataclass
class Known:
    callers: list[Caller] = field(default_factory=list)
    earlier: list[ServiceRequest] = field(default_factory=list)

    def add(self, caller: Caller):
        if all(caller.key != other.key for other in self.callers):
            self.callers.append(caller)


BY_CODE, BY_PHONE, BY_NAME = "code", "phone", "name"


def recognise(user, *, phone: str = "", credit_code: str = "", name: str = "") -> Known:
    """The enterprises that may be asking, the surest first, and their newest requests; of both only
    what ``user`` may see.
    """
    known, code, digits = Known(), normalised(credit_code), phone_key(phone)
    if code:
        _by_code(known, code, user)
    if len(digits) >= 7:
        _by_phone(known, digits, user)
    if len(name.strip()) >= SHORTEST_NAME and not known.callers:
        _by_name(known, name.strip(), user)
    known.callers = known.callers[:MOST]
    known.earlier = _earlier(known, digits, user)
    return known


def by_code(code: str) -> tuple[Enterprise | None, Company | None]:
    """The settled enterprise and the company that bear the credit code."""
    if not code:
        return None, None
    enterprises = Enterprise.objects.select_related("park", "company")
    company = Company.objects.filter(credit_code=code).first()
    enterprise = enterprises.filter(credit_code=code).first()
    return enterprise, company or (enterprise.company if enterprise else None)


def _by_code(known: Known, code: str, user):
    for enterprise in Enterprise.objects.visible_to(user).filter(credit_code=code):
        known.add(_settled(enterprise, BY_CODE))
    for company in Company.objects.visible_to(user).filter(credit_code=code):
        known.add(_company(company, BY_CODE))


def _by_phone(known: Known, digits: str, user):
    """By earlier requests from the number, and by contacts of companies that have it."""
    requests = ServiceRequest.objects.visible_to(user).filter(phone_key=digits)
    for request in requests.select_related("company", "enterprise").order_by("-id")[:MOST]:
        if request.enterprise_name:
            known.add(
                Caller(
                    request.enterprise_name,
                    request.credit_code,
                    request.company,
                    request.enterprise,
                    request.contact_name,
                    BY_PHONE,
                )
            )
    contacts = Contact.objects.visible_to(user).filter(phone__contains=digits[-4:])
    for contact in contacts.select_related("company")[:200]:
        if phone_key(contact.phone) == digits:
            known.add(_company(contact.company, BY_PHONE, contact.name))


def _by_name(known: Known, name: str, user):
    for enterprise in Enterprise.objects.visible_to(user).filter(name__contains=name)[:MOST]:
        known.add(_settled(enterprise, BY_NAME))
    matches = likely(name, limit=MOST)
    companies = Company.objects.visible_to(user).in_bulk([match.company_id for match in matches])
    for match in matches:
        if match.score >= 60 and match.company_id in companies:
            known.add(_company(companies[match.company_id], BY_NAME))


def _settled(enterprise: Enterprise, because: str) -> Caller:
    return Caller(
        enterprise.name, enterprise.credit_code, enterprise.company, enterprise, because=because
    )


def _company(company: Company, because: str, contact_name: str = "") -> Caller:
    return Caller(company.name, company.credit_code, company, None, contact_name, because)


def _earlier(known: Known, digits: str, user) -> list[ServiceRequest]:
    """The newest requests of the first caller, or from this number. Those that ``user`` may not
    open are among them, with ``is_seen`` False.
    """
    rows = ServiceRequest.objects.told_at_the_hotline(user).select_related("kind")
    by_key: dict[int, ServiceRequest] = {}
    caller = known.callers[0] if known.callers else None
    conditions = []
    if caller and caller.credit_code:
        conditions.append({"credit_code": caller.credit_code})
    if caller and caller.company:
        conditions.append({"company": caller.company})
    if len(digits) >= 7:
        conditions.append({"phone_key": digits})
    for condition in conditions:
        for request in rows.filter(**condition).order_by("-id")[:EARLIER]:
            by_key[request.pk] = request
    newest = sorted(by_key.values(), key=lambda request: -request.pk)[:EARLIER]
    visible = ServiceRequest.objects.visible_to(user).filter(
        pk__in=[request.pk for request in newest]
    )
    visible_keys = set(visible.values_list("pk", flat=True)) if newest else set()
    for request in newest:
        request.is_seen = request.pk in visible_keys
    return newest
