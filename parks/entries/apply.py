"""A project applies for its entry: the application, the joint review, and the agreement that fixes
the promises.
"""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.days import days_from
from crm.core.errors import MissingFacts, NotPermitted, Refused
from crm.core.models import Department, Parameter, User
from crm.core.notifications import notify
from crm.core.punctuation import listed
from crm.core.system_user import system_user
from crm.core.transitions import missing_facts, move
from crm.core.working_days import add_working_days
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.models import Project

from ..models import EntryApplication, Plot, Reservation, ReviewOpinion
from ..space.reserve import keep_until, last_possible_end


@dataclass(frozen=True)
class ReviewRequest:
    """Which department reviews one side of an application, by which day."""

    department: Department
    due_on: date


def usual_deadline() -> date:
    return add_working_days(timezone.localdate(), Parameter.whole("entry_review_working_days"))


@as_one()
def apply_for_entry(project: Project, plot: Plot, *, by, **facts) -> EntryApplication:
    """Draft an application; ``facts`` are fields of EntryApplication. The plot is reserved once it
    is submitted.

    Raises NotPermitted, ValidationError, and Refused for a project that is not signed or has an
    application under way.
    """
    if not by.has_perm("parks.add_entryapplication"):
        raise NotPermitted(_("You do not have the right to apply for entries."))
    if project.state != Project.State.SIGNED:
        raise Refused(
            _("Only a signed project applies for its entry; this one is “%s”.")
            % project.get_state_display()
        )
    application = EntryApplication(
        number=EntryApplication.NUMBERS.take(),
        project=project,
        plot=plot,
        applied_by=by,
        **facts,
    )
    application.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            return save_as(application, by=by)
    except IntegrityError as error:
        if "one_application_a_project" in str(error):
            raise Refused(_("An application of this project is under way already.")) from None
        if "application_produces_after_start" in str(error):
            raise Refused(_("Production can not begin before construction.")) from None
        raise


@as_one()
def submit(application, asked: dict[str, ReviewRequest], *, by, note: str = ""):
    """Ask the departments ({subject: who, until when}) side by side; the plot is kept until the
    review can be concluded.

    Raises what ``move()`` raises, and Refused for nobody asked, a day that has passed, a plot that
    is not free, or where a department that objected to the project's last application is left out.
    """
    if not asked:
        raise Refused(_("Ask at least one department."))
    if any(side.due_on < timezone.localdate() for side in asked.values()):
        raise Refused(_("The day by which opinions are due has passed."))
    if objectors := objectors_left_out(application, asked):
        who = listed(objectors)
        raise Refused(
            _("%(who)s objected to the last application of this project: ask again.") % {"who": who}
        )
    if missing := missing_facts(application, application.TRANSITIONS["submit"]):
        raise MissingFacts([label for _fact, label in missing])
    move(application, "submit", by=by, note=note)
    last_day = max(side.due_on for side in asked.values())
    keep_until(
        application.plot,
        application.project.lead,
        days_from(last_day, Parameter.whole("reservation_days")),
        by=by,
        why=application.number,
    )
    for subject, side in asked.items():
        opinion = save_as(
            ReviewOpinion(
                application=application,
                subject=subject,
                department=side.department,
                due_on=side.due_on,
            ),
            by=by,
        )
        notify(
            reviewers_of(side.department),
            "review_asked",
            opinion,
            by=by,
            day=side.due_on.isoformat(),
        )


def objectors_left_out(application, asked: dict[str, ReviewRequest]) -> list[str]:
    """Who objected when the project was last reviewed, and would not be asked this time."""
    earlier = application.project.applications.filter(pk__lt=application.pk, opinions__isnull=False)
    last = earlier.order_by("pk").last()
    if last is None or not last.ends_against_it():
        return []
    objections = last.opinions.filter(verdict=ReviewOpinion.Verdict.OBJECT).select_related(
        "department"
    )
    sides = {(subject, side.department.pk) for subject, side in asked.items()}
    return [
        str(objection.department)
        for objection in objections
        if (objection.subject, objection.department_id) not in sides
    ]


def reviewers_of(department):
    """Who gives the opinion of a department."""
    reviewers = User.objects.staff().with_right("parks.give_reviewopinion")
    return reviewers.filter(department__in=department.subtree_ids())


def departments_asked_last(application) -> dict[str, int]:
    """{subject: department} as the same park asked last time."""
    earlier = ReviewOpinion.objects.filter(
        application__plot__park__department=application.plot.park.department_id
    ).order_by("id")
    return dict(earlier.values_list("subject", "department"))


@as_one()
def give_review(opinion, *, by, verdict: str, text: str = ""):
    """A department gives its opinion, once. Raises what ``move()`` raises."""
    EntryApplication.objects.select_for_update().get(pk=opinion.application_id)
    return move(opinion, "give", by=by, verdict=verdict, text=text)


@as_one()
def agree(application, *, by, note: str = "", **facts):
    """Sign the entry agreement: its promises stand from now on, and the plot is kept until it is to
    be handed over.
    """
    day = facts.get("hand_over_by") or application.hand_over_by
    if day and not timezone.localdate() <= day <= last_possible_end():
        raise Refused(
            _("The hand-over lies between today and %(day)s.") % {"day": last_possible_end()}
        )
    taken = move(application, "agree", by=by, note=note, **facts)
    keep_until(
        application.plot,
        application.project.lead,
        application.hand_over_by,
        by=by,
        why=application.agreement_number,
    )
    return taken


def closed(application, taken):
    """Refused or withdrawn: the plot is free for others again. Called by ``move()``."""
    for reservation in Reservation.objects.filter(
        plot=application.plot_id, lead=application.project.lead_id, state=Reservation.State.ACTIVE
    ):
        move(
            reservation,
            "lapse",
            by=system_user(),
            note=f"{application.number} {taken.note}".strip(),
            ended_on=timezone.localdate(),
        )


def withdraw_of_closed(project):
    """A project that was given up applies no longer; called after each change of one."""
    if project.state in (Project.State.TERMINATED, Project.State.TRANSFERRED):
        for application in project.applications.under_way():
            move(application, "withdraw", by=system_user(), note=str(project.get_state_display()))
