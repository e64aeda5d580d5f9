from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html, json_script
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from crm.staff.choosers import chooser
from crm.staff.menu import shown_to

from .campaigns.bulk import GiveCompanies
from .campaigns.screens import MeetingViewSet, MemberViewSet
from .channels import capital, chain_report, hometown, list500
from .channels.movement_screen import movement_report
from .channels.screens import ChannelsGroup
from .daily import sayings
from .judgement.screens import JudgementGroup
from .knowledge.sheet import sheet
from .menu import KnowledgeGroup, PipelineGroup
from .messages import screens as messages
from .models import (
    Acquaintance,
    Agent,
    Campaign,
    CampaignEvent,
    CampaignTarget,
    Chamber,
    Company,
    Contact,
    Industry,
    Lead,
    Link,
    Native,
    Project,
    Region,
    TalkEvent,
)
from .records.bulk import ACTIONS_ON_MANY
from .search.views import search
from .warnings.screens import WarningsGroup


@hooks.register("register_admin_viewset")
def register_choosers():
    return [
        chooser(Company, "name", "name_en", "credit_code", "aliases__name", icon="home"),
        chooser(Lead, "number", "title", "company__name", icon="mail"),
        chooser(Project, "number", "name", "company__name", icon="folder-open-inverse"),
        chooser(Agent, "name", "contact_name", icon="group"),
        chooser(Industry, "code", "name", icon="tag"),
        chooser(Region, "code", "name", icon="site"),
        chooser(Link, "name", "chain__name", "keywords", icon="tag"),
        chooser(Native, "name", "company__name", icon="user"),
        chooser(Chamber, "name", icon="group"),
        chooser(Campaign, "name", "theme", icon="date"),
        chooser(CampaignEvent, "title", "place", icon="date"),
        chooser(CampaignTarget, "company__name", "campaign__name", icon="home"),
        chooser(Contact, "name", "company__name", icon="user"),
        chooser(Acquaintance, "company__name", "native__name", icon="group"),
        chooser(TalkEvent, "title", "place", icon="date"),
    ]


@hooks.register("register_admin_viewset")
def register_pipeline():
    return [PipelineGroup(), KnowledgeGroup(), WarningsGroup()]


@hooks.register("register_admin_viewset")
def register_parts_of_campaigns():
    return [MemberViewSet("campaignmember"), MeetingViewSet("campaignmeeting")]


@hooks.register("register_admin_viewset")
def register_channels():
    return ChannelsGroup()


@hooks.register("register_admin_viewset")
def register_judgement():
    return JudgementGroup()


@hooks.register("register_admin_menu_item")
def register_board():
    item = shown_to("leads.view_project")
    return item(_("Project board"), reverse_lazy("project:board"), icon_name="ds-board", order=90)


@hooks.register("register_admin_urls")
def search_url():
    return [
        path("find/", search, name="find"),
        path("targetentry/movements/", movement_report, name="list_movements"),
        path("company/<int:pk>/sheet/", sheet, name="company_sheet"),
    ]


@hooks.register("register_admin_menu_item")
def register_search():
    return MenuItem(_("Search (Ctrl+K)"), "#search", icon_name="ds-search", order=1)


@hooks.register("insert_global_admin_css")
def search_look():
    return format_html('<link rel="stylesheet" href="{}">', static("leads/search.css"))


@hooks.register("insert_global_admin_js")
def search_script():
    words = {
        "url": reverse("find"),
        "label": gettext("Name, pinyin initials, credit code or number"),
        "hint": gettext("Type at least two characters, for example gxq for 高新区."),
        "nothing": gettext("Nothing found among what you may see."),
        "failed": gettext(
            "The search did not answer. Type on to try again, or load the page anew."
        ),
        "more": gettext("Show more in the list"),
        "keys": gettext("↑ ↓ choose · Enter open · Ctrl+Enter new tab · Esc close"),
    }
    return format_html(
        '{}<script src="{}" defer></script>',
        json_script(words, "search-words"),
        static("leads/search.js"),
    )


for action in (*ACTIONS_ON_MANY, GiveCompanies):
    hooks.register("register_bulk_action", action)
