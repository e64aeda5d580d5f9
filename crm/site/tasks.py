from celery import shared_task

from .policies.tell import tell_all


@shared_task(name="site.tell_of_policies")
def tell_of_policies() -> int:
    """Every morning: subscribers hear of policies that were published or changed and may fit."""
    return tell_all()
