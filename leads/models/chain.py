import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.indicators.noting import noted
from crm.core.models import Department
from crm.core.punctuation import listed

from .classification import Industry
from .company import Company

SEPARATORS = re.compile(r"[\s,，、;；]+")


def words_of(text: str) -> list[str]:
    """The words of a list that people typed with whatever separator."""
    return [word for word in SEPARATORS.split(text) if word]


def check_industry_codes(text: str):
    unknown = [code for code in words_of(text) if not Industry.objects.filter(code=code).exists()]
    if unknown:
        raise ValidationError(
            gettext("No industry of GB/T 4754 has the code %s.") % listed(unknown)
        )


class Chain(models.Model):
    """An industry chain of the city's plan: a graph of links."""

    name = models.CharField(_("chain"), max_length=100, unique=True)
    plan = models.TextField(_("its place in the city's plan"), blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, verbose_name=_("department in charge")
    )
    leader = models.CharField(_("leader in charge of the chain"), max_length=60, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("industrial chain")
        verbose_name_plural = _("industrial chains")
        ordering = ["name"]

    def __str__(self):
        return self.name


# What the database does by itself: table and trigger.
TRIGGERS = noted("leads_link", "all leads")


class Strength(models.TextChoices):
    STRONG = "strong", _("strong")
    WEAK = "weak", _("weak")
    MISSING = "missing", _("missing here")


class Link(models.Model):
    """One step of a chain. Its strength here is computed from who has settled, unless somebody set
    it with a reason.
    """

    Strength = Strength

    chain = models.ForeignKey(
        Chain, models.PROTECT, related_name="links", verbose_name=_("industrial chain")
    )
    name = models.CharField(_("link"), max_length=100)
    industry_codes = models.CharField(
        _("industry codes"),
        max_length=200,
        blank=True,
        validators=[check_industry_codes],
        help_text=_("Codes of GB/T 4754, such as 384 or C; a code covers all below it."),
    )
    keywords = models.CharField(
        _("keywords"),
        max_length=300,
        blank=True,
        help_text=_("Words in a company's name that speak for this link."),
    )
    set_strength = models.CharField(
        _("strength set by hand"),
        max_length=10,
        choices=Strength.choices,
        blank=True,
        editable=False,
    )
    set_reason = models.CharField(
        _("reason for setting it"), max_length=300, blank=True, editable=False
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("link of the chain")
        verbose_name_plural = _("links of the chains")
        ordering = ["chain", "id"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "name"], name="link_once_per_chain"),
            models.CheckConstraint(
                condition=Q(set_strength="")
                | (Q(set_strength__in=Strength.values) & ~Q(set_reason="")),
                name="link_strength_has_reason",
            ),
        ]

    def __str__(self):
        return f"{self.chain} · {self.name}"


class Edge(models.Model):
    """What one link hands on to another of the same chain."""

    source = models.ForeignKey(
        Link, models.CASCADE, related_name="edges_out", verbose_name=_("from the link")
    )
    target = models.ForeignKey(
        Link, models.CASCADE, related_name="edges_in", verbose_name=_("to the link")
    )
    goods = models.CharField(_("what is handed on"), max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("edge of the chain")
        verbose_name_plural = _("edges of the chain")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="edge_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="edge_joins_two_links"),
        ]

    def __str__(self):
        return f"{self.source.name} → {self.target.name}"


class LinkCompany(models.Model):
    """An enterprise that works here in this link, known without a project of ours (the leading
    ones, most of all).
    """

    link = models.ForeignKey(
        Link, models.PROTECT, related_name="enterprises", verbose_name=_("link of the chain")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="chain_links", verbose_name=_("company")
    )
    is_leading = models.BooleanField(_("leads the chain"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("enterprise in the chain")
        verbose_name_plural = _("enterprises in the chains")
        ordering = ["-is_leading", "id"]
        constraints = [
            models.UniqueConstraint(fields=["link", "company"], name="company_once_per_link")
        ]

    def __str__(self):
        return f"{self.company} · {self.link}"
