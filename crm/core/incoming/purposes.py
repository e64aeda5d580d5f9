"""What is taken where: the endings, and how large a file may be."""

from dataclasses import dataclass

from django.conf import settings

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
TABLE_ENDINGS = (".xlsx", ".xlsm", ".csv", ".txt", ".tsv")
PICTURES = (".jpg", ".jpeg", ".png")
OFFICE = (".doc", ".docx", ".xls", ".xlsx", ".csv", ".txt", ".ofd")


@dataclass(frozen=True)
class Purpose:
    """``most`` are bytes; None is what the settings say (FILE_UPLOAD_MAX_BYTES). What is not kept
    is neither scanned nor counted; what is attached to a record is counted with it
    (``crm.core.files.attach``), all else where it comes in.
    """

    endings: tuple[str, ...]
    most: int | None = None
    is_kept: bool = True
    is_attached: bool = False

    @property
    def largest(self) -> int:
        return self.most or settings.FILE_UPLOAD_MAX_BYTES


ATTACHMENT = Purpose((".pdf", *PICTURES, *OFFICE, ".zip", ".mp4"), is_attached=True)
SCAN = Purpose((".pdf", *PICTURES, ".ofd"), is_attached=True)
PICTURE = Purpose(PICTURES, 10 * MEGABYTE)  # for the public site
COPY = Purpose((".pdf",), is_kept=False)  # looked at once, to be compared
LEDGER = Purpose(TABLE_ENDINGS, 60 * MEGABYTE)
LIST = Purpose(TABLE_ENDINGS, MEGABYTE)  # a 500 list or a bank's results: some 200 bytes a row
RULES = Purpose((".yaml", ".yml", ".json", ".txt"), 256 * KILOBYTE)
BOUNDARIES = Purpose((".geojson", ".json", ".txt"), 5_000_000)
LARGEST = LEDGER.most
