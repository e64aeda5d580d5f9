"""Text that is kept encrypted at rest: bank account numbers and identity numbers."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import models


def _fernet() -> Fernet:
    return Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(settings.ACCOUNT_NUMBER_KEY.encode()).digest())
    )


def masked(text: str, keep: int = 4) -> str:
    """All but the last ``keep`` characters hidden; nothing shown of a text too short to hide."""
    if len(text) <= keep:
        return "*" * len(text)
    return "*" * (len(text) - keep) + text[-keep:]


class EncryptedTextField(models.TextField):
    """A text encrypted in the database (Fernet: AES-128-CBC with HMAC). It cannot be searched or
    filtered.
    """

    secret = True

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return _fernet().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value, expression, connection):
        if not value:
            return value
        try:
            return _fernet().decrypt(value.encode()).decode()
        except InvalidToken:
            raise ValueError(
                "ACCOUNT_NUMBER_KEY is not the one that this value was encrypted with"
            ) from None
