from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.money import MoneyField
from crm.core.sight import of_seen
from leads.models import PayeeAccount

from .statement import Statement


class PaymentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "statement", Statement.objects.visible_to(user))


# What the database does by itself: table and trigger.
TRIGGERS = {
    "commissions_payment.payment_in_open_period": "refuses a day whose books are closed",
    "commissions_payment.payment_who_approves_does_not_pay": (
        "refuses an approver, and a day before the order or after today"
    ),
}


class Payment(models.Model):
    statement = models.ForeignKey(
        Statement, models.PROTECT, related_name="payments", verbose_name=_("statement")
    )
    paid_on = models.DateField(_("paid on"))
    bank_reference = models.CharField(_("bank reference"), max_length=60, unique=True)
    amount = MoneyField(_("amount"))
    account = models.ForeignKey(
        PayeeAccount, models.PROTECT, related_name="payments", verbose_name=_("account")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    reversed_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    reversed_why = models.CharField(_("why it came back"), max_length=300, blank=True)
    history = HistoricalRecords()

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(reversed_at__isnull=True),
                name="one_standing_payment",
            )
        ]

    def __str__(self):
        return f"{self.bank_reference} {self.amount:,.2f}"
