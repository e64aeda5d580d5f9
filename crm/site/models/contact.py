from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from crm.core.punctuation import aside


class PublicContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.has_perm("site.view_publiccontact") else self.none()


class PublicContact(TranslatableMixin, models.Model):
    """An officer as the public site names them, in one language. Only what stands here is shown of
    a person; ``person`` is who gets the talks that are booked.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    fields_of_work = models.CharField(_("industries"), max_length=200)
    languages = models.CharField(_("languages spoken"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    is_shown = models.BooleanField(_("shown"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    history = HistoricalRecords()

    objects = PublicContactQuerySet.as_manager()

    panels = [
        FieldPanel("person"),
        FieldPanel("name"),
        FieldPanel("fields_of_work"),
        FieldPanel("languages"),
        FieldPanel("phone"),
        FieldPanel("place"),
        FieldPanel("is_shown"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("public contact")
        verbose_name_plural = _("public contacts")
        ordering = ["place", "id"]

    def __str__(self):
        return f"{self.name}{aside(self.fields_of_work)}"
