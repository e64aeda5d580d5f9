"""A contact comes in: seen by the department that entered it, and by those who work with the
company.
"""

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.turns import take_turns
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Contact
from ..naming.names import written_plainly

FACTS = ("name", "position", "phone", "email", "wechat")


@as_one()
def enter_contact(*, by, company, **facts) -> Contact:
    """Store a contact of ``company``. Refused where one with all these facts is stored: people
    share names, not telephones.
    """
    contact = Contact(company=company, **facts, department=by.department)
    take_turns(Contact, [str(company.pk)])
    if any(_identity(other) == _identity(contact) for other in company.contacts.all()):
        raise Refused(
            _("%(contact)s of “%(company)s” is stored already.")
            % {"contact": contact, "company": company}
        )
    contact.full_clean()
    return save_as(contact, by=by, reason=_("entered"))


def contacts_of_rows(rows, *, by) -> list[Contact]:
    """Contacts from the rows of a spreadsheet; not yet stored."""
    return [Contact(department_id=by.department_id, **row) for row in rows]


def _identity(contact) -> tuple:
    return tuple("".join(written_plainly(getattr(contact, name)).split()) for name in FACTS)
