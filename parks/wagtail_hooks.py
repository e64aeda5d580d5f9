from wagtail import hooks

from .views import ParksGroup


@hooks.register("register_admin_viewset")
def register_parks():
    return ParksGroup()
