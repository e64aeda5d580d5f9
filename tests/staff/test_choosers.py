"""What may be chosen is what may be seen: in windows, in drop-downs, and in what is posted."""

import re

import pytest
from django import forms
from django.urls import get_resolver, reverse
from pypinyin import lazy_pinyin
from wagtail.admin.viewsets import viewsets

from crm.core.models import User
from crm.core.pinyin import sounds_like
from crm.staff.choosers import ScopedChooser
from crm.staff.forms import scope_choices
from leads.models import Activity, Lead


def test_a_chooser_offers_only_what_is_visible(client, people, deal):
    for who, offered in (("officer", True), ("outsider", False)):
        client.force_login(getattr(people, who))
        assert (
            deal.lead.number in client.get(reverse("lead_chooser:choose")).json()["html"]
        ) is offered
        assert (
            deal.lead.number in client.get(reverse("lead_chooser:choose_results")).content.decode()
        ) is offered
        assert (
            client.get(reverse("lead_chooser:chosen", args=[deal.lead.pk])).status_code == 200
        ) is offered
        multiple = client.get(reverse("lead_chooser:chosen_multiple"), {"id": deal.lead.pk}).json()
        assert bool(multiple["result"]) is offered


def test_a_chooser_finds_by_parts_of_a_name_or_code(client, people):
    client.force_login(people.officer)
    found = client.get(reverse("industry_chooser:choose_results"), {"q": "3841"}).content.decode()
    assert "锂离子电池制造" in found
    assert client.get(
        reverse("industry_chooser:choose_results"), {"q": "锂离子"}
    ).content.decode().count("锂离子电池制造") == found.count("锂离子电池制造")


def test_what_is_not_visible_can_not_be_posted(client, people, deal):
    facts = {
        "lead": deal.lead.pk,
        "kind": "call",
        "happened_at": "2026-01-05 10:00",
        "summary": "x",
    }
    client.force_login(people.outsider)
    page = client.post(reverse("activity:add"), facts)
    assert page.context["form"].errors.keys() == {"lead"}
    assert deal.lead.title not in page.content.decode()
    assert (
        deal.lead.title
        not in client.get(reverse("activity:add"), {"lead": deal.lead.pk}).content.decode()
    )
    client.force_login(people.officer)
    assert (
        deal.lead.title
        in client.get(reverse("activity:add"), {"lead": deal.lead.pk}).content.decode()
    )
    client.post(reverse("activity:add"), facts)
    assert Activity.objects.filter(summary="x").count() == 1


def test_drop_downs_and_filters_offer_only_what_is_visible(people, deal):
    class LeadFilter(forms.Form):
        lead = forms.ModelChoiceField(Lead.objects.all())

    offers = {
        who: scope_choices(LeadFilter(), getattr(people, who)).fields["lead"].queryset.count()
        for who in ("officer", "outsider")
    }
    assert offers == {"officer": 1, "outsider": 0}


def test_colleagues_stand_under_their_departments_the_nearest_first(client, people):
    client.force_login(people.outsider)
    owner = client.get(reverse("lead:add")).context["form"].fields["owner"]
    groups = [
        (label, [str(name) for _key, name in members]) for label, members in owner.choices if label
    ]
    assert [label for label, _members in groups] == ["武陵区招商局", "市商务局", "经开区管委会"]
    assert groups[0][1] == ["outsider"]
    assert groups[2][1] == ["park"]
    assert "agency" not in [name for _label, members in groups for name in members]


def every_chooser() -> list[ScopedChooser]:
    assert get_resolver().url_patterns, "the choosers register themselves with their addresses"
    return [viewset for viewset in viewsets.viewsets if isinstance(viewset, ScopedChooser)]


def test_every_chooser_finds_by_the_first_letters_of_a_name(in_the_demonstration, client):
    """The letters by pypinyin's own reading of the whole name."""
    client.force_login(User.objects.get(username="demo_auditor"))
    lost, tried = {}, 0
    for each in every_chooser():
        records = each.model.objects.order_by("-pk").values_list(each.search_fields[0], flat=True)
        texts = [text for text in records[:50] if re.fullmatch(r"[\u4e00-\u9fff]{4,}", text)]
        for text in texts[:2]:
            tried += 1
            letters = "".join(syllable[0] for syllable in lazy_pinyin(text))[:6]
            answer = client.get(reverse(f"{each.name}:choose_results"), {"q": letters})
            if text not in answer.content.decode():
                lost[each.name] = (letters, text)
    assert tried > 15
    assert lost == {}


@pytest.mark.parametrize(
    ("text", "word", "sounds"),
    [
        ("重庆路园区", "cql", True),
        ("重庆路园区", "chongqing", True),
        ("重庆路园区", "chonglu", False),
        ("常德经开区", "cdjingk", True),
        ("常德经开区", "jkq", True),
        ("常德经开区", "dcj", False),
        ("长沙", "zhangsha", True),
        ("绿地A座", "ldaz", True),
        ("", "a", False),
    ],
)
def test_letters_are_compared_as_they_are_typed(text, word, sounds):
    assert sounds_like(text, word) is sounds


def test_a_table_too_large_to_spell_is_searched_as_it_stands(client, people, monkeypatch):
    monkeypatch.setattr("crm.staff.searches.MOST_SPELLED", 3)
    client.force_login(people.officer)
    found = client.get(reverse("industry_chooser:choose_results"), {"q": "lilizidianchi"})
    assert found.status_code == 200
    assert "锂离子电池制造" not in found.content.decode()
