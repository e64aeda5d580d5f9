from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .proposal import ByProposal


class CalendarDayQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_calendarday") else self.none()


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday from Monday to Friday, or a weekend day that
    is made up for.
    """

    day = models.DateField(_("day"), unique=True)
    is_working = models.BooleanField(
        _("working day"),
        default=False,
        help_text=_("Ticked: a weekend day that is worked. Not ticked: a holiday."),
    )
    name = models.CharField(_("holiday"), max_length=60)
    history = HistoricalRecords()

    objects = CalendarDayQuerySet.as_manager()
    CHANGES = ByProposal("core.decide_calendarday")

    class Meta:
        verbose_name = _("holiday or make-up workday")
        verbose_name_plural = _("holidays and make-up workdays")
        ordering = ["-day"]
        permissions = [("decide_calendarday", _("Can decide on proposed holidays"))]

    def __str__(self):
        return f"{self.day} {self.name}"
