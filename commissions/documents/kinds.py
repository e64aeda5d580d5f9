"""The kinds of documents: what each is about, when it may be issued, what it says and to whom it is
addressed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from leads.models import Lead, Project, Referral
from leads.models.lead import OPEN
from leads.models.project import SETTLED
from parks.models import Entry, Supplement

from ..models import Agreement, IssuedDocument, Payment, Statement
from ..models.document import write_documents_about
from .facts.agreement import agreement_facts
from .facts.entry import entry_facts
from .facts.offer import offer_facts, offers_for
from .facts.referral import certificate_facts, referral_facts
from .facts.statement import approval_facts, payment_facts, statement_facts
from .facts.supplement import supplement_facts

Kind = IssuedDocument.Kind
State = Statement.State
NOT_YET_CONFIRMED = {State.DRAFT, State.DISPUTED, State.WITHDRAWN}
THROUGH_APPROVALS = {State.ON_NOTICE, State.PAYING, State.PAID}


@dataclass(frozen=True)
class DocumentKind:
    """``refusal(subject)`` says why the document is not issued now, or ""; ``addressee(subject)``
    is the agent that it is handed to in the portal, None for what stays in the house;
    ``facts(subject)`` is what it says; ``related`` are the relations that a list of subjects reads;
    ``after(document, by)`` is what follows when it is in force.
    """

    code: str
    prefix: str
    model: type[models.Model]
    permission: str
    refusal: Callable
    facts: Callable
    addressee: Callable
    related: tuple[str, ...]
    after: Callable = lambda document, by: None

    @property
    def label(self):
        return Kind(self.code).label

    def number(self, year: int, serial: int | str) -> str:
        return f"{self.prefix}〔{year}〕{serial}号"

    def may_be_issued_by(self, user) -> bool:
        return user.has_perms(["commissions.issue_document", self.permission])


def _agreement_refusal(agreement) -> str:
    if agreement.state in (Agreement.State.APPROVED, Agreement.State.ACTIVE):
        return ""
    return _("An agreement is issued after its approval, to be signed.")


def _statement_refusal(statement) -> str:
    return (
        _("A statement is issued once the payee has confirmed it.")
        if statement.state in NOT_YET_CONFIRMED
        else ""
    )


def _approval_refusal(statement) -> str:
    return (
        ""
        if statement.state in THROUGH_APPROVALS
        else _(
            "The approval form is issued once all approvals are given and the public notice "
            "has begun."
        )
    )


def _payment_refusal(payment) -> str:
    return _("This payment came back; no advice is issued of it.") if payment.reversed_at else ""


def _referral_refusal(referral) -> str:
    is_given_up = referral.project.state in (Project.State.TERMINATED, Project.State.TRANSFERRED)
    return _("The project is given up; its referral is no longer confirmed.") if is_given_up else ""


def _certificate_refusal(referral) -> str:
    return (
        ""
        if referral.project.state in SETTLED
        else _("A certificate is awarded once the project has entered a park.")
    )


def _offer_refusal(lead) -> str:
    if lead.state not in (*OPEN, Lead.State.CONVERTED):
        return _("The lead is closed; nothing is offered any more.")
    if lead.company_id is None:
        return _("Name the company first.")
    return "" if offers_for(lead) else _("No policy fits by what is known of the company.")


def _entry_refusal(entry) -> str:
    return ""


def _supplement_refusal(supplement) -> str:
    is_approved = supplement.state in (Supplement.State.APPROVED, Supplement.State.SIGNED)
    return (
        ""
        if is_approved
        else _("A supplementary agreement is issued after its approval, to be signed.")
    )


DOCUMENT_KINDS = {
    kind.code: kind
    for kind in (
        DocumentKind(
            Kind.AGREEMENT,
            "招协",
            Agreement,
            "commissions.view_agreement",
            _agreement_refusal,
            agreement_facts,
            lambda agreement: agreement.agent,
            ("agent",),
        ),
        DocumentKind(
            Kind.ENTRY,
            "招园",
            Entry,
            "leads.enter_project",
            _entry_refusal,
            entry_facts,
            lambda entry: None,
            ("project", "plot__park"),
        ),
        DocumentKind(
            Kind.SUPPLEMENT,
            "招补",
            Supplement,
            "leads.enter_project",
            _supplement_refusal,
            supplement_facts,
            lambda supplement: None,
            ("application__project", "application__plot__park"),
        ),
        DocumentKind(
            Kind.REFERRAL,
            "招荐",
            Referral,
            "leads.change_referral",
            _referral_refusal,
            referral_facts,
            lambda referral: referral.agent,
            ("project", "agent"),
        ),
        DocumentKind(
            Kind.STATEMENT,
            "招结",
            Statement,
            "commissions.add_statement",
            _statement_refusal,
            statement_facts,
            lambda statement: statement.payee,
            ("payee",),
        ),
        DocumentKind(
            Kind.PAYMENT,
            "招付",
            Payment,
            "commissions.add_statement",
            _payment_refusal,
            payment_facts,
            lambda payment: payment.statement.payee,
            ("statement__payee",),
        ),
        DocumentKind(
            Kind.APPROVAL,
            "招审",
            Statement,
            "commissions.add_statement",
            _approval_refusal,
            approval_facts,
            lambda statement: None,
            ("payee",),
        ),
        DocumentKind(
            Kind.CERTIFICATE,
            "招奖",
            Referral,
            "leads.change_referral",
            _certificate_refusal,
            certificate_facts,
            lambda referral: referral.agent,
            ("project", "agent"),
        ),
        DocumentKind(
            Kind.OFFER,
            "招函",
            Lead,
            "leads.work_lead",
            _offer_refusal,
            offer_facts,
            lambda lead: None,
            ("company", "owner", "department"),
        ),
    )
}


def register_document_kind(kind: DocumentKind) -> None:
    """A kind of an app that lies above; from its ``ready()``."""
    write_documents_about(kind.model)
    DOCUMENT_KINDS[kind.code] = kind


def is_demo(subject) -> bool:
    """Whether the record, or the one that it belongs to, is of the demonstration."""
    owner = getattr(subject, "project", None) or getattr(subject, "statement", None) or subject
    return owner.is_demo
