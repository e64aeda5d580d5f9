from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .views import PipelineGroup


class BoardItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("leads.view_project")


@hooks.register("register_admin_viewset")
def register_pipeline():
    return PipelineGroup()


@hooks.register("register_admin_menu_item")
def register_board():
    return BoardItem(_("Project board"), reverse_lazy("project:board"), icon_name="grip", order=90)
