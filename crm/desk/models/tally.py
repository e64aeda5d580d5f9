"""How many requests there were: counted by the database with every write of a request, so that the
figures of a million requests are read from some thousand rows.
"""

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core.models import Department

from .kind import ServiceKind

COUNTS = (
    "received",
    "answered",
    "in_time",
    "closed",
    "satisfied",
    "content",
    "unsatisfied",
    "reopened",
    "repeated",
    "withdrawn",
    "hours",
)


class TallyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Figures of the own department and those below it; of all for who sees every request."""
        if not user.has_perm("desk.view_service_figures"):
            return self.none()
        if user.has_perm("desk.view_every_request"):
            return self
        return self.filter(department__in=user.department_ids)

    def sums(self, *by: str):
        """One row for each value of ``by`` with the sum of each count."""
        return self.order_by().values(*by).annotate(**{f"n_{name}": Sum(name) for name in COUNTS})


class Tally(models.Model):
    """Counts of the requests that were received in a ``month``, by department and kind; ``hours``
    are the working hours until the first answer.

    The triggers of the requests add a row for what each statement changed, so that nobody waits for
    anybody; a nightly task puts the rows of one key together. A count is the sum of its rows.
    """

    month = models.DateField(_("month"))
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("department in the lead"),
    )
    kind = models.ForeignKey(ServiceKind, models.CASCADE, related_name="+", verbose_name=_("kind"))
    received = models.IntegerField(pgettext_lazy("count of requests", "received"), default=0)
    answered = models.IntegerField(pgettext_lazy("service request", "answered"), default=0)
    in_time = models.IntegerField(_("answered in time"), default=0)
    closed = models.IntegerField(pgettext_lazy("service request", "settled"), default=0)
    satisfied = models.IntegerField(pgettext_lazy("service request", "satisfied"), default=0)
    content = models.IntegerField(pgettext_lazy("service request", "fairly satisfied"), default=0)
    unsatisfied = models.IntegerField(pgettext_lazy("service request", "not satisfied"), default=0)
    reopened = models.IntegerField(_("opened again"), default=0)
    repeated = models.IntegerField(_("asked again"), default=0)
    withdrawn = models.IntegerField(pgettext_lazy("service request", "withdrawn"), default=0)
    hours = models.DecimalField(_("working hours"), max_digits=14, decimal_places=2, default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of requests")
        verbose_name_plural = _("counts of requests")
        default_permissions = ()
        indexes = [models.Index(fields=["month", "department", "kind"], name="tally_by_key")]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.department} {self.kind}"
