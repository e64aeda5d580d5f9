"""What a document says, read out of its file."""

import io

from pypdf import PdfReader


def content_of(document) -> bytes:
    document.refresh_from_db()
    with document.file.open() as file:
        return file.read()


def pages_of(content: bytes):
    return PdfReader(io.BytesIO(content)).pages


def text_of(document) -> str:
    return "".join(page.extract_text() for page in pages_of(content_of(document))).replace("\n", "")
