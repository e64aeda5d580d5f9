"""From HTML to a PDF/A-3, with our own fonts and nothing from the machine or the network."""

import io
from datetime import datetime
from functools import cache
from pathlib import Path

import pydyf
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont, woff2
from weasyprint import HTML, Attachment
from weasyprint.urls import URLFetcher, URLFetcherResponse

from crm.core.errors import Refused

from .cells import split_long_cells

FOLDER = Path(__file__).parents[2] / "crm" / "core" / "fonts"
SONG_URL, FANG_URL = "asset:song", "asset:fang"
FONTS = {SONG_URL: FOLDER / "song.woff2", FANG_URL: FOLDER / "fang.woff2"}
DATA_NAME = "data.json"


class MissingGlyph(Refused):
    """A character that none of the shipped fonts can show; the document is not issued."""


def check_glyphs(html: str):
    """Raise MissingGlyph naming every character that no shipped font has."""
    if missing := missing_glyphs(html):
        told = "、".join(f"{char}（U+{ord(char):04X}）" for char in sorted(missing))
        raise MissingGlyph(_("The document’s font has no glyph for: %s") % told)


def pdf_of(html: str, *, data: bytes, made_at: datetime, identifier: str) -> bytes:
    """The PDF/A-3 of a document with its ``data`` (JSON) as an embedded file. The same arguments
    give the same bytes.
    """
    check_glyphs(html)
    embedded = Attachment(
        string=data,
        name=DATA_NAME,
        description=DATA_NAME,
        created=made_at,
        modified=made_at,
        relationship="Data",
    )
    return page_of(html).write_pdf(
        pdf_variant="pdf/a-3u",
        pdf_identifier=identifier.encode(),
        attachments=[embedded],
        finisher=_name_files_once,
    )


def _name_files_once(_document, pdf):
    """List each embedded file once: WeasyPrint names it twice among the associated files."""
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def page_of(html: str) -> HTML:
    """``html`` read by WeasyPrint. Any asset that it asks for, other than our own fonts, stops the
    rendering.
    """
    page = HTML(string=html, url_fetcher=OwnAssets(fail_on_errors=True), base_url=SONG_URL)
    split_long_cells(page.etree_element)
    return page


class OwnAssets(URLFetcher):
    """The documents' fonts; any other address is refused and stops the rendering."""

    def fetch(self, url, headers=None):
        if url not in FONTS:
            raise ValueError(f"documents fetch nothing from {url}")
        return URLFetcherResponse(url, _font(url), {"Content-Type": "font/otf"})


@cache
def _font(url: str) -> bytes:
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
        *(TTFont(io.BytesIO(_font(url)), lazy=True).getBestCmap() for url in FONTS)
    )
