"""The documents' own fonts, which travel with the program."""

import io
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, woff2

FOLDER = Path(__file__).parents[2] / "crm" / "core" / "fonts"
SONG_URL, FANG_URL = "asset:song", "asset:fang"
FONTS = {SONG_URL: FOLDER / "song.woff2", FANG_URL: FOLDER / "fang.woff2"}


@cache
def font(url: str) -> bytes:
    """The unpacked font, cached for the process."""
    unpacked = io.BytesIO()
    woff2.decompress(io.BytesIO(FONTS[url].read_bytes()), unpacked)
    return unpacked.getvalue()


def missing_glyphs(text: str) -> set[str]:
    return {char for char in text if not char.isspace() and ord(char) not in _known_characters()}


@cache
def _known_characters() -> frozenset[int]:
    """Every character that some shipped font has: what one font lacks, WeasyPrint takes from the
    next in the template's list.
    """
    return frozenset().union(
        *(TTFont(io.BytesIO(font(url)), lazy=True).getBestCmap() for url in FONTS)
    )
