"""Taking in whom to call: a contact is seen by the department that entered it and by those who work with the company."""

from crm.core.history import save_as
from leads.models import Contact


def add_contact(*, by, **facts) -> Contact:
    return save_as(Contact(**facts, department=by.department), by=by)


def contacts_of_rows(rows, *, by) -> list[Contact]:
    """Of the rows of a ledger; not yet stored."""
    return [Contact(department_id=by.department_id, **row) for row in rows]
