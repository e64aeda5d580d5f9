from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm.staff.choosers import chooser
from crm.staff.menu import shown_to

from .figures.screens import figures
from .hotline.screens import hotline, known
from .menu import DeskGroup
from .models import ServiceRequest


@hooks.register("register_admin_viewset")
def register_desk():
    return [
        DeskGroup(),
        chooser(ServiceRequest, "number", "title", "enterprise_name", icon="ds-phone"),
    ]


@hooks.register("register_admin_urls")
def register_hotline():
    return [
        path("hotline/", hotline, name="hotline"),
        path("hotline/known/", known, name="hotline_known"),
        path("service-figures/", figures, name="service_figures"),
    ]


@hooks.register("register_admin_menu_item")
def register_hotline_entry():
    return shown_to("desk.add_servicerequest")(
        _("Take a call"), reverse_lazy("hotline"), icon_name="ds-phone", order=94
    )


@hooks.register("register_admin_menu_item")
def register_figures():
    return shown_to("desk.view_service_figures")(
        _("Figures of the service desk"),
        reverse_lazy("service_figures"),
        icon_name="ds-chart",
        order=96,
    )
