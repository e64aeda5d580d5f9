"""What the channels that grow out of parks and settled enterprises have to know of a lead."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.core.money import MoneyField
from leads.models import LeadFacts

from .entry import Enterprise
from .park import Park
from .plot import NOT_NEGATIVE, Plot


class ExpansionFacts(LeadFacts):
    """A settled enterprise grows: what it adds, and the support that it asks for."""

    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expansions",
        verbose_name=_("settled enterprise"),
    )
    adds = models.CharField(_("capacity added"), max_length=200, blank=True)
    seeks_partner = models.BooleanField(_("looks for a partner"), default=False)
    asks_nothing = models.BooleanField(_("asks for no support"), default=False)
    tax_relief = MoneyField(
        _("tax relief asked for"),
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    equipment_subsidy = MoneyField(
        _("equipment subsidy asked for"),
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    plant_sqm = models.DecimalField(
        _("standard plant asked for (m²)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    support_reason = models.TextField(_("reason and legal basis of the support"), blank=True)

    FACT_LABELS = {"names_support": _("the support asked for, or that none is")}

    class Meta:
        verbose_name = _("facts of an expansion lead")
        verbose_name_plural = verbose_name
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asks_nothing=False)
                | (
                    models.Q(tax_relief__isnull=True)
                    & models.Q(equipment_subsidy__isnull=True)
                    & models.Q(plant_sqm__isnull=True)
                ),
                name="expansion_asks_or_asks_nothing",
                violation_error_message=_("Either support is asked for, or none is."),
            )
        ]

    def clean(self):
        enterprise, company = self.enterprise, self.lead.company
        if enterprise and not enterprise.company.is_of_one_group_with(company):
            text = _(
                "“%(enterprise)s” belongs to “%(owner)s”, not to the lead's company "
                "“%(company)s” or its group."
            )
            values = {"enterprise": enterprise, "owner": enterprise.company, "company": company}
            raise ValidationError({"enterprise": text % values})

    def names_support(self) -> bool:
        return self.asks_nothing or bool(
            self.tax_relief or self.equipment_subsidy or self.plant_sqm
        )


class ParkFacts(LeadFacts):
    """A lead for a specialised park."""

    park = models.ForeignKey(
        Park,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_facts",
        verbose_name=_("specialised park"),
    )
    fits = models.CharField(_("how it fits the park"), max_length=200, blank=True)
    plot_kind = models.CharField(_("wants"), max_length=10, choices=Plot.Kind.choices, blank=True)
    area_sqm = models.DecimalField(
        _("area wanted (m²)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    leader_company = models.CharField(
        _("enterprise of the park that it works with"), max_length=120, blank=True
    )

    class Meta:
        verbose_name = _("facts of a park lead")
        verbose_name_plural = verbose_name
