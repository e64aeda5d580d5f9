"""What enterprises ask for, and the times that the city promises for it: both are data."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Urgency(models.TextChoices):
    NORMAL = "normal", pgettext_lazy("urgency", "normal")
    URGENT = "urgent", pgettext_lazy("urgency", "urgent")
    EMERGENCY = "emergency", pgettext_lazy("urgency", "emergency")


class ServiceKindQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What can be asked for is no secret to anyone."""
        return self

    def offered(self):
        """Those of new requests."""
        return self.filter(is_active=True)

    def offered_to_public(self):
        return self.offered().filter(is_public=True)


class ServiceKind(models.Model):
    """A kind of request: policy, land, labour, finance, permits, complaint.

    A request of a confidential kind is seen by who handles it and by the few who hold the right;
    of a kind that ``may_be_anonymous`` the form takes requests without a name.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    hint = models.CharField(_("what belongs to it"), max_length=200, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    may_be_anonymous = models.BooleanField(_("may be without a name"), default=False)
    is_public = models.BooleanField(_("offered on the public form"), default=True)
    is_active = models.BooleanField(_("in use"), default=True)
    place = models.PositiveSmallIntegerField(_("place in the order"), default=100)
    history = HistoricalRecords()

    objects = ServiceKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of request")
        verbose_name_plural = _("kinds of requests")
        ordering = ["place", "id"]

    def __str__(self):
        is_english = (get_language() or "").startswith("en")
        return self.name_en if is_english and self.name_en else self.name


class ServiceTimeQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("desk.view_servicetime") else self.none()

    def promised(self, kind: ServiceKind, urgency: str) -> "ServiceTime | None":
        """The row of the kind itself, else the one for all kinds."""
        rows = self.filter(models.Q(kind=kind) | models.Q(kind=None), urgency=urgency)
        return rows.order_by(models.F("kind").asc(nulls_last=True)).first()


class ServiceTime(models.Model):
    """How soon a request is taken in hand (working hours) and answered (working days)."""

    CALLED_BY = ("kind",)

    kind = models.ForeignKey(
        ServiceKind,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="times",
        verbose_name=_("kind"),
        help_text=_("Empty: for every kind that has no row of its own."),
    )
    urgency = models.CharField(
        _("urgency"), max_length=20, choices=Urgency.choices, default=Urgency.NORMAL
    )
    take_up_hours = models.PositiveSmallIntegerField(
        _("working hours until it is taken in hand"),
        validators=[MinValueValidator(1), MaxValueValidator(400)],
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days until it is answered"),
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    history = HistoricalRecords()

    objects = ServiceTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("promised time")
        verbose_name_plural = _("promised times")
        ordering = ["kind__place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "urgency"],
                nulls_distinct=False,
                name="one_promise_a_kind_and_urgency",
                violation_error_message=_("There is a promised time for this already."),
            ),
            models.CheckConstraint(
                condition=models.Q(urgency__in=Urgency.values), name="promise_urgency_known"
            ),
        ]

    def __str__(self):
        return f"{self.kind or _('every kind')} · {self.get_urgency_display()}"
