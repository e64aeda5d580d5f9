"""Objections to a statement on public notice: received from anybody, reviewed, and answered."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.models import Parameter, User
from crm.core.notifications import notify
from crm.core.transitions import move
from crm.core.writes import as_one

from ..models import Objection, Statement

MOST_TO_REVIEW = 200


def on_notice():
    """The statements that anybody may read now."""
    return Statement.objects.filter(
        state=Statement.State.ON_NOTICE, notice_until__gte=timezone.localdate()
    ).prefetch_related("payee__consents")


@as_one()
def object_to(statement, *, name: str, contact: str, text: str, address: str = "") -> Objection:
    """Anybody may object while the notice runs; ``address`` is that of the machine it comes from.

    Raises Refused afterwards, where one address sends several in an hour, and where very many wait
    for their review.
    """
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if not on_notice().filter(pk=statement.pk).exists():
        raise Refused(_("The public notice is over."))
    if statement.objections.to_be_reviewed().count() >= MOST_TO_REVIEW:
        raise Refused(_("Very many objections wait for an answer already. Please call the bureau."))
    sender = _sender(address)
    objection = Objection.objects.create(
        statement=statement, name=name, contact=contact, text=text, sender=sender
    )
    notify(reviewers(), "objection_received", objection)
    return objection


def _sender(address: str) -> str:
    """A keyed digest of the address, which recognises the sender and does not reveal the address.
    Raises Refused where it sent several in an hour.
    """
    if not address:
        return ""
    sender = salted_hmac("objection", address, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:  # of two at the same instant one waits
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [sender])
    an_hour_ago = timezone.now() - timedelta(hours=1)
    sent = Objection.objects.filter(sender=sender, received_at__gt=an_hour_ago).count()
    if sent >= Parameter.whole("objections_an_hour"):
        raise Refused(
            _(
                "An objection from your address reached us within the last hour. Please "
                "wait, or call the bureau."
            )
        )
    return sender


def reviewers():
    return User.objects.staff().with_right("commissions.answer_objection")


def answer_objection(objection, *, is_upheld: bool, answer: str, by) -> Objection:
    """Decide an objection with the reason. One upheld stops the payment for good."""
    move(objection, "answer", by=by, is_upheld=is_upheld, answer=answer)
    return objection
