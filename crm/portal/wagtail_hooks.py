from wagtail import hooks

from .agency.invitation_screens import PortalInvitationViewSet
from .enterprise.invitation_screens import EnterpriseInvitationViewSet


@hooks.register("register_admin_viewset")
def register_invitations():
    return [PortalInvitationViewSet(), EnterpriseInvitationViewSet()]
