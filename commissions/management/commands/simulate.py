from datetime import date
from decimal import Decimal
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from commissions.policies.find import policy_named
from commissions.policies.language import in_language
from commissions.policies.simulate import simulate, workbook


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Work all history out under another policy and show who would gain and lose against "
        "the policies in force."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "policy", help="a file, a code of the library, or CODE/VERSION of a stored one"
        )
        parser.add_argument(
            "--against",
            choices=["current"],
            default="current",
            help="what to compare with: the policies in force",
        )
        parser.add_argument("--language", choices=["zh", "en"], default="zh")
        parser.add_argument("--as-of", type=date.fromisoformat, default=None)
        parser.add_argument("--xlsx", type=Path, help="also write the table to this file")

    def handle(self, *, policy, as_of, xlsx, language, **options):
        with in_language(language):
            self._handle(policy_named(policy, language), as_of, xlsx)

    def _handle(self, policy, as_of, xlsx):
        rows = sorted(
            simulate(policy, as_of or timezone.localdate()), key=lambda row: row.difference
        )
        for row in rows:
            self.stdout.write(
                f"{row.project.number}\t{row.payee}\t{row.current:,.2f}\t"
                f"{row.proposed:,.2f}\t{row.difference:+,.2f}"
            )
        gainers = sum(1 for row in rows if row.difference > 0)
        losers = sum(1 for row in rows if row.difference < 0)
        current = sum((row.current for row in rows), Decimal(0))
        proposed = sum((row.proposed for row in rows), Decimal(0))
        self.stdout.write(
            f"{len(rows)} awards: {current:,.2f} → {proposed:,.2f} "
            f"({proposed - current:+,.2f}); {gainers} gain, {losers} lose"
        )
        if xlsx:
            workbook(
                rows,
                (
                    _("number"),
                    _("project"),
                    _("payee"),
                    _("in force"),
                    _("proposed"),
                    _("difference"),
                ),
            ).save(xlsx)
            self.stdout.write(str(xlsx))
