from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.punctuation import aside

from ..naming.credit_code import check_credit_code
from ..naming.names import core_name, parts_of
from .agent import agents_of
from .classification import Industry, Region


class CoreNameField(models.CharField):
    """Holds the core of the name in the attribute ``source``, whatever way the row is written."""

    def __init__(self, *args, source="name", **kwargs):
        self.source = source
        kwargs.update(max_length=200, editable=False, db_index=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for implied in ("max_length", "editable", "db_index"):
            kwargs.pop(implied, None)
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, instance, add):
        value = core_name(getattr(instance, self.source))[:200]
        setattr(instance, self.attname, value)
        return value


def grams_index(key: str, english_key: str = "", *, name: str) -> GinIndex:
    """Finds names written nearly alike, in whatever way the row was written; see
    ``leads.companies.grams``.
    """
    second = F(english_key) if english_key else Value("")
    return GinIndex(
        Func(F("name"), F(key), second, function="name_grams", output_field=models.TextField()),
        name=name,
        fastupdate=True,
    )


class CompanyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see every company; an agency or referrer those of its own leads."""
        if user.has_perm("leads.view_company"):
            return self
        return self.filter(leads__agent__in=agents_of(user)).distinct()

    def named(self, name: str):
        """Companies that bear this name beyond doubt, as their name, English name or alias,
        whatever the way of writing.

        A namesake in another place, a group and its member or a branch is another company.
        """
        parts = parts_of(name)
        with_core = self.filter(pk__in=_keys_with_core(parts.core))
        stored = with_core.values_list("pk", "name", "name_en", "aliases__name")
        return self.filter(
            pk__in={
                pk
                for pk, *names in stored
                if any(name and parts_of(name).is_surely(parts) for name in names)
            }
        )


def _keys_with_core(core: str) -> set[int]:
    """Three questions, each answered from its index; one with “or” would read every company."""
    if not core:
        return set()
    by_name = Company.objects.filter(name_key=core).values_list("pk")
    by_english = Company.objects.filter(name_en_key=core).values_list("pk")
    by_alias = CompanyAlias.objects.filter(name_key=core).values_list("company")
    return {key for (key,) in by_name.union(by_english, by_alias)}


# What the database does by itself: table and trigger.
TRIGGERS = {
    "leads_company.search_fill": "keeps the search columns: name, English name, code and aliases",
    "leads_company.search_pass_on": "a name that changed reaches the columns of leads and projects",
    "leads_companyalias.search_pass_on": "an alias that changed reaches the columns of its company",
}


class Company(models.Model):
    name = models.CharField(_("name"), max_length=200)
    name_key = CoreNameField(source="name")
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    name_en_key = CoreNameField(source="name_en", blank=True)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, validators=[check_credit_code]
    )
    country = models.CharField(_("country"), max_length=40, blank=True, default="中国")
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    industry = models.ForeignKey(
        Industry, models.PROTECT, null=True, blank=True, verbose_name=_("industry")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("parent group"),
    )
    website = models.URLField(_("website"), blank=True)
    remark = models.TextField(_("remark"), blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="company_newest"),
            grams_index("name_key", "name_en_key", name="company_grams"),
            models.Index(
                fields=["country", "-updated_at", "-id"], name="company_newest_in_country"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="company_credit_code_unique",
                violation_error_message=_("Another company already has this credit code."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if (
            self.parent_id
            and self.pk
            and any(company.pk == self.pk for company in self.groups_above())
        ):
            raise ValidationError({"parent": _("A company is not its own parent group.")})

    def groups_above(self) -> list["Company"]:
        """The parent group, its own, and so on, nearest first."""
        groups, group = [], self.parent
        while group is not None and group not in groups:
            groups.append(group)
            group = group.parent
        return groups

    def is_of_one_group_with(self, other: "Company") -> bool:
        """Whether both are the same company, or stand under the same topmost group."""
        return [self, *self.groups_above()][-1] == [other, *other.groups_above()][-1]

    def list_kinds(self) -> set[str]:
        """The 500 lists of the newest years on which the company or its parent group stands."""
        entries = apps.get_model("leads", "TargetEntry").objects
        companies = [self.pk, self.parent_id] if self.parent_id else [self.pk]
        return set(
            entries.filter(company__in=companies).values_list("target_list__kind", flat=True)
        )


class CompanyAlias(models.Model):
    company = models.ForeignKey(
        Company, models.CASCADE, related_name="aliases", verbose_name=_("company")
    )
    name = models.CharField(_("alias"), max_length=200)
    name_key = CoreNameField(source="name")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="alias_once_per_company")
        ]
        indexes = [grams_index("name_key", name="alias_grams")]

    def __str__(self):
        return self.name


class ContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that one's department keeps or whose company it works with; all for those who see
        the whole city.
        """
        if not user.has_perm("leads.view_contact"):
            return self.none()
        if user.has_perm("leads.view_every_lead"):
            return self
        mine = Q(department__in=user.department_ids)
        for model in ("Lead", "Project"):
            records = apps.get_model("leads", model).objects.visible_to(user).order_by()
            mine |= Exists(records.filter(company=OuterRef("company")))
        return self.filter(mine)


class Contact(models.Model):
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="contacts", verbose_name=_("company")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    position = models.CharField(_("position"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    is_native = models.BooleanField(_("native of the city"), default=False)
    remark = models.TextField(_("remark"), blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="contacts",
        verbose_name=_("entered by the department"),
    )
    history = HistoricalRecords()

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["company", "id"]

    def __str__(self):
        return f"{self.name}{aside(self.position)}"
