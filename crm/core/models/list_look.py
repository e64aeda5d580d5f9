from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ListLook(models.Model):
    """How a person has their lists: the columns of one, or, under no name, the rows of all."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_looks")
    list_name = models.CharField(_("list (screen)"), max_length=60, blank=True)
    columns = models.JSONField(default=list)
    is_loose = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("look of a list")
        verbose_name_plural = _("looks of lists")
        constraints = [models.UniqueConstraint(fields=["user", "list_name"], name="list_look_once")]

    def __str__(self):
        return self.list_name
