from django.conf import settings
from django.core.management.base import CommandError

from crm.core.database.owner import OwnersCommand
from crm.core.errors import Refused
from crm.core.proof.chain import checkpoints_in
from crm.core.proof.checkpoint import make_checkpoint
from crm.demo.removal import remove_demo


class Command(OwnersCommand):
    requires_system_checks = []  # touches no screen
    help = (
        "Delete the demonstration with its history, ledger and files. The imported 500 lists stay."
    )

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, yes, **options):
        if (
            not yes
            and input("Delete every record of the demonstration for good? Type yes: ") != "yes"
        ):
            raise CommandError("nothing was deleted")
        try:
            removed = remove_demo()
        except Refused as refused:
            raise CommandError(str(refused)) from None
        if settings.CHECKPOINTS and checkpoints_in(settings.CHECKPOINT_DIR):
            make_checkpoint(anew="the demonstration was removed")
        self.stdout.write(
            f"{removed} records removed. Create your first administrator: manage.py createsuperuser"
        )
