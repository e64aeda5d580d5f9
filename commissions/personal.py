"""What the models of this app hold of people, and why what was paid keeps their names."""

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
    stays_because,
    tells_nobody,
)
from leads.models import Agent, PayeeAccount

from . import models as own

IN_THE_LEDGER = _(
    "The ledger and what it rests on are only ever added to; no entry is changed afterwards."
)
ISSUED = _("An issued document is sealed, and stays as it was handed over.")
PAID = _("Amounts were posted or paid to this person; the books keep who was paid.")
AGREED = _("An agreement names this person; it is kept as long as a claim may rest on it.")
NAMED_IN_BOOKS = ("name", "id_number")


def register():
    holds(
        own.Objection,
        who=_("whoever objects to a public notice"),
        purpose=_("answering the objection"),
        keeping=Keeping(
            "keep_objections_months",
            36,
            _("Personal data: months for which who objected to a notice is kept"),
            settled_objections,
        ),
        name=Kind.NAME,
        contact=Kind.PHONE,
        sender=Kind.TRACE,
    )
    guard_names(own.Objection, Guarded(people=("name",)))
    may_name(own.Objection, "text answer")
    for model, names, reason in KEPT:
        may_name(model, names, stays=reason)
    for model, names in WRITTEN.items():
        may_name(model, names)
    _of_things()
    stays_because(Agent, why_a_payee_stays)
    stays_because(PayeeAccount, why_an_account_stays)


def settled_objections(before):
    """The objections that are answered or set aside, and whose statement is over."""
    final_states = (own.Statement.State.PAID, own.Statement.State.WITHDRAWN)
    answered_states = (own.Objection.State.ANSWERED, own.Objection.State.SET_ASIDE)
    return own.Objection._base_manager.filter(
        state__in=answered_states, received_at__lt=before, statement__state__in=final_states
    )


def why_a_payee_stays(agent) -> dict:
    if own.LedgerEntry.objects.filter(payee=agent).exists():
        return dict.fromkeys(NAMED_IN_BOOKS, PAID)
    if own.Agreement._base_manager.filter(agent=agent).exists():
        return dict.fromkeys(NAMED_IN_BOOKS, AGREED)
    return {}


def why_an_account_stays(account) -> dict:
    """An account stays where something was paid to it, and while something may be."""
    is_used = own.Statement._base_manager.filter(account=account).exists()
    if account.is_current:
        is_used |= own.LedgerEntry.objects.filter(payee=account.agent_id).exists()
    return dict.fromkeys(("holder", "bank", "number"), PAID) if is_used else {}


KEPT = (
    (own.LedgerEntry, "steps contributions borne", IN_THE_LEDGER),
    (own.Basis, "facts", IN_THE_LEDGER),
    (own.IssuedDocument, "facts file", ISSUED),
    (own.Determination, "value why", IN_THE_LEDGER),
    (own.Statement, "title", IN_THE_LEDGER),
    (own.Payment, "reversed_why", IN_THE_LEDGER),
)
WRITTEN = {
    own.Agreement: "scope annual_targets special_terms",
    own.BatchDocument: "problem",
    own.BatchLine: "reason",
    own.ClosedPeriod: "note",
    own.SettlementRun: "held",
    own.YearReview: "results note",
}
OF_THINGS = {
    own.Agreement: "industries regions",
    own.Determination: "name",
    own.LedgerEntry: "component period stage",
    own.Policy: "code name",
    own.PolicyVersion: "number text document",
}
NUMBERED = {
    own.Agreement: "number",
    own.IssuedDocument: "number",
    own.Payment: "bank_reference",
    own.PaymentBatch: "number",
    own.Statement: "number invoice_number",
}


def _of_things():
    for table, reason in ((OF_THINGS, THINGS), (NUMBERED, NUMBERS_OF_THINGS)):
        for model, names in table.items():
            tells_nobody(model, names, reason)
    tells_nobody(own.IssuedDocument, "token sha256", WORKINGS)
    tells_nobody(own.LedgerEntry, "previous_hash hash", WORKINGS)
    for model in (own.DocumentTemplate, own.DocumentConfirmation, own.SealCertificate):
        tells_nobody(model, ALL, WORKINGS)
