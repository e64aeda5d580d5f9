"""The worst that can be chosen as a file: it is refused with a sentence, and quickly."""

import io
import re
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from crm.core.incoming import archive
from crm.core.tables import reader
from crm.core.tables.cells import readable
from crm.core.tables.reader import BadFile, open_sheets
from crm.core.tables.structure import structure


def workbook(fill=lambda sheet: sheet.append(["企业名称"])) -> bytes:
    book = Workbook()
    fill(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, changes.pop(part.filename, None) or old.read(part.filename))
        for name, text in changes.items():
            new.writestr(name, text)
    return output.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def all_rows(name, content):
    return [row for sheet in open_sheets(name, content) for row in sheet.rows()]


def test_a_small_file_that_unpacks_to_a_giant_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr("openpyxl.load_workbook", lambda *a, **k: pytest.fail("opened"))
    bomb = repacked(workbook(), {"xl/media/zeros.bin": b"\0" * (archive.LARGEST_IN_MEMORY + 1)})
    assert len(bomb) < 1_000_000
    with pytest.raises(BadFile):
        open_sheets("a.xlsx", bomb)


def test_many_small_parts_are_refused():
    with pytest.raises(BadFile):
        open_sheets(
            "a.xlsx",
            repacked(workbook(), {f"x/{n}.xml": b"<a/>" for n in range(archive.MOST_PARTS)}),
        )


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(part, encoding):
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b '
        '"&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    )
    with pytest.raises(BadFile):
        open_sheets("a.xlsx", repacked(workbook(), {part: laughs.encode(encoding)}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04 nothing"),
        ("a.xlsx", b"hello"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
        ("a.csv", b"\x00\x01\x02"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"\x81\xff\x81\xff"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00"),
    ],
)
def test_what_is_no_table_is_refused(name, content):
    with pytest.raises(BadFile):
        all_rows(name, content)


def test_a_truncated_workbook_is_refused():
    content = workbook(lambda sheet: [sheet.append([f"示范{n}" * 20]) for n in range(3000)])
    with pytest.raises(BadFile):
        all_rows("a.xlsx", content[: len(content) // 2])


def test_broken_xml_in_the_middle_of_the_rows_is_refused():
    content = workbook(lambda sheet: [sheet.append([n]) for n in range(2000)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(SHEET)
    with pytest.raises(BadFile):
        all_rows("a.xlsx", repacked(content, {SHEET: xml[: len(xml) // 2]}))


def test_a_cell_in_the_last_corner_of_the_sheet_does_not_take_all_day():
    def corner(sheet):
        sheet.append(["企业名称"])
        sheet.cell(1_048_576, 16_384, "x")

    start = time.perf_counter()
    rows = all_rows("a.xlsx", workbook(corner))
    assert len(rows) <= reader.MOST_ROWS + reader.TOP + 1
    assert time.perf_counter() - start < 20


def test_a_quotation_mark_that_is_never_closed():
    with pytest.raises(BadFile):
        all_rows("a.csv", ('企业名称,备注\n示范,"' + "长" * 200_000).encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_encodings_and_delimiters_of_offices_are_read(encoding, delimiter):
    content = f"企业名称{delimiter}备注\n示范甲{delimiter}堃㛃\n".encode(encoding)
    assert all_rows("a.csv", content)[1] == (2, ("示范甲", "堃㛃"))


def test_hidden_sheets_are_left_alone():
    def hide(sheet):
        sheet.append(["企业名称"])
        sheet.parent.create_sheet("秘密").append(["企业名称"])
        sheet.parent["秘密"].sheet_state = "hidden"

    assert [sheet.name for sheet in open_sheets("a.xlsx", workbook(hide))] == ["Sheet"]


def test_merged_ranges_and_formulas_without_a_result_are_found_in_one_pass():
    def fill(sheet):
        sheet.append(["企业名称", "投资"])
        sheet["B3"] = "=1+1"
        sheet.merge_cells("A1:A2")

    sheet = open_sheets("a.xlsx", workbook(fill))[0]
    assert (sheet.merges, sheet.lost_formulas) == ([(1, 1, 1, 2)], {(3, 2)})


def test_a_cell_that_shows_an_error_keeps_it_and_its_place():
    def fill(sheet):
        sheet.append(["企业名称", "投资", "备注"])
        sheet.append(["示范甲", None, None])
        sheet["C2"], sheet["A4"] = "#REF!", "#N/A"

    rows = all_rows("a.xlsx", workbook(fill))
    assert rows == [
        (1, ("企业名称", "投资", "备注")),
        (2, ("示范甲", None, "#REF!")),
        (3, (None, None, None)),
        (4, ("#N/A", None, None)),
    ]


def test_one_cell_very_far_out_does_not_fill_the_memory():
    def fill(sheet):
        sheet.append(["企业名称"])
        sheet.append(["示范甲"])
        sheet["XFD300000"] = "x"

    rows = open_sheets("a.xlsx", workbook(fill))[0].rows()
    assert [next(rows)[1][0], next(rows)[1][0]] == ["企业名称", "示范甲"]


def ledger(sheet):
    sheet.parent.epoch = CALENDAR_MAC_1904
    sheet.append(["企业名称", "投资", "签约", "签到", "外资"])
    sheet.append([" 示范甲\n乙", 3450.5, datetime(2026, 11, 3), datetime(2026, 11, 3, 9, 30), True])
    sheet.append(["示范丙", 12, date(2026, 2, 28), None, False])
    sheet["A6"] = "=1/0"


def test_a_file_that_another_program_wrote_in_its_own_way_says_the_same():
    """Cells without a place, or with it behind other attributes, are read row by row; the cells are
    the same.
    """
    usual = workbook(ledger)
    with zipfile.ZipFile(io.BytesIO(usual)) as archive:
        xml = archive.read(SHEET)
    turned = re.sub(rb'<c (r="[A-Z]+[0-9]+")((?: [a-z]+="[^"]*")*)', rb"<c\2 \1", xml)
    assert (
        turned != xml
        and structure(io.BytesIO(turned)).is_usual is False
        and structure(io.BytesIO(xml)).is_usual
    )
    quick, slow = all_rows("a.xlsx", usual), all_rows("a.xlsx", repacked(usual, {SHEET: turned}))
    assert [[readable(cell) for cell in cells[:5]] for _n, cells in quick] == [
        [readable(cell) for cell in cells[:5]] for _n, cells in slow[:3]
    ]
    assert not any(cell is not None for _n, cells in slow[3:] for cell in cells)
    assert [cells[:3] for _n, cells in quick][1] == (" 示范甲\n乙", 3450.5, date(2026, 11, 3))


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="D2"r="XFD1048577"="e"><v>1</v></c>',
        b'<c\tr="XFD1048576"><v>1</v></c>',
        b'<c r="&#65;1"><v>1</v></c>',
        b'<x:c r="XFD1048576"><v>1</v></x:c>',
        b'<c r="A1" x="/"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b"<c><v>1</v></c>",
        b'<!-- --><c r="A1"><v>1</v></c>',
    ],
)
def test_a_cell_that_could_hide_where_it_lies_is_never_read_at_once(cell):
    """calamine takes memory for all places up to the last cell; where there is not so much, the
    whole process ends.
    """
    assert not structure(io.BytesIO(b'<row r="2">' + cell + b"</row>")).is_usual


def test_a_forged_place_is_refused():
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        xml = archive.read(SHEET)
    forged = xml.replace(b'<c r="A1"', b'<c r="A1"r="XFD1048577"')
    assert forged != xml
    with pytest.raises(BadFile):
        all_rows("a.xlsx", repacked(workbook(), {SHEET: forged}))


def test_how_far_cells_reach_does_not_depend_on_their_order():
    form = structure(
        io.BytesIO(
            b'<row><c r="C900000" s="1"><v>1</v></c></row><row><c r="A2" '
            b't="n"><v>1</v></c><c r="XFD9" s="2"/></row>'
        )
    )
    assert (form.is_usual, form.rows, form.columns) == (True, 900_000, 3)
