"""How documents look, in which fonts, and that the same facts give the same file."""

import io
import json
from collections import Counter

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils.reader import PdfFileReader

from commissions.documents.fonts import FANG_URL, FONTS, SONG_URL, missing_glyphs
from commissions.documents.issue import issue, mark_of, preview, unsealed
from commissions.documents.own_assets import OwnAssets
from commissions.documents.render import MissingGlyph
from commissions.documents.seal import seal_for
from commissions.documents.verify import data_in
from commissions.models import Agreement, IssuedDocument
from tests.commissions.documents.reading import content_of, pages_of, text_of

K = IssuedDocument.Kind


def test_the_page_holds_22_lines_of_28_characters(people, approved):
    """Also where a character of a line comes from the other font."""
    approved.special_terms = ("甲" * 27 + "堃") * 60
    approved.save()
    lines = {}
    pages = pages_of(content_of(issue(K.AGREEMENT, approved, by=people.officer)))
    for number, page in enumerate(pages):
        page.extract_text(
            visitor_text=lambda text, _cm, matrix, _font, _size, page=number: lines.setdefault(
                (page, round(float(matrix[5]))), []
            ).append(text.strip())
        )
    full = {
        place: len("".join(texts))
        for place, texts in lines.items()
        if "甲" in texts[0] and set("".join(texts)) <= {"甲", "堃"}
    }
    assert max(full.values()) == 28
    assert max(Counter(page for page, _height in full).values()) == 22
    assert (round(float(pages[0].mediabox.width)), round(float(pages[0].mediabox.height))) == (
        595,
        842,
    )


def test_every_font_of_a_document_is_embedded(issued):
    fonts = [
        font.get_object()
        for page in pages_of(content_of(issued))
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        assert font["/BaseFont"].endswith(("+song", "+fang"))
        descendant = font["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_the_body_is_in_fang_and_what_fang_lacks_in_song(people, approved):
    approved.special_terms = "乙方联系人：王堃旸"
    approved.save()
    fonts = {}
    for page in pages_of(content_of(issue(K.AGREEMENT, approved, by=people.officer))):
        page.extract_text(
            visitor_text=lambda text, _cm, _matrix, font, _size: [
                fonts.setdefault(char, set()).add(font and font["/BaseFont"][-4:])
                for char in text.strip()
            ]
        )
    assert (fonts["系"], fonts["堃"], fonts["旸"], fonts["7"]) == (
        {"fang"},
        {"song"},
        {"song"},
        {"song"},
    )
    assert fonts["委"] == {"song", "fang"}, "the title 委托招商协议 is in song"


def test_it_is_a_pdf_a_3_with_its_data(people, issued):
    content = content_of(issued)
    catalog = PdfFileReader(io.BytesIO(content)).root
    metadata = catalog["/Metadata"].data.decode()
    assert 'pdfaid:part="3"' in metadata and 'pdfaid:conformance="U"' in metadata
    assert (len(catalog["/AF"]), catalog["/AF"][0]["/AFRelationship"]) == (1, "/Data")
    data = json.loads(data_in(content))
    assert (
        data["number"],
        data["facts"]["total"],
        [each["amount"] for each in data["facts"]["lines"]],
    ) == (issued.number, "460000.00", ["230000.00", "230000.00"])


def test_the_same_inputs_give_the_same_bytes_before_the_seal(people, issued):
    mark = mark_of(issued, seal_for(is_demo=False))
    before = unsealed(issued, mark=mark)
    assert before == unsealed(IssuedDocument.objects.get(pk=issued.pk), mark=mark)
    assert content_of(issued).startswith(before), (
        "the seal is added behind, nothing before it is touched"
    )


def test_names_show_and_user_text_stays_text(people, approved):
    hostile = (
        "堃玥㛃 <img src=file:///etc/passwd><link rel=stylesheet "
        "href=http://169.254.169.254/x><svg onload=1><style>@import "
        "url(http://169.254.169.254/)</style> {% include 'x' %}{{ facts }}"
    )
    approved.special_terms = hostile
    approved.save()
    document = issue(K.AGREEMENT, approved, by=people.officer)
    assert hostile.replace(" ", "") in text_of(document).replace(" ", "")
    data_names = PdfFileReader(io.BytesIO(content_of(document))).root["/Names"]["/EmbeddedFiles"][
        "/Names"
    ]
    assert len(data_names) == 2, "the data and nothing else is embedded"


def test_a_character_without_a_glyph_stops_the_issue_and_takes_no_number(people, approved):
    Agreement.objects.filter(pk=approved.pk).update(special_terms="𪚥")
    approved.refresh_from_db()
    for act in (issue, preview):
        with pytest.raises(MissingGlyph, match="U\\+2A6A5"):
            act(K.AGREEMENT, approved, by=people.officer)
    assert IssuedDocument.objects.count() == 0
    Agreement.objects.filter(pk=approved.pk).update(special_terms="")
    assert issue(K.AGREEMENT, approved, by=people.officer).serial == 1


@pytest.mark.parametrize(
    ("url", "chars"),
    [
        (SONG_URL, "堃玥㛃￥①‰—〔〕0Aa"),
        (SONG_URL, "㎡㎥㎏㎜㎝㎞★☆✓Ωαμ℃のカЖ"),
        (FANG_URL, "仿宋元￥①—〔〕，。"),
    ],
)
def test_the_fonts_show_what_names_and_amounts_need(url, chars):
    """With an outline: a text can be read out of a PDF that shows boxes."""
    assert missing_glyphs(chars) == set()
    font = TTFont(FONTS[url])
    glyphs = font.getGlyphSet()
    for char in chars:
        pen = BoundsPen(glyphs)
        glyphs[font.getBestCmap()[ord(char)]].draw(pen)
        assert pen.bounds and pen.bounds[2] > pen.bounds[0], char


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "ftp://127.0.0.1/x", "data:text/css,x"]
)
def test_documents_fetch_nothing(url):
    with pytest.raises(ValueError, match="fetch nothing"):
        OwnAssets().fetch(url)
