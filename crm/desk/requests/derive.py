"""What a request keeps of other rows, for lists and for who may see it."""

from django.utils.translation import gettext as _

from crm.core.writes import written
from crm.core.writing import bulk

from ..models import ServiceRequest


def keep_departments(request: ServiceRequest):
    """The department in the lead, and those that help or have helped."""
    helping = request.assistances.exclude(state="released").values_list("department_id", flat=True)
    departments = sorted({*helping, request.department_id} - {None})
    if departments != request.departments:
        request.departments = departments
        ServiceRequest.objects.filter(pk=request.pk).update(departments=departments)
        written(ServiceRequest, [request.pk])


def kind_changed(kind):
    """Requests of a kind that has become confidential, or is no longer, follow it."""
    rows = ServiceRequest.objects.filter(kind=kind).exclude(is_confidential=kind.is_confidential)
    bulk.update_alike(
        ServiceRequest,
        list(rows.values_list("pk", flat=True)),
        {"is_confidential": kind.is_confidential},
        by=None,
        reason=_("as its kind is now"),
    )
