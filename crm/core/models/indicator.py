"""What indicators are read from: a fact for each record, sums of the facts, and which records have
changed since.
"""

from django.db import models

# In the order of the bits of ``IndicatorSum.by``, the last one the lowest.
DIMENSIONS = ("department", "district", "park", "section", "chain", "channel", "listed", "agent")


class Cut(models.Model):
    """By what an indicator may be divided; keys alone, since a fact goes when its record goes."""

    department = models.BigIntegerField(null=True)
    district = models.CharField(max_length=6, null=True)
    park = models.BigIntegerField(null=True)
    section = models.CharField(max_length=1, null=True)
    chain = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=20, null=True)
    listed = models.CharField(max_length=20, null=True)
    agent = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class IndicatorFact(Cut):
    """What one record gives to an indicator on a day; ``value`` in the indicator's unit."""

    indicator = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    record = models.BigIntegerField()
    day = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["source", "record"], name="indicator_fact_of_record"),
            models.Index(fields=["indicator", "day"], name="indicator_fact_by_day"),
        ]

    def __str__(self):
        return f"{self.indicator} {self.day}: {self.value}"


class IndicatorSum(Cut):
    """The sum of the facts of a month, divided by none, one or two dimensions.

    ``by`` says which: a bit for each dimension that is *not* divided by, as PostgreSQL's
    ``GROUPING`` gives it. A key of several rows is their sum; every night it is one row again.
    """

    indicator = models.CharField(max_length=40)
    by = models.SmallIntegerField()
    month = models.DateField()
    value = models.DecimalField(max_digits=22, decimal_places=2)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["indicator", "by", "month"], name="indicator_sum_by_key")]

    def __str__(self):
        return f"{self.indicator} {self.month:%Y-%m}: {self.value}"


class IndicatorChange(models.Model):
    """A record whose facts are to be made anew, as the database's triggers note it; without
    ``record`` all records of the source.
    """

    source = models.CharField(max_length=40)
    record = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.source} {self.record or ''}"
