"""The pieces by which a name that is written nearly alike is found again.

A Chinese name gives every pair of neighbours and every pair with one character between: one wrong
or missing character then leaves some of the pairs whole. Letters and digits, of which there are
few, give pieces of three. A place at the beginning gives its first character with the first of the
core, as short names do (柳化 is 柳州化工). The database cuts the stored keys by the same rule in
``name_grams()``, on which the indexes stand; a test holds the two together.
"""


def grams_of(name: str, *keys: str) -> frozenset[str]:
    """The pieces of a ``name`` by its ``keys``: the core of it and, where there is one, the core of
    the English name.
    """
    pieces = (
        {name[0] + keys[0][0]}
        if name
        and keys[0]
        and not (name[0].isascii() or keys[0][0].isascii() or name[0] == keys[0][0])
        else set()
    )
    return frozenset(pieces.union(*map(grams, keys)))


def grams(key: str) -> frozenset[str]:
    if len(key) == 1:
        return frozenset({key})
    pieces = set()
    for place in range(len(key) - 1):
        if key[place : place + 2].isascii():
            if place + 2 < len(key) or len(key) == 2:
                pieces.add(key[place : place + 3])
            continue
        pieces.add(key[place : place + 2])
        if place + 2 < len(key):
            pieces.add(key[place] + key[place + 2])
    return frozenset(pieces)
