from celery import shared_task

from ..models import PersonRequest
from .keep import keep_all
from .look import look


@shared_task(name="core.look_for_person")
def look_for(key: int):
    look(PersonRequest.objects.get(pk=key))


@shared_task(name="core.keep_personal_data")
def keep_personal_data() -> int:
    return keep_all()
