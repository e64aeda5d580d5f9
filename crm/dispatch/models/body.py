"""Who dispatches 调度机构: the office, the commanders, the special groups, each with its rhythm."""

import calendar
from datetime import date, time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.models import Department
from crm.core.punctuation import comma, listed
from crm.core.sight import of_seen

from .plan import Heading, is_chosen_anew

SETS_UP = "dispatch.change_dispatchbody"
READS = "dispatch.view_dispatchmeeting"
LAST_DAY = 31


class BodyKind(models.TextChoices):
    OFFICE = "office", pgettext_lazy("dispatch", "headquarters office")
    DEPUTY = "deputy", pgettext_lazy("dispatch", "deputy commander")
    COMMAND = "command", pgettext_lazy("dispatch", "commander and political commissar")
    GROUP = "group", pgettext_lazy("dispatch", "special group")


class Every(models.TextChoices):
    MONTH = "month", pgettext_lazy("rhythm", "every month")
    QUARTER = "quarter", pgettext_lazy("rhythm", "every quarter")


class Shift(models.TextChoices):
    """Where a meeting goes whose day is none of work."""

    EARLIER = "earlier", pgettext_lazy("rhythm", "the working day before")
    LATER = "later", pgettext_lazy("rhythm", "the working day after")


class BodyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who dispatches when is known to everybody who has to do with the plan."""
        return self if user.has_perm("dispatch.view_dispatchbody") else self.none()

    def at_work(self, day: date):
        return self.filter(is_active=True, starts_on__lte=day)


class DispatchBody(models.Model):
    """Meets on ``days`` of each month, or of the ``quarter_month``-th month of each quarter; 31
    is the last day of any month. ``prepared_days`` and ``sent_days`` are working days before.

    It looks at the whole plan and city where neither headings nor a department are named.
    """

    Kind, Every, Shift = BodyKind, Every, Shift

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(pgettext_lazy("dispatch", "level"), max_length=20, choices=Kind.choices)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("dispatch", "chair"),
    )
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("dispatch", "secretary"),
    )
    office = models.ForeignKey(
        Department,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("dispatch", "issues its briefs"),
    )
    every = models.CharField(
        pgettext_lazy("rhythm", "rhythm"),
        max_length=20,
        choices=Every.choices,
        default=Every.MONTH,
    )
    days = ArrayField(
        models.PositiveSmallIntegerField(
            validators=[MinValueValidator(1), MaxValueValidator(LAST_DAY)]
        ),
        verbose_name=_("days of the month"),
        default=list,
        size=10,
        help_text=_("Such as 10, 20, 31; 31 is the last day of every month."),
    )
    quarter_month = models.PositiveSmallIntegerField(
        _("month of the quarter"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("1 to 3; only for what meets every quarter."),
    )
    shift = models.CharField(
        _("if the day is none of work"),
        max_length=20,
        choices=Shift.choices,
        default=Shift.EARLIER,
    )
    begins_at = models.TimeField(pgettext_lazy("dispatch", "begins at"), default=time(9))
    place = models.CharField(pgettext_lazy("dispatch", "place"), max_length=80, blank=True)
    prepared_days = models.PositiveSmallIntegerField(
        _("agenda drawn, working days before"), default=3, validators=[MaxValueValidator(20)]
    )
    sent_days = models.PositiveSmallIntegerField(
        _("agenda sent, working days before"), default=1, validators=[MaxValueValidator(20)]
    )
    headings = models.ManyToManyField(
        Heading,
        blank=True,
        related_name="bodies",
        verbose_name=_("headings that it looks at"),
        help_text=_("None: the whole plan."),
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district or park that it looks at"),
        help_text=_("Empty: the whole city."),
    )
    starts_on = models.DateField(_("meets from day"))
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)
    history = HistoricalRecords()

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("dispatch", "body")
        verbose_name_plural = pgettext_lazy("dispatch", "bodies")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="body_kind_known"),
            models.CheckConstraint(condition=Q(every__in=Every.values), name="body_rhythm_known"),
            models.CheckConstraint(condition=Q(shift__in=Shift.values), name="body_shift_known"),
            models.CheckConstraint(
                condition=Q(quarter_month__gte=1, quarter_month__lte=3),
                name="body_month_of_quarter",
            ),
            models.CheckConstraint(
                condition=Q(prepared_days__gte=F("sent_days")),
                name="body_prepares_before_it_sends",
                violation_error_message=_("The agenda is drawn before it is sent."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        if self.days:
            self.days = sorted(set(self.days))
        for name in ("chair", "secretary"):
            if is_chosen_anew(self, name) and not getattr(self, name).has_perm(READS):
                message = gettext("%(person)s does not read dispatch meetings.")
                raise ValidationError({name: message % {"person": getattr(self, name)}})

    @property
    def is_quarterly(self) -> bool:
        return self.every == Every.QUARTER

    def days_in(self, year: int, month: int) -> list[date]:
        """Its days of that month by the rhythm alone; [] in a month without."""
        if self.is_quarterly and (month - 1) % 3 + 1 != self.quarter_month:
            return []
        last = calendar.monthrange(year, month)[1]
        return [date(year, month, day) for day in sorted({min(day, last) for day in self.days})]

    @property
    def rhythm(self) -> str:
        """ "every month on 10, 20 and the last day"."""
        days = listed(
            gettext("the last day") if day == LAST_DAY else gettext("the %(day)d.") % {"day": day}
            for day in self.days
        )
        if not self.is_quarterly:
            return gettext("every month: %(days)s") % {"days": days}
        words = {"month": self.quarter_month, "days": days}
        return gettext("every quarter, month %(month)d: %(days)s") % words

    @property
    def scope(self) -> str:
        """What it looks at, in words."""
        names = [str(heading.name) for heading in self.headings.all()]
        if self.department_id:
            names.append(str(self.department))
        return listed(names) if names else gettext("the whole plan")

    def people(self) -> list:
        """Chair, secretary and members, each once, in that order."""
        members = [member.person for member in self.members.select_related("person__department")]
        return list(dict.fromkeys([self.chair, self.secretary, *members]))


class BodyMemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_seen(self, "body", DispatchBody.objects.visible_to(user))


class BodyMember(models.Model):
    CALLED_BY = ("body", "person")

    body = models.ForeignKey(
        DispatchBody,
        models.PROTECT,
        related_name="members",
        verbose_name=pgettext_lazy("dispatch", "body"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("dispatch", "member"),
    )
    duty = models.CharField(pgettext_lazy("dispatch", "duty"), max_length=40, blank=True)
    history = HistoricalRecords()

    objects = BodyMemberQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("dispatch", "member of a body")
        verbose_name_plural = pgettext_lazy("dispatch", "members of bodies")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person"],
                name="member_once_in_a_body",
                violation_error_message=_("This person is a member already."),
            )
        ]

    def __str__(self):
        return f"{self.body}{comma()}{self.person}"

    def clean(self):
        if is_chosen_anew(self, "person") and not self.person.has_perm(READS):
            message = gettext("%(person)s does not read dispatch meetings.")
            raise ValidationError({"person": message % {"person": self.person}})
