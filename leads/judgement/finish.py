"""A judgement is finished: its opinions become one score, with every part of it kept."""

from django.db import transaction

from crm.core.errors import MissingFacts
from crm.core.models import Parameter
from crm.core.transitions import missing_facts, move

from ..models import Answer, Assessment
from .result import Given, Part, weigh


@transaction.atomic
def finish(assessment, *, by, note: str = ""):
    """Weigh the opinions given and close. Raises what ``move()`` raises."""
    row = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if missing := missing_facts(row, row.TRANSITIONS["finish"]):
        raise MissingFacts([label for _fact, label in missing])
    result = weigh(parts_of(row), Parameter.get("judgement_pass_score"))
    move(
        row,
        "finish",
        by=by,
        note=note,
        score=result.score,
        passes=result.passes,
        explanation=result.explanation,
    )
    assessment.refresh_from_db()


def parts_of(assessment) -> list[Part]:
    """Every criterion of the scheme, with the answers given to it."""
    answers = list(
        Answer.objects.filter(
            opinion__assessment=assessment, opinion__state="given"
        ).select_related("opinion__department")
    )
    return [
        Part(
            criterion.name,
            criterion.weight,
            [
                Given(str(each.opinion.department), said(each), each.points, each.remark)
                for each in answers
                if each.criterion_id == criterion.pk
            ],
            criterion.vetoes,
        )
        for criterion in assessment.scheme.criteria.all()
    ]


def said(answer) -> str:
    return answer.word if answer.number is None else f"{answer.number.normalize():f}"
