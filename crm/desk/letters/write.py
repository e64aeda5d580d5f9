"""What the desk writes by mail: put down with the message, sent by a worker, tried again until the
mail server has taken it.
"""

import logging
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.core.models import Attachment
from crm.core.system_user import system_user
from crm.core.writing.history import save_as

from ..models import ServiceMessage, ServiceRequest

log = logging.getLogger(__name__)
MOST_TRIES = 50
MOST_BYTES = 10 * 1024 * 1024  # of attachments; the others are read on the tracking page
QUOTED_IDS = 20
Mail = ServiceMessage.Mail


def new_message_id() -> str:
    return make_msgid(domain=_domain())


def _domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"


def goes_by_mail(request: ServiceRequest) -> bool:
    return bool(request.email) and settings.EMAIL_IS_SET_UP


def tracking_link(request: ServiceRequest) -> str:
    path = reverse("service:track", args=[request.number, request.code])
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def send_waiting() -> int:
    """Send what waits; how many letters went out. What fails waits for the next round."""
    sent = 0
    for pk in ServiceMessage.objects.to_be_mailed().order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            rows = ServiceMessage.objects.to_be_mailed().select_for_update(
                of=("self",), skip_locked=True
            )
            message = rows.select_related("request").filter(pk=pk).first()
            sent += bool(message and _sent(message))
    return sent


def _sent(message: ServiceMessage) -> bool:
    message.mail_tries += 1
    try:
        letter_of(message).send()
        message.mail = Mail.SENT
    except OSError:  # smtplib's errors are among them
        log.exception("an answer could not be sent by mail")
        if message.mail_tries >= MOST_TRIES:
            message.mail = Mail.FAILED
    save_as(message, by=system_user(), reason=message.get_mail_display() if message.mail else "")
    return message.mail == Mail.SENT


def letter_of(message: ServiceMessage) -> EmailMessage:
    """In the thread: each letter names those that went before."""
    request = message.request
    earlier = request.messages.filter(pk__lt=message.pk).exclude(message_id="")
    earlier_ids = list(earlier.order_by("-pk").values_list("message_id", flat=True)[:QUOTED_IDS])
    headers = {"Message-ID": message.message_id, "Date": _dated(message)}
    if earlier_ids:
        headers |= {"In-Reply-To": earlier_ids[0], "References": " ".join(reversed(earlier_ids))}
    if not message.is_answer and message.by_id is None:
        headers["Auto-Submitted"] = "auto-replied"
    letter = EmailMessage(
        subject=f"[{request.number}] {_one_line(request.title)}",
        body=_body(message),
        to=[request.email],
        reply_to=[settings.DESK_MAIL_ADDRESS] if settings.DESK_MAIL_ADDRESS else None,
        headers=headers,
        connection=get_connection(),
    )
    for name, content in _files(message):
        letter.attach(name, content)
    return letter


def _dated(message) -> str:
    from email.utils import format_datetime

    return format_datetime(timezone.localtime(message.at))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _body(message: ServiceMessage) -> str:
    """In the language of the city; below the text how to go on."""
    with override(settings.LANGUAGE_CODE):
        ways = _(
            "Steps and answers, and your own word on them: %(link)s\n"
            "Or reply to this mail; please keep its subject."
        ) % {"link": tracking_link(message.request)}
    return f"{message.text}\n\n--\n{ways}\n"


def _files(message: ServiceMessage):
    bytes_left = MOST_BYTES
    for file in Attachment.objects.of(message):
        bytes_left -= file.size_bytes
        if bytes_left >= 0:
            with file.file.open("rb") as content:
                yield file.name, content.read()
