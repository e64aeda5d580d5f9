from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from .companies.likeness import find_duplicates
from .daily.next_steps import tell_next_steps
from .protection.nightly import lapse_and_escalate
from .warnings.light import light_all


@shared_task(name="leads.find_duplicates")
def find_duplicates_nightly():
    """Compares what changed since the night before last, so that a missed night is made up for."""
    find_duplicates(changed_since=timezone.now() - timedelta(days=2))


@shared_task(name="leads.light_warnings")
def light_warnings():
    light_all()


@shared_task(name="leads.tell_next_steps")
def tell_steps():
    tell_next_steps()


@shared_task(name="leads.keep_protection")
def keep_protection_nightly():
    lapse_and_escalate()
