"""Who holds a company: the registration that was first, or work of the bureau's own that is under
way.
"""

from django.db import connection
from django.db.models import Q

from ..models import Company, Lead, Project, Registration
from ..models.project import SETTLED
from ..naming.names import core_name

TURNS = 7_302_001  # the advisory lock of registrations: they are received one after another


def wait_for_turn():
    """Take the lock of registrations until this transaction ends: of two at the same instant one
    comes first.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [TURNS])


def companies_like(name: str, credit_code: str) -> list[Company]:
    """Stored companies that are the same by credit code (these first), by core name, English name
    or alias.
    """
    by_code = list(Company.objects.filter(credit_code=credit_code)) if credit_code else []
    return by_code + [
        company for company in Company.objects.named(name).order_by("pk") if company not in by_code
    ]


def holding_registration(name: str, credit_code: str, companies) -> Registration | None:
    """The registration that holds one of ``companies``, or was itself reported under this name or
    code.
    """
    same = Q(company__in=companies)
    if key := core_name(name):
        same |= Q(name_key=key)
    if credit_code:
        same |= Q(credit_code=credit_code)
    return Registration.objects.holding().filter(same).order_by("received_at").first()


def lead_in_hand(companies) -> Lead | None:
    """A lead that is worked on, or whose project has not entered a park yet."""
    return _worked_on().filter(company__in=companies).order_by("received_at").first()


def has_settled(companies) -> bool:
    """Whether one of them has entered a park of the city, which everybody may read in the register
    of companies.
    """
    return Project.objects.filter(company__in=companies, state__in=SETTLED).exists()


def _worked_on():
    before_entry = Q(project__state__in=[Project.State.NEGOTIATING, Project.State.SIGNED])
    return Lead.objects.filter(Q(pk__in=Lead.objects.open()) | before_entry)


def holders_of(companies, names, codes) -> dict[tuple[str, object], Registration | Lead]:
    """The same for many at once: {("company", key), ("name_key", core name) or ("credit_code",
    code): what holds it}.

    A registration goes before a lead, and the earlier before the later.
    """
    holders = (
        {
            ("company", lead.company_id): lead
            for lead in _worked_on().filter(company__any_of=companies).order_by("-received_at")
        }
        if companies
        else {}
    )
    holding = Registration.objects.holding().select_related("agent").order_by("-received_at")
    for field, values in (("company", companies), ("name_key", names), ("credit_code", codes)):
        column = Registration._meta.get_field(field).attname
        holders |= (
            {
                (field, getattr(registration, column)): registration
                for registration in holding.filter(**{f"{field}__any_of": values})
            }
            if values
            else {}
        )
    return holders
