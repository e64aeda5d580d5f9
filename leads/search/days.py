"""When a row was last written, as the search index holds it: the day and the longer stretches of
days that it lies in, as numbers.

A few of these numbers stand for any time up to now, whether a week or some years; ``search_days()``
of the database writes them.
"""

# days; each number is n × A_LENGTH + the stretch's own, n being the place of its length
LENGTHS = (1, 4, 16, 64, 256)
A_LENGTH = 1_000_000
MOST_NUMBERS = 5
A_DAY = 86_400  # seconds


def days_between(first: float, last: float) -> list[int]:
    """The numbers of the shortest stretches that hold all from ``first`` to ``last`` (seconds since
    1970); [] where that would be too many.
    """
    for place, length in enumerate(LENGTHS):
        oldest, newest = (int(at // (A_DAY * length)) for at in (first, last))
        if newest - oldest < MOST_NUMBERS:
            return [place * A_LENGTH + stretch for stretch in range(oldest, newest + 1)]
    return []
