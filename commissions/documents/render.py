"""From a template to a PDF, with our own font and nothing from the machine or the network."""

import io
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont, woff2
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from crm.core.errors import Refused

FONT = Path(__file__).parents[2] / "crm" / "core" / "fonts" / "song.woff2"
FONT_URL = "asset:song"


class MissingGlyph(Refused):
    """A character that the shipped font cannot show; the document is not issued."""


def render_pdf(template: str, context: dict) -> bytes:
    """The PDF of ``templates/documents/<template>.html``. Raises MissingGlyph naming the characters that cannot be shown."""
    html = render_to_string(f"documents/{template}.html", {**context, "font_url": FONT_URL})
    if missing := missing_glyphs(html):
        told = "、".join(f"{char}（U+{ord(char):04X}）" for char in sorted(missing))
        raise MissingGlyph(_("The document’s font has no glyph for: %s") % told)
    return HTML(string=html, url_fetcher=OwnAssets(fail_on_errors=True), base_url=FONT_URL).write_pdf(pdf_identifier=b"deshang", full_fonts=False)


class OwnAssets(URLFetcher):
    """The document's font; any other address is refused and stops the rendering."""

    def fetch(self, url, headers=None):
        if url != FONT_URL:
            raise ValueError(f"documents fetch nothing from {url}")
        return URLFetcherResponse(url, _font(), {"Content-Type": "font/otf"})


@cache
def _font() -> bytes:
    """The font unpacked, once a process."""
    unpacked = io.BytesIO()
    woff2.decompress(io.BytesIO(FONT.read_bytes()), unpacked)
    return unpacked.getvalue()


def missing_glyphs(text: str) -> set[str]:
    return {char for char in text if not char.isspace() and ord(char) not in _known_characters()}


@cache
def _known_characters() -> frozenset[int]:
    return frozenset(TTFont(io.BytesIO(_font()), lazy=True).getBestCmap())
