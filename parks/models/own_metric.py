from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.own_word import OwnWord, OwnWordQuerySet


class OwnMetricQuerySet(OwnWordQuerySet):
    def counts(self):
        return self.exclude(unit_zh="")

    def amounts(self):
        return self.filter(unit_zh="")


class OwnMetric(OwnWord):
    """What only policies count, in its ``unit``; an amount in yuan where it has none."""

    unit_zh = models.CharField(_("unit in Chinese"), max_length=20, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=20, blank=True)

    objects = OwnMetricQuerySet.as_manager()

    class Meta(OwnWord.Meta):
        verbose_name = _("kind of contribution of a policy")
        verbose_name_plural = _("kinds of contributions of policies")

    @property
    def is_count(self) -> bool:
        return bool(self.unit_zh)

    @property
    def unit(self) -> str:
        return self.in_words("unit") if self.is_count else _("yuan")
