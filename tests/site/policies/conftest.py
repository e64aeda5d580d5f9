"""A library with some policies of the demonstration, without the rest of the city."""

from decimal import Decimal

import pytest
from wagtail.models import Locale
from yaml import safe_load

from crm.core.models import Department
from crm.site.first_pages import make_first_pages
from crm.site.models import (
    HomePage,
    PolicyIndexPage,
    PolicyKind,
    PolicyMatchPage,
    PolicyPage,
    Qualification,
)

from .made_up import TOLD

SOME = ("equipment", "research", "jobs", "list500", "foreign-capital")


@pytest.fixture
def library(db):
    """The library in Chinese, with a page for the matching."""
    make_first_pages()
    locale = Locale.objects.get(language_code="zh-hans")
    home = HomePage.objects.get(locale=locale)
    index = PolicyIndexPage(title="政策", slug="policies", show_in_menus=True, locale=locale)
    home.add_child(instance=index)
    index.add_child(instance=PolicyMatchPage(title="五个问题", slug="match", locale=locale))
    told = safe_load(TOLD.read_text("utf-8"))
    for place, (code, each) in enumerate(told["kinds"].items()):
        names = {"name_zh": each["name"], "name_en": each["name_en"]}
        PolicyKind.objects.create(code=code, place=place, **names)
    for code, each in told["qualifications"].items():
        names = {"name_zh": each["name"], "name_en": each["name_en"]}
        Qualification.objects.create(code=code, is_asked=each["asked"], **names)
    return index


@pytest.fixture
def publish(library):
    """``publish(slug, **other)`` makes the policy of that name a page of the library."""
    told = {each["slug"]: each for each in safe_load(TOLD.read_text("utf-8"))["policies"]}

    def make(name: str, **other) -> PolicyPage:
        each = told[name]
        page = PolicyPage(
            **{
                "title": each["title"],
                "title_en": each["title_en"],
                "intro": each["summary"],
                "slug": name,
                "locale": library.locale,
                "kind": PolicyKind.objects.get(code=each["kind"]),
                "document_number": each["document_number"],
                "department": Department.objects.filter(parent=None).first(),
                "clauses": [
                    ("clause", {"number": number, "heading": heading, "text": f"<p>{text}</p>"})
                    for number, heading, text in each["clauses"]
                ],
                "conditions": each["conditions"],
                "benefits": each["benefits"],
                "cap": Decimal(each["cap"]) if "cap" in each else None,
                "working_days": each["days"],
                **other,
            }
        )
        library.add_child(instance=page)
        page.save_revision().publish()
        return page

    return make


@pytest.fixture
def published(publish, people):
    """Some policies, by their slug."""
    return {slug: publish(slug) for slug in SOME}
