from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.by_permission import ByViewPermission

from ..naming.likeness_kinds import Kind
from .company import Company


class ListKind(models.Model):
    """A kind of list, and whether it ranks; who publishes it is said by the list itself."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    is_ranked = models.BooleanField(
        _("ranks its companies"),
        default=True,
        help_text=_("Otherwise rank and revenue may be lacking."),
    )
    place = models.PositiveSmallIntegerField(_("place in the order"), default=100)
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("kind of list")
        verbose_name_plural = _("kinds of lists")
        ordering = ["place", "id"]

    def __str__(self):
        is_chinese = (get_language() or "").startswith("zh")
        return self.name if is_chinese or not self.name_en else self.name_en


class WithKind(models.Manager.from_queryset(ByViewPermission)):
    """The name of a list is read from its kind, which comes with every row."""

    way = "kind"

    def get_queryset(self):
        return super().get_queryset().select_related(self.way)


class WithListAndKind(WithKind):
    way = "target_list__kind"


class TargetList(models.Model):
    class Kind(models.TextChoices):
        """The three lists that the channel and the policies know by their code."""

        WORLD500 = "world500", _("Fortune Global 500")
        CHINA500 = "china500", _("China 500")
        PRIVATE500 = "private500", _("China Private 500")

    kind = models.ForeignKey(
        ListKind,
        models.PROTECT,
        to_field="code",
        db_column="kind",
        related_name="lists",
        verbose_name=_("list"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)
    history = HistoricalRecords()

    objects = WithKind()

    class Meta:
        verbose_name = _("target list")
        verbose_name_plural = _("target lists")
        ordering = ["-year", "kind_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year"], name="target_list_one_per_kind_and_year"
            )
        ]
        permissions = [("import_targets", _("Can import target lists"))]

    def __str__(self):
        return f"{self.year} {self.kind}"


class TargetEntry(models.Model):
    """A company's place on a list. ``revenue`` is in whole units of ``currency`` (not in millions
    or 万); ``rank`` is None on a list that ranks nobody.
    """

    target_list = models.ForeignKey(
        TargetList, models.PROTECT, related_name="entries", verbose_name=_("list")
    )
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="rankings", verbose_name=_("company")
    )
    name_as_listed = models.CharField(_("name on the list"), max_length=200)
    place = models.CharField(_("country or province"), max_length=60, blank=True)
    field = models.CharField(_("line of business on the list"), max_length=120, blank=True)
    revenue = models.DecimalField(
        _("revenue"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    history = HistoricalRecords()

    objects = WithListAndKind()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-target_list__year", "target_list__kind_id", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["target_list", "company"], name="target_company_once"),
        ]

    def __str__(self):
        rank = "" if self.rank is None else f" #{self.rank}"
        return f"{self.target_list}{rank} {self.name_as_listed}"


class MatchCandidate(models.Model):
    """Two companies with similar names; a person decides whether they are one."""

    class Verdict(models.TextChoices):
        OPEN = "open", _("to be judged")
        DIFFERENT = "different", _("two companies")
        RELATED = "related", _("related, not the same")

    company = models.ForeignKey(
        Company, models.CASCADE, related_name="match_candidates", verbose_name=_("company")
    )
    other = models.ForeignKey(
        Company, models.CASCADE, related_name="+", verbose_name=_("possible duplicate")
    )
    score = models.PositiveSmallIntegerField(_("likeness, %"))
    kind = models.CharField(
        _("kind of likeness"), max_length=20, choices=Kind.choices, default=Kind.SIMILAR
    )
    verdict = models.CharField(
        _("verdict"), max_length=20, choices=Verdict.choices, default=Verdict.OPEN
    )
    history = HistoricalRecords()

    objects = ByViewPermission.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = ["-score", "id"]
        indexes = [models.Index(fields=["verdict", "-score", "id"], name="candidate_worklist")]
        constraints = [
            models.UniqueConstraint(fields=["company", "other"], name="candidate_pair_once")
        ]

    def __str__(self):
        return f"{self.company} ≈ {self.other} ({self.score} %)"
