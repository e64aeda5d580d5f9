"""A year of an agreement held against its targets, and what follows from it."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.errors import NotPermitted, Refused
from crm.core.writes import as_one
from crm.core.writing.history import save_as

from ..models import Agreement, YearReview
from .results import Result, years_of

Finding = YearReview.Finding
REVIEWED = (Agreement.State.ACTIVE, Agreement.State.ENDED, Agreement.State.TERMINATED)


def results_in(agreement, year: int, user) -> list[Result]:
    """What the agent brought in the year, against the targets of this agreement alone."""
    targets = dict(agreement.year_targets.filter(year=year).values_list("metric", "value"))
    results_by_year = {item.year: item.results for item in years_of(agreement.agent, user)}
    return [
        Result(result.metric, result.label, result.done, targets.get(result.metric))
        for result in results_by_year.get(year, [])
    ]


def suggested(results: list[Result]) -> str:
    """The finding that the figures speak for; "" where nothing was aimed at."""
    outcomes = [result.done >= result.target for result in results if result.target]
    if not outcomes:
        return ""
    if all(outcomes):
        return Finding.MET
    return Finding.PARTLY if any(outcomes) else Finding.MISSED


@as_one()
def review_year(
    agreement,
    year: int,
    *,
    finding: str,
    follows: str,
    by,
    fee_reduction: Decimal = Decimal(0),
    note: str = "",
) -> YearReview:
    """Record the finding with the figures as they stand now. Raises Refused for a year outside the
    term, to come or reviewed already.
    """
    if not by.has_perm("commissions.add_yearreview"):
        raise NotPermitted
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    _check(agreement, year, follows, fee_reduction)
    results = [
        {
            "what": result.metric,
            "done": str(result.done),
            "target": str(result.target) if result.target is not None else None,
        }
        for result in results_in(agreement, year, by)
    ]
    review = YearReview(
        agreement=agreement,
        year=year,
        results=results,
        finding=finding,
        follows=follows,
        fee_reduction=fee_reduction,
        note=note,
        reviewed_by=by,
    )
    review.full_clean(exclude=["reviewed_by"])
    return save_as(review, by=by, reason=note)


def _check(agreement, year, follows, fee_reduction):
    if agreement.state not in REVIEWED:
        raise Refused(_("Only an agreement that is or was in force is reviewed."))
    if (
        not agreement.starts_on.year
        <= year
        <= min(agreement.last_day.year, timezone.localdate().year)
    ):
        raise Refused(_("%(year)d is not a year of the agreement that has begun.") % {"year": year})
    if agreement.year_reviews.filter(year=year).exists():
        raise Refused(_("The year %(year)d is reviewed already.") % {"year": year})
    if (follows == YearReview.Follows.FEE) != bool(fee_reduction):
        raise Refused(_("Name the reduction where the base fee is reduced, and only there."))
    if fee_reduction > agreement.base_fee:
        raise Refused(_("The reduction is larger than the base fee."))
