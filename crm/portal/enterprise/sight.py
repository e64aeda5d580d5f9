"""Which service requests an enterprise's people see."""

from django.db.models import Q

from crm.desk.models import ServiceMessage
from parks.models.enterprise_person import enterprises_of


def seen_by_enterprises(user) -> Q | None:
    """Requests of the enterprise, for who handles them. One of a confidential kind is for the
    person alone who made it: a colleague's complaint is not the enterprise's to read.
    """
    if user.is_staff or "enterprise" not in user.role_codes:
        return None
    messages = ServiceMessage.objects.filter(by=user, is_from_enterprise=True).values("request")
    handled = Q(enterprise__in=enterprises_of(user, "handles_requests"))
    return handled & (Q(is_confidential=False) | Q(pk__in=messages))
