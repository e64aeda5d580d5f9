"""The rows of the parks that checkpoints cover: those from which commissions are reckoned."""

from crm.core.proof.registry import cover, tracked

from .models import Contribution, Enterprise, ExchangeRate

JUDGED = ("verified", "superseded", "rejected")


def register():
    amounts = (
        "enterprise metric amount happened_on land_amount local_amount period_from period_to "
        "currency original_amount rate rate_on is_refund supersedes reported_by reported_at"
    )
    cover(
        tracked(Contribution, unwritten=("verified_at",), fixed=amounts.split(), fixed_in=JUDGED),
        tracked(Enterprise),
        tracked(ExchangeRate),
    )
