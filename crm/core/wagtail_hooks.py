from wagtail import hooks

from .views import ParameterViewSet


@hooks.register("register_admin_viewset")
def register_parameters():
    return ParameterViewSet()
