"""Points are entered into a running period: of a judged line, a bonus, a deduction, a veto."""

from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import ScoreEntry, ScoreRun, ScoreSubject
from ..models.score_entry import not_of_ones_own

ENTERS = "dispatch.add_scoreentry"


@as_one()
def enter_points(
    run: ScoreRun,
    subject: ScoreSubject,
    *,
    by,
    reason: str,
    evidence,
    points: Decimal = Decimal(0),
    line=None,
    rule=None,
) -> ScoreEntry:
    """It counts once another person has confirmed it.

    Raises NotPermitted; Refused on the own card or when the cards are published.
    """
    if not by.has_perm(ENTERS):
        raise NotPermitted(_("You do not have the right to enter points."))
    run = ScoreRun.objects.select_for_update(of=["self"]).get(pk=run.pk)
    if not run.is_preview:
        raise Refused(_("The cards of this period are published already."))
    entry = ScoreEntry(
        run=run,
        subject=subject,
        line=line,
        rule=rule,
        points=points,
        reason=reason,
        entered_by=by,
    )
    if refusal := not_of_ones_own(entry, by):
        raise Refused(refusal)
    entry.full_clean()
    save_as(entry, by=by)
    attach(entry, evidence, by=by, purpose=str(_("evidence")))
    return entry
