from celery import shared_task
from django.core.management import call_command

from .policies.subscribe import forget_unconfirmed
from .policies.tell import tell_all


@shared_task(name="site.publish_scheduled")
def publish_scheduled():
    """Pages whose hour has come are published; those whose time is over are not public any more."""
    call_command("publish_scheduled")


@shared_task(name="site.tell_of_policies")
def tell_of_policies() -> int:
    """Every morning: subscribers hear of policies that were published or changed and may fit; who
    did not agree in time is forgotten.
    """
    forget_unconfirmed()
    return tell_all()
