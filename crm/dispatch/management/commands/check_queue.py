from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from crm.dispatch.queue.reconcile import check_all


class Command(BaseCommand):
    help = "Work the whole work queue out of the records, put it right, and say what was wrong."

    def handle(self, **options):
        wrong = check_all()
        for kind, count in wrong.items():
            self.stdout.write(f"{kind}: {count}")
        if not wrong:
            self.stdout.write(_("The work queue agrees with the records."))
