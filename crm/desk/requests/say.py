"""Messages between the two sides of a request, with their files."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.core.background.send import nudge
from crm.core.errors import NotPermitted, Refused
from crm.core.files import attach
from crm.core.notifications import notify
from crm.core.punctuation import clauses
from crm.core.system_user import system_user
from crm.core.writes import as_one
from crm.core.writing import bulk
from crm.core.writing.history import save_as

from ..clocks.round import handlers_of
from ..letters.tasks import send_mail
from ..letters.write import Mail, goes_by_mail, new_message_id
from ..models import ServiceMessage, ServiceRequest

MOST_FILES = 20


@as_one()
def hear(
    request: ServiceRequest,
    text: str,
    *,
    via: str,
    by=None,
    files: Iterable = (),
    message_id: str = "",
    quoted: str = "",
    is_new: bool = True,
) -> ServiceMessage:
    """What the enterprise says. Files that are not accepted are left out and named in the text, so
    that nobody waits for them. ``is_new``: who handles the request is told.
    """
    message = save_as(
        ServiceMessage(
            request=request,
            is_from_enterprise=True,
            text=text.strip(),
            quoted=quoted,
            via=via,
            by=by,
            at=timezone.now(),
            seen_at=None if is_new else timezone.now(),
            message_id=message_id,
        ),
        by=by or system_user(),
    )
    refusals = _keep(message, files, by)
    if refusals:
        message.text = f"{message.text}\n\n{refusals}".strip()
        save_as(message, by=by or system_user(), reason=_("files not accepted"))
    if is_new:
        notify(handlers_of(request), "request_message", request, by=by)
    return message


def _keep(message, files, by) -> str:
    """Store the files; what was not accepted, in words."""
    refusals = []
    for number, upload in enumerate(files):
        if number >= MOST_FILES:
            refusals.append(_("more than %(most)d files") % {"most": MOST_FILES})
            break
        try:
            attach(message, upload, by=by or system_user())
        except ValidationError as error:
            refusals.append(f"{upload.name}: {clauses(error.messages)}")
    if not refusals:
        return ""
    return _("(Not accepted: %(files)s)") % {"files": clauses(refusals)}


@as_one()
def reply(
    request: ServiceRequest, text: str, *, by, files: Iterable = (), is_answer: bool = False
) -> ServiceMessage:
    """What the bureau says; goes out by mail where the enterprise has an address. Raises Refused
    for an empty message or a file that is not accepted, NotPermitted for who does not act for the
    department in the lead.
    """
    if not by.has_perm("desk.work_servicerequest") or request.not_in_the_lead(by):
        raise NotPermitted(_("The department in the lead writes to the enterprise."))
    files = list(files)
    if not text.strip() and not files:
        raise Refused(_("Write something or choose a file."))
    message = tell(request, text, by=by, is_answer=is_answer, files=files)
    mark_read(request)
    return message


def tell(
    request: ServiceRequest, text: str, *, by=None, is_answer: bool = False, files: Iterable = ()
) -> ServiceMessage:
    """Write to the enterprise, without a person where the program does."""
    message = ServiceMessage(
        request=request,
        is_from_enterprise=False,
        is_answer=is_answer,
        text=text.strip(),
        via=request.channel,
        by=by,
        at=timezone.now(),
        message_id=new_message_id(),
        mail=Mail.WAITING if goes_by_mail(request) else Mail.NONE,
    )
    save_as(message, by=by or system_user())
    for upload in files:
        try:
            attach(message, upload, by=by or system_user())
        except ValidationError as error:
            raise Refused(clauses(error.messages)) from None
    if message.mail == Mail.WAITING:
        nudge(send_mail)  # what waits is sent every five minutes anyway
    return message


@as_one()
def mark_read(request: ServiceRequest):
    """Who handles the request has seen what came."""
    unread = request.messages.unread_by_bureau()
    keys = list(unread.values_list("pk", flat=True))
    values = {"seen_at": timezone.now()}
    bulk.update_alike(ServiceMessage, keys, values, by=None, reason=_("read"))


def is_unread(request: ServiceRequest) -> bool:
    return request.messages.unread_by_bureau().exists()
