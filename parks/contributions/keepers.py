"""Who of a park looks after an enterprise."""

from crm.core.models import User


def keepers_of(enterprise):
    """The park officers of the department that looks after the enterprise's park."""
    officers = User.objects.staff().filter(department=enterprise.park.department_id)
    return officers.filter(groups__name="park_officer").order_by("pk")
