"""A judgement is convened: which departments are asked about which criteria, by which day."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.models import Department, Parameter
from crm.core.punctuation import aside, listed
from crm.core.working_days import add_working_days
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Answer, Assessment, Criterion, Lead, Opinion
from ..models.lead import OPEN
from .schemes import in_force


def usual_deadline() -> date:
    return add_working_days(timezone.localdate(), Parameter.whole("judgement_working_days"))


@as_one()
def convene(
    lead, asked: dict[Criterion, Department], *, by, due_on: date | None = None, **figures
) -> Assessment:
    """Open the judgement of ``lead`` by the scheme in force; every department in ``asked`` owes one
    opinion.

    ``figures`` are fields of Assessment; investment, land and content not named are those of the
    lead. Raises NotPermitted, and Refused for a closed lead, an open judgement, a criterion of
    another version, nobody asked, or a day that has passed.
    """
    if not by.has_perm("leads.add_assessment"):
        raise NotPermitted(_("You do not have the right to convene a judgement."))
    row = Lead.objects.select_for_update().get(pk=lead.pk)
    due_on = due_on or usual_deadline()
    scheme = in_force()
    _check(row, scheme, asked, due_on)
    values = {
        "investment": row.investment,
        "land_mu": row.land_mu,
        "content": row.content,
    } | figures
    assessment = Assessment(lead=row, scheme=scheme, convened_by=by, **values)
    assessment.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            save_as(assessment, by=by)
    except IntegrityError as error:
        if "one_open_assessment_per_lead" not in str(error):
            raise
        raise Refused(_("A judgement of this lead is open already.")) from None
    opinions = {
        department: save_as(
            Opinion(assessment=assessment, department=department, due_on=due_on), by=by
        )
        for department in dict.fromkeys(asked.values())
    }
    for criterion, department in asked.items():
        save_as(Answer(opinion=opinions[department], criterion=criterion), by=by)
    return assessment


def _check(lead, scheme, asked, due_on):
    if lead.state not in OPEN:
        raise Refused(_("The lead is closed."))
    if scheme is None:
        raise Refused(_("No judgement scheme is in force."))
    if not asked:
        raise Refused(_("Ask at least one department."))
    if any(criterion.scheme_id != scheme.pk for criterion in asked):
        raise Refused(_("A newer judgement scheme is in force. Open the page again."))
    if left_out := _left_out(lead, scheme, asked):
        names = listed(left_out)
        raise Refused(
            _("The last judgement stands against the lead: ask again about %(what)s.")
            % {"what": names}
        )
    if due_on < timezone.localdate():
        raise Refused(_("The day by which opinions are due has passed."))


def _left_out(lead, scheme, asked) -> list[str]:
    """What the judgement that stands against the lead asked of a department, and this one would
    not.
    """
    against = lead.ruled_out_by()
    if against is None:
        return []
    in_force_now = set(scheme.criteria.values_list("name", flat=True))
    asked_again = {(criterion.name, department.pk) for criterion, department in asked.items()}
    answers = Answer.objects.filter(opinion__assessment=against, criterion__name__in=in_force_now)
    return [
        f"{answer.criterion}{aside(answer.opinion.department)}"
        for answer in answers.select_related("criterion", "opinion__department")
        if (answer.criterion.name, answer.opinion.department_id) not in asked_again
    ]
