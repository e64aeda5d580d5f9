"""The copy of a document that is no longer in force, with that written across each page; the
original stays as it was issued.
"""

import io
import tempfile

from django.utils.html import format_html
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.stamp import StaticStampStyle

from ..models import IssuedDocument
from .fonts import SONG_URL
from .render import drawn

A4 = (595, 842)  # points
PAGE = """<style>
@font-face {{ font-family: song; src: url({font}) format("opentype") }}
@page {{ size: A4; margin: 0 }}
p {{
  font: 36pt song; color: #c8102e; position: absolute; top: 46%; left: 0; right: 0;
  margin: 0; text-align: center; transform: rotate(-30deg);
}}
</style><p>{text}</p>"""


def marked_copy(document: IssuedDocument) -> bytes:
    """The PDF with the mark added behind the sealed bytes, so that the signature under them still
    holds.
    """
    with document.file.open("rb") as file:
        writer = IncrementalPdfFileWriter(io.BytesIO(file.read()))
    with tempfile.NamedTemporaryFile(suffix=".pdf") as page:
        page.write(drawn(format_html(PAGE, font=SONG_URL, text=words_of(document))))
        page.flush()
        style = StaticStampStyle(
            background=ImportedPdfPage(page.name), background_opacity=0.6, border_width=0
        )
        stamp = style.create_stamp(writer, box=BoxConstraints(*A4), text_params={})
        for number in range(int(writer.root["/Pages"]["/Count"])):
            stamp.apply(number, 0, 0)
        marked = io.BytesIO()
        writer.write(marked)
    return marked.getvalue()


def words_of(document: IssuedDocument) -> str:
    if document.state == document.State.REPLACED:
        return f"已作废 由 {document.replaced_by.number} 替换"
    return "已撤回 作废"
