"""Which department a message of the site comes to."""

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.models import Department, User
from leads.protection.notifications import those_in_charge

from ..models import City, OfferPage, ParkPage


def department_for(facts: dict, page) -> Department:
    """The district that was named; else the park whose page it came from; else the officer's own;
    else whoever takes the enquiries of the city.
    """
    department = (
        (facts.get("district") and facts["district"].department)
        or _of_place(facts.get("from_page"))
        or (facts.get("contact") and facts["contact"].person.department)
        or City.load().takes_enquiries
    )
    if department is None:
        raise Refused(_("Nobody takes messages of the site yet. Please call the bureau."))
    return department


def _of_place(page) -> Department | None:
    if isinstance(page, (ParkPage, OfferPage)) and page.park:
        return page.park.department
    return None


def in_charge_of(department: Department) -> User | None:
    """Whoever sees to it that a message is answered: a head or an officer of the department or of
    one above; else of the one that takes the enquiries of the city.
    """
    for office in filter(None, (department, City.load().takes_enquiries)):
        for role in ("section_head", "officer"):
            if person := those_in_charge(office, role).order_by("pk").first():
                return person
    return None
