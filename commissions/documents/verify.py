"""Whether an issued document is still what was issued: its file,
its hash, its signature, its data.
"""

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from ..models import IssuedDocument
from .issue import data_of
from .pins import fingerprint_of, pinned
from .render import DATA_NAME


@dataclass(frozen=True)
class Found:
    """``problems`` are empty for a sound document."""

    hash_agrees: bool
    signature_is_sound: bool
    problems: list[str]

    @property
    def is_sound(self) -> bool:
        return not self.problems


def verify(document: IssuedDocument) -> Found:
    """Look at the stored file of a document that was made."""
    try:
        with document.file.open("rb") as file:
            content = file.read()
    except ConnectionError:  # of the object store: nothing is known of the file
        raise
    except (OSError, ValueError):
        return Found(False, False, [_("The file is missing.")])
    problems = []
    is_unchanged = hashlib.sha256(content).hexdigest() == document.sha256
    if not is_unchanged:
        problems.append(_("The file is not the one that was issued: its hash differs."))
    is_ours = bool(document.seal_id) and fingerprint_of(document.seal.pem) in pinned()
    is_sound = is_ours and signature_is_sound(content, document)
    if document.seal_id and not is_ours:
        problems.append(_("It is sealed by a certificate that is not one of the bureau's."))
    elif document.seal_id and not is_sound:
        problems.append(_("The signature does not hold."))
    if is_sound and not _data_agree(content, document):
        problems.append(_("The data in the register are not those of the file."))
    return Found(is_unchanged, is_sound, problems)


def signature_is_sound(content: bytes, document: IssuedDocument) -> bool:
    """Whether the file is signed by the certificate that the document was sealed with, as it was
    valid then.
    """
    from crm.core.proof.stamping import trusted_certificates

    from .pades import is_signed_by

    stamps = trusted_certificates(settings.TIMESTAMP_CERTIFICATES)
    return is_signed_by(content, document.seal.pem, document.issued_at, stamps)


def data_in(content: bytes) -> bytes | None:
    """The JSON embedded in a document's PDF."""
    from .pades import file_in

    return file_in(content, DATA_NAME)


def _data_agree(content: bytes, document: IssuedDocument) -> bool:
    embedded, stored = data_in(content), json.loads(data_of(document))
    if embedded is None:
        return False
    data = json.loads(embedded)
    return all(data[name] == stored[name] for name in ("kind", "number", "facts"))


def gaps() -> list[str]:
    """The numbers that are missing from the register; there should be none."""
    missing = []
    documents = IssuedDocument.objects.order_by("kind", "year")
    for kind, year in documents.values_list("kind", "year").distinct():
        serials = set(documents.filter(kind=kind, year=year).values_list("serial", flat=True))
        missing_serials = sorted(set(range(1, max(serials) + 1)) - serials)
        missing += [f"{kind} {year}: {serial}" for serial in missing_serials]
    return missing
