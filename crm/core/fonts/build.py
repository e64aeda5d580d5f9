"""Makes the shipped fonts. Needs fonttools and brotli.

    python crm/core/fonts/build.py song /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc
    python crm/core/fonts/build.py fang
    /usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf

Where they come from and their licences: README.md. Kept of each, as far as it has them: all unified
ideographs of the basic block and of extension A, punctuation, full-width forms and enclosed
numbers. Latin letters and digits are kept of song alone: those of fang are of even strokes and
stand out from its characters. Units in one character (㎡), signs, Greek, Cyrillic and kana are of
song alone too.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

# Of song alone: other letters, kana, compatibility ideographs, and what offices write with them: ㎡
# ㎥ ㎏ ㎜ ★ ✓ Ω.
BEYOND_CHINESE = [
    (0x180, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x45F),
    (0x2600, 0x27BF),
    (0x3040, 0x312F),
    (0x3300, 0x33FF),
    (0xF900, 0xFAFF),
]
FAMILY = "Noto Serif CJK SC"
LATIN = (0x21, 0x17F)
RANGES = [
    (0x20, 0x20),
    (0x2000, 0x206F),
    (0x20A0, 0x20BF),
    (0x2100, 0x218F),
    (0x2190, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x3000, 0x303F),
    (0x3200, 0x32FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
]


def main(name: str, source: str):
    font = font_of(source)
    options = subset.Options(
        layout_features=["kern", "vert", "palt"],
        hinting=False,
        flavor="woff2",
        desubroutinize=False,
        name_IDs=["*"],
    )
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    ranges = RANGES if name == "fang" else [LATIN, *RANGES, *BEYOND_CHINESE]
    subsetter.populate(unicodes=[code for low, high in ranges for code in range(low, high + 1)])
    subsetter.subset(font)
    if name == "fang":
        fit_to_song(font)
    font.flavor = "woff2"
    font.save(Path(__file__).with_name(f"{name}.woff2"))


def fit_to_song(font: TTFont):
    """A line of fang is as high as one of song and stands on the same ground, also where it holds
    characters of both.
    """
    song = TTFont(Path(__file__).with_name("song.woff2"))
    font["BASE"] = song["BASE"]
    for name in ("ascent", "descent", "lineGap"):
        setattr(font["hhea"], name, getattr(song["hhea"], name))


def font_of(source: str) -> TTFont:
    """The one font of a file, or the simplified Chinese one of a collection."""
    if not source.endswith(".ttc"):
        return TTFont(source, recalcTimestamp=False)
    return next(
        font for font in TTCollection(source).fonts if font["name"].getDebugName(1) == FAMILY
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
