"""Signing PDFs and reading signed ones, by pyHanko. Import it where it is used: loading it takes
half a second.
"""

import io
from datetime import datetime

from asn1crypto import pem, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from crm.core.proof.stamping import NoStamp, moment_of, time_stamper

FIELD = "Seal"
RESERVED = 16_384  # bytes kept for the signature with its certificates
# What a damaged file makes pyHanko raise, wherever the damage is.
DAMAGED = (
    PdfError,
    SigningError,
    SignatureValidationError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    NotImplementedError,
    RecursionError,
)


class KeptKey(signers.Signer):
    """A signer that keeps its private key loaded. pyHanko's own signer loads and checks the key for
    each signature, which takes half a second with RSA.
    """

    def __init__(self, key, certificate, chain):
        self._key = key
        store = SimpleCertificateStore()
        store.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=store)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run=False) -> bytes:
        digest = getattr(hashes, digest_algorithm.upper())()
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(digest))
        return self._key.sign(data, padding.PKCS1v15(), digest)


def signer_of_file(content: bytes, passphrase: str) -> KeptKey:
    """A signer from a PKCS#12 file. Raises ValueError for a wrong passphrase, another kind of key,
    or no certificate.
    """
    key, certificate, issuers = pkcs12.load_key_and_certificates(
        content, passphrase.encode() or None
    )
    if not isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)) or certificate is None:
        raise ValueError("a seal is an RSA or elliptic-curve key with its certificate")
    first, *chain = (
        x509.Certificate.load(item.public_bytes(Encoding.DER)) for item in (certificate, *issuers)
    )
    return KeptKey(key, first, chain)


def signer_of_token(module: str, token: str, label: str, pin: str) -> signers.Signer:
    """A signer from a PKCS#11 token, which the key never leaves. Raises ImportError without
    python-pkcs11. The session stays open as long as the process.
    """
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    return PKCS11Signer(
        open_pkcs11_session(module, token_label=token, user_pin=pin),
        cert_label=label,
        key_label=label,
    )


def sign(pdf: bytes, signer: signers.Signer) -> bytes:
    """``pdf`` with a PAdES signature over all of it, added behind its bytes; with a time stamp,
    where a server is set. Raises NoStamp.
    """
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    stamper = time_stamper()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    try:
        output = signers.PdfSigner(metadata, signer, timestamper=stamper).sign_pdf(
            writer, bytes_reserved=RESERVED
        )
    except TimestampRequestError as error:
        raise NoStamp(f"{stamper.url}: {error}") from error
    return output.getvalue()


def is_signed_by(
    content: bytes,
    certificate: str,
    moment: datetime,
    stamps: list[x509.Certificate] | None = None,
) -> bool:
    """Whether the file's one signature is by this certificate (PEM), was good at ``moment``, and
    covers the whole file. A time stamp in it has to be by one of ``stamps``; it is not looked at
    where none are given.
    """
    owner = x509.Certificate.load(pem.unarmor(certificate.encode())[2])
    try:
        signatures = PdfFileReader(io.BytesIO(content)).embedded_signatures
        if len(signatures) != 1:
            return False
        status = validate_pdf_signature(
            signatures[0],
            ValidationContext(trust_roots=[owner], allow_fetching=False, moment=moment),
            ts_validation_context=_of_stamps(signatures[0], stamps),
        )
    except DAMAGED:
        return False
    return (
        (status.bottom_line if stamps else _is_good_without_stamp(status))
        and status.signing_cert.sha256 == owner.sha256
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    )


def _of_stamps(signature, stamps) -> ValidationContext | None:
    """What the signature's time stamp is held against, at its own time."""
    stamp = _stamp_of(signature)
    if not stamps or stamp is None:
        return None
    return ValidationContext(trust_roots=stamps, allow_fetching=False, moment=moment_of(stamp))


def _stamp_of(signature):
    return next(iter(extract_tst_data_iter(signature.signer_info, signed=False)), None)


def _is_good_without_stamp(status) -> bool:
    """pyHanko's ``bottom_line`` but for the time stamp."""
    is_unchanged = status.docmdp_ok or status.modification_level is None
    is_sound = status.intact and status.valid and status.trusted
    return is_sound and status.seed_value_ok and is_unchanged


def stamped_at(content: bytes) -> datetime | None:
    """The moment in the time stamp of the file's signature; None without a stamp."""
    try:
        (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
        stamp = _stamp_of(signature)
        return stamp and moment_of(stamp)
    except DAMAGED:
        return None


def file_in(content: bytes, name: str) -> bytes | None:
    """A file embedded in a PDF; None where there is none or the PDF is damaged."""
    try:
        names = PdfFileReader(io.BytesIO(content)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        # the names and the files take turns in one list
        files = {str(names[index]): names[index + 1] for index in range(0, len(names), 2)}
        return files[name]["/EF"]["/F"].data
    except DAMAGED:
        return None


def pem_of(certificate: x509.Certificate) -> str:
    return pem.armor("CERTIFICATE", certificate.dump()).decode()
