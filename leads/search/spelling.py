"""What somebody may mean who types letters: initials (gxq), whole syllables (gaoxin), or both
(gxinqu).
"""

import re
from functools import cache
from itertools import pairwise

from .characters import syllables

MOST_WAYS = 4
LONGEST = 40
SHORTEST, LONGEST_SYLLABLE = 2, 6
LONG_SYLLABLES = 3  # letters in each, on average
MOST_NAMED = 8
VOWELS = set("aeiouv")
REST_OF_READING = "[^ ]*"
OTHER_READINGS = "([|][^ ]*)?"


def ways_to_read(letters: str) -> list[tuple[str, ...]]:
    """The pieces, each the beginning of a syllable: every letter an initial; then the ways with the
    fewest pieces.

    cdjkq → [(c, d, j, k, q)]; xian → [(x, i, a, n), (xi, an)]. Never a single piece: one syllable
    finds too much. Who types long syllables to their end (changsha) does not mean initials.
    """
    if not SHORTEST <= len(letters) <= LONGEST or not re.fullmatch("[a-z0-9]+", letters):
        return []
    ways = [way for way in _syllable_ways(letters) if 1 < len(way) < len(letters)]
    is_spelt = any(len(letters) >= LONG_SYLLABLES * len(way) and _are_whole(way) for way in ways)
    return ways if is_spelt else [tuple(letters), *ways]


def _syllable_ways(letters: str) -> list[tuple[str, ...]]:
    """The ways with the fewest pieces, and those of whole syllables with one piece more; not more
    than MOST_WAYS.
    """
    best: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(letters) + 1):
        ways = [
            (*head, letters[start:end])
            for start in range(max(0, end - LONGEST_SYLLABLE), end)
            for head in best[start]
            if _is_piece(letters[start:end], is_last=end == len(letters))
        ]
        best.append(_shortest(ways))
    return best[-1]


def _shortest(ways):
    fewest = min(map(len, ways), default=0)
    good = [
        way for way in ways if len(way) == fewest or (len(way) == fewest + 1 and _are_whole(way))
    ]
    return sorted(good, key=lambda way: (len(way), sum(len(piece) == 1 for piece in way)))[
        :MOST_WAYS
    ]


def _are_whole(way: tuple[str, ...]) -> bool:
    return all(piece in _whole() for piece in way)


def _is_piece(piece: str, *, is_last: bool) -> bool:
    """A whole syllable or an initial; at the end also a syllable not yet typed to its end."""
    return len(piece) == 1 or piece in _whole() or (is_last and piece in _beginnings())


@cache
def _whole() -> frozenset[str]:
    return frozenset(syllable for syllable in syllables() if VOWELS & set(syllable))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(
        syllable[:length] for syllable in _whole() for length in range(1, len(syllable))
    )


def keys(way: tuple[str, ...]) -> list[str]:
    """What the index holds of it, as parts of a tsquery: a whole syllable with the next one; three
    initials in a row, or the two there are.
    """
    last = len(way) - 1
    pairs = [
        _pair(one, two, is_last=place == last)
        for place, (one, two) in enumerate(pairwise(way), start=1)
        if len(one) > 1
    ]
    letters = "".join(piece[0] for piece in way)
    threes = (
        [f"'{letters[start : start + 3]}'" for start in range(max(1, len(letters) - 2))]
        if len(pairs) < last
        else []
    )
    return list(dict.fromkeys(pairs + threes))


def _pair(one: str, two: str, *, is_last: bool) -> str:
    """A syllable with the one after it, of which only the beginning may be typed. Where few
    syllables begin so, each is named: for a prefix the index would first gather the rows of all of
    them.
    """
    if len(two) > 1 and not is_last:
        return f"' {one} {two}'"
    completions = sorted(syllable for syllable in syllables() if syllable.startswith(two))
    alternatives = " | ".join(f"' {one} {syllable}'" for syllable in completions)
    return f"({alternatives})" if 0 < len(completions) <= MOST_NAMED else f"' {one} {two}':*"


def pattern(way: tuple[str, ...]) -> str:
    """The expression that ``search_pinyin`` must match: `` chang|zhang sha`` has a token a
    character, its readings in it.
    """
    return (
        "".join(
            f" ([^ ]*[|])?{piece}{REST_OF_READING if len(piece) == 1 else OTHER_READINGS}"
            for piece in way[:-1]
        )
        + f" ([^ ]*[|])?{way[-1]}{REST_OF_READING}"
    )
