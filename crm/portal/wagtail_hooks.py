from wagtail import hooks

from .invitations import InvitationViewSet


@hooks.register("register_admin_viewset")
def register_invitations():
    return InvitationViewSet()
