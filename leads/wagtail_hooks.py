from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from crm.core.choosers import chooser

from .models import Agent, Company, Industry, Lead, Project, Region
from .views import PipelineGroup


@hooks.register("register_admin_viewset")
def register_choosers():
    return [
        chooser(Company, "name", "name_en", "credit_code", "aliases__name", icon="home"),
        chooser(Lead, "number", "title", "company__name", icon="mail"),
        chooser(Project, "number", "name", "company__name", icon="folder-open-inverse"),
        chooser(Agent, "name", "contact_name", icon="group"),
        chooser(Industry, "code", "name", icon="tag"),
        chooser(Region, "code", "name", icon="site"),
    ]


class BoardItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm("leads.view_project")


@hooks.register("register_admin_viewset")
def register_pipeline():
    return PipelineGroup()


@hooks.register("register_admin_menu_item")
def register_board():
    return BoardItem(_("Project board"), reverse_lazy("project:board"), icon_name="grip", order=90)
