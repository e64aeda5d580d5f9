from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "What must be done before every start: migrate, the demonstration where there is nobody yet, static files. One process, for speed."

    def handle(self, **options):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", if_empty=True, stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
