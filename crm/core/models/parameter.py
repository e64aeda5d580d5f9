from dataclasses import dataclass
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .proposal import ByProposal
from .tables import has_table


@dataclass(frozen=True)
class RuleNumber:
    """A number that the bureau may set, and ``value`` until it does.

    One that money depends on, and one with ``by_two``, changes by proposal alone.
    """

    value: Decimal
    label: Promise
    bears_on_money: bool = False
    by_two: bool = False


RULE_NUMBERS: dict[str, RuleNumber] = {}


def register_rule_numbers(numbers: dict[str, RuleNumber]):
    RULE_NUMBERS.update(numbers)


def known_codes() -> list[tuple]:
    return [(code, number.label) for code, number in RULE_NUMBERS.items()]


class ParameterQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_parameter") else self.none()


class Parameter(models.Model):
    """A number that the bureau sets: a threshold, a deadline, a period. Kept with its history."""

    code = models.CharField(_("code"), max_length=60, unique=True, choices=known_codes)
    value = models.DecimalField(
        _("value"), max_digits=18, decimal_places=2, validators=[MinValueValidator(0)]
    )
    history = HistoricalRecords()

    objects = ParameterQuerySet.as_manager()
    CHANGES = ByProposal("core.decide_parameter", of=lambda number: number.needs_two)

    class Meta:
        verbose_name = _("rule number")
        verbose_name_plural = _("rule numbers")
        ordering = ["code"]
        permissions = [("decide_parameter", _("Can decide on proposed rule numbers"))]

    def __str__(self):
        return self.get_code_display()

    @property
    def bears_on_money(self) -> bool:
        number = RULE_NUMBERS.get(self.code)
        return bool(number and number.bears_on_money)

    @property
    def needs_two(self) -> bool:
        number = RULE_NUMBERS.get(self.code)
        return bool(number and (number.bears_on_money or number.by_two))

    @classmethod
    def get(cls, code: str) -> Decimal:
        """The number that the bureau set (zero is one), else the default."""
        stored = cls.objects.filter(code=code).values_list("value", flat=True).first()
        return RULE_NUMBERS[code].value if stored is None else stored

    @classmethod
    def several(cls, *codes: str) -> list[Decimal]:
        """Their numbers in the order asked, by one query."""
        stored = dict(cls.objects.filter(code__in=codes).values_list("code", "value"))
        return [stored.get(code, RULE_NUMBERS[code].value) for code in codes]

    @classmethod
    def whole(cls, code: str) -> int:
        """The number of a count or period."""
        return int(cls.get(code))

    @classmethod
    def store_defaults(cls, using="default", **_signal):
        """Run after every migration: adds a row for each number that has none, so that the screen
        shows all of them.
        """
        if not has_table(cls, using):
            return
        codes = set(cls.objects.using(using).values_list("code", flat=True))
        for code, number in RULE_NUMBERS.items():
            if code not in codes:
                cls(code=code, value=number.value).save(using=using)
