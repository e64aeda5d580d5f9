"""Archives (XLSX, DOCX, OFD) are measured before anything of them is parsed.

They are unpacked once, to see that their directory does not lie. Offices pack a sheet to a tenth
or a fortieth of its size; what grows far more, or beyond what a worker can hold, is refused.
"""

import struct
import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .bad_file import BadFile

MEGABYTE = 1024 * 1024
MOST_PARTS = 2000
LARGEST_UNPACKED = 300 * MEGABYTE
LARGEST_IN_MEMORY = 100 * MEGABYTE  # of one part that is held whole, such as the shared texts
FREE = 20 * MEGABYTE  # what any archive may grow to
MOST_GROWTH = 60
PIECE = 64 * 1024
ENTRY = b"PK\x01\x02"
TOO_LARGE = gettext_noop(
    "Unpacked, the workbook is larger than can be read. "
    "Delete empty rows, pictures and other sheets, or split it."
)
WITH_PASSWORD = gettext_noop(
    "The file has a password. Open it, take the password away, save it and choose it again."
)


def names_of(content: bytes) -> list[str] | None:
    """The names of an archive's parts; None where it has no sound directory. Raises BadFile."""
    if content.count(ENTRY) > MOST_PARTS:
        raise BadFile(_(TOO_LARGE))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return None


def parts_of(content: bytes) -> list[zipfile.ZipInfo]:
    """What the directory of an archive says, which is measured by
    it. Raises BadFile for too much.
    """
    if content.count(ENTRY) > MOST_PARTS:
        raise BadFile(_(TOO_LARGE))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    allowed = min(LARGEST_UNPACKED, FREE + MOST_GROWTH * len(content))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > allowed:
        raise BadFile(_(TOO_LARGE))
    return parts


def measure(content: bytes, *, streamed: str):
    """Raises BadFile for an archive too large, what zipfile and zlib raise for a damaged one.

    Parts whose names begin with ``streamed`` are not held whole.
    """
    parts = parts_of(content)
    sizes = [part.file_size for part in parts if not part.filename.startswith(streamed)]
    if max(sizes, default=0) > LARGEST_IN_MEMORY:
        raise BadFile(_(TOO_LARGE))
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile(_(WITH_PASSWORD))
    if len({part.filename for part in parts}) < len(parts):
        raise zipfile.BadZipFile("two parts of one name")
    for part in parts:
        _unpack(content, part)


def _unpack(content: bytes, part: zipfile.ZipInfo):
    """Raises BadFile for a part larger than the directory says: other readers unpack all of it."""
    name, extra = struct.unpack_from("<HH", content, part.header_offset + 26)
    begins = part.header_offset + 30 + name + extra
    packed = memoryview(content)[begins : begins + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        size = len(packed)
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        size = _inflated(packed, part.file_size)
    else:
        raise zipfile.BadZipFile("packed in a way that offices do not use")
    if size > part.file_size:
        raise BadFile(_(TOO_LARGE))
    if size < part.file_size:
        raise zipfile.BadZipFile("cut off")


def _inflated(packed: memoryview, enough: int) -> int:
    """How many bytes ``packed`` unpacks to; counting stops once it is more than ``enough``."""
    inflater, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for place in range(0, len(packed), PIECE):
        piece = packed[place : place + PIECE]
        while piece and not inflater.eof:
            size += len(inflater.decompress(piece, MEGABYTE))
            if size > enough:
                return size
            piece = inflater.unconsumed_tail
    return size + len(inflater.flush()) if not inflater.eof else size
