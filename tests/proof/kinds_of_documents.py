"""Nineteen ways to falsify the issued documents."""

import hashlib
import json
import tempfile
from pathlib import Path

from django.db import connection

from commissions.documents.issue import unsealed
from commissions.documents.pades import pem_of, sign, signer_of_file
from commissions.documents.trial_seal import make_test_seal
from commissions.models import IssuedDocument
from tests.proof.kinds import Kind, off

DOCUMENT, SEAL = "commissions_issueddocument", "commissions_sealcertificate"
TEMPLATE, SAID = "commissions_documenttemplate", "commissions_issueddocument.said"
LAST = f"(select max(id) from {DOCUMENT})"
FIRST = f"(select min(id) from {DOCUMENT})"


def execute(sql: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def document() -> IssuedDocument:
    return IssuedDocument.objects.order_by("pk").first()


def another_seal():
    """A key and certificate of the forger's own, in the bureau's name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seal.p12"
        make_test_seal(path, "secret")
        return signer_of_file(path.read_bytes(), "secret")


def write_file(row: IssuedDocument, content: bytes):
    """As a new file, so that the city keeps its own; the row names it and its hash."""
    name = row.file.storage.save("documents/forged.pdf", _file(content))
    execute(
        f"update {DOCUMENT} set file = %s, sha256 = %s where id = %s",
        name,
        hashlib.sha256(content).hexdigest(),
        row.pk,
    )


def _file(content: bytes):
    from django.core.files.base import ContentFile

    return ContentFile(content)


def content_of(row: IssuedDocument) -> bytes:
    with row.file.open("rb") as file:
        return file.read()


def other_bytes(_city):
    row = document()
    content = bytearray(content_of(row))
    content[len(content) // 2] ^= 1
    write_file(row, bytes(content))


def other_file(_city):
    first, second = IssuedDocument.objects.order_by("pk")[:2]
    execute(
        f"update {DOCUMENT} set file = %s, sha256 = %s where id = %s",
        second.file.name,
        second.sha256,
        first.pk,
    )


def forged(facts: dict, *, pem=None):
    """Facts, file, hash and another certificate; ``pem``: it takes the place of the bureau's."""

    def act(_city):
        row, signer = document(), another_seal()
        row.facts = {**row.facts, **facts}
        pdf = sign(unsealed(row, mark="测试印章 无效"), signer)
        execute(f"update {DOCUMENT} set facts = %s where id = %s", json.dumps(row.facts), row.pk)
        write_file(row, pdf)
        if pem:
            execute(f"update {SEAL} set pem = %s", pem_of(signer.signing_cert))
            return
        execute(
            f"insert into {SEAL} (fingerprint, subject, pem, is_test, first_used_at) "
            "values (%s, '常德市商务局', %s, false, now())",
            signer.signing_cert.sha256.hex(),
            pem_of(signer.signing_cert),
        )
        execute(f"update {DOCUMENT} set seal_id = (select max(id) from {SEAL}) where id = {row.pk}")

    return act


def unsigned(_city):
    row = document()
    write_file(row, unsealed(row, mark=""))


def lost(_city):
    execute(f"update {DOCUMENT} set file = 'documents/none.pdf' where id = {FIRST}")


def without_new_rows(sql: str, of: str, says: str, words: str) -> Kind:
    return Kind(words, (*off(DOCUMENT), sql), of, says)


def changed(words: str, assignment: str, says: str = "was changed", of: str = SAID) -> Kind:
    sql = f"update {DOCUMENT} set {assignment} where id = {FIRST}"
    return Kind(words, (*off(DOCUMENT), sql), of, says)


KINDS = [
    Kind(
        "a document is deleted out of its series",
        (*off(DOCUMENT), f"delete from {DOCUMENT} where id = {FIRST}"),
        DOCUMENT,
        "is missing in its series",
    ),
    Kind(
        "the last document of a series is deleted, and the count of its numbers put back",
        (
            *off(DOCUMENT),
            f"delete from {DOCUMENT} where id = {LAST}",
            "update core_sequence set last = last - 1 where kind = 'document-statement'",
        ),
        SAID,
        "was taken away",
    ),
    Kind(
        "a number was given out and its document never was",
        ("update core_sequence set last = last + 1 where kind = 'document-statement'",),
        DOCUMENT,
        "is missing in its series",
    ),
    changed("a document has another number", "number = '常商结〔2026〕99号'"),
    changed("a document has the serial of another year", "year = 2025"),
    changed("what a document says is changed in its row", 'facts = facts || \'{"total": "1.00"}\''),
    changed("a document was issued on another day", "issued_at = issued_at - interval '9 days'"),
    changed("a document was issued by another person", "issued_by_id = issued_by_id - 1"),
    changed("a document is about another record", "object_id = object_id + 1"),
    changed("the token of a document's verification is another one", "token = 'mine'"),
    changed("a document is withdrawn without a step", "state = 'withdrawn'", of=DOCUMENT),
    Kind(
        "a byte of a file is changed, and the hash with it",
        off(DOCUMENT),
        DOCUMENT,
        "signature does not hold",
        other_bytes,
    ),
    Kind(
        "the file of another document is put in its place",
        off(DOCUMENT),
        DOCUMENT,
        "its row says something else than its file",
        other_file,
    ),
    Kind("a file is lost", off(DOCUMENT), DOCUMENT, "its file documents/none.pdf is missing", lost),
    Kind(
        "a file without a signature is put in its place",
        off(DOCUMENT),
        DOCUMENT,
        "signature does not hold",
        unsigned,
    ),
    Kind(
        "facts, file, hash and another certificate are forged together",
        off(DOCUMENT),
        DOCUMENT,
        "is sealed by a certificate that is not the bureau's",
        forged({"total": "1.00"}),
    ),
    Kind(
        "the same, the certificate in the place and under the name of the bureau's",
        off(DOCUMENT, SEAL),
        DOCUMENT,
        "is sealed by a certificate that is not the bureau's",
        forged({"total": "1.00"}, pem=True),
    ),
    Kind(
        "a template is changed after it was used",
        (f"update {TEMPLATE} set files = '{{}}' where id = (select min(id) from {TEMPLATE})",),
        TEMPLATE,
        "was changed",
    ),
    Kind(
        "the certificate of the seal is exchanged",
        (f"update {SEAL} set subject = '别人'",),
        SEAL,
        "was changed",
    ),
]
