"""Where a project stands and what it promised, on its page."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.staff.extensions import add_blocks, add_tabs
from crm.staff.record_parts import Block, Item, Mark, Tab
from leads.models import Project

from ..models import Enterprise, Entry, EntryApplication
from .promises import BEHIND, KEPT, promises_against_facts
from .promises import in_force as promises_in_force

LIGHTS = {KEPT: "green", BEHIND: "red"}


def applications_of(project, user):
    applications = EntryApplication.objects.visible_to(user).filter(project=project)
    return applications.select_related("plot__park")


def in_force(project, user) -> EntryApplication | None:
    """The entry whose promises are held against the facts."""
    application = promises_in_force(applications_of(project, user))
    if application:
        application.project = project  # with its milestones
    return application


def promise_lines(application):
    on = application.left_on or timezone.localdate()
    return [
        (line, Mark(line.why, LIGHTS.get(line.verdict, "")))
        for line in promises_against_facts(application, on)
    ]


def promises(project, user) -> list[Block]:
    application = in_force(project, user)
    if application is None:
        return []
    items = [
        Item(f"{line.label} {line.promised}", mark=mark)
        for line, mark in promise_lines(application)
    ]
    return [Block(_("Promises"), items)]


def settled_as(project, user) -> list[Block]:
    """The enterprise that the project became, and the plots it stands on."""
    enterprises = Enterprise.objects.visible_to(user).filter(project=project)
    items = [
        Item(
            enterprise.name,
            reverse("enterprise:inspect", args=[enterprise.pk]),
            enterprise.credit_code,
        )
        for enterprise in enterprises
    ]
    items += [
        Item(str(entry.plot), reverse("plot:inspect", args=[entry.plot_id]))
        for entry in Entry.objects.visible_to(user)
        .filter(project=project)
        .select_related("plot__park")
    ]
    return [Block(_("In the park"), items)]


def park_tab(project, request) -> str:
    application = in_force(project, request.user)
    context = {
        "applications": applications_of(project, request.user),
        "application": application,
        "lines": promise_lines(application) if application else [],
    }
    return render_to_string("parks/_park_of_project.html", context, request)


add_blocks(Project, promises, settled_as, order=1)
add_tabs(
    Project,
    Tab(
        "park",
        gettext_lazy("Park and promises"),
        park_tab,
        is_for=lambda project, user: user.has_perm("parks.view_entryapplication"),
        order=3,
    ),
)
