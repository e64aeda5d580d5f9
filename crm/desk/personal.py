"""What the models of this app hold of the people who ask the desk, and for how long."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core.outside_names import Guarded, guard_names
from crm.core.personal.registry import (
    ALL,
    NUMBERS_OF_THINGS,
    THINGS,
    WORKINGS,
    Keeping,
    Kind,
    holds,
    may_name,
    tells_nobody,
)

from . import models


def register():
    holds(
        models.ServiceRequest,
        who=_("whoever asks the service desk"),
        purpose=_("answering, asking back, the enterprise's word"),
        keeping=Keeping(
            "keep_callers_months",
            36,
            _("Personal data: months after which who asked the desk is forgotten"),
            settled_requests,
        ),
        contact_name=Kind.NAME,
        phone=Kind.PHONE,
        phone_key=Kind.PHONE,
        email=Kind.EMAIL,
    )
    guard_names(models.ServiceRequest, Guarded(people=("contact_name",)))
    may_name(models.ServiceRequest, "title content answer word transferred_to")
    tells_nobody(models.ServiceRequest, "enterprise_name name_key credit_code", THINGS)
    tells_nobody(models.ServiceRequest, "number code", NUMBERS_OF_THINGS)
    _of_mail()
    for model, names in {
        models.Assistance: "task part",
        models.KnowledgeEntry: "question answer keywords",
        models.Supervision: "text answer",
    }.items():
        may_name(model, names)
    tells_nobody(models.KnowledgeEntry, "pieces", WORKINGS)
    tells_nobody(models.Supervision, "number", NUMBERS_OF_THINGS)
    tells_nobody(models.ServiceKind, ALL, THINGS)


def settled_requests(before):
    """A merged one is settled with the request that took it up."""
    State = models.ServiceRequest.State
    return models.ServiceRequest._base_manager.filter(
        Q(state__in=(State.CLOSED, State.WITHDRAWN, State.TRANSFERRED))
        | Q(state=State.MERGED, merged_into__closed_at__lt=before),
        closed_at__lt=before,
    )


def _of_mail():
    holds(
        models.IncomingMail,
        who=_("whoever writes to the desk"),
        purpose=_("seeing what became of a mail"),
        keeping=Keeping(
            "keep_mails_months",
            12,
            _("Personal data: months for which the list of mails to the desk is kept"),
            lambda before: models.IncomingMail.objects.filter(read_at__lt=before),
        ),
        sender=Kind.EMAIL,
        subject=Kind.WORDS,
        problem=Kind.WORDS,
    )
    tells_nobody(models.IncomingMail, "message_id", WORKINGS)
    may_name(models.ServiceMessage, "text quoted")
    tells_nobody(models.ServiceMessage, "message_id", WORKINGS)
    tells_nobody(models.MailboxState, ALL, WORKINGS)
    tells_nobody(models.Sending, ALL, _("Keyed digests, which name nobody; forgotten after a day."))
