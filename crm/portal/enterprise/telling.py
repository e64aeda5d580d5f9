"""Telling an enterprise's people how its requests and applications go."""

from crm.core.notifications import notify
from parks.models import EnterprisePerson


def tell_enterprise(record):
    """After each change of a service request or an application: those who handle them are told of
    the state once it is another one.
    """
    if record.enterprise_id is None or record.state == type(record).State.RECEIVED:
        return
    people = EnterprisePerson.objects.filter(enterprise=record.enterprise_id)
    handling = people.with_right("handles_requests").select_related("user")
    state = str(record.get_state_display())
    again = getattr(record, "times_reopened", 0)
    notify(
        [person.user for person in handling],
        "enterprise_request",
        record,
        once=f"{record._meta.label} {record.pk} {record.state} {again}",
        state=state,
    )
