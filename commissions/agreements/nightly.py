"""Every night: agreements end with their term, and section heads are told which end soon."""

from datetime import timedelta

from django.utils import timezone

from crm.core.background.one_of_many import one_of_many
from crm.core.models import Parameter, User
from crm.core.notifications import notify
from crm.core.system_user import system_user
from crm.core.transitions import move

from ..models import Agreement


def keep_agreements():
    """Safe to run twice in a night: nothing ends twice, and nobody is reminded twice."""
    by, today = system_user(), timezone.localdate()
    for agreement in Agreement.objects.filter(state=Agreement.State.ACTIVE, ends_on__lt=today):
        with one_of_many(agreement):
            move(agreement, "end", by=by)
    warned_from = today + timedelta(days=Parameter.whole("agreement_end_warning_days"))
    for agreement in Agreement.objects.filter(
        state=Agreement.State.ACTIVE, ends_on__lte=warned_from, renewed_by=None
    ).select_related("agent"):
        heads = User.objects.filter(
            groups__name="section_head", department=agreement.agent.department
        )
        with one_of_many(agreement):
            notify(
                heads,
                "agreement_ends",
                agreement,
                once=f"{agreement.pk}-{agreement.ends_on}",
                day=str(agreement.ends_on),
            )
