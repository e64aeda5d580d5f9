"""Who logs in to the portal for a settled enterprise, and what each of them may do there."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.core.sight import of_seen

RIGHTS = ("handles_money", "handles_progress", "handles_requests")


def enterprises_of(user, right: str = ""):
    """The keys of the enterprises for which ``user`` logs in; in the portal only that of the one
    for which the person acts. With a ``right`` (one of ``RIGHTS``): of those where the person has
    it.
    """
    if user.is_staff or user.may_act_for_companies == []:
        return []
    rows = EnterprisePerson.objects.filter(user=user)
    if user.acting_for_company is not None:
        rows = rows.filter(enterprise=user.acting_for_company)
    if right:
        rows = rows.filter(Q(is_first=True) | Q(**{right: True}))
    return rows.values_list("enterprise", flat=True)


def is_own_file(enterprise_id: int | None, user, attachment) -> bool:
    """What the bureau files with an enterprise's record is its own; the enterprise's people read
    what they handed in, an agency nothing.
    """
    if user.is_staff:
        return True
    if enterprise_id is None:
        return False
    return not attachment.uploaded_by.is_staff and enterprise_id in enterprises_of(user)


class EnterprisePersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Colleagues with the right see the logins of enterprises that they see; the enterprise's
        people see each other. An agency sees nobody.
        """
        if not user.is_staff:
            return self.filter(enterprise__in=enterprises_of(user))
        if not user.has_perm("parks.view_enterpriseperson"):
            return self.none()
        enterprises = apps.get_model("parks", "Enterprise").objects
        return of_seen(self, "enterprise", enterprises.visible_to(user))

    def with_right(self, right: str):
        return self.filter(Q(is_first=True) | Q(**{right: True}))


class EnterprisePerson(models.Model):
    """One login of one enterprise. The first is invited by the bureau, invites the others, and says
    what they may do; it may do everything itself.
    """

    CALLED_BY = ("enterprise", "user")

    enterprise = models.ForeignKey(
        "parks.Enterprise",
        models.PROTECT,
        related_name="people",
        verbose_name=_("settled enterprise"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="enterprises",
        verbose_name=_("login"),
    )
    is_first = models.BooleanField(_("looks after the logins"), default=False)
    handles_money = models.BooleanField(_("investment and tax"), default=False)
    handles_progress = models.BooleanField(_("milestones of the construction"), default=False)
    handles_requests = models.BooleanField(_("requests and applications"), default=False)
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    history = HistoricalRecords()

    objects = EnterprisePersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("login of an enterprise")
        verbose_name_plural = _("logins of enterprises")
        ordering = ["-is_first", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"], name="person_once_per_enterprise"
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(is_first=True),
                name="one_first_person_per_enterprise",
                violation_error_message=_("Somebody looks after the logins already."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.user}"

    is_editable = False

    def may(self, right: str) -> bool:
        return self.is_first or getattr(self, right)

    @property
    def rights(self) -> list[str]:
        """What the person may do, in words."""
        if self.is_first:
            return [str(_("everything, and looks after the logins"))]
        return [
            str(self._meta.get_field(right).verbose_name)
            for right in RIGHTS
            if getattr(self, right)
        ]
