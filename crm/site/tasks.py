from celery import shared_task
from django.core.management import call_command


@shared_task(name="site.publish_scheduled")
def publish_scheduled():
    """Pages whose hour has come are published; those whose time is over are not public any more."""
    call_command("publish_scheduled")
