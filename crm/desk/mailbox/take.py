"""What becomes of a mail: a new request, a part of one that it answers, or nothing."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.scanner import ScannerAway, scan
from crm.core.models import User
from crm.core.notifications import notify
from crm.core.outside_names import or_nothing
from crm.core.punctuation import clauses
from crm.core.writes import as_one

from ..models import IncomingMail, ServiceKind, ServiceMessage, ServiceRequest
from ..models.request import Channel
from ..models.steps import RequestState
from ..requests.receive import receive
from ..requests.say import hear
from ..strangers import guard
from .letter import Letter, Unreadable, letter_from

NUMBER = re.compile(r"\bFW-\d{4}-\d{4,}\b")
LONGEST_PROBLEM = 2000
Outcome = IncomingMail.Outcome


@as_one()
def take(raw: bytes, *, validity: int, uid: int) -> IncomingMail:
    """Store what the mail says, once: of two that read the mailbox at the same moment the second
    finds the row of the first, and the database refuses it.
    """
    row = IncomingMail(validity=validity, uid=uid, size_bytes=len(raw))
    try:
        letter = letter_from(raw)
    except Unreadable as error:
        return _set_aside(row, Outcome.BROKEN, str(error))
    row.sender, row.subject, row.message_id = letter.sender, letter.subject, letter.message_id
    row.problem = "\n".join(letter.problems)[:LONGEST_PROBLEM]
    if _is_known(letter):
        return _set_aside(row, Outcome.SPAM, _("This mail has been read before."))
    if letter.is_automatic or letter.sender == settings.DESK_MAIL_ADDRESS.lower():
        return _set_aside(row, Outcome.AUTOMATIC)
    if guard.sends_too_much(guard.Way.MAIL, letter.sender):
        return _set_aside(row, Outcome.SPAM, _("Too many mails of one sender within the hour."))
    return _take_letter(row, letter)


def too_large(*, validity: int, uid: int, size: int, sender: str, subject: str) -> IncomingMail:
    """A mail that is not opened, since it is larger than anything that is taken."""
    row = IncomingMail(
        validity=validity, uid=uid, size_bytes=size, sender=sender[:254], subject=subject[:300]
    )
    return _set_aside(row, Outcome.TOO_LARGE)


def not_taken(*, validity: int, uid: int, size: int) -> IncomingMail:
    """A mail that nothing here could make a request of."""
    row = IncomingMail(validity=validity, uid=uid, size_bytes=size)
    return _set_aside(row, Outcome.BROKEN, _("It could not be stored; read it in the mailbox."))


def _set_aside(row: IncomingMail, outcome: str, problem: str = "") -> IncomingMail:
    """It stays in the mailbox; who looks after the desk is told of what no machine sent."""
    row.outcome = outcome
    row.problem = "\n".join(filter(None, [row.problem, problem]))[:LONGEST_PROBLEM]
    row.save()
    if outcome in (Outcome.BROKEN, Outcome.TOO_LARGE):
        people = User.objects.staff().with_right("desk.assign_servicerequest")
        notify(people, "mail_not_taken", row)
    return row


def _is_known(letter: Letter) -> bool:
    mails = IncomingMail.objects.filter(message_id=letter.message_id, sender=letter.sender)
    return bool(letter.message_id) and mails.exists()


def _take_letter(row: IncomingMail, letter: Letter) -> IncomingMail:
    _show_to_the_scanner(letter)
    text = f"{letter.subject}\n{letter.text}"
    thread = thread_of(letter)
    if thread is None and guard.sent_before(letter.sender, text):
        return _set_aside(row, Outcome.SPAM, _("The same text of the same sender."))
    if thread is None and guard.is_a_flood(text):
        return _set_aside(row, Outcome.SPAM, _("The same text of several senders."))
    if thread:
        row.outcome, row.request = Outcome.REPLY, thread
        _add(thread, letter)
    else:
        row.outcome, row.request = Outcome.NEW, _new(letter)
    guard.remember(guard.Way.MAIL, letter.sender, "" if thread else text, row.request)
    row.save()
    return row


def _show_to_the_scanner(letter: Letter):
    """Raises ScannerAway: then the mail is read in a later round, with its files."""
    for upload in letter.files:
        try:
            scan(upload)
        except ScannerAway:
            raise
        except BadFile:
            continue  # said where it is not accepted


def thread_of(letter: Letter) -> ServiceRequest | None:
    """The request that the mail answers: by the ids of our letters, which nobody guesses; by the
    number in its subject only for who made the request.
    """
    messages = ServiceMessage.objects.filter(message_id__in=letter.answers).exclude(message_id="")
    if message := messages.select_related("request").order_by("-pk").first():
        return _where_it_is_read(message.request)
    for number in NUMBER.findall(letter.subject.upper()):
        request = ServiceRequest.objects.filter(number=number, email__iexact=letter.sender).first()
        if request:
            return _where_it_is_read(request)
    return None


def _where_it_is_read(request: ServiceRequest) -> ServiceRequest:
    """The request into which it was merged."""
    while request.state == RequestState.MERGED:
        request = request.merged_into
    return request


def _add(request: ServiceRequest, letter: Letter):
    text = letter.text
    if letter.sender != request.email.lower():
        text = f"{_('From %(sender)s:') % {'sender': letter.sender}}\n{text}"
    hear(
        request,
        _with_problems(text, letter),
        via=Channel.MAIL,
        files=letter.files,
        message_id=letter.message_id,
        quoted=letter.quoted,
    )


def _with_problems(text: str, letter: Letter) -> str:
    if not letter.problems:
        return text
    note = _("(Not accepted: %(files)s)") % {"files": clauses(letter.problems)}
    return f"{text}\n\n{note}".strip()


def _new(letter: Letter) -> ServiceRequest:
    previous = (
        ServiceRequest.objects.filter(email__iexact=letter.sender)
        .exclude(enterprise_name="")
        .select_related("company", "enterprise")
        .order_by("-pk")
        .first()
    )
    facts = (
        {
            "enterprise_name": previous.enterprise_name,
            "credit_code": previous.credit_code,
            "company": previous.company,
            "enterprise": previous.enterprise,
            "phone": previous.phone,
        }
        if previous
        else {}
    )
    return receive(
        channel=Channel.MAIL,
        kind=kind_of(letter.subject),
        title=letter.subject,
        content=_with_problems(letter.text or letter.subject, letter) or _("(no text)"),
        contact_name=or_nothing(letter.name),
        email=letter.sender,
        files=letter.files,
        message_id=letter.message_id,
        quoted=letter.quoted,
        acknowledge=True,
        **facts,
    )


def kind_of(subject: str) -> ServiceKind:
    """The kind that the subject names, else the last of them, which is for all other things."""
    kinds = list(ServiceKind.objects.offered())
    candidates = [kind for kind in kinds if kind.name in subject]
    return max(candidates, key=lambda kind: len(kind.name), default=kinds[-1])
