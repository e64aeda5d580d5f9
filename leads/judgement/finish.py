"""A judgement is finished: its opinions become one score, with every part of it kept."""

from collections import defaultdict

from crm.core.errors import MissingFacts
from crm.core.models import Parameter
from crm.core.transitions import missing_facts, move
from crm.core.writes import as_one

from ..models import Answer, Assessment
from .result import Given, Part, weigh


@as_one()
def finish(assessment, *, by, note: str = ""):
    """Weigh the opinions and close the judgement. Raises what ``move()`` raises."""
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
    by_criterion = defaultdict(list)
    for answer in answers:
        by_criterion[answer.criterion_id].append(
            Given(str(answer.opinion.department), said(answer), answer.points, answer.remark)
        )
    return [
        Part(criterion.name, criterion.weight, by_criterion[criterion.pk], criterion.vetoes)
        for criterion in assessment.scheme.criteria.all()
    ]


def said(answer) -> str:
    return answer.word if answer.number is None else f"{answer.number.normalize():f}"
