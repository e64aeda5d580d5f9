from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from leads.companies.keys import refresh_keys
from leads.companies.likeness import find_duplicates
from leads.models import Company, CompanyAlias


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Compare the stored companies with one another and write down possible duplicates "
        "for people to judge. Joins nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, help="only companies changed in so many days")
        parser.add_argument(
            "--workers", type=int, default=4, help="companies looked up at the same time"
        )

    def handle(self, *, days, workers, **options):
        since = timezone.now() - timedelta(days=days) if days is not None else None
        if since is None:
            refresh_keys(Company, CompanyAlias)
        scan = find_duplicates(
            changed_since=since,
            workers=workers,
            tell=lambda done: self.stderr.write(f"{done} companies\r", ending=""),
        )
        self.stdout.write(
            f"{scan.companies} companies compared, {scan.candidates} new possible duplicates"
        )
