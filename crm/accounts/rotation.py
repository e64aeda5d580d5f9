"""Encrypts the secrets of second factors anew with the key of today: they stand within a structure
of the library's.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction

from crm.core.database.rotation import rotate_too
from crm.core.encryption import decrypted, encrypted, is_of_today

SECRETS = ("secret", "seed")  # of an app, of recovery codes


def register() -> None:
    rotate_too(f"{Authenticator._meta.db_table}.data", rotate)


def rotate() -> int:
    keys = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")
    return sum(_rotate(pk) for pk in keys.values_list("pk", flat=True))


@transaction.atomic
def _rotate(pk: int) -> int:
    # Held, since a recovery code that is used up is noted in the same structure.
    factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
    old = {
        name: factor.data[name]
        for name in SECRETS
        if factor and name in factor.data and not is_of_today(factor.data[name])
    }
    if old:
        factor.data |= {name: encrypted(decrypted(stored)) for name, stored in old.items()}
        factor.save(update_fields=["data"])
    return len(old)
