"""Objections to a statement on public notice, and their answers."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commissions.models import Objection, Statement
from crm.core.errors import NotPermitted, Refused
from crm.core.history import save_as

MOST_OPEN = 20


def on_notice():
    """The statements that anybody may read now."""
    return Statement.objects.filter(state=Statement.State.ON_NOTICE, notice_until__gte=timezone.localdate()).select_related("payee")


@transaction.atomic
def object_to(statement, *, name: str, contact: str, text: str) -> Objection:
    """Anybody may object while the notice runs. Raises Refused afterwards, and where very many already wait for an answer."""
    statement = Statement.objects.select_for_update().get(pk=statement.pk)
    if not on_notice().filter(pk=statement.pk).exists():
        raise Refused(_("The public notice is over."))
    if statement.objections.unanswered().count() >= MOST_OPEN:
        raise Refused(_("Very many objections wait for an answer already. Please call the bureau."))
    return Objection.objects.create(statement=statement, name=name, contact=contact, text=text)


@transaction.atomic
def answer_objection(objection, *, is_upheld: bool, answer: str, by) -> Objection:
    """Decide an objection with the reason. One upheld stops the payment for good."""
    if not by.has_perm("commissions.change_objection"):
        raise NotPermitted
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.answered_by_id:
        raise Refused(_("The objection is already answered."))
    objection.is_upheld, objection.answer, objection.answered_by = is_upheld, answer, by
    return save_as(objection, by=by, reason=answer[:100])
