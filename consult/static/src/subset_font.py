"""Make fonts/consult-sans.woff2 from Noto Sans: one variable file (400-700) with Kazakh, Russian and Latin.

Run with fonttools and brotli: python subset_font.py NotoSans[wdth,wght].ttf ../fonts/consult-sans.woff2
(the source file is in the PyPI package fontpkg-noto-sans 2.15).
"""

import sys
from io import BytesIO

from fontTools.subset import Options, Subsetter, save_font
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

RANGES = (
    "20-7E A0 A7 A9 AB AD B0 B7 BB D7 301 401 410-44F 451 406 456 492 493 49A 49B 4A2 4A3 4AE-4B1 4BA 4BB "
    "4D8 4D9 4E8 4E9 2009 200B 202F 2010-2015 2018-201A 201C-201E 2022 2026 2032 2033 20AC 20B8 2116 2212"
)


def code_points() -> set[int]:
    """Return the characters of the page languages."""
    points: set[int] = set()
    for part in RANGES.split():
        first, _, last = part.partition("-")
        points |= set(range(int(first, 16), int(last or first, 16) + 1))
    return points


def main(source: str, target: str) -> None:
    """Fix the width, keep weights 400 to 700, subset and compress."""
    font = instancer.instantiateVariableFont(
        TTFont(source), {"wdth": 100, "wght": (400, 700)}
    )
    whole = BytesIO()
    font.save(whole)
    font = TTFont(whole)
    options = Options(flavor="woff2", hinting=False, desubroutinize=True)
    options.layout_features = [
        "kern",
        "liga",
        "calt",
        "ccmp",
        "locl",
        "mark",
        "mkmk",
        "tnum",
        "lnum",
    ]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points())
    subsetter.subset(font)
    save_font(font, target, options)


if __name__ == "__main__":
    main(*sys.argv[1:])
