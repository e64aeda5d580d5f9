from django.core.management.base import CommandError

from crm.core.database.owner import OwnersCommand
from crm.core.database.rotation import rotate
from crm.core.encryption import UnknownKey

AGAIN = "What was done so far stays; add the key and run again."


class Command(OwnersCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Encrypt account and identity numbers and secrets of second factors anew by "
        "ACCOUNT_NUMBER_KEY and FIELD_CIPHER; those of the keys before it "
        "(ACCOUNT_NUMBER_KEYS_BEFORE) are read. Histories too, which only the owner of the tables "
        "may."
    )

    def handle(self, **options):
        try:
            counts = rotate()
        except UnknownKey as error:
            raise CommandError(f"{error}. {AGAIN}") from None
        for column, count in counts.items():
            self.stdout.write(f"{column}: {count}")
