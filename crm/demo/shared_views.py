"""Views of the lists, and dashboards, that the demonstration's people share."""

from django.contrib.auth.models import Group

from crm.dispatch.own_dashboards.change import put_together, share
from crm.staff.saved_views import save_view

from .city import City

VIEWS = [
    ("lead", "待研判线索", "state=new"),
    ("lead", "代理机构报送", "channel=agent"),
    ("project", "在谈项目", "state=negotiating"),
    ("project", "已签约待入园", "state=signed"),
]


def share_views(city: City):
    for list_name, name, query in VIEWS:
        save_view(
            list_name=list_name,
            name=name,
            query=query,
            audience="everybody",
            by=city.people["section_head"],
        )


CARDS = [
    ("figure", "signed_amount", 3, {}),
    ("figure", "paid_in", 3, {}),
    ("figure", "leads", 3, {}),
    ("figure", "satisfaction", 3, {}),
    ("upon", "paid_in", 6, {}),
    ("bars", "signed_amount", 6, {"by": "channel"}),
    ("line", "leads", 6, {}),
    ("bars", "fixed_assets", 6, {"by": "park"}),
    ("table", "signed_projects", 12, {"by": "park", "across": "quarter"}),
]


def share_dashboards(city: City):
    """The leader's for the meeting on Mondays, which the section heads keep up."""
    cards = [
        {"kind": kind, "what": what, "width": width, **more} for kind, what, width, more in CARDS
    ]
    leader = city.people["leader"]
    dashboard = put_together(by=leader, name="周一调度会", cards=cards)
    share(dashboard, by=leader, role=Group.objects.get(name="section_head"), may_edit=True)
    share(dashboard, by=leader, role=Group.objects.get(name="officer"))
