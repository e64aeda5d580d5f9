"""The people of a settled enterprise: the first, who may do everything, and colleagues."""

from datetime import date
from decimal import Decimal

from crm.core.granting import give_role
from crm.core.models import User
from parks.contributions.declare import declare
from parks.entries.milestone_reports import report_milestone
from parks.models import EnterprisePerson


def login(username: str, name: str = "") -> User:
    user = User.objects.create_user(username, password="a-long-password-1", name=name or username)
    give_role(user, "enterprise")
    return User.objects.get(pk=user.pk)


def at_home(people, enterprise):
    """``people.boss`` looks after the logins, ``people.worker`` has no right."""
    people.boss, people.worker = login("boss", "邱总"), login("worker", "小丁")
    EnterprisePerson.objects.create(enterprise=enterprise, user=people.boss, is_first=True)
    EnterprisePerson.objects.create(enterprise=enterprise, user=people.worker)


def reports(first, enterprise, evidence):
    """(money, milestone) that the first person reports."""
    money = declare(
        enterprise,
        by=first,
        metric="fixed_assets",
        amount=Decimal(60_000_000),
        happened_on=date(2023, 12, 20),
        evidence=evidence(),
    )
    milestone = report_milestone(
        enterprise,
        by=first,
        kind="completed",
        happened_on=date(2023, 5, 1),
        evidence=evidence(),
        note="竣工验收",
    )
    return money, milestone
