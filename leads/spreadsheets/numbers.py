"""Numbers for many new records at once."""

from django.utils import timezone

from crm.core.models import Sequence


def numbers_of(kind: str, letters: str, count: int) -> list[str]:
    year = timezone.localdate().year
    taken = Sequence.take_many(kind, year, count)
    return [f"{letters}-{year}-{number:04d}" for number in taken]
