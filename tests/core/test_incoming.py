"""The one way by which files come in: told by content, decoded once, bounded before parsing."""

import io
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from opencc import OpenCC
from openpyxl import Workbook

from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.check import check
from crm.core.incoming.purposes import ATTACHMENT, BOUNDARIES, COPY, LEDGER, LIST, RULES
from crm.core.incoming.text import text_of
from crm.core.incoming.trees import json_of, yaml_of
from crm.core.tables.reader import open_sheets
from leads.models import Company

FILES = Path(__file__).parent / "files"
TEXT = (
    "企业名称,行业,备注\n湖南示范新能源有限公司,储能电池,在谈\n"
    "常德试验装备制造有限公司,工程机械,签约\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def in_ole(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 100


def packed(*names) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return content.getvalue()


def workbook(*rows) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows or [["企业名称", "备注"], ["示范有限公司", "x"]]:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def refused(name, content, purpose=ATTACHMENT) -> str:
    """What is said of the file; "" where it is taken."""
    try:
        check(SimpleUploadedFile(name, content), purpose)
    except BadFile as bad:
        return str(bad)
    return ""


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"]
    )
    def test_the_encodings_of_offices_are_read_to_the_letter(self, encoding):
        assert text_of(TEXT.encode(encoding)) == TEXT

    def test_traditional_chinese_is_read_in_utf8_and_gb18030(self):
        text = OpenCC("s2t").convert(TEXT)
        assert text_of(text.encode()) == text
        assert text_of(text.encode("gb18030")) == text

    def test_big5_is_named_and_refused(self):
        with pytest.raises(BadFile, match="Big5"):
            text_of(OpenCC("s2t").convert(TEXT).encode("big5"))

    @pytest.mark.parametrize(
        ("encoding", "text"),
        [
            ("shift_jis", "会社名,備考\nトヨタ自動車,本社\n"),
            ("euc_kr", "회사,비고\n삼성전자,서울\n"),
            ("cp1252", "name,city\nSociété Générale,Zürich\n"),
            ("cp1251", "название\nМосква и область\n"),
        ],
    )
    def test_text_that_would_come_in_garbled_is_refused(self, encoding, text):
        with pytest.raises(BadFile):
            text_of(text.encode(encoding))

    def test_one_line_in_another_encoding_is_named_by_its_own_number(self):
        with pytest.raises(BadFile, match="3"):
            text_of((FILES / "one_bad_line.csv").read_bytes())
        mixed = "企业名称\n甲公司在常德\n".encode() + b"\xff\xff\n"
        with pytest.raises(BadFile, match="3"):
            text_of(mixed)

    def test_characters_that_were_lost_before_are_refused_with_their_line(self):
        with pytest.raises(BadFile, match="2"):
            text_of("企业名称\n湖南�公司\n".encode())
        with pytest.raises(BadFile, match="2"):
            text_of("企业名称\n锟斤拷公司\n".encode())

    @pytest.mark.parametrize(
        "content", [b"", b"a\x00b", b"\xff\xfea", "文".encode("utf-16")[2:] * 9]
    )
    def test_what_is_no_text_is_refused(self, content):
        with pytest.raises(BadFile):
            text_of(content)


class TestContentAgainstName:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.pdf", b"%PDF-1.7 x"),
            ("a.PNG", b"\x89PNG\r\n\x1a\n.."),
            ("a.jpg", b"\xff\xd8\xff\xe0"),
            ("a.jpeg", b"\xff\xd8\xff\xe1"),
            ("a.mp4", b"\0\0\0\x18ftypmp42"),
            ("a.docx", packed("[Content_Types].xml", "word/document.xml")),
            ("a.xlsx", workbook()),
            ("a.doc", in_ole("WordDocument")),
            ("a.xls", in_ole("Workbook")),
            ("a.ofd", packed("OFD.xml")),
            ("a.zip", packed("x")),
            ("a.csv", TEXT.encode()),
            ("a.txt", TEXT.encode("gb18030")),
            ("a.txt", TEXT.encode("utf-16")),
            ("a.doc", b"{\\rtf1 x"),
        ],
    )
    def test_what_a_name_says_and_the_content_confirms_is_taken(self, name, content):
        assert refused(name, content) == ""

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("a.pdf", b"<html><script>", "网页"),
            ("a.pdf", b"MZ\x90\x00", "程序"),
            ("a.jpg", b"\x89PNG\r\n\x1a\n", "PNG"),
            ("a.png", b"%PDF-1.7", "PDF"),
            ("a.txt", b"MZ\x90\x00", "程序"),
            ("a.txt", b"\x7fELF\x02", "程序"),
            ("a.docx", workbook(), "XLSX"),
            ("a.xlsx", packed("word/document.xml"), "DOCX"),
            ("a.docx", b"PK\x03\x04 nothing", "损坏"),
            ("a.zip", b"Rar!\x1a", "RAR"),
            ("a.csv", b"\x89PNG\r\n\x1a\n", "PNG"),
            ("a.exe", b"MZ", ".pdf"),
            ("a.svg", b"<svg/>", ".pdf"),
            ("a", b"x", ".pdf"),
            ("a.pdf", b"", "空"),
            ("a.mp4", b"hello there", "文本"),
        ],
    )
    def test_what_the_content_belies_is_refused_in_words(self, name, content, says):
        assert says in refused(name, content)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("台账.xls", in_ole("Workbook")),
            ("台账.xlsx", in_ole("Workbook")),
            ("台账.et", in_ole("Workbook")),
            ("台账.xls", b"<html><table><tr><td>x"),
            ("台账.xlsx", b"\xef\xbb\xbf<table><tr>"),
            ("台账.csv", b"<!DOCTYPE html><html>"),
            ("台账.xlsx", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'),
            ("台账.ods", packed("META-INF/manifest.xml")),
            ("台账.xlsx", packed("META-INF/manifest.xml")),
            ("台账.xlsb", packed("xl/workbook.bin")),
            ("台账.xlsx", packed("xl/workbook.bin")),
        ],
    )
    def test_a_table_in_another_coat_is_named_with_what_to_do(self, name, content):
        said = refused(name, content, LEDGER)
        assert ".xlsx" in said
        assert "另存" in said

    def test_a_workbook_with_a_password_is_named_on_every_way(self):
        locked = in_ole("EncryptedPackage")
        with pytest.raises(BadFile, match="密码"):
            open_sheets("a.xlsx", locked)

    def test_a_file_too_large_is_refused_by_its_size(self, settings):
        settings.FILE_UPLOAD_MAX_BYTES = 2 * 1024 * 1024
        assert "2 MB" in refused("a.pdf", b"%PDF-1.7" + b"x" * (2 * 1024 * 1024), ATTACHMENT)
        assert "2 MB" in refused("a.pdf", b"%PDF-1.7" + b"x" * (2 * 1024 * 1024), COPY)
        assert "256 KB" in refused("a.yaml", b"x" * (256 * 1024 + 1), RULES)
        assert "1 MB" in refused("a.csv", b"x" * (1024 * 1024 + 1), LIST)
        assert "5 MB" in refused("a.geojson", b"x" * 5_000_001, BOUNDARIES)


ROW = b'<row><c t="inlineStr"><is><t>a</t></is></c></row>'


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """Some 400 MB of rows in a megabyte."""
    begins = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><sheetData>'
    )
    packer, piece = zlib.compressobj(9, wbits=-15), ROW * 20_000
    size, checksum, parts = 0, 0, []
    for each in [begins, *[piece] * 400, b"</sheetData></worksheet>"]:
        size, checksum = size + len(each), zlib.crc32(each, checksum)
        parts.append(packer.compress(each))
    data = b"".join([*parts, packer.flush()])
    return with_part("xl/worksheets/sheet1.xml", data, size, checksum)


def with_part(name: str, data: bytes, size: int, checksum: int) -> bytes:
    """A workbook with ``data``, packed already, as a part whose ``size`` the directory says."""
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part.filename))
        info = zipfile.ZipInfo(name)
        info.compress_type, info.CRC, info.file_size, info.compress_size = (
            zipfile.ZIP_DEFLATED,
            checksum,
            size,
            len(data),
        )
        info.header_offset = output.tell()
        output.write(info.FileHeader() + data)
        new.filelist.append(info)
        new.NameToInfo[name] = info
        new.start_dir = output.tell()
        new._didModify = True
    return output.getvalue()


MEASURED = """
import resource, sys, time
import django
django.setup()
from django.utils import translation
import commissions.statements.results, crm.core.tables.read
import leads.companies.target_columns, leads.spreadsheets.tables
from crm.core.incoming.bad_file import BadFile
from crm.core.tables.columns import TABLES
from crm.core.tables.read import read_plan
content = open(sys.argv[1], "rb").read()
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
tables = {"ledger": TABLES["leads.company"], "targets": leads.companies.target_columns.RANKED}
table = {**tables, "results": commissions.statements.results.TABLE}[sys.argv[2]]
try:
    read_plan(table, "a.xlsx", content, user=None)
except BadFile:
    seconds = time.perf_counter() - began
    print(seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


class TestBounds:
    @pytest.mark.parametrize("way", ["ledger", "targets", "results"])
    def test_a_megabyte_that_unpacks_to_four_hundred_is_refused_at_once(self, bomb, tmp_path, way):
        """Under two seconds and 100 MB more memory than before, in a process of its own."""
        assert 900_000 < len(bomb) < 1_500_000
        (tmp_path / "bomb.xlsx").write_bytes(bomb)
        command = [sys.executable, "-c", MEASURED, str(tmp_path / "bomb.xlsx"), way]
        told = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env=environment(),
        )
        seconds, megabytes = map(float, told.stdout.split())
        assert (seconds < 2, megabytes < 100) == (True, True), told.stdout

    @pytest.mark.parametrize("purpose", [ATTACHMENT, LEDGER])
    def test_it_is_refused_at_the_field_before_it_is_stored(self, bomb, purpose):
        began = time.process_time()
        assert "解压后过大" in refused("台账.xlsx", bomb, purpose)
        assert time.process_time() - began < 2

    def test_a_directory_that_lies_about_the_size_is_found_out_before_others_unpack(self):
        packer = zlib.compressobj(9, wbits=-15)
        data = packer.compress(ROW * 2_000_000) + packer.flush()
        first = ROW * 10
        lying = with_part("xl/worksheets/sheet1.xml", data, len(first), zlib.crc32(first))
        with zipfile.ZipFile(io.BytesIO(lying)) as parts:
            assert parts.read("xl/worksheets/sheet1.xml") == first, (
                "what Python's own reader takes for the whole"
            )
        began = time.process_time()
        with pytest.raises(BadFile):
            open_sheets("a.xlsx", lying)
        assert time.process_time() - began < 2

    def test_a_hundred_thousand_parts_are_counted_and_not_listed(self, monkeypatch):
        monkeypatch.setattr(zipfile, "ZipFile", lambda *args, **kwargs: pytest.fail("listed"))
        entry = (
            struct.pack(
                "<4s4B4HL2L5H2L",
                b"PK\x01\x02",
                20,
                3,
                20,
                0,
                0,
                0,
                0,
                33,
                0,
                0,
                0,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + b"x"
        )
        with pytest.raises(BadFile):
            open_sheets("a.xlsx", b"PK\x03\x04" + entry * 100_000)

    def test_two_parts_of_one_name_are_refused(self):
        content = io.BytesIO(workbook())
        with zipfile.ZipFile(content, "a") as parts, pytest.warns(UserWarning):
            parts.writestr("xl/workbook.xml", "<other/>")
        with pytest.raises(BadFile):
            open_sheets("a.xlsx", content.getvalue())

    def test_a_long_table_of_an_office_is_within_the_bounds(self):
        rows = [["企业名称", "备注"], *[["示范有限公司", "无"]] * 20_000]
        (sheet,) = open_sheets("a.xlsx", workbook(*rows))
        assert sum(1 for _row in sheet.rows()) == 20_001

    def test_cells_are_counted_before_they_are_read(self, monkeypatch):
        monkeypatch.setattr("crm.core.tables.reader.MOST_CELLS", 100)
        with pytest.raises(BadFile):
            open_sheets("a.xlsx", workbook(*[["a", "b"]] * 51))

    @pytest.mark.parametrize(
        "content",
        [
            b'{"a": ' + b"9" * 5000 + b"}",
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b"NaN",
            b"{} x",
            b'{"a": 1e999}',
            b"{",
        ],
    )
    def test_json_without_measure_is_a_sentence(self, content):
        began = time.process_time()
        with pytest.raises(BadFile):
            json_of(content)
        assert time.process_time() - began < 1

    @pytest.mark.parametrize(
        "text",
        [
            "a: &a [x]\nb: *a\n",
            "a: !!python/object/apply:os.system [x]\n",
            "[" * 1000,
            "- " * 1000 + "x",
            "a: [" + "1," * 30_000 + "]",
            "a: [\n",
            "a: 2026-99-99\n",
            "a: " + "9" * 5000 + "\n",
        ],
    )
    def test_yaml_without_measure_is_a_sentence(self, text):
        with pytest.raises(BadFile):
            yaml_of(text)


def environment() -> dict:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings"}


class TestOnTheScreens:
    def test_the_old_workbook_is_told_what_to_do_on_the_ledger_screen(self, client, people):
        client.force_login(people.officer)
        page = client.post(
            reverse("tables:choose", args=["leads.company"]),
            {"file": SimpleUploadedFile("台账.xls", in_ole("Workbook"))},
        )
        assert "另存为 Excel 工作簿" in page.text

    def test_a_program_is_not_attached_to_a_record(self, client, people):
        client.force_login(people.officer)
        upload = SimpleUploadedFile("licence.pdf", b"MZ\x90\x00\x03")
        page = client.post(
            reverse("company:attach", args=[Company.objects.create(name="示范有限公司").pk]),
            {"file": upload},
            follow=True,
        )
        assert "程序" in page.text

    def test_no_request_keeps_more_of_a_file_than_is_taken_anywhere(
        self, client, people, monkeypatch
    ):
        monkeypatch.setattr("crm.core.incoming.handler.LARGEST", 3_000_000)
        client.force_login(people.officer)
        sizes = []
        monkeypatch.setattr(
            "crm.core.incoming.field.check", lambda upload, purpose: sizes.append(upload.size)
        )
        upload = SimpleUploadedFile("a.csv", b"x" * 9_000_000)
        client.post(reverse("tables:choose", args=["leads.company"]), {"file": upload})
        assert 3_000_000 < sizes[0] < 3_100_000

    def test_a_request_of_more_than_ten_of_the_largest_is_refused_whole(
        self, client, people, monkeypatch
    ):
        monkeypatch.setattr("crm.core.incoming.handler.LARGEST_TOGETHER", 5_000_000)
        client.force_login(people.officer)
        upload = SimpleUploadedFile("a.csv", b"x" * 9_000_000)
        assert (
            client.post(
                reverse("tables:choose", args=["leads.company"]), {"file": upload}
            ).status_code
            == 400
        )
