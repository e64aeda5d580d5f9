"""A record that was still for too long leaves the pool: by someone who confirms the proposal, or by
a rule that says so.
"""

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.punctuation import clauses
from crm.core.transitions import move
from crm.core.writes import as_one

from ..models import WarningLight
from ..models.warning import Grade


@as_one()
def leave_pool(light, *, by, note: str = ""):
    """Take the step out of the pool for the record of ``light``. Raises Refused where nothing is
    proposed, and what ``move()`` raises.
    """
    light = (
        WarningLight.objects.select_for_update(of=["self"])
        .filter(pk=light.pk, grade=Grade.OUT)
        .first()
    )
    if light is None:
        raise Refused(_("This record is not (any more) proposed to leave the pool."))
    reason = clauses(filter(None, (light.reason, note)))
    move(light.record, light.rule.definition.way_out, by=by, note=reason)
