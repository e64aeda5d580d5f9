from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from crm.staff.choosers import chooser

from .capital.screens import CapitalGroup
from .channels import agents, expansion, judgement, origins, specialised
from .contributions import of_enterprise
from .contributions import of_project as money_of_project
from .contributions.screens import RejectTicked, VerifyTicked
from .cultivation.screens import CultivationGroup
from .entries import of_project as promises_of_project
from .menu import ParksGroup
from .models import (
    Alliance,
    Commitment,
    Contribution,
    Enterprise,
    EntryApplication,
    Fund,
    Member,
    Park,
    Plot,
    Stake,
)
from .monthly.screens import Dismiss


@hooks.register("register_admin_viewset")
def register_choosers():
    enterprise_names = ("enterprise__name", "enterprise__company__name")
    return [
        chooser(Park, "name", icon="site"),
        chooser(Plot, "code", "park__name", icon="grip"),
        chooser(EntryApplication, "number", "project__name", icon="doc-full"),
        chooser(Alliance, "partner_park", "park__name", icon="link"),
        chooser(Enterprise, "name", "company__name", "credit_code", icon="home"),
        chooser(Contribution, *enterprise_names, "remark", icon="form"),
        chooser(Fund, "name", "manager", icon="group"),
        chooser(Commitment, "fund__name", "investor", icon="doc-full"),
        chooser(Stake, "fund__name", "company__name", icon="tag"),
        chooser(Member, *enterprise_names, "enterprise__credit_code", icon="clipboard-list"),
    ]


@hooks.register("insert_global_admin_css")
def parks_look():
    return format_html('<link rel="stylesheet" href="{}">', static("parks/parks.css"))


@hooks.register("register_admin_viewset")
def register_parks():
    return [ParksGroup(), CultivationGroup(), CapitalGroup()]


for action in (VerifyTicked, RejectTicked, Dismiss):
    hooks.register("register_bulk_action", action)
