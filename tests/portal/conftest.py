import pytest

from tests.portal.test_canary import secrets  # noqa: F401  the marked records, for several files


@pytest.fixture
def rival(people):
    """A second agency with a login of its own."""
    from crm.core.granting import give_role
    from crm.core.models import User
    from leads.models import Agent

    user = User.objects.create_user("rival", password="a-long-password-1", name="对手")
    give_role(user, "agency")
    rival = Agent.objects.create(
        name="珠江招商有限公司", kind="investment_firm", department=people.city
    )
    rival.users.add(user)
    people.rival = User.objects.get(pk=user.pk)
    return rival


@pytest.fixture
def hometown(people):
    """A hometown referrer."""
    from leads.models import Agent

    hometown = Agent.objects.create(name="陈先生", kind="referrer", department=people.city)
    hometown.users.add(people.referrer)
    return hometown
