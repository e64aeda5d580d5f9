from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from crm.core.models import Parameter

HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)


class ResetRequest(models.Model):
    """That somebody asked for a letter for a new password. The address of e-mail is kept as a
    digest alone.
    """

    digest = models.CharField(_("digest"), max_length=64, db_index=True, editable=False)
    client = models.CharField(_("address"), max_length=60, db_index=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("request for a new password")
        verbose_name_plural = _("requests for a new password")
        default_permissions = ()

    def __str__(self):
        return self.client

    @classmethod
    def is_allowed(cls, email: str, client: str) -> bool:
        """Note the request; returns whether a letter may follow it, or the rule numbers allow no
        more within the hour.
        """
        recent = cls.objects.filter(asked_at__gt=timezone.now() - HOUR)
        digest = _digest(email)
        of_account = recent.filter(digest=digest).count()
        of_client = recent.filter(client=client).count() if client else 0
        cls.objects.create(digest=digest, client=client)
        most, most_of_client = Parameter.several(
            "reset_letters_account_hour", "reset_letters_address_hour"
        )
        return of_account < most and of_client < most_of_client

    @classmethod
    def forget_old(cls):
        cls.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()


def _digest(email: str) -> str:
    return salted_hmac("accounts.reset", email.strip().lower(), algorithm="sha256").hexdigest()
