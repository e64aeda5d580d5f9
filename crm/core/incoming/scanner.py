"""ClamAV, by setting: what comes in is shown to it before anything reads or keeps it. While it does
not answer, nothing is taken in.

Spoken to as ``man clamd`` says: INSTREAM, each piece behind its length, a length of nothing at the
end, and one line back.
"""

import logging
import socket
import struct
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from .bad_file import BadFile

log = logging.getLogger(__name__)

CONNECT_SECONDS, ANSWER_SECONDS = 3, 20
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
CLEAN, FOUND, TOO_LARGE = b"stream: OK", b" FOUND", b"size limit exceeded"


class ScannerAway(BadFile):
    """Nothing is known of the file: the scanner can not be reached, or could not read it."""


def scan(upload):
    """Raises BadFile for what the scanner finds, ScannerAway where it says nothing. What was found
    clean is not shown to it twice.
    """
    if not settings.CLAMD_URL or getattr(upload, "was_found_clean", False):
        return
    try:
        answer = ask(settings.CLAMD_URL, upload)
    except OSError as error:
        log.error("the virus scanner does not answer: %s", error)
        raise ScannerAway(_away()) from None
    finally:
        upload.seek(0)
    _judge(answer)
    upload.was_found_clean = True


def _judge(answer: bytes):
    if answer == CLEAN:
        return
    if answer.endswith(FOUND):
        log.warning("the virus scanner found something in an upload: %s", answer)
        raise BadFile(_("A virus was found in the file; it was not taken in."))
    if TOO_LARGE in answer:
        log.error("StreamMaxLength of clamd is smaller than the files that are taken")
        raise BadFile(_("The file is larger than the virus scanner takes."))
    log.error("the virus scanner could not read an upload: %s", answer)
    raise ScannerAway(_away())


def _away() -> str:
    return _(
        "The virus scanner does not answer, so no file is taken in at this moment. What you typed "
        "is not lost: send it without the file, or again in some minutes."
    )


def ask(address: str, upload) -> bytes:
    """What clamd at ``address`` (unix:///path or tcp://host:port) says; raises OSError."""
    with connected(address) as channel:
        with suppress(BrokenPipeError, ConnectionResetError):  # it says why before it hangs up
            channel.sendall(b"zINSTREAM\0")
            upload.seek(0)
            while piece := upload.read(PIECE):
                channel.sendall(struct.pack("!L", len(piece)) + piece)
            channel.sendall(struct.pack("!L", 0))
        return _answer(channel)


def answers(address: str) -> bool:
    """Whether clamd lives: it is asked nothing else."""
    try:
        with connected(address) as channel:
            channel.settimeout(CONNECT_SECONDS)
            channel.sendall(b"zPING\0")
            return _answer(channel) == b"PONG"
    except OSError:
        return False


def connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        channel = _at_the_socket(parts.path)
    else:
        channel = socket.create_connection((parts.hostname, parts.port), CONNECT_SECONDS)
    channel.settimeout(ANSWER_SECONDS)
    return channel


def _at_the_socket(path: str) -> socket.socket:
    channel = socket.socket(socket.AF_UNIX)
    channel.settimeout(CONNECT_SECONDS)
    try:
        channel.connect(path)
    except OSError:
        channel.close()
        raise
    return channel


def _answer(channel: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        piece = channel.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0").strip()
