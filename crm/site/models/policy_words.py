"""Words of the policy library that are data: kinds of policies, and qualifications that they ask
for.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.own_word import OwnWord


class PolicyKind(OwnWord):
    """A part of the system of policies: investment, parks, talent …"""

    place = models.PositiveSmallIntegerField(_("place in the order"), default=0)
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta(OwnWord.Meta):
        verbose_name = _("kind of policy")
        verbose_name_plural = _("kinds of policies")
        ordering = ["place", "code"]


class Qualification(OwnWord):
    """What an enterprise is recognised as, such as a high-tech enterprise. Policies ask for it by
    its ``code``.
    """

    way_zh = models.CharField(_("how it is obtained, in Chinese"), max_length=200, blank=True)
    way_en = models.CharField(_("how it is obtained, in English"), max_length=200, blank=True)
    is_asked = models.BooleanField(
        _("asked of strangers"),
        default=False,
        help_text=_("Whether it stands among the questions of the matching."),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta(OwnWord.Meta):
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")

    @property
    def way(self) -> str:
        return self.in_words("way")
