"""What a file is, told by its content and not by its name, and what to do with one of another kind.

A table of our own: a dozen kinds are accepted here, among them OFD, and the disguises of Chinese
offices (a web page named .xls) are told apart, which the libraries for this do not.
"""

import re
from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from .archive import names_of

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STARTS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"{\\rtf", "rtf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
# The first name that begins so tells what an archive is.
PARTS = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/", "xlsx"),
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("OFD.xml", "ofd"),
    ("META-INF/manifest.xml", "odf"),
)
# Names of streams in the directory of an OLE file, in UTF-16.
STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
WEB_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|table|meta|style)\b", re.I | re.S
)
XML_TABLE = re.compile(rb"<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet", re.I)
MAIL_PAGE = re.compile(rb"\A\s*MIME-Version:.*multipart/related", re.I | re.S)
MARKS = (b"\xff\xfe", b"\xfe\xff")

DAMAGED = gettext_noop(
    "The file is damaged or incomplete. "
    "Fetch it again, or open it, save it anew and choose that file."
)
AS_WORKBOOK = _(
    "Open it in Excel or WPS, save it as an Excel workbook (.xlsx) and choose that file."
)
REMEDIES = {
    "xls": _("This is a workbook of the old kind (.xls, .et)."),
    "ole": _("This is a workbook of the old kind (.xls, .et), or one with a password."),
    "xlsb": _("This is a binary workbook (.xlsb)."),
    "odf": _("This is an OpenDocument file (.ods, .odt)."),
    "html": _(
        "This is a web page, although its name says otherwise; many systems export such tables."
    ),
    "locked": _("The file has a password; take it away first."),
}
WORDS = {
    "png": "PNG",
    "jpg": "JPEG",
    "gif": "GIF",
    "bmp": "BMP",
    "pdf": "PDF",
    "rtf": "RTF",
    "rar": "RAR",
    "7z": "7z",
    "gz": "gzip",
    "program": _("a program"),
    "xlsb": "XLSB",
    "xlsx": "XLSX",
    "docx": "DOCX",
    "pptx": "PPTX",
    "ofd": "OFD",
    "odf": "OpenDocument",
    "locked": _("a file with a password"),
    "doc": "DOC",
    "xls": "XLS",
    "ole": _("an old Office file"),
    "html": _("a web page"),
    "zip": "ZIP",
    "mp4": "MP4",
    "text": _("text"),
    "unknown": _("of no known kind"),
}
TEXT = {"text"}
ACCEPTED = {
    ".pdf": {"pdf"},
    ".jpg": {"jpg"},
    ".jpeg": {"jpg"},
    ".png": {"png"},
    ".mp4": {"mp4"},
    ".doc": {"doc", "rtf", "locked", "ole"},
    ".docx": {"docx", "locked"},
    ".xls": {"xls", "locked", "ole"},
    ".xlsx": {"xlsx", "locked"},
    ".xlsm": {"xlsx"},
    ".ofd": {"ofd"},
    ".zip": {"zip", "xlsx", "docx", "pptx", "ofd", "odf", "xlsb"},
    ".csv": TEXT,
    ".tsv": TEXT,
    ".txt": TEXT,
    ".yaml": TEXT,
    ".yml": TEXT,
    ".json": TEXT,
    ".geojson": TEXT,
}


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def kind_of(head: bytes, whole: Callable[[], bytes]) -> str:
    """The kind of the file that begins with ``head`` (some 4 KB); ``whole()``, its content, is read
    only where the beginning does not tell.
    """
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"PK"):
        return _of_archive(names_of(whole()))
    if head.startswith(OLE):
        return _of_streams(whole())
    return _of_text(head)


def _of_archive(names) -> str:
    if names is None:
        return "damaged"
    for start, kind in PARTS:
        if any(name.startswith(start) for name in names):
            return kind
    return "zip"


def _of_streams(content: bytes) -> str:
    for name, kind in STREAMS:
        if name.encode("utf-16-le") in content:
            return kind
    return "ole"


def _of_text(head: bytes) -> str:
    if head.startswith(MARKS):
        readable = head.decode("utf-16", "ignore").encode()
    else:
        readable = head.removeprefix(b"\xef\xbb\xbf")
    if WEB_PAGE.match(readable) or XML_TABLE.search(readable) or MAIL_PAGE.match(readable):
        return "html"
    return "unknown" if b"\x00" in readable else "text"
