from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm.staff.menu import shown_to

from .doors import MAY_EDIT, MAY_PUBLISH
from .policies.screens import PoliciesGroup
from .publishing import refuse_own
from .screens import SiteGroup


@hooks.register("register_admin_viewset")
def register_site():
    return [SiteGroup(), PoliciesGroup()]


@hooks.register("register_admin_menu_item")
def register_pages():
    return shown_to(MAY_EDIT)(
        _("Pages"),
        reverse_lazy("wagtailadmin_explore_root"),
        name="site-pages",
        icon_name="ds-file",
        order=155,
    )


@hooks.register("register_admin_menu_item")
def register_city():
    return shown_to(MAY_PUBLISH)(
        _("The city on the site"),
        reverse_lazy("wagtailsettings:edit", args=["site", "city"]),
        name="site-city",
        icon_name="ds-settings",
        order=165,
    )


hooks.register("before_publish_page", refuse_own)
