from django.core.management.base import BaseCommand, CommandError

from commissions.models import LedgerEntry
from commissions.settlement.settle import first_bad_row


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Recompute the hash chain of the commission ledger; names the first row that does not fit."
    )

    def handle(self, **options):
        sequence = first_bad_row()
        if sequence is not None:
            raise CommandError(
                f"row {sequence} of the ledger does not fit the chain: it, or a row before it, "
                f"was changed or removed"
            )
        self.stdout.write(f"sound: {LedgerEntry.objects.count()} rows")
