"""Rows of the worklist that mean nothing here are dismissed with a reason, some hundred in one
transaction.
"""

from django.utils.translation import gettext as _

from crm.core.errors import MissingFacts, NotPermitted
from crm.core.runs.steps import Outcome, take_alike
from crm.core.writes import as_one

from ..models import UnmatchedRow


@as_one()
def dismiss_some(pks, *, by, note: str) -> Outcome:
    """Dismiss the open rows with these keys. Rows clarified meanwhile stay as they are and are
    returned with the reason.
    """
    if not by.has_perm("parks.file_contributions"):
        raise NotPermitted(_("You do not have the right to take this step."))
    if not note.strip():
        raise MissingFacts([_("a reason")])
    rows = list(
        UnmatchedRow.objects.visible_to(by)
        .select_for_update(of=("self",))
        .filter(pk__any_of=pks)
        .select_related("source")
        .order_by("pk")
    )
    unfit = [
        (row, _("This step is not possible: the record is now “%s”.") % row.get_state_display())
        for row in rows
        if row.state != UnmatchedRow.State.OPEN
    ]
    fit = [row for row in rows if row.state == UnmatchedRow.State.OPEN]
    take_alike("dismiss", fit, by=by, note=note, closed_by_id=by.pk)
    return Outcome(len(fit), unfit)
