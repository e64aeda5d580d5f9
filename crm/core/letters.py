"""Letters by e-mail: sent once the transaction holds, and never a reason for it to fail."""

import logging
from functools import partial

from django.core.mail import send_mail
from django.db import transaction

log = logging.getLogger(__name__)


def write_to(users, subject: str, text: str):
    """Send a letter to each of ``users`` that has an address; nobody sees who else gets it."""
    for address in sorted({user.email for user in users if user.email and user.is_active}):
        send_to(address, subject, text)


def send_to(address: str, subject: str, text: str):
    transaction.on_commit(partial(_send, address, subject, text))


def _send(address, subject, text):
    try:
        send_mail(subject, text, None, [address])
    except OSError:
        log.exception("a letter could not be sent")
