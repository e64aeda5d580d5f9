from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.indicators.noting import noted
from crm.core.sight import of_seen
from leads.models import Company, Project
from leads.naming.credit_code import check_credit_code

from .enterprise_person import enterprises_of, is_own_file
from .park import Park
from .plot import Plot

BUILDING_AND_PROPERTY = ("E", "K")  # sections of GB/T 4754: construction, real estate


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "project", Project.objects.visible_to(user))

    def holding(self, day):
        """Those that hold their plot on ``day``."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Entry(models.Model):
    """A project's hold on a plot from a day to (not including)
    another; open-ended until it leaves.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="entries", verbose_name=_("project")
    )
    plot = models.ForeignKey(Plot, models.PROTECT, related_name="entries", verbose_name=_("plot"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-starts_on", "-id"]
        constraints = [
            ExclusionConstraint(
                name="plot_held_once_at_a_time",
                expressions=[
                    (F("plot"), RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another project holds this plot at that time."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="entry_ends_after_it_starts",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]

    def __str__(self):
        return f"{self.project} @ {self.plot}"


class EnterpriseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those whose project one sees; an enterprise's own people see it, too, and of its project
        what the portal shows.
        """
        projects = Project.objects.visible_to(user)
        if user.is_staff:
            return of_seen(self, "project", projects)
        return self.filter(Q(project__in=projects) | Q(pk__in=enterprises_of(user)))

    def kept_by(self, user):
        """Those whose logins ``user`` looks after: of the parks of the own department."""
        return self.filter(park__department__in=user.department_ids if user.is_staff else [])

    def of_park(self, park):
        """Of the park and of the parks within it."""
        return self.filter(park__in=Park.objects.within(park))

    def without_building_and_property(self):
        """Without construction and real estate, as some targets count."""
        return self.exclude(project__industry__section__in=BUILDING_AND_PROPERTY)

    def reported_by(self, user):
        """Those for which ``user`` reports: of the whole city for finance and headquarters, of the
        own park for its officers.
        """
        visible = self.visible_to(user)
        return (
            visible
            if user.has_perm("leads.view_every_project")
            else visible.filter(park__department__in=user.department_ids)
        )


# What the database does by itself: table and trigger.
TRIGGERS = {
    "parks_enterprise.search_fill": "keeps the search columns: name and code",
    **noted("parks_enterprise", "its project"),
    **noted("parks_entry", "its project"),
    **noted("leads_project", "the project"),
    **noted("leads_milestone", "its project"),
}


class Enterprise(models.Model):
    """The company that a project founded or brought into a park; it invests and pays tax there."""

    project = models.OneToOneField(
        Project, models.PROTECT, related_name="enterprise", verbose_name=_("project")
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="enterprises", verbose_name=_("investor")
    )
    park = models.ForeignKey(
        Park, models.PROTECT, related_name="enterprises", verbose_name=_("park")
    )
    name = models.CharField(_("name"), max_length=200)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, unique=True, validators=[check_credit_code]
    )
    registered_on = models.DateField(_("registered on"))
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)
    history = HistoricalRecords()

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("settled enterprise")
        verbose_name_plural = _("settled enterprises")
        ordering = ["-updated_at", "-id"]
        indexes = [models.Index(fields=["-updated_at", "-id"], name="enterprise_newest")]

    def __str__(self):
        return self.name

    def shows_file_to(self, user, attachment) -> bool:
        return is_own_file(self.pk, user, attachment)

    def is_kept_by(self, user) -> bool:
        """Whether ``user`` is of the department that looks after its park."""
        return user.is_staff and self.park.department_id in user.department_ids

    @property
    def is_building_or_property(self) -> bool:
        return self.project.industry.section in BUILDING_AND_PROPERTY
