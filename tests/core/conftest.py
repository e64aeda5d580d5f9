import pytest


@pytest.fixture
def deal(deal):
    """What the steps of the deal told its agency is not what is counted here."""
    from crm.core.models import Notification

    Notification.objects.all().delete()
    return deal
