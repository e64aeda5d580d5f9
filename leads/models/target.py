from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..naming.likeness_kinds import Kind
from .company import Company


class StaffOnlyQuerySet(models.QuerySet):
    """Records for the bureau's own people, who hold the model's view permission."""

    def visible_to(self, user):
        return (
            self
            if user.has_perm(f"{self.model._meta.app_label}.view_{self.model._meta.model_name}")
            else self.none()
        )


class TargetList(models.Model):
    class Kind(models.TextChoices):
        WORLD500 = "world500", _("Fortune Global 500")
        CHINA500 = "china500", _("China 500")
        PRIVATE500 = "private500", _("China Private 500")

    kind = models.CharField(_("list"), max_length=20, choices=Kind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=200, blank=True)
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)
    history = HistoricalRecords()

    objects = StaffOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("target list")
        verbose_name_plural = _("target lists")
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year"], name="target_list_one_per_kind_and_year"
            )
        ]
        permissions = [("import_targets", _("Can import target lists"))]

    def __str__(self):
        return f"{self.year} {self.get_kind_display()}"


class TargetEntry(models.Model):
    """A company's place on a list. ``revenue`` is in whole units of ``currency`` (not in millions
    or 万).
    """

    target_list = models.ForeignKey(
        TargetList, models.PROTECT, related_name="entries", verbose_name=_("list")
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="rankings", verbose_name=_("company")
    )
    name_as_listed = models.CharField(_("name on the list"), max_length=200)
    place = models.CharField(_("country or province"), max_length=60, blank=True)
    revenue = models.DecimalField(
        _("revenue"), max_digits=20, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    history = HistoricalRecords()

    objects = StaffOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["-target_list__year", "target_list__kind", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["target_list", "rank"], name="target_rank_once"),
            models.UniqueConstraint(fields=["target_list", "company"], name="target_company_once"),
        ]

    def __str__(self):
        return f"{self.target_list} #{self.rank} {self.name_as_listed}"


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

    objects = StaffOnlyQuerySet.as_manager()

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
