"""Reading the mailbox by IMAP: each mail once, in the order in which it came. Nothing is deleted or
moved; what was read is marked as read.
"""

import logging
import ssl
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from crm.core.background.work import PASSING as PASSING_FAULTS
from crm.core.incoming.scanner import ScannerAway

from ..models import IncomingMail, MailboxState
from .letter import plain_line
from .take import not_taken, take, too_large

log = logging.getLogger(__name__)
SECONDS = 30
AT_ONCE = 50  # mails of one round; the others wait for the next one
MOST_BYTES = 40 * 1024 * 1024
# What is no fault of the mail that is being read, and better in a later round.
PASSING = (*PASSING_FAULTS, IMAPClientError, ScannerAway)
PORTS = {"imap": 143, "imap+tls": 143, "imap+ssl": 993}


@dataclass(frozen=True)
class Mailbox:
    """As DESK_MAILBOX_URL names it: imap+ssl://user:password@host:993/INBOX. ``imap+tls`` begins in
    the clear and goes on encrypted; plain ``imap`` is for a server on the same machine.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @classmethod
    def named(cls, url: str) -> "Mailbox":
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("DESK_MAILBOX_URL is no address such as imap+ssl://user:password@host")
        return cls(
            parts.scheme,
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
        )

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


@contextmanager
def opened(mailbox: Mailbox):
    context = ssl.create_default_context()
    is_ssl = mailbox.scheme == "imap+ssl"
    client = IMAPClient(
        mailbox.host,
        port=mailbox.port,
        ssl=is_ssl,
        ssl_context=context if is_ssl else None,
        timeout=SECONDS,
    )
    try:
        if mailbox.scheme == "imap+tls":
            client.starttls(context)
        client.login(mailbox.user, mailbox.password)
        yield client
    finally:
        client.logout()


def read_mailbox() -> int:
    """How many mails were read; 0 where no mailbox is set. A mailbox that does not answer is logged
    and tried again in the next round, and so is one whose files can not be scanned.
    """
    if not settings.DESK_MAILBOX_URL:
        return 0
    try:
        return _read(Mailbox.named(settings.DESK_MAILBOX_URL))
    except (OSError, IMAPClientError, ScannerAway):
        log.exception("the mailbox of the service desk could not be read")
        return 0


def _read(mailbox: Mailbox) -> int:
    count = 0
    with opened(mailbox) as client:
        validity = client.select_folder(mailbox.folder)[b"UIDVALIDITY"]
        state, _made = MailboxState.objects.get_or_create(mailbox=mailbox.name)
        last = state.last_uid if state.validity == validity else 0
        # "n:*" always holds the newest mail, even where that lies before n.
        uids = sorted(uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last)
        for uid in uids[:AT_ONCE]:
            count += _read_one(client, validity, uid)
            state.validity, state.last_uid = validity, uid
            state.save()
    return count


def _read_one(client: IMAPClient, validity: int, uid: int) -> bool:
    """False for one that was read already, or is gone by now."""
    if IncomingMail.objects.filter(validity=validity, uid=uid).exists():
        return False
    facts = client.fetch([uid], ["RFC822.SIZE", "ENVELOPE"]).get(uid)
    if facts is None:
        return False
    size = facts[b"RFC822.SIZE"]
    try:
        with transaction.atomic():
            if size > MOST_BYTES:
                sender, subject = _sender_and_subject(facts.get(b"ENVELOPE"))
                too_large(validity=validity, uid=uid, size=size, sender=sender, subject=subject)
            else:
                raw = client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
                take(raw, validity=validity, uid=uid)
    except PASSING:
        raise
    except Exception:  # of this mail: it is set aside, and those behind it are read
        if IncomingMail.objects.filter(validity=validity, uid=uid).exists():
            return False  # somebody else has just read it
        log.exception("a mail of the service desk was set aside: %s %s", validity, uid)
        not_taken(validity=validity, uid=uid, size=size)
    client.add_flags([uid], [b"\\Seen"])
    return True


def _sender_and_subject(envelope) -> tuple[str, str]:
    """Sender and subject as the server tells them of a mail that is not opened."""
    sender = envelope.from_[0] if envelope and envelope.from_ else None
    address = f"{_text(sender.mailbox)}@{_text(sender.host)}" if sender else ""
    return address, _text(envelope.subject) if envelope else ""


def _text(value: bytes | None) -> str:
    return plain_line((value or b"").decode("ascii", errors="ignore"))
