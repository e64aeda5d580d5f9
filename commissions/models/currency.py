"""The currency of what is owed: yuan, unless the policy pays in another."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core import money

from ..engine.facts import CURRENCIES

CNY = "CNY"
CHOICES = [(code, money.CURRENCIES[code]) for code in CURRENCIES]


def currency_field():
    return models.CharField(_("currency"), max_length=3, choices=CHOICES, default=CNY)


def known_currency(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name=name)
