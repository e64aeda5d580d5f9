from wagtail import hooks

from .invitations import PortalInvitationViewSet


@hooks.register("register_admin_viewset")
def register_invitations():
    return PortalInvitationViewSet()
