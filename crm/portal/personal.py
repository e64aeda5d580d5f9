"""What invitations hold of the people who are invited."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core.outside_names import Guarded, guard_names
from crm.core.personal.registry import Keeping, Kind, holds

from .models import EnterpriseInvitation, PortalInvitation


def register():
    for model in (PortalInvitation, EnterpriseInvitation):
        holds(
            model,
            who=_("people who are invited to the portal"),
            purpose=_("letting the right person in"),
            keeping=Keeping(
                "keep_invitations_months",
                12,
                _("Personal data: months for which invitations that are over are kept"),
                _over(model),
            ),
            name=Kind.NAME,
            email=Kind.EMAIL,
        )
        guard_names(model, Guarded(people=("name",)))


def _over(model):
    def past(before):
        ended = Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
        return model._base_manager.filter(ended)

    return past
