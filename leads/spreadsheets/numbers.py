"""Numbers for many new records at once."""

from django.utils import timezone

from crm.core.models import Sequence


def numbers_of(kind: str, letters: str, count: int) -> list[str]:
    year = timezone.localdate().year
    return [f"{letters}-{year}-{n:04d}" for n in Sequence.take_many(kind, year, count)]
