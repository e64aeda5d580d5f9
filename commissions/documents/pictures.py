"""Pictures that a document draws itself: the code that leads to its verification, and the round red
seal.
"""

from math import cos, pi, sin

import segno
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

RED = "#c8102e"


def qr_code(address: str) -> SafeString:
    """The address as a QR code, an SVG of 26 mm."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))


def seal_picture(owner: str) -> SafeString:
    """A round seal with a star and the owner's name around it. It is only a picture: what counts is
    the signature.
    """
    around = "".join(_letter(char, index, len(owner)) for index, char in enumerate(owner))
    star = " ".join(
        f"{50 + radius * sin(angle):.2f},{50 - radius * cos(angle):.2f}"
        for radius, angle in _corners()
    )
    return mark_safe(
        f'<svg class="seal" viewBox="0 0 100 100"><circle cx="50" cy="50" r="47" fill="none" '
        f'stroke="{RED}" stroke-width="2.6"/>'
        f'<polygon points="{star}" fill="{RED}"/>{around}</svg>'
    )


def _corners():
    """(radius, angle) of the ten corners of a star, the outer and the inner ones in turn."""
    return [(14.0 if corner % 2 == 0 else 5.4, corner * pi / 5) for corner in range(10)]


def _letter(char: str, index: int, count: int) -> str:
    """The letters spread over at most 250 degrees, the middle of the name at the top."""
    step = min(250 / max(count - 1, 1), 32)
    degrees = (index - (count - 1) / 2) * step
    return (
        f'<text x="50" y="17" font-family="song" font-size="10.5" fill="{RED}" '
        f'text-anchor="middle" transform="rotate({degrees:.2f} 50 50)">{escape(char)}</text>'
    )
