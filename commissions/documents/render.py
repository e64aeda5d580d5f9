"""From HTML to a PDF/A-3, with our own fonts and nothing from the machine or the network."""

from datetime import datetime

from django.utils.translation import gettext as _

from crm.core.errors import Refused
from crm.core.punctuation import aside, listed

from .cells import split_long_cells
from .fonts import SONG_URL, missing_glyphs

DATA_NAME = "data.json"


class MissingGlyph(Refused):
    """A character that none of the shipped fonts can show; the document is not issued."""


def check_glyphs(html: str):
    """Raise MissingGlyph naming every character that no shipped font has."""
    if missing := missing_glyphs(html):
        characters = listed(f"{char}{aside(f'U+{ord(char):04X}')}" for char in sorted(missing))
        raise MissingGlyph(_("The document’s font has no glyph for: %s") % characters)


def pdf_of(html: str, *, data: bytes, made_at: datetime, identifier: str) -> bytes:
    """The PDF/A-3 of a document with its ``data`` (JSON) as an embedded file. The same arguments
    give the same bytes.
    """
    from .own_assets import Attachment  # on first use, as all of WeasyPrint

    check_glyphs(html)
    embedded = Attachment(
        string=data,
        name=DATA_NAME,
        description=DATA_NAME,
        created=made_at,
        modified=made_at,
        relationship="Data",
    )
    return drawn(
        html,
        pdf_variant="pdf/a-3u",
        pdf_identifier=identifier.encode(),
        attachments=[embedded],
        finisher=_name_files_once,
    )


def _name_files_once(_document, pdf):
    """List each embedded file once: WeasyPrint names it twice among the associated files."""
    import pydyf

    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def drawn(html: str, **options) -> bytes:
    """``html`` as a PDF, with WeasyPrint's ``options``."""
    from .own_assets import known_fonts

    return page_of(html).write_pdf(font_config=known_fonts(), **options)


def page_of(html: str):
    """``html`` read by WeasyPrint. Any asset that it asks for, other than our own fonts, stops the
    rendering.
    """
    from .own_assets import HTML, OwnAssets

    page = HTML(string=html, url_fetcher=OwnAssets(fail_on_errors=True), base_url=SONG_URL)
    split_long_cells(page.etree_element)
    return page
