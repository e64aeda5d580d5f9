"""Promises of entry agreements that are not kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen
from crm.core.transitions import Stateful, Transition

from .application import EntryApplication


class BreachState(models.TextChoices):
    OPEN = "open", _("being cured")
    CURED = "cured", _("cured")
    UPHELD = "upheld", _("not cured")


class BreachQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.has_perm("parks.view_breach"):
            return self.none()
        return of_seen(self, "application", EntryApplication.objects.visible_to(user))


def not_before_its_day(breach, user) -> str:
    return (
        _("The enterprise has until %(day)s to cure it.") % {"day": breach.cure_by}
        if breach.cure_by >= timezone.localdate()
        else ""
    )


class Breach(Stateful):
    """A promise of the entry agreement that is not kept: what is demanded, by when, and how it
    ended.
    """

    CALLED_BY = ("application",)

    State = BreachState

    class Promise(models.TextChoices):
        INVESTMENT = "investment", _("investment")
        START = "start", _("start of construction")
        PRODUCTION = "production", _("start of production")
        OUTPUT = "output", _("output per mu")
        TAX = "tax", _("tax per mu")
        OTHER = "other", _("other")

    application = models.ForeignKey(
        EntryApplication,
        models.PROTECT,
        related_name="breaches",
        verbose_name=_("entry application"),
    )
    promise = models.CharField(_("promise"), max_length=20, choices=Promise.choices)
    found_on = models.DateField(_("found on"))
    demand = models.TextField(_("what is demanded"))
    cure_by = models.DateField(_("to be cured by"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=BreachState.choices,
        default=BreachState.OPEN,
        editable=False,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="breaches",
        editable=False,
        verbose_name=_("recorded by"),
    )
    history = HistoricalRecords()

    objects = BreachQuerySet.as_manager()

    TRANSITIONS = {
        "cure": Transition(
            _("Cured"),
            {BreachState.OPEN},
            BreachState.CURED,
            "parks.change_breach",
            needs_note=True,
            is_reversible=True,
        ),
        "uphold": Transition(
            _("Not cured"),
            {BreachState.OPEN},
            BreachState.UPHELD,
            "parks.change_breach",
            guard=not_before_its_day,
            needs_note=True,
            negative=True,
        ),
    }

    class Meta:
        verbose_name = _("breach of an entry agreement")
        verbose_name_plural = _("breaches of entry agreements")
        ordering = ["-found_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BreachState.values), name="breach_state_known"
            ),
            models.UniqueConstraint(
                fields=["application", "promise"],
                condition=Q(state="open"),
                name="one_open_breach_a_promise",
                violation_error_message=_("A breach of this promise is open already."),
            ),
            models.CheckConstraint(
                condition=Q(cure_by__gte=models.F("found_on")),
                name="breach_leaves_time",
                violation_error_message=_("The end must be after the beginning."),
            ),
        ]

    def __str__(self):
        return f"{self.application} · {self.get_promise_display()}"

    @property
    def is_editable(self) -> bool:
        return False
