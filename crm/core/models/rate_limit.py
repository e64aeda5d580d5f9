"""How much is taken from one sender within a time: the limits, and what was counted."""

from dataclasses import dataclass

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .proposal import ByProposal
from .tables import has_table


class Scope(models.TextChoices):
    ADDRESS = "address", _("each network address")
    ACCOUNT = "account", _("each login; without one each network address")
    ORGANISATION = "organisation", _("each organisation; without one each login")
    EVERYBODY = "everybody", _("all together, who are asked for a code and never refused")


@dataclass(frozen=True)
class KnownLimit:
    """A limit that the program knows, and what stands in its row until somebody changes it.

    ``number`` requests (or megabytes, or files: the label says so) are taken at once; what was
    taken is forgotten evenly, all of it after ``seconds``. From ``code_from`` on, the forms of
    strangers ask for a code to copy.
    """

    label: Promise
    scope: str
    number: int
    seconds: int
    code_from: int | None = None


RATE_LIMITS: dict[str, KnownLimit] = {}


def register_rate_limits(limits: dict[str, KnownLimit]):
    RATE_LIMITS.update(limits)


def known_codes() -> list[tuple]:
    return [(code, limit.label) for code, limit in RATE_LIMITS.items()]


class RateLimitQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("core.view_ratelimit") else self.none()


class RateLimit(models.Model):
    """How many are taken from whom, and how fast they are forgotten. Kept with its history, changed
    by proposal.
    """

    code = models.CharField(_("what is limited"), max_length=60, unique=True, choices=known_codes)
    scope = models.CharField(_("counted for"), max_length=20, choices=Scope.choices)
    number = models.PositiveIntegerField(
        _("most at once"),
        validators=[MinValueValidator(1)],
        help_text=_("What was taken is forgotten evenly, all of it within the time."),
    )
    seconds = models.PositiveIntegerField(
        _("time in seconds"), validators=[MinValueValidator(1)], help_text=_("3600 is an hour.")
    )
    code_from = models.PositiveIntegerField(
        _("code to copy from"),
        null=True,
        blank=True,
        help_text=_("From so many on, forms of strangers ask for the code in a picture."),
    )
    is_on = models.BooleanField(_("in force"), default=True)
    history = HistoricalRecords()

    Scope = Scope
    objects = RateLimitQuerySet.as_manager()
    CHANGES = ByProposal("core.decide_ratelimit", bears_on_money=False)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ["code"]
        permissions = [("decide_ratelimit", _("Can decide on proposed limits"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gt=0, seconds__gt=0), name="limit_takes_something"
            )
        ]

    def __str__(self):
        return self.get_code_display()

    @classmethod
    def store_defaults(cls, using="default", **_signal):
        """Run after every migration: adds a row for each limit that has none."""
        if not has_table(cls, using):
            return
        codes = set(cls.objects.using(using).values_list("code", flat=True))
        for code, limit in RATE_LIMITS.items():
            if code not in codes:
                cls(
                    code=code,
                    scope=limit.scope,
                    number=limit.number,
                    seconds=limit.seconds,
                    code_from=limit.code_from,
                ).save(using=using)


class RateCount(models.Model):
    """What one sender was counted with under one limit. Written by ``crm.core.limits.count`` alone;
    ``number`` and ``seconds`` are those that it was counted by.
    """

    key = models.CharField(max_length=120, primary_key=True)  # limit, scope, sender's digest
    number = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    code_from = models.PositiveIntegerField(null=True)
    cost = models.FloatField()  # of what was asked last
    # When all of it is forgotten. Without an index, so that a count is updated in its page (HOT).
    empty_at = models.DateTimeField()
    has_passed = models.BooleanField()
    refused = models.PositiveIntegerField(default=0)  # since it was last empty

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key
