from django.core.management.base import BaseCommand

from crm.core.models import User
from crm.core.roles import ROLES

PASSWORD = "deshang-demo"


class Command(BaseCommand):
    requires_system_checks = []  # touches no screen
    help = "Print the logins of the demonstration: one a role, two where two are needed."

    def handle(self, **options):
        names = [(f"demo_{code}{second}", role) for code, role in ROLES.items() for second in ("", "_2")]
        known = User.objects.in_bulk([name for name, _role in names], field_name="username")
        for name, role in names:
            if name in known and known[name].check_password(PASSWORD):
                self.stdout.write(f"  {name:<20} {PASSWORD}   {role.label}")
