"""The public site of the demonstration, from ``site_pages.yaml``: its pages in each language, its
districts, whom to ask, and what people sent by its forms.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from crm.core.errors import Refused
from crm.core.incoming.trees import yaml_of
from crm.core.writing.history import create_many
from crm.site import models
from crm.site.forms.receive import receive
from crm.site.kept import new_edition
from crm.site.models import City as SiteCity
from crm.site.models import District, HomePage, PageText, PublicContact
from crm.site.search.keep import keep_many
from leads.models import Chain, Project, TalkEvent
from parks.models import Park

from .city import City

HERE = Path(__file__).parent
LANGUAGES = {"zh": "zh-hans", "en": "en"}
SHOWN_PROJECTS = 4
# Fields of a page that say the same in every language.
SHARED = ("form", "seats", "investment")


def told(name: str) -> dict:
    return yaml_of((HERE / name).read_text(encoding="utf-8"))


def site_story(city: City, today: date) -> Iterator[date]:
    """The site opens half a year ago, and people write to it."""
    yield today - timedelta(days=3)
    open_site(city, today)
    yield today - timedelta(days=1)
    people_write()


def open_site(city: City, today: date):
    data = told("site_pages.yaml")
    site_city = SiteCity.load()  # whoever looked at the site before has made it
    site_city.phone, site_city.takes_enquiries = "0736-7000000", city.bureau
    site_city.save()
    _districts(city)
    keys: dict[str, object] = {}
    for short, code in LANGUAGES.items():
        locale = Locale.objects.get(language_code=code)
        with translation.override(code):
            Site(city, today, data, short, locale, keys).build()
    _policies_after_parks()
    new_edition()


def _policies_after_parks():
    """They were added before the other pages, so they move behind the parks."""
    for parks in models.ParksPage.objects.all():
        library = models.PolicyIndexPage.objects.filter(locale=parks.locale).first()
        if library:
            library.move(parks, pos="right")


def _districts(city: City):
    rows = [
        District(
            region_id=district["region"],
            department=city.departments[district["name"]],
            names={"en": district["en"]},
            outline=district["outline"],
            label_x=district["label"][0],
            label_y=district["label"][1],
            place=place,
            is_demo=True,
        )
        for place, district in enumerate(told("site_districts.yaml")["districts"])
    ]
    create_many(District, rows, by=None)


class Site:
    """The pages of one language, below its home page. ``keys`` are the pages' translation keys, by
    slug.
    """

    def __init__(self, city: City, today: date, data: dict, language: str, locale, keys: dict):
        self.city, self.today, self.data = city, today, data
        self.language, self.locale, self.keys = language, locale, keys
        self.made: list = []
        self.contacts = list(self._contacts())

    def build(self):
        home = HomePage.objects.get(locale=self.locale)
        words = dict(self.data["home"][self.language])
        home.promises = _rows(words.pop("promises"), ("number", "unit", "what", "figure"))
        for name, value in words.items():
            setattr(home, name, value)
        home.owner = self.city.people["editor"]
        home.save()
        for page_data in self.data["pages"]:
            self.page(home, page_data)
        keep_many([home, *self.made])

    def page(self, parent, data: dict):
        words = data.get(self.language)
        if words is None:
            return
        kind = getattr(models, data["kind"])
        page = kind(
            title=words["title"],
            seo_title=words.get("heading", ""),
            slug=data["slug"],
            intro=words.get("intro", ""),
            locale=self.locale,
            show_in_menus=data.get("menu", False),
            show_in_footer=data.get("footer", False),
            owner=self.city.people["editor"],
            **{name: data[name] for name in SHARED if name in data},
            **self.facts(data, words),
        )
        if key := self.keys.get(data["slug"]):
            page.translation_key = key
        self.keys[data["slug"]] = page.translation_key
        parent.add_child(instance=page)
        self.made.append(page)
        for page_data in [*data.get("below", []), *self.further(data)]:
            self.page(page, page_data)

    def facts(self, data: dict, words: dict) -> dict:
        """The fields that only some kinds of pages have."""
        facts = {
            name: words[name]
            for name in ("industry", "place", "way", "privacy", "present", "wanted")
            if name in words
        }
        if body := words.get("body"):
            facts["body"] = [_block(*block) for block in body]
        if "chain" in data:
            facts["chain"] = Chain.objects.get(name=data["chain"])
        if "park" in data:
            facts["park"] = Park.objects.get(name=data["park"])
        if data["kind"] == "ParkPage":
            facts |= self.of_park(data, words)
        if "needs" in words:
            facts["needs"] = _rows(words["needs"], ("name", "value"))
        if "programme" in words:
            facts["programme"] = _rows(words["programme"], ("at", "what", "who"))
        if "contact" in data:
            facts["contact"] = self.contacts[data["contact"]]
        if "day" in data:
            facts["day"] = self.today + timedelta(days=data["day"])
        if "until" in data:
            facts["registration_until"] = self.today + timedelta(days=data["until"])
        if "talk_event" in data:
            facts["talk_event"] = TalkEvent.objects.get(title=data["talk_event"])
        if "project" in data:
            facts["project"] = data["project"]
        return facts

    def of_park(self, data: dict, words: dict) -> dict:
        if "source" not in words:
            return {}
        costs = self.data["park_costs"][self.language]
        distances = self.data["park_distances"][self.language]
        return {
            "shows_neighbours": data.get("neighbours", False),
            "costs": _rows(costs, ("name", "value", "unit")),
            "costs_source": words["source"],
            "distances": _rows(
                [(place, Decimal(hours), km) for place, hours, km in distances],
                ("place", "hours", "km"),
            ),
        }

    def further(self, data: dict) -> list[dict]:
        """Pages that follow from what is stored: the other parks, projects far on their way."""
        if data["kind"] == "ParksPage":
            return list(self._other_parks(data))
        if data["kind"] == "ProgressPage":
            return list(self._projects())
        return []

    def _other_parks(self, data: dict):
        names = {page["park"] for page in data["below"]}
        english = {
            district.region_id: district.names["en"]
            for district in District.objects.filter(is_demo=True)
        }
        parks = Park.objects.filter(parent=None, is_demo=True).exclude(name__in=names)
        for park in parks.order_by("pk"):
            words = data["each_other_park"]
            name = english.get(park.region_id, "")
            if name:
                yield {
                    "kind": "ParkPage",
                    "slug": name.lower(),
                    "park": park.name,
                    "zh": words["zh"] | {"title": park.name},
                    "en": words["en"] | {"title": words["en"]["title"] % name},
                }

    def _projects(self):
        settled = Project.objects.counted().settled().filter(is_demo=True)
        projects = settled.order_by("-investment", "pk")[:SHOWN_PROJECTS]
        for number, project in enumerate(projects, start=1):
            yield {
                "kind": "MajorProjectPage",
                "slug": f"project-{number}",
                "project": project,
                "zh": {
                    "title": project.name,
                    "intro": project.content,
                    "place": str(project.host_department or project.department),
                },
            }

    def _contacts(self):
        for place, contact in enumerate(self.data["contacts"]):
            name, fields, languages = contact[self.language]
            yield PublicContact.objects.create(
                person=self.city.person_called(contact["zh"][0]),
                name=name,
                fields_of_work=fields,
                languages=languages,
                place=place,
                locale=self.locale,
                is_demo=True,
            )


def close_site() -> int:
    """Take the pages of the demonstration away; the home pages stay, empty. Raises Refused where
    somebody's own pages stand below them. Returns the number of pages.
    """
    pages = Page.objects.filter(owner__is_demo=True, depth__gt=2)
    for page in pages:
        if page.get_descendants().exclude(owner__is_demo=True).exists():
            raise Refused(
                _("Records of your own rest on the demonstration: %s. Move or delete them first.")
                % page.title
            )
    count = pages.count()
    pages.delete()
    for home in HomePage.objects.filter(owner__is_demo=True):
        _empty(home)
    SiteCity.objects.filter(takes_enquiries__is_demo=True).delete()
    PageText.objects.filter(page__in=HomePage.objects.all()).delete()
    new_edition()
    return count


def _empty(home: HomePage):
    for name in ("intro", "claim", "small_name", "city_name", "bureau", "address", "hours"):
        setattr(home, name, "")
    home.registration, home.promises, home.owner = "", [], None
    with translation.override(home.locale.language_code):
        home.title = _("Invest here")
    home.save()


def _block(kind: str, value):
    if kind == "questions":
        return kind, [{"question": question, "answer": answer} for question, answer in value]
    return kind, value


def _rows(rows, names) -> list:
    return [("row", dict(zip(names, row, strict=True))) for row in rows]


def people_write():
    """An enquiry, and a recommendation by somebody whom the bureau does not know yet."""
    zh = Locale.objects.get(language_code="zh-hans")
    pages = {page.form: page for page in models.FormPage.objects.filter(locale=zh)}
    receive(
        "enquiry",
        {
            "name": "方经理",
            "phone": "13900000001",
            "company": "甬澜隔膜科技有限公司",
            "content": "计划建设湿法隔膜二厂，请告知经开区可用的蒸汽和双回路供电情况。",
            "district": District.objects.get(region="430702"),
            "investment": Decimal(900_000_000),
        },
        page=pages["enquiry"],
    )
    receive(
        "recommendation",
        {
            "name": "覃先生",
            "phone": "13900000002",
            "tie": "石门县人，在佛山工作",
            "company": "粤澧精密铸造有限公司",
            "content": "老板有意在湖南设点，可先联系我。",
        },
        page=pages["recommendation"],
    )
