"""When a row was last written, as the search index holds it: the day, and the stretches of 4, 16,
64 and 256 days that it lies in. ``search_days()`` of the database writes them, as numbers.
"""

from datetime import datetime

LENGTHS = (1, 4, 16, 64, 256)  # days
A_LENGTH = 1_000_000  # the stretches of one length are numbered from its place × A_LENGTH
STRETCHES = 5
A_DAY = 86_400  # seconds


def latest_stretches(last: datetime, length: int) -> list[int]:
    """The numbers of some stretches of ``length`` days in a row, that of ``last`` and those before
    it.
    """
    first = LENGTHS.index(length) * A_LENGTH
    stretch = int(last.timestamp() // (A_DAY * length))
    return [first + stretch - back for back in range(STRETCHES)]
