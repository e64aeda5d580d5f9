from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone


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
        return cls.take_many(kind, year, 1)[0]

    @classmethod
    def take_many(cls, kind: str, year: int, count: int) -> range:
        """The next ``count`` numbers, with the conditions of ``take``."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("a number is taken inside the transaction that uses it")
        if not count:
            return range(0)
        cls.objects.bulk_create([cls(kind=kind, year=year)], ignore_conflicts=True)
        row = cls.objects.select_for_update().get(kind=kind, year=year)
        row.last += count
        row.save(update_fields=["last"])
        return range(row.last - count + 1, row.last + 1)


@dataclass(frozen=True)
class Numbers:
    """The numbers of one kind of record as people read them, "XS-2026-0001": begun anew each year,
    and without gaps. A model names its own in ``NUMBERS``.
    """

    kind: str
    letters: str
    places: int = 4

    def take(self, year: int | None = None) -> str:
        """The next one, of this year where none is given; inside the transaction that uses it."""
        return self.take_many(1, year)[0]

    def take_many(self, count: int, year: int | None = None) -> list[str]:
        year = year or timezone.localdate().year
        return [
            f"{self.letters}-{year}-{serial:0{self.places}d}"
            for serial in Sequence.take_many(self.kind, year, count)
        ]
