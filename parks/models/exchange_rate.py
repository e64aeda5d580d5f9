from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import ByProposal

from .contribution import Contribution


class ExchangeRateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("parks.view_exchangerate") else self.none()

    def of_day(self, currency: str, day) -> "ExchangeRate | None":
        """The rate in force on ``day``: that of the day, else the last one before it."""
        return self.filter(currency=currency, on__lte=day).order_by("-on").first()


class ExchangeRate(models.Model):
    """Yuan for one unit of a currency, from its day until the next published rate."""

    currency = models.CharField(_("currency"), max_length=3, choices=Contribution.Currency.choices)
    on = models.DateField(_("day"))
    yuan = models.DecimalField(_("yuan for one"), max_digits=12, decimal_places=6)
    source = models.CharField(_("source"), max_length=200)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ExchangeRateQuerySet.as_manager()
    CHANGES = ByProposal("parks.decide_exchangerate")

    class Meta:
        verbose_name = _("rate of exchange")
        verbose_name_plural = _("rates of exchange")
        ordering = ["-on", "currency"]
        permissions = [("decide_exchangerate", _("Can decide on proposed rates of exchange"))]
        constraints = [
            models.UniqueConstraint(fields=["currency", "on"], name="one_exchange_rate_a_day"),
            models.CheckConstraint(
                condition=Q(yuan__gt=0),
                name="exchange_rate_positive",
                violation_error_message=_("The rate must be more than zero."),
            ),
            models.CheckConstraint(
                condition=~Q(currency="CNY"),
                name="exchange_rate_is_foreign",
                violation_error_message=_("The yuan needs no rate."),
            ),
        ]

    def __str__(self):
        return f"{self.currency} {self.on} {self.yuan.normalize():f}"
