from wagtail import hooks

from .policies.screens import PoliciesGroup


@hooks.register("register_admin_viewset")
def register_site():
    return [PoliciesGroup()]
