"""Codes that are trees: the industries of GB/T 4754 and the regions of GB/T 2260."""

# Divisions of each section of GB/T 4754-2017: first and last.
SECTIONS = {
    "A": (1, 5),
    "B": (6, 12),
    "C": (13, 43),
    "D": (44, 46),
    "E": (47, 50),
    "F": (51, 52),
    "G": (53, 60),
    "H": (61, 62),
    "I": (63, 65),
    "J": (66, 69),
    "K": (70, 70),
    "L": (71, 72),
    "M": (73, 75),
    "N": (76, 79),
    "O": (80, 82),
    "P": (83, 83),
    "Q": (84, 85),
    "R": (86, 90),
    "S": (91, 96),
    "T": (97, 97),
}


def belongs(code: str, branch: str) -> bool | None:
    """Whether ``code`` lies on ``branch``; None where ``code`` is itself a wider branch, which also
    holds others: who is known to be “manufacturing” may make machines or not.
    """
    code_way, branch_way = _way(code), _way(branch)
    if code_way[: len(branch_way)] == branch_way:
        return True
    return None if branch_way[: len(code_way)] == code_way else False


def _way(code: str) -> tuple[str, ...]:
    """From the root to the code: "3610" → ("C", "36", "1", "0"), "430702" → ("43", "07", "02")."""
    if len(code) == 6:
        pairs = (code[:2], code[2:4], code[4:])
        return tuple(pair for place, pair in enumerate(pairs) if not place or pair != "00")
    if not code[:1].isdigit():
        return (code,)
    return (section_of(code), code[:2], *code[2:])


def section_of(code: str) -> str:
    """The letter of the section in which an industry stands; "" for no code of the standard."""
    division = int(code[:2])
    return next((name for name, (low, high) in SECTIONS.items() if low <= division <= high), "")


# English names of the sections; the standard itself has Chinese ones alone.
SECTION_NAMES = {
    "A": "farming, forestry and fishing",
    "B": "mining",
    "C": "manufacturing",
    "D": "electricity, heat, gas and water",
    "E": "construction",
    "F": "wholesale and retail",
    "G": "transport and storage",
    "H": "hotels and catering",
    "I": "software and information services",
    "J": "finance",
    "K": "real estate",
    "L": "leasing and business services",
    "M": "research and technical services",
    "N": "water and environment",
    "O": "household services and repair",
    "P": "education",
    "Q": "health and social work",
    "R": "culture, sport and entertainment",
    "S": "public administration",
    "T": "international organisations",
}
