"""Makes the shipped font from Noto Serif CJK (Debian: fonts-noto-cjk, licence OFL 1.1). Needs fonttools and brotli.

    python crm/core/fonts/build.py /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc

Kept: all unified ideographs of the basic block and of extension A, Latin, punctuation, full-width forms and enclosed numbers.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

FAMILY = "Noto Serif CJK SC"
RANGES = [(0x20, 0x17F), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x25FF),
          (0x3000, 0x303F), (0x3200, 0x32FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)]  # fmt: skip


def main(collection: str):
    fonts = TTCollection(collection)
    font = next(font for font in fonts.fonts if font["name"].getDebugName(1) == FAMILY)
    options = subset.Options(layout_features=["kern", "vert", "palt"], hinting=False, flavor="woff2", desubroutinize=False, name_IDs=["*"])
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for low, high in RANGES for code in range(low, high + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(Path(__file__).with_name("song.woff2"))


if __name__ == "__main__":
    main(sys.argv[1])
