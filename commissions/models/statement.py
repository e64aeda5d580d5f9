from decimal import Decimal
from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Numbers
from crm.core.money import MoneyField
from crm.core.transitions import Stateful, Transition
from leads.models import Agent, PayeeAccount
from leads.models.agent import agents_of

from .agreement import of_seen_agents
from .approval import ApprovalStep, finance_alone
from .currency import CNY, currency_field, known_currency
from .ledger import LedgerEntry
from .statement_guards import (
    all_approvals_given,
    awaits,
    is_in_no_batch,
    may_be_paid_by_hand,
    notice_over,
    only_the_payee,
)


class StatementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    CONFIRMED = "confirmed", _("confirmed by the payee")
    REVIEWED = "reviewed", _("reviewed")
    APPROVED = "approved", _("approved by finance")
    LEADER_APPROVED = "leader_approved", _("approved by the leader")
    COMMITTEE_APPROVED = "committee_approved", _("approved by the leading group")
    ON_NOTICE = "on_notice", _("on public notice")
    PAYING = "paying", _("paying")
    PAID = "paid", _("paid")
    DISPUTED = "disputed", _("disputed")
    WITHDRAWN = "withdrawn", _("withdrawn")


State = StatementState
APPROVERS = ("reviewed_by", "approved_by", "leader_approved_by", "committee_approved_by")
IN_APPROVAL = {
    State.CONFIRMED,
    State.REVIEWED,
    State.APPROVED,
    State.LEADER_APPROVED,
    State.COMMITTEE_APPROVED,
}
BEFORE_PAYMENT = IN_APPROVAL | {State.DRAFT, State.ON_NOTICE, State.DISPUTED}


class StatementQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("commissions.view_statement"):
            return self.filter(payee__in=agents_of(user))
        return of_seen_agents(self, "payee", user)

    def not_approved_by(self, user):
        """Those whose payment ``user`` may order and record: who approves does not pay."""
        return self.exclude(reduce(or_, (Q(**{name: user}) for name in APPROVERS)))


# What the database does by itself: table and trigger.
TRIGGERS = {
    "commissions_statement.statement_who_approves_does_not_pay": (
        "refuses to order or pay without the approvals, or by one of the approvers"
    ),
    "commissions_statement.statement_keeps_its_currency": "refuses another currency",
    "commissions_statementline.statement_of_one_currency": "refuses an entry of another currency",
}


class Statement(Stateful):
    """What one payee is owed in one go, drawn from ledger entries of one currency, and its way
    through the approvals.

    ``yuan_rate`` is the rate of a foreign currency on the day it was drawn up, by which it takes
    its approvals; a trigger (statement_of_one_currency) refuses a line of another currency.
    Triggers (0007_who_approves_does_not_pay) keep the steps that it carries as they are, and let it
    be ordered and paid only with all of them, by somebody who took none.
    """

    CALLED_BY = ("payee",)

    State = StatementState

    NUMBERS = Numbers("statement", "DZ")
    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    payee = models.ForeignKey(
        Agent, models.PROTECT, related_name="statements", verbose_name=_("payee")
    )
    account = models.ForeignKey(
        PayeeAccount, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    title = models.CharField(_("period"), max_length=60)
    currency = currency_field()
    yuan_rate = models.DecimalField(
        _("yuan for one, on the day it was drawn up"),
        max_digits=12,
        decimal_places=6,
        null=True,
        editable=False,
    )
    total = MoneyField(_("total"), editable=False)
    tax = MoneyField(_("tax withheld"), default=Decimal(0), editable=False)
    invoice_number = models.CharField(
        _("invoice number"), max_length=30, blank=True, editable=False
    )
    invoice_on = models.DateField(_("invoice of"), null=True, blank=True, editable=False)
    invoice_rate = models.DecimalField(
        _("rate of value-added tax"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        editable=False,
    )
    dispute_due_on = models.DateField(
        _("dispute to be answered by"), null=True, blank=True, editable=False
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False
    )
    asked_steps = ArrayField(
        models.CharField(max_length=20, choices=ApprovalStep.Step.choices),
        verbose_name=_("approvals that it takes"),
        default=finance_alone,
        editable=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("drawn up by"),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("reviewed by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
    )
    leader_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by the leader"),
    )
    committee_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved for the leading group by"),
    )
    notice_until = models.DateField(
        _("on public notice until"), null=True, blank=True, editable=False
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("payment ordered by"),
    )
    ordered_on = models.DateField(_("payment ordered on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("drawn up at"), auto_now_add=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = StatementQuerySet.as_manager()

    VOID = frozenset({StatementState.WITHDRAWN})
    TRANSITIONS = {
        "confirm": Transition(
            _("Confirm"),
            {State.DRAFT},
            State.CONFIRMED,
            "commissions.confirm_statement",
            guard=only_the_payee,
        ),
        "dispute": Transition(
            _("Dispute"),
            {State.DRAFT, State.CONFIRMED},
            State.DISPUTED,
            "commissions.confirm_statement",
            guard=only_the_payee,
            needs_note=True,
            negative=True,
            has_use_case=True,
            facts=("dispute_due_on",),
        ),
        "answer": Transition(
            _("Answer the dispute"),
            {State.DISPUTED},
            State.DRAFT,
            "commissions.review_statement",
            needs_note=True,
            has_sequel=True,
        ),
        "review": Transition(
            _("Pass review"),
            {State.CONFIRMED},
            State.REVIEWED,
            "commissions.review_statement",
            guard=awaits("review"),
            stamp="reviewed_by",
        ),
        "approve": Transition(
            _("Approve (finance)"),
            {State.CONFIRMED, State.REVIEWED},
            State.APPROVED,
            "commissions.approve_statement",
            guard=awaits("approve"),
            not_by=("review",),
            stamp="approved_by",
        ),
        "leader_approve": Transition(
            _("Approve (leader)"),
            {State.APPROVED},
            State.LEADER_APPROVED,
            "commissions.leader_approve_statement",
            guard=awaits("leader_approve"),
            not_by=("review", "approve"),
            stamp="leader_approved_by",
        ),
        "committee_approve": Transition(
            _("Approve (leading group)"),
            {State.APPROVED, State.LEADER_APPROVED},
            State.COMMITTEE_APPROVED,
            "commissions.committee_approve_statement",
            guard=awaits("committee_approve"),
            not_by=("review", "approve", "leader_approve"),
            needs_note=True,
            stamp="committee_approved_by",
        ),
        "publish": Transition(
            _("Put on public notice"),
            {State.APPROVED, State.LEADER_APPROVED, State.COMMITTEE_APPROVED},
            State.ON_NOTICE,
            "commissions.pay_statement",
            guard=all_approvals_given,
            has_use_case=True,
            facts=("notice_until",),
        ),
        "order_payment": Transition(
            _("Order payment"),
            {State.ON_NOTICE},
            State.PAYING,
            "commissions.pay_statement",
            guard=notice_over,
            apart_from=APPROVERS,
            stamp="ordered_by",
            stamp_day="ordered_on",
        ),
        "pay": Transition(
            _("Record the payment"),
            {State.PAYING},
            State.PAID,
            "commissions.pay_statement",
            guard=may_be_paid_by_hand,
            apart_from=APPROVERS,
            hidden=True,
            has_sequel=True,
        ),
        "take_back": Transition(
            _("Take back the order"),
            {State.PAYING},
            State.ON_NOTICE,
            "commissions.pay_statement",
            guard=is_in_no_batch,
            needs_note=True,
            negative=True,
            has_use_case=True,
            facts=("ordered_by", "ordered_on"),
        ),
        "reverse": Transition(
            _("Payment came back"),
            {State.PAID},
            State.PAYING,
            "commissions.pay_statement",
            needs_note=True,
            negative=True,
            has_use_case=True,
            has_sequel=True,
        ),
        "return": Transition(
            _("Return"),
            IN_APPROVAL | {State.ON_NOTICE},
            State.DRAFT,
            "commissions.review_statement",
            needs_note=True,
            negative=True,
            has_use_case=True,
            facts=(*APPROVERS, "notice_until"),
            has_sequel=True,
        ),
        "withdraw": Transition(
            _("Withdraw"),
            BEFORE_PAYMENT,
            State.WITHDRAWN,
            "commissions.add_statement",
            needs_note=True,
            negative=True,
            has_use_case=True,
            has_sequel=True,
        ),
    }

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-updated_at", "-id"], name="statement_newest_in_state")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="statement_state_known"
            ),
            known_currency("statement_currency_known"),
            models.CheckConstraint(
                condition=Q(currency=CNY, yuan_rate__isnull=True)
                | (~Q(currency=CNY) & Q(yuan_rate__gt=0)),
                name="foreign_statement_has_its_rate",
            ),
            models.UniqueConstraint(
                fields=["invoice_number"],
                condition=~Q(invoice_number=""),
                name="invoice_on_one_statement",
            ),
            models.CheckConstraint(
                condition=Q(asked_steps__contains=[ApprovalStep.Step.APPROVE]),
                name="statement_takes_finance",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=F("reviewed_by")),
                name="statement_approver_is_not_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(leader_approved_by=F("approved_by"))
                & ~Q(leader_approved_by=F("reviewed_by")),
                name="statement_leader_is_a_third_person",
            ),
            models.CheckConstraint(
                condition=~Q(committee_approved_by=F("approved_by"))
                & ~Q(committee_approved_by=F("reviewed_by"))
                & ~Q(committee_approved_by=F("leader_approved_by")),
                name="statement_leading_group_is_another_person",
            ),
        ]
        permissions = [
            ("confirm_statement", _("Can confirm the own statements")),
            ("review_statement", _("Can review statements")),
            ("approve_statement", _("Can approve statements for finance")),
            ("leader_approve_statement", _("Can approve statements as leader")),
            (
                "committee_approve_statement",
                _("Can record the leading group's approval of statements"),
            ),
            ("pay_statement", _("Can pay statements")),
        ]

    def __str__(self):
        return f"{self.number} {self.payee}"

    @property
    def amounts_in(self) -> str:
        return self.currency

    @property
    def net(self) -> Decimal:
        """What is transferred: the total less the tax withheld."""
        return self.total - self.tax

    @property
    def payment(self):
        """The payment that stands; None where there is none or it came back."""
        return self.payments.filter(reversed_at__isnull=True).first()

    @property
    def approver_ids(self) -> set[int]:
        return {getattr(self, f"{name}_id") for name in APPROVERS} - {None}

    def has_suspended_policy(self) -> bool:
        return self.lines.filter(is_live=True, entry__policy_version__state="suspended").exists()


class StatementLine(models.Model):
    """A ledger entry on a statement. An entry stands on one statement at a time: a withdrawn one
    releases it.
    """

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="lines", verbose_name=_("statement")
    )
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, related_name="statement_lines", verbose_name=_("ledger entry")
    )
    is_live = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("statement line")
        verbose_name_plural = _("statement lines")
        ordering = ["entry"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(is_live=True), name="ledger_entry_on_one_statement"
            )
        ]

    def __str__(self):
        return str(self.entry)
