from wagtail import hooks

from .views import CommissionsGroup


@hooks.register("register_admin_viewset")
def register_commissions():
    return CommissionsGroup()
