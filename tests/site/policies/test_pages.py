"""The library, its policies and the matching page, as a reader finds them."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from commissions.models import Policy
from crm.site.models import PolicyPage
from crm.site.models.policy_blocks import region_choices
from crm.site.policies.answers import AnswersForm
from parks.models import Park, ParkIndustry

ASKED = {
    "what": "",
    "section": "C",
    "capital_from": "other_province",
    "total_investment": "18000",
    "equipment": "9500",
    "jobs": "119",
    "has": ["high_tech"],
}


def test_the_library_lists_searches_and_filters(client, library, published):
    page = client.get(library.url).text
    assert "设备投资补助办法" in page and "企业研发投入补助办法" in page
    found = client.get(library.url, {"q": "示科发"}).text
    assert "企业研发投入补助办法" in found and "设备投资补助办法" not in found
    found = client.get(library.url, {"q": "融资租赁 或者没有"}).text
    assert "设备投资补助办法" not in found
    of_kind = client.get(library.url, {"kind": "talent"}).text
    assert "企业招工与岗前培训补贴办法" in of_kind and "设备投资补助办法" not in of_kind


def test_odd_questions_to_the_library_are_answered_politely(client, library, published):
    for query in (
        {"q": "\x01'\"<"},
        {"kind": "x" * 500},
        {"department": "９"},
        {"department": "²"},
        {"p": "-7"},
    ):
        assert client.get(library.url, query).status_code == 200


def test_a_policy_page_tells_text_conditions_benefits_and_materials(client, published):
    page = client.get(published["equipment"].url).text
    for told in ("第三条", "制造业", "设备投资 ≥ 2000 万元", "8%", "最高 1000 万元", "申报"):
        assert told in page, told


def test_the_same_policy_in_english(client, published, library):
    with translation.override("en"):
        page = client.get(f"/en/policy/{published['equipment'].pk}/", follow=True)
    assert page.status_code == 200


def test_whoever_tells_nothing_is_asked_five_things(client, library, published):
    page = client.get(f"{library.url}match/").text
    assert "0 / 5" in page
    for number in range(1, 6):
        assert f"{number}. " in page


def test_the_first_question_offers_leading_industries_where_they_have_a_name(
    client, library, published, plot
):
    ParkIndustry.objects.create(
        park=plot.park, name="新能源", role="leading", industry_codes="384、382"
    )
    address = f"{library.url}match/"
    assert "新能源" in client.get(address).text
    assert "1 / 5" in client.get(address, {"what": "384、382"}).text
    assert "0 / 5" in client.get(address, {"what": "other"}).text
    assert "1 / 5" in client.get(address, {"what": "other", "section": "C"}).text
    with translation.override("en"):
        form = AnswersForm()
        assert form.leading == [] and str(form.fields["section"].label) == "What do you do?"


def test_who_has_not_answered_sees_what_is_matched(client, library, published):
    told = client.get(f"{library.url}match/").text
    assert published["jobs"].title in told and "参与匹配的政策" in told


def test_a_stranger_sees_what_fits_what_is_missing_and_why_not(client, library, published):
    page = client.get(f"{library.url}match/", ASKED).text
    assert "5 / 5" in page
    assert "约 950 万元" in page  # 95 million × (8 % + 2 %)
    assert "约 17.85 万元" in page  # 119 × 1,500
    assert "须：三类500强" in page and "第二条" in page
    assert "上年研发投入" in page  # what would decide next is asked for


def test_what_was_told_beyond_the_five_questions_decides(client, library, published):
    page = client.get(f"{library.url}match/", ASKED | {"research": "600"}).text
    assert "约 55 万元" in page  # 5 million × 10 % + 1 million × 5 %


def test_the_answer_alone_is_what_the_script_asks_for(client, library, published):
    answer = client.get(f"{library.url}match/", ASKED | {"part": "1"}).text
    assert "约 950 万元" in answer and "<html" not in answer


def test_only_places_of_the_city_are_offered_whether_a_park_is_the_citys_or_a_districts(plot):
    for region in ("430725", "4307"):
        Park.objects.update(region=region)
        codes = [code for code, _name in region_choices()]
        assert codes[0] == "4307" and {code[:4] for code in codes} == {"4307"}
        assert {"430702", "430725"} < {*codes}
    Park.objects.update(region=None)
    assert region_choices() == []


@pytest.mark.parametrize(
    "hostile",
    [
        {"total_investment": "abc"},
        {"total_investment": "-1"},
        {"jobs": "1e999"},
        {"what": "<script>"},
        {"has": ["none", "nothing"]},
        {"region": "430702' or 1=1"},
        {"equipment": "9" * 400},
    ],
)
def test_hostile_answers_get_a_message(client, library, published, hostile):
    answer = client.get(f"{library.url}match/", ASKED | hostile)
    assert answer.status_code == 200
    assert '<script>"' not in answer.text


def test_no_cookie_is_set_for_a_reader(client, library, published):
    for address in (library.url, f"{library.url}match/", published["jobs"].url):
        assert not client.get(address).cookies


def test_a_policy_that_was_replaced_stays_readable_and_says_so(client, library, publish, people):
    old = publish("equipment", slug="equipment-2024", title="设备补助（旧）")
    raised = [
        {**each, "value": {**each["value"], "number": "30000000"}}
        if each["type"] == "number"
        else each
        for each in old.conditions.get_prep_value()
    ]
    new = publish("equipment", slug="equipment-2026", conditions=raised, replaces=old)
    assert new.url in client.get(old.url).text
    page = client.get(new.url).text
    assert "<del>设备投资 ≥ 2000 万元</del>" in page
    assert "<ins>设备投资 ≥ 3000 万元</ins>" in page
    current = PolicyPage.objects.visible_to(None).in_force().not_replaced()
    assert list(current) == [new]
    assert "设备补助（旧）" not in client.get(library.url).text
    assert "设备补助（旧）" in client.get(library.url, {"past": "1"}).text


def test_commission_policies_are_read_from_their_own_record(client, library, policy_version):
    policy = policy_version.policy
    address = f"/policy/commissions/{policy.code}/"
    assert client.get(address).status_code == 404  # shown only where an editor says so
    library.commission_policies.set(Policy.objects.filter(pk=policy.pk))
    library.save()
    assert policy.name in client.get(library.url).text
    page = client.get(address).text
    assert policy_version.sentences("zh")[0] in page


def test_brackets_with_a_gap_are_refused_with_their_place(publish, people):
    gap = [
        {
            "type": "brackets",
            "value": {
                "name": "奖励",
                "name_en": "",
                "clause": "第一条",
                "fact": "revenue",
                "mode": "marginal",
                "brackets": [
                    {"start": "0", "end": "100", "gives": "5"},
                    {"start": "200", "end": None, "gives": "3"},
                ],
                "cap": None,
                "years": [],
                "when": [],
            },
        }
    ]
    with pytest.raises(ValidationError) as refused:
        publish("jobs", benefits=gap)
    assert "benefits" in refused.value.message_dict


def test_the_library_asks_a_fixed_number_of_queries(client, library, published, publish):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(library.url)
    with CaptureQueriesContext(connection) as few:
        client.get(library.url)
    for number in range(5):
        publish("jobs", slug=f"jobs-{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(library.url)
    assert len(many) == len(few)
