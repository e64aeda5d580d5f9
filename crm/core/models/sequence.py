from django.db import models, transaction


class Sequence(models.Model):
    """The last number given out per kind and year. Numbers have no gaps: the row is locked until
    the issuer commits.
    """

    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="sequence_one_per_kind_and_year")
        ]

    def __str__(self):
        return f"{self.kind} {self.year}: {self.last}"

    @classmethod
    def take(cls, kind: str, year: int) -> int:
        """The next number of ``kind`` in ``year``; must run inside the transaction that uses it."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("a number is taken inside the transaction that uses it")
        cls.objects.bulk_create([cls(kind=kind, year=year)], ignore_conflicts=True)
        row = cls.objects.select_for_update().get(kind=kind, year=year)
        row.last += 1
        row.save(update_fields=["last"])
        return row.last

    @classmethod
    def take_many(cls, kind: str, year: int, count: int) -> range:
        """The next ``count`` numbers, with the conditions of ``take``."""
        if not count:
            return range(0)
        first = cls.take(kind, year)
        row = cls.objects.select_for_update().get(kind=kind, year=year)
        row.last += count - 1
        row.save(update_fields=["last"])
        return range(first, first + count)
