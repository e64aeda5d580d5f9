from wagtail import hooks

from crm.core.choosers import chooser

from . import judgement  # noqa: F401  says which parks a lead would fit
from .channels import agents, expansion, specialised  # noqa: F401  each registers its report
from .models import Alliance, Contribution, Enterprise, EntryApplication, Park, Plot
from .views import ParksGroup


@hooks.register("register_admin_viewset")
def register_choosers():
    return [
        chooser(Park, "name", icon="site"),
        chooser(Plot, "code", "park__name", icon="grip"),
        chooser(EntryApplication, "number", "project__name", icon="doc-full"),
        chooser(Alliance, "partner_park", "park__name", icon="link"),
        chooser(Enterprise, "name", "credit_code", icon="home"),
        chooser(Contribution, "enterprise__name", "remark", icon="form"),
    ]


@hooks.register("register_admin_viewset")
def register_parks():
    return ParksGroup()
