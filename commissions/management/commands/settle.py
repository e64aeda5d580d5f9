from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from commissions.models.ledger import BASE_FEE
from commissions.settlement.agent_fees import agent_outcomes
from commissions.settlement.base_fees import fee_differences
from commissions.settlement.settle import preview, settle


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = "Post to the ledger what verified facts have made due since the last run."

    def add_arguments(self, parser):
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            help="the day as of which facts count (YYYY-MM-DD); today",
        )
        parser.add_argument(
            "--preview", action="store_true", help="show what would be posted and write nothing"
        )

    def handle(self, *, as_of, preview, **options):
        if preview:
            return self._preview(as_of or timezone.localdate())
        run = settle(as_of=as_of)
        self.stdout.write(
            f"{run.projects} projects, {run.posted} entries, {run.posted_amount:,.2f} yuan"
        )
        self._held(run.held)

    def _preview(self, as_of):
        for outcome in preview(as_of):
            for entry in outcome.entries:
                self.stdout.write(
                    f"{outcome.project.number} {entry.component} {entry.period} "
                    f"{entry.stage} {entry.payee_id}: {entry.amount:,.2f}"
                )
            self._held(outcome.held)
        for outcome in agent_outcomes(as_of):
            for difference in outcome.differences:
                label = " ".join(
                    (outcome.agreement.number, *difference.key, str(outcome.agreement.agent_id))
                )
                self.stdout.write(f"{label}: {difference.amount:,.2f}")
            self._held(outcome.held)
        for fee in fee_differences(as_of):
            self.stdout.write(
                f"{fee.review.agreement.number} {BASE_FEE} {fee.review.year} "
                f"{fee.review.agreement.agent_id}: {fee.amount:,.2f}"
            )

    def _held(self, held):
        for item in held:
            self.stdout.write(
                (
                    f"  held: {item['project']} {item['what']} {item['why']} {item['amount'] or ''}"
                ).rstrip()
            )
