"""What the bureau knows of a company beyond its own data: what ties it to others, and what was
heard of it.
"""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission
from crm.core.models import Parameter
from crm.core.punctuation import aside

from .company import Company


def old_before() -> date:
    """The day before which facts are shown as old."""
    return timezone.localdate() - timedelta(days=Parameter.whole("knowledge_old_days"))


class CompanyRelation(models.Model):
    """``other`` is to ``company`` what ``kind`` says: its supplier, its customer, …"""

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", _("supplier")
        CUSTOMER = "customer", _("customer")
        PARTNER = "partner", _("partner")
        SHAREHOLDER = "shareholder", _("shareholder")
        MEMBER = "member", _("subsidiary or branch")
        COMPETITOR = "competitor", _("competitor")
        SUCCESSOR = "successor", _("successor (merged, renamed or split)")

    # The same seen from the other company.
    CONVERSE = {
        Kind.SUPPLIER: _("customer"),
        Kind.CUSTOMER: _("supplier"),
        Kind.PARTNER: _("partner"),
        Kind.SHAREHOLDER: _("holds shares in it"),
        Kind.MEMBER: _("parent group"),
        Kind.COMPETITOR: _("competitor"),
        Kind.SUCCESSOR: _("predecessor"),
    }

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="relations", verbose_name=_("company")
    )
    kind = models.CharField(_("the other is its"), max_length=20, choices=Kind.choices)
    other = models.ForeignKey(
        Company, models.PROTECT, related_name="related_to", verbose_name=_("other company")
    )
    what = models.CharField(
        _("what it is about"), max_length=120, blank=True, help_text=_("Such as the goods.")
    )
    source = models.CharField(_("source"), max_length=200)
    said_on = models.DateField(_("as of"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("relation of companies")
        verbose_name_plural = _("relations of companies")
        ordering = ["-said_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(company=F("other")),
                name="relation_joins_two_companies",
                violation_error_message=_("A relation joins two different companies."),
            ),
            models.UniqueConstraint(
                fields=["company", "kind", "other"],
                name="relation_said_once",
                violation_error_message=_("This relation is stored already."),
            ),
        ]

    def __str__(self):
        return f"{self.company} → {self.other}{aside(self.get_kind_display())}"

    @property
    def is_old(self) -> bool:
        return self.said_on < old_before()

    def seen_from(self, company) -> tuple[Company, str]:
        """(the other company, what it is to ``company``)."""
        if company.pk == self.company_id:
            return self.other, str(self.get_kind_display())
        return self.company, str(self.CONVERSE[self.kind])


class CompanyNote(models.Model):
    """Something that was heard or read of a company."""

    class Kind(models.TextChoices):
        PLANT = "plant", _("new plant or extension")
        RELOCATION = "relocation", _("relocation")
        FUNDING = "funding", _("funding or listing")
        ORDER = "order", _("large order")
        PEOPLE = "people", _("people and organisation")
        TROUBLE = "trouble", _("trouble")
        OTHER = "other", _("other")

    company = models.ForeignKey(
        Company, models.PROTECT, related_name="notes", verbose_name=_("company")
    )
    kind = models.CharField(_("about"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("text"), max_length=2000)
    source = models.CharField(_("source"), max_length=200)
    link = models.URLField(_("link"), blank=True)
    noted_on = models.DateField(_("day of the news"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("news of a company")
        verbose_name_plural = _("news of companies")
        ordering = ["-noted_on", "-id"]
        indexes = [models.Index(fields=["company", "-noted_on"], name="note_of_company")]

    def __str__(self):
        return f"{self.noted_on} {self.text[:40]}"

    def clean(self):
        if self.noted_on and self.noted_on > timezone.localdate():
            raise ValidationError({"noted_on": _("This day has not come yet.")})

    @property
    def is_old(self) -> bool:
        return self.noted_on < old_before()
