from dataclasses import dataclass

from django.db import connection, models
from django.utils import timezone

# Whoever takes the next one waits for the row until this transaction ends.
TAKE = """
insert into core_sequence as held (kind, year, last) values (%s, %s, %s)
on conflict (kind, year) do update set last = held.last + excluded.last
returning last
"""


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
        if not connection.in_atomic_block:
            raise RuntimeError("a number is taken inside the transaction that uses it")
        if not count:
            return range(0)
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [kind, year, count])
            (last,) = cursor.fetchone()
        return range(last - count + 1, last + 1)


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
