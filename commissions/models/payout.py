"""What stands around a payment: objections to its notice, the batch it goes to the bank in, and
closed periods.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.models import Numbers
from crm.core.models.lifecycle import Stateful, Transition
from crm.core.money import MoneyField
from crm.core.sight import of_seen

from .statement import Statement


class ObjectionState(models.TextChoices):
    RECEIVED = "received", _("waits for its review")
    ADMITTED = "admitted", _("admitted")
    SET_ASIDE = "set_aside", _("set aside")
    ANSWERED = "answered", _("answered (objection)")


State = ObjectionState


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("commissions.view_objection"):
            return self.none()
        return of_seen(self, "statement", Statement.objects.visible_to(user))

    def to_be_reviewed(self):
        return self.filter(state=State.RECEIVED)

    def unanswered(self):
        """Those that stop a payment: admitted by the bureau, and not answered yet."""
        return self.filter(state=State.ADMITTED)


class Objection(Stateful):
    """What somebody says against a statement on public notice.

    One that the bureau has admitted stops the payment until it is answered; for good if upheld.
    Anybody may write one, so that one which nobody has reviewed stops nothing.
    """

    CALLED_BY = ("statement",)

    State = ObjectionState

    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="objections", verbose_name=_("statement")
    )
    name = models.CharField(_("your name"), max_length=60)
    contact = models.CharField(_("phone or e-mail"), max_length=100)
    text = models.TextField(_("objection"), max_length=2000)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)
    # a keyed digest of the address it came from
    sender = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.RECEIVED, editable=False
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("reviewed by"),
    )
    is_upheld = models.BooleanField(_("upheld"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("answered by"),
    )
    history = HistoricalRecords()

    objects = ObjectionQuerySet.as_manager()

    TRANSITIONS = {
        "admit": Transition(
            _("Admit the objection"),
            {State.RECEIVED},
            State.ADMITTED,
            "commissions.answer_objection",
            stamp="reviewed_by",
            is_reversible=True,
        ),
        "set_aside": Transition(
            _("Set the objection aside"),
            {State.RECEIVED},
            State.SET_ASIDE,
            "commissions.answer_objection",
            needs_note=True,
            negative=True,
            stamp="reviewed_by",
        ),
        "answer": Transition(
            _("Answer the objection"),
            {State.RECEIVED, State.ADMITTED},
            State.ANSWERED,
            "commissions.answer_objection",
            requires=("answer",),
            facts=("is_upheld", "answer"),
            stamp="answered_by",
            hidden=True,
        ),
    }

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-id"]
        permissions = [("answer_objection", _("Can review and answer objections"))]
        indexes = [models.Index(fields=["sender", "received_at"], name="objections_of_a_sender")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="objection_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | Q(answered_by__isnull=False),
                name="objection_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | (Q(is_upheld__isnull=False) & ~Q(answer="")),
                name="answered_objection_has_its_answer",
            ),
        ]

    def __str__(self):
        return f"{self.statement.number} {self.name}"


class PaymentBatch(models.Model):
    """Statements whose payment was ordered, sent to the bank as one file."""

    NUMBERS = Numbers("payment_batch", "FK")
    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ["-id"]

    def __str__(self):
        return self.number


# What the database does by itself: table and trigger.
TRIGGERS = {
    "commissions_batchline.line_who_approves_does_not_pay": "refuses a batch made by an approver",
}


class BatchLine(models.Model):
    """One transfer of a batch. A statement waits in one batch at a time; one that failed can go
    into the next.
    """

    class Result(models.TextChoices):
        WAITING = "waiting", _("waiting for the bank")
        PAID = "paid", _("paid")
        FAILED = "failed", _("failed")

    batch = models.ForeignKey(
        PaymentBatch, models.PROTECT, related_name="lines", verbose_name=_("payment batch")
    )
    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="batch_lines", verbose_name=_("statement")
    )
    amount = MoneyField(_("amount"))
    result = models.CharField(
        _("result"), max_length=10, choices=Result.choices, default=Result.WAITING
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        ordering = ["batch", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(result="waiting"),
                name="statement_waits_in_one_batch",
            )
        ]

    def __str__(self):
        return f"{self.batch} {self.statement}"


class ClosedPeriod(models.Model):
    """The books up to and with ``until`` are closed: no payment of a day in them is recorded any
    more (a trigger sees to it).
    """

    until = models.DateField(_("closed until"), unique=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("closed by"),
    )
    closed_at = models.DateTimeField(_("closed at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()
    is_editable = False

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ["-until"]

    def __str__(self):
        return str(self.until)

    @classmethod
    def covers(cls, day) -> bool:
        return cls.objects.filter(until__gte=day).exists()
