"""Receiving what was sent by a form of the public site: stored once, and brought to whom it
concerns.
"""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.models import Parameter
from crm.core.system_user import system_user
from crm.core.writes import as_one
from crm.core.writing.history import save_as
from leads.naming.names import written_plainly

from ..models import Received
from .department import department_for
from .results import RESULTS

REMEMBERED = timedelta(days=1)


@as_one()
def receive(form: str, facts: dict, *, page, address: str = "", is_suspected=False) -> Received:
    """Store one message and do what it asks for: a lead, a registration, a talk. The same text
    again within a day is answered by what the first one became.

    ``facts`` are what the form asked; ``address`` is that of the machine it comes from. Raises
    Refused where one address sends too many, where an event is full, and where nobody takes it.
    """
    digest = _digest("same", "|".join(_digest_parts(form, facts, page)))
    _wait(digest)
    since = timezone.now() - REMEMBERED
    if original := Received.objects.filter(same=digest, received_at__gt=since).first():
        return original
    sender = _sender(address)
    by, department = system_user(), department_for(facts, page)
    received = Received(
        form=form,
        name=facts["name"].strip(),
        phone=facts["phone"],
        email=facts.get("email", ""),
        company=facts.get("company", "").strip(),
        said=facts.get("content", ""),
        page=page,
        department=department,
        is_demo=department.is_demo,
        is_suspected=is_suspected,
        sender=sender,
        same=digest,
    )
    if not is_suspected:
        RESULTS[form](received, facts, by=by)
    return save_as(received, by=by, reason=_("sent by the public site"))


def _digest_parts(form: str, facts: dict, page) -> list[str]:
    parts = [form, str(page.pk) if form == Received.Form.EVENT else ""]
    return parts + [
        f"{name}={written_plainly(str(value))}" for name, value in sorted(facts.items()) if value
    ]


def _digest(salt: str, text: str) -> str:
    return salted_hmac(f"public form {salt}", text, algorithm="sha256").hexdigest()


def _wait(key: str):
    """Of two equal messages at one instant the second waits, and sees what the first stored."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [key])


def _sender(address: str) -> str:
    """A keyed digest of the address. Raises Refused where it sent too many within the hour."""
    if not address:
        return ""
    sender = _digest("sender", address)
    _wait(sender)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    sent = Received.objects.filter(sender=sender, received_at__gt=an_hour_ago).count()
    if sent >= Parameter.whole("site_forms_an_hour"):
        raise Refused(
            _(
                "Very many messages came from your address within the hour. Please wait, or call "
                "the bureau."
            )
        )
    return sender
