from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from . import saved_view_screens
from .views import ParameterViewSet


@hooks.register("register_admin_viewset")
def register_parameters():
    return ParameterViewSet()


@hooks.register("insert_global_admin_css")
def house_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("core/theme.css"))


@hooks.register("insert_global_admin_js")
def house_script():
    return format_html('<script src="{}" defer></script>', static("core/theme.js"))


@hooks.register("register_admin_urls")
def saved_view_urls():
    return saved_view_screens.urlpatterns
