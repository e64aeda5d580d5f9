from django.core.management.base import BaseCommand

from crm.core.models import User
from crm.core.roles import ROLES

PASSWORD = "deshang-demo"


class Command(BaseCommand):
    help = "Print one login per role of the demonstration."

    def handle(self, **options):
        for code, role in ROLES.items():
            user = User.objects.filter(username=f"demo_{code}").first()
            if user and user.check_password(PASSWORD):
                self.stdout.write(f"  {user.username:<20} {PASSWORD}   {role.label}")
