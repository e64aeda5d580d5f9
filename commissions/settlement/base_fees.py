"""The base fees of agreements: each year that is over and reviewed is owed less what the review
took off, and posted as a difference.

They rest on the agreement and its review alone: their entries name no project and no policy, and no
policy's cap counts them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from crm.core.days import day_of
from crm.core.models import Parameter, User
from crm.core.writes import as_one

from .. import engine
from ..models import Agreement, LedgerEntry, SettlementRun, YearReview
from ..models.ledger import BASE_FEE

Kind = LedgerEntry.Kind


@dataclass(frozen=True)
class FeeDifference:
    """``amount`` is what a year's base fee comes to, less what the ledger holds of it (``posted``;
    None: nothing yet).
    """

    review: YearReview
    amount: Decimal
    posted: Decimal | None
    due_on: date
    steps: list[list[object]]  # as they are stored

    @property
    def kind(self) -> LedgerEntry.Kind:
        if self.posted is None:
            return Kind.EARNING
        is_anything_left = self.posted + self.amount != 0
        return Kind.ADJUSTMENT if is_anything_left else Kind.CLAWBACK


def fee_differences(as_of: date) -> Iterator[FeeDifference]:
    """A year falls due on its last day within the term, or when it was reviewed, whichever is
    later.
    """
    posted = _posted()
    reviews = YearReview.objects.filter(
        agreement__base_fee__gt=0, year__gte=Parameter.whole("base_fee_from_year")
    )
    for review in reviews.select_related("agreement", "reviewed_by").order_by(
        "agreement_id", "year"
    ):
        agreement = review.agreement
        owed, steps = engine.base_fee_of_year(
            agreement.base_fee,
            review.year,
            agreement.starts_on,
            agreement.last_day,
            reduction=review.fee_reduction,
            reviewed_by=str(review.reviewed_by),
        )
        due_on = max(min(date(review.year, 12, 31), agreement.last_day), day_of(review.reviewed_at))
        posted_amount = posted.get((agreement.pk, str(review.year)))
        difference = owed - (posted_amount or 0)
        if difference and (due_on <= as_of or posted_amount is not None):
            yield FeeDifference(
                review, difference, posted_amount, due_on, [step.to_json() for step in steps]
            )


def _posted() -> dict[tuple[int, str], Decimal]:
    rows = LedgerEntry.objects.earned().filter(component=BASE_FEE, project=None).order_by()
    return {
        (agreement, period): total
        for agreement, period, total in rows.values_list("agreement", "period").annotate(
            total=Sum("amount")
        )
    }


@as_one()
def post_base_fees(
    as_of: date, *, run: SettlementRun | None = None, by: User | None = None
) -> list[LedgerEntry]:
    """Post what is missing. The agreements are locked, so that two runs at once post once."""
    list(
        Agreement.objects.select_for_update(of=("self",))
        .filter(base_fee__gt=0)
        .order_by("pk")
        .values_list("pk")
    )
    return [_post(difference, run, by) for difference in list(fee_differences(as_of))]


def _post(difference: FeeDifference, run: SettlementRun | None, by: User | None) -> LedgerEntry:
    agreement = difference.review.agreement
    return LedgerEntry.objects.create(
        kind=difference.kind,
        payee_id=agreement.agent_id,
        agreement=agreement,
        component=BASE_FEE,
        period=str(difference.review.year),
        amount=difference.amount,
        steps=difference.steps,
        contributions=[],
        due_on=difference.due_on,
        run=run,
        posted_by=by,
        posted_at=timezone.now(),
    )
