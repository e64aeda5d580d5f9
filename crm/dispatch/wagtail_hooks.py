from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from crm.staff.menu import shown_to

from .figures import funnel, totals
from .my_day import my_day
from .queue.read import waiting_for


class Desk(Component):
    template_name = "dispatch/desk.html"
    order = 10

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"waiting": waiting_for(user)}


class Figures(Component):
    template_name = "dispatch/figures.html"
    order = 30

    def render_html(self, parent_context=None):
        """Nothing for those whose work shows them no project."""
        return (
            super().render_html(parent_context)
            if parent_context["request"].user.has_perm("leads.view_project")
            else ""
        )

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"funnel": funnel(user), "totals": totals(user)}


class MyDay(Component):
    template_name = "dispatch/my_day.html"
    order = 20

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        return {"day": my_day(request.user), "request": request}


@hooks.register("construct_homepage_panels")
def put_the_desk_first(request, panels):
    panels[:] = [Desk(), MyDay(), Figures()]


@hooks.register("register_admin_menu_item")
def register_finance_desk():
    from django.urls import reverse_lazy

    return shown_to("commissions.add_statement")(
        _("Finance desk"), reverse_lazy("statement:desk"), icon_name="ds-wallet", order=310
    )
