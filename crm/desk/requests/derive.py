"""What a request keeps of other rows, for lists and for who may see it."""

from crm.core.writes import written

from ..models import ServiceRequest


def keep_departments(request: ServiceRequest):
    """The department in the lead, and those that help or have helped."""
    helping = request.assistances.exclude(state="released").values_list("department_id", flat=True)
    found = sorted({*helping, request.department_id} - {None})
    if found != request.departments:
        request.departments = found
        ServiceRequest.objects.filter(pk=request.pk).update(departments=found)
        written(ServiceRequest, [request.pk])


def kind_changed(kind):
    """Requests of a kind that has become confidential, or is no longer, follow it."""
    rows = ServiceRequest.objects.filter(kind=kind).exclude(is_confidential=kind.is_confidential)
    rows.update(is_confidential=kind.is_confidential)
