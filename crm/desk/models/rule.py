"""Who is given a request: rules that are data."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from leads.models import Region
from parks.models import Park

from .kind import ServiceKind

# What a rule may ask for, the weightiest first: of two rules that ask for as much, the one that
# names the park is nearer to the enterprise than the one that names the kind.
CONDITIONS = ("park", "kind", "region")


class AssignmentRuleQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("desk.view_assignmentrule") else self.none()

    def best_for(self, *, kind, region=None, park=None) -> "AssignmentRule | None":
        """Of the rules that fit these facts the weightiest; None where none fits."""
        facts = {"kind": kind, "region": region, "park": park}
        rows = self.filter(is_active=True)
        for name, value in facts.items():
            rows = rows.filter(models.Q(**{name: value}) | models.Q(**{name: None}))
        rules = rows.select_related("department", "person").order_by("pk")
        return max(rules, key=AssignmentRule.weight, default=None)


class AssignmentRule(models.Model):
    """Requests of a kind, from a district, from an enterprise in a park go to a department, and
    there to a person where one is named. An empty condition holds for every request.
    """

    kind = models.ForeignKey(
        ServiceKind, models.CASCADE, null=True, blank=True, verbose_name=_("kind")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("district")
    )
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, verbose_name=_("park"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("goes to the department")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("goes to the person"),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    history = HistoricalRecords()

    objects = AssignmentRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of assignment")
        verbose_name_plural = _("rules of assignment")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region", "park"],
                nulls_distinct=False,
                name="one_rule_for_the_same_conditions",
                violation_error_message=_("There is a rule for this already."),
            )
        ]

    def __str__(self):
        conditions = (str(getattr(self, name)) for name in CONDITIONS if getattr(self, name))
        return f"{' · '.join(conditions) or _('every request')} → {self.department}"

    def weight(self) -> tuple[int, ...]:
        """How many conditions the rule has, then which of them."""
        conditions = [getattr(self, f"{name}_id") is not None for name in CONDITIONS]
        return (sum(conditions), *conditions)
