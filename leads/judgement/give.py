"""A department gives its opinion, once."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.punctuation import labelled
from crm.core.transitions import move
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Assessment, Opinion
from ..models.scale import ScaleError, grade_of


@dataclass(frozen=True)
class GivenAnswer:
    """A number for a measured criterion, a word of the scale for any other."""

    number: Decimal | None = None
    word: str = ""
    remark: str = ""


@as_one()
def give_opinion(opinion, said: dict[int, GivenAnswer], *, by, text: str = ""):
    """Store the answers ({criterion: what was said}) and close the opinion.

    Raises what ``move()`` raises (another department, a given opinion, a criterion left out), and
    Refused for a value off the scale.
    """
    Assessment.objects.select_for_update().get(pk=opinion.assessment_id)
    row = Opinion.objects.select_for_update().get(pk=opinion.pk)
    if row.state == Opinion.State.ASKED:
        for answer in row.answers.select_related("criterion"):
            if answer.criterion_id in said:
                _store(answer, said[answer.criterion_id], by)
    move(row, "give", by=by, text=text)
    opinion.refresh_from_db()


def _store(answer, said: GivenAnswer, by):
    criterion = answer.criterion
    if criterion.is_measured and (said.number is None or said.number < 0):
        raise Refused(
            _("%(criterion)s: give a number that is not negative.") % {"criterion": criterion}
        )
    try:
        grade = grade_of(
            criterion.grades, number=said.number if criterion.is_measured else None, word=said.word
        )
    except ScaleError as error:
        raise Refused(labelled(criterion, error)) from None
    answer.number, answer.word = (said.number, "") if criterion.is_measured else (None, said.word)
    answer.points, answer.remark = grade.points, said.remark
    save_as(answer, by=by)
