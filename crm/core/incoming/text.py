"""A file of text is decoded once, here; what was checked is what is stored.

Chinese offices write UTF-8, GB18030 (GBK) and UTF-16. Nearly every sequence of bytes reads as
GB18030 somehow, so that text in another encoding, such as Big5, would come in garbled: it is told
by the characters it would consist of, and refused.
"""

import re

import chardet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .bad_file import BadFile

BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
)
OF_CHINA = {"gb18030", "gbk", "gb2312", "hz-gb-2312"}
TWO_IN_UTF8 = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){2}")
SAMPLE = 100_000  # characters or bytes that are looked at
MOST_FOREIGN = 0.2
BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
# What GB18030 knows besides Chinese: kana, Greek, Cyrillic, phonetic signs, lines of boxes,
# and the area for signs of one's own.
NO_CHINESE = re.compile(
    "[\u3041-\u30fe\u0391-\u03c9\u0401-\u0451\u0101-\u01dc\u3105-\u3129\u2500-\u254b\ue000-\uf8ff]"
)
# Bytes under 0x40, but for digits, are no part of a character in the encodings told apart here.
TELLING = re.compile(rb"[^\x00-\x2f\x3a-\x3f]*[\x80-\xff][^\x00-\x2f\x3a-\x3f]*")
LOST = re.compile("�|锟斤拷")
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SAVE_AGAIN = gettext_noop("Save the file again as UTF-8 (in a spreadsheet program: “CSV UTF-8”).")


def text_of(content: bytes) -> str:
    """The text of a file without its byte order mark.

    Raises BadFile, with the line, for what can not be read beyond doubt.
    """
    if not content:
        raise BadFile(_("The file is empty."))
    text = _decoded(content)
    if NOT_TEXT.search(text):
        raise BadFile(_("The file holds no text."))
    if lost := LOST.search(text):
        message = _(
            "Line %d holds characters that were lost when the file was saved (�). "
            "Take them from the original."
        )
        raise BadFile(message % _line(text, lost.start()))
    return text


def _line(text, place: int) -> int:
    return text.count("\n" if isinstance(text, str) else b"\n", 0, place) + 1


def _decoded(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        stopped = error.start
    _refuse_mixed(content, stopped)
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _neither(content, error.start) from None
    _refuse_garbled(content, text)
    return text


def _refuse_mixed(content: bytes, position: int):
    """Raises BadFile where other lines than the one at ``position`` are UTF-8."""
    for match in TWO_IN_UTF8.finditer(content):
        begins = content.rfind(b"\n", 0, match.start()) + 1
        ends = content.find(b"\n", begins)
        if _is_utf8(content[begins : ends if ends > 0 else None]):
            message = _("Line %d is in another encoding than the other lines.") % _line(
                content, position
            )
            raise BadFile(f"{message} {_(SAVE_AGAIN)}")


def _is_utf8(line: bytes) -> bool:
    try:
        return bool(line.decode())
    except UnicodeDecodeError:
        return False


def _strictly(content, encoding) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        message = _("The file says that it is %(encoding)s, but line %(line)d is not.")
        facts = {
            "encoding": encoding.removesuffix("-sig").upper(),
            "line": _line(content, error.start),
        }
        raise BadFile(f"{message % facts} {_(SAVE_AGAIN)}") from None


def _neither(content, place) -> BadFile:
    return BadFile(
        f"{_('Line %d is neither UTF-8 nor GB18030.') % _line(content, place)} {_(SAVE_AGAIN)}"
    )


def _refuse_garbled(content: bytes, text: str):
    """Raises BadFile unless ``text`` is Chinese as it is written."""
    name = (chardet.detect(_telling(content))["encoding"] or "").lower()
    if name.startswith("big5") or name == "cp950":
        message = _("The text is in Big5, the encoding of traditional Chinese.")
        raise BadFile(f"{message} {_(SAVE_AGAIN)}")
    if name not in OF_CHINA or _share_of_foreign(text) > MOST_FOREIGN:
        raise _neither(content, next(place for place, byte in enumerate(content) if byte > 127))


def _telling(content: bytes) -> bytes:
    """The words beyond ASCII, as many as the sample takes: keys and marks of JSON tell nothing."""
    words, size = [], 0
    for word in TELLING.finditer(content):
        words.append(word[0])
        size += len(word[0])
        if size > SAMPLE:
            break
    return b"\n".join(words)


def _share_of_foreign(text: str) -> float:
    """The part of the characters beyond ASCII that are no Chinese: half of them if it is Big5."""
    runs = BEYOND_ASCII.findall(text[: 20 * SAMPLE])
    return len(NO_CHINESE.findall("".join(runs))) / max(1, sum(map(len, runs)))


def as_far_as_readable(content: bytes, encoding: str = "") -> str:
    """The text of a letter, whose sender can not be asked to save it again: in the encoding that it
    names, in one of China's, else with a sign for each character that is lost.
    """
    declared = "gb18030" if encoding.lower() in OF_CHINA else encoding
    for name in filter(None, (declared, "utf-8", "gb18030")):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", errors="replace")
