from django.core.management.base import BaseCommand

from crm.core.models import User
from crm.core.roles import ROLES

PASSWORD = "deshang-demo"


class Command(BaseCommand):
    help = "Print the logins of the demonstration: one a role, two where two are needed."

    def handle(self, **options):
        roles = {}
        for code, role in ROLES.items():
            roles |= {f"demo_{code}": role, f"demo_{code}_2": role}
        known = User.objects.in_bulk(list(roles), field_name="username")
        for name, role in roles.items():
            if name in known and known[name].check_password(PASSWORD):
                self.stdout.write(f"  {name:<20} {PASSWORD}   {role.label}")
