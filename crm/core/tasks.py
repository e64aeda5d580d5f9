from celery import shared_task

from .limits import count
from .once import forget_old
from .proof.rounds import checkpoint_here, verify_here


@shared_task(name="core.forget_submissions")
def forget_submissions():
    forget_old()
    count.forget_old()


@shared_task(name="core.checkpoint")
def checkpoint_hourly():
    checkpoint_here()


@shared_task(name="core.verify_proof")
def verify_proof_nightly():
    verify_here()
