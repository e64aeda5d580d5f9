"""What the year is expected to bring, as it was worked out on a night."""

from django.db import models


class Forecast(models.Model):
    """Of what was known at the end of ``day``. ``months`` say what comes on top until each month's
    end (``low``, ``mean``, ``high``, in yuan; eight of ten outcomes lie between the first and the
    last); nothing where the history was too small. ``weights`` are the open projects and leads that
    matter most, ``past`` what it would have said on days of last year and what came.
    """

    indicator = models.CharField(max_length=40)
    day = models.DateField()
    year = models.PositiveSmallIntegerField()
    months = models.JSONField(default=list)
    weights = models.JSONField(default=list)
    past = models.JSONField(default=list)
    basis = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["indicator", "day"], name="forecast_once_a_day")
        ]

    def __str__(self):
        return f"{self.indicator} {self.day}"
