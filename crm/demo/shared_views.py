"""Views of the lists that the demonstration's people share."""

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
