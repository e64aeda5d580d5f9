"""What is known of a company comes in: by form, or in the rows of a spreadsheet. Who said it, and
the day, stand beside it.
"""

from django.utils.translation import gettext as _

from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Acquaintance, CompanyNote, CompanyRelation


def _enter(record, *, by):
    record.full_clean()
    return save_as(record, by=by, reason=_("entered"))


@as_one()
def enter_relation(*, by, **facts) -> CompanyRelation:
    """Raises ValidationError where it is stored already or joins a company with itself."""
    return _enter(CompanyRelation(**facts, entered_by=by), by=by)


@as_one()
def enter_note(*, by, **facts) -> CompanyNote:
    return _enter(CompanyNote(**facts, entered_by=by), by=by)


@as_one()
def enter_acquaintance(*, by, **facts) -> Acquaintance:
    """Seen by the department that entered it, and by those who work with the company."""
    return _enter(Acquaintance(**facts, entered_by=by, department=by.department), by=by)


def relations_of_rows(rows, *, by) -> list[CompanyRelation]:
    """From the rows of a spreadsheet; not yet stored."""
    return [CompanyRelation(**row, entered_by=by) for row in rows]


def notes_of_rows(rows, *, by) -> list[CompanyNote]:
    """From the rows of a spreadsheet; not yet stored."""
    return [CompanyNote(**row, entered_by=by) for row in rows]
