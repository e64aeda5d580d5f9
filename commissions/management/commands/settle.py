from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from commissions.settlement.foresee import foresee
from commissions.settlement.held import in_two
from commissions.settlement.settle import settle


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
        for foresight in foresee(as_of):
            for entry in foresight.entries:
                words = (foresight.number, entry.component, entry.period, entry.stage)
                label = " ".join(filter(None, (*words, str(entry.payee_id))))
                self.stdout.write(f"{label}: {entry.amount:,.2f}")
            self._held(foresight.held)

    def _held(self, held):
        waiting, not_due = in_two(held)
        for word, lines in (("held", waiting), ("not due", not_due)):
            for line in lines:
                facts = (line["project"], line["what"], line["why"], line["amount"])
                self.stdout.write(f"  {word}: {' '.join(filter(None, facts))}")
