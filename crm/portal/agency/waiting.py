"""What an agent itself has to do, the most pressing first."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commissions.models import Agreement, IssuedDocument, Statement
from leads.models import Dispute, Membership, Message, Registration

from ..tasks_shown import Task
from .cases import title_of
from .money import wants_invoice


def tasks_of(agent, user, under_way: list[Statement]) -> list[Task]:
    """Money first, then what has a day, then what others ask. ``under_way``: the agent's statements
    that are not over.
    """
    return [
        *_invoices(agent, under_way),
        *_statements(under_way),
        *_evidence(agent, user),
        *_agreements(agent, user),
        *_ending(agent, user),
        *_messages(agent, user),
        *_consents(agent, user),
    ]


def _invoices(agent, under_way):
    title = _("Record your invoice, so that the commission can be paid")
    for statement in under_way:
        if wants_invoice(statement, agent):
            yield _of(statement, title, "portal:invoice", _("Record the invoice"))


def _statements(under_way):
    for statement in under_way:
        if statement.state == Statement.State.DRAFT:
            title = _("Check your statement and confirm it")
            yield _of(statement, title, "portal:statement", _("Check and confirm"))


def _of(statement, title: str, page: str, action: str) -> Task:
    return Task(
        title,
        reverse(page, args=[statement.pk]),
        action,
        statement.title,
        statement.number,
        statement.total,
        statement.currency,
    )


def _evidence(agent, user):
    heard = Dispute.objects.of_party(user).filter(state=Dispute.State.HEARING)
    for dispute in heard.exclude(pleas__agent=agent):
        yield Task(
            _("Submit your evidence"),
            reverse("portal:dispute", args=[dispute.pk]),
            _("Submit"),
            _("Arbitration"),
            dispute.number,
            due_on=dispute.evidence_due_on,
        )


def _agreements(agent, user):
    issued = IssuedDocument.objects.visible_to(user).issued()
    unsigned = issued.filter(
        agent=agent, kind=IssuedDocument.Kind.AGREEMENT, confirmations=None
    ).prefetch_related("subject")
    for document in unsigned:
        if document.subject.state == Agreement.State.APPROVED:
            yield Task(
                _("Read and sign the agreement"),
                reverse("portal:agreement", args=[document.object_id]),
                _("Read and sign"),
                number=document.subject.number,
            )


def _ending(agent, user):
    """Protections of whose end the agent was warned."""
    warned = Registration.objects.visible_to(user).filter(
        agent=agent, state=Registration.State.ACCEPTED, warned_on__isnull=False
    )
    for registration in warned.select_related("lead").order_by("protected_until"):
        if registration.days_protected is not None:
            yield Task(
                _("The protection of %(company)s ends") % {"company": registration.company_name},
                reverse("portal:registration", args=[registration.pk]),
                _("Report progress"),
                _("Tell your officer of progress, and it is extended."),
                registration.number,
                due_on=registration.protected_until,
            )


def _messages(agent, user):
    """The newest unread message of each thread."""
    unread = (
        Message.objects.visible_to(user)
        .filter(agent=agent)
        .unread_by_agent()
        .select_related("lead", "by")
        .order_by("lead_id", "-id")
        .distinct("lead_id")
    )
    for message in unread:
        yield Task(
            _("%(person)s writes: %(title)s")
            % {"person": message.by, "title": title_of(message.lead, agent)},
            reverse("portal:lead", args=[message.lead_id]),
            _("Reply"),
            message.text,
        )


def _consents(agent, user):
    asked = Membership.objects.visible_to(user).filter(member=agent, state=Membership.State.ASKED)
    if asked.exists():
        yield Task(
            _("A chamber of commerce asks for your consent"),
            reverse("portal:members"),
            _("Answer"),
        )
