from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """A form that was sent and stored: the same one sent again leads to what the first one made."""

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    location = models.TextField(_("address"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")

    def __str__(self):
        return self.location

    @classmethod
    def claim(cls, key: str) -> bool:
        """Whether ``key`` is new. Waits for another transaction that has claimed it until that is
        stored or taken back.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into core_submission (key, location, at) values (%s, '', %s) on "
                "conflict do nothing",
                [key, timezone.now()],
            )
            return cursor.rowcount == 1
