"""What people are told of registrations: the department that one
came in, its agent how it stands.
"""

from crm.core.days import day_of
from crm.core.models import User
from crm.core.models.people import DepartmentTree
from crm.core.notifications import notify

from ..models import Clock, Lead, Registration
from .clocks import due_day


def tell_department(registration):
    """The heads of the responsible department, who put somebody in charge; with the day until which
    it is to be taken up.
    """
    day = due_day(Clock.Kind.RESPOND, day_of(registration.received_at))
    notify(
        those_in_charge(registration.department, "section_head"),
        "registered",
        registration,
        by=registration.registered_by,
        day=day.isoformat(),
    )


def those_in_charge(department, role):
    """People of the role in the department or, where it has none, in those above it."""
    for key in DepartmentTree.load().above(department.pk if department else None):
        people = User.objects.staff().filter(groups__name=role, department=key)
        if people:
            return people
    return User.objects.none()


def registration_moved(registration):
    """Tell its agent; what became a project is followed as one. Neither who took the step is told,
    nor the note.
    """
    if registration.state != Registration.State.RECEIVED and not (
        registration.lead and registration.lead.state == Lead.State.CONVERTED
    ):
        notify(
            registration.agent.users.all(),
            "registration_moved",
            registration,
            state=registration.get_state_display(),
        )


def project_moved(project):
    """The agents who share in it."""
    notify(
        User.objects.filter(agents__referrals__project=project).distinct(),
        "project_moved",
        project,
        state=project.get_state_display(),
    )
