from celery import shared_task

from crm.core.models import User
from crm.core.notifications import notify

from .nightly import keep
from .verify_many import verify_many


@shared_task(name="parks.keep_space")
def keep_space_nightly():
    keep()


@shared_task(name="parks.verify_contributions")
def verify_contributions(pks: list[int], by: int, link: str):
    user = User.objects.get(pk=by)
    outcome = verify_many(pks, by=user)
    why = "；".join(dict.fromkeys(reason for _contribution, reason in outcome.refused))
    notify([user], "verified_many", link=link, done=outcome.done, refused=len(outcome.refused), why=why[:300] or "—")
