"""Who sees and does what on the screens of the judgement."""

import pytest
from django.urls import reverse

from crm.dispatch.queue.read import waiting_for
from leads.judgement.schemes import in_force, new_version
from leads.models import Assessment, Criterion, Opinion


def posted(opinion):
    fields = {"text": "同意引进"}
    for answer in opinion.answers.select_related("criterion"):
        grades = answer.criterion.grades
        fields[f"value-{answer.criterion_id}"] = (
            "250" if answer.criterion.is_measured else grades[0].at
        )
        fields[f"remark-{answer.criterion_id}"] = "附说明"
    return fields


def test_an_officer_asks_departments_from_the_page_of_the_lead(client, people, assessors, big_lead):
    client.force_login(people.officer)
    url = reverse("assessment:convene", args=[big_lead.pk])
    assert url in client.get(reverse("lead:inspect", args=[big_lead.pk])).content.decode()
    page = client.get(url)
    assert page.context["form"].initial["investment"] == big_lead.investment
    fields = {
        f"criterion-{criterion.pk}": assessors.plan.pk for criterion in in_force().criteria.all()
    }
    sent = client.post(
        url,
        {
            "investment": "60000",
            "land_mu": "240",
            "tax": "4800",
            "due_on": "2999-01-01",
            "content": "储能",
            **fields,
        },
    )
    made = Assessment.objects.get()
    assert sent.url == reverse("assessment:inspect", args=[made.pk])
    assert (made.tax, made.convened_by, made.opinions.get().department) == (
        48_000_000,
        people.officer,
        assessors.plan,
    )


def test_the_department_asked_finds_it_on_its_desk_and_its_own_screen(client, assessors, judgement):
    own = judgement.opinions.get(department=assessors.plan)
    assert [each.record for each in waiting_for(assessors.planner)] == [own]
    client.force_login(assessors.planner)
    page = client.get(reverse("opinion:index")).content.decode()
    assert reverse("opinion:inspect", args=[own.pk]) in page
    assert "市生态环境局" not in page.split("<tbody")[-1]


def test_the_form_begins_with_what_the_figures_come_to(client, assessors, judgement):
    client.force_login(assessors.planner)
    form = client.get(
        reverse("opinion:give", args=[judgement.opinions.get(department=assessors.plan).pk])
    ).context["form"]
    starts = {
        field.label.split("（")[0]: field.initial
        for name, field in form.fields.items()
        if name.startswith("value-") and field.initial is not None
    }
    assert {name: str(value) for name, value in starts.items()} == {
        "亩均投资": "250.0000",
        "亩均税收": "20.0000",
        "单位产值能耗": "0.1000",
    }


def test_an_opinion_is_given_by_the_form_and_not_twice(client, assessors, judgement):
    own = judgement.opinions.get(department=assessors.plan)
    client.force_login(assessors.planner)
    client.post(reverse("opinion:give", args=[own.pk]), posted(own))
    own.refresh_from_db()
    assert (own.state, own.text, own.answers.first().remark) == ("given", "同意引进", "附说明")
    client.post(reverse("opinion:give", args=[own.pk]), {**posted(own), "text": "改口"})
    own.refresh_from_db()
    assert own.text == "同意引进"


def test_what_others_said_is_hidden_until_the_judgement_is_closed(
    client, people, assessors, judgement, answer
):
    own = judgement.opinions.get(department=assessors.plan)
    answer(own, assessors.planner)
    page, history = (reverse(f"opinion:{name}", args=[own.pk]) for name in ("inspect", "history"))
    client.force_login(people.officer)
    for url in (page, history):
        body = client.get(url).content.decode()
        assert "园区主导产业" not in body
        assert "同意" not in body
    client.force_login(assessors.planner)
    assert "园区主导产业" in client.get(page).content.decode()
    assert "同意" in client.get(history).content.decode()
    answer(judgement.opinions.get(department=assessors.ecology), assessors.ecologist)
    client.force_login(people.officer)
    client.post(reverse("assessment:step", args=[judgement.pk]), {"step": "finish"})
    assert "园区主导产业" in client.get(page).content.decode()
    result = client.get(reverse("assessment:inspect", args=[judgement.pk])).content.decode()
    assert "79.25" in result
    assert "报告表" in result


@pytest.mark.parametrize(
    ("who", "lead", "judged", "own_opinion"),
    [
        ("officer", 200, 200, 200),
        ("head", 200, 200, 200),
        ("leader", 200, 200, 200),
        ("auditor", 200, 200, 200),
        ("outsider", 404, 404, 404),
        ("agency", 302, 302, 302),
    ],
)
def test_colleagues_of_the_lead_see_its_judgement_and_others_do_not(
    client, people, assessors, judgement, who, lead, judged, own_opinion
):
    client.force_login(getattr(people, who))
    urls = [
        ("lead", judgement.lead_id),
        ("assessment", judgement.pk),
        ("opinion", judgement.opinions.first().pk),
    ]
    assert [client.get(reverse(f"{name}:inspect", args=[pk])).status_code for name, pk in urls] == [
        lead,
        judged,
        own_opinion,
    ]


def test_an_assessor_sees_the_judgement_and_the_own_opinion_alone(client, assessors, judgement):
    client.force_login(assessors.planner)
    other = judgement.opinions.get(department=assessors.ecology)
    assert client.get(reverse("assessment:inspect", args=[judgement.pk])).status_code == 200
    assert client.get(reverse("lead:inspect", args=[judgement.lead_id])).status_code in (302, 404)
    assert client.get(reverse("opinion:inspect", args=[other.pk])).status_code == 404
    assert client.get(reverse("opinion:give", args=[other.pk])).status_code == 404


def test_colleagues_of_the_lead_do_not_give_anothers_opinion(client, people, judgement):
    client.force_login(people.officer)
    own = judgement.opinions.first()
    assert client.post(reverse("opinion:give", args=[own.pk]), posted(own)).status_code in (
        302,
        403,
    )
    assert Opinion.objects.filter(state="given").count() == 0


def test_nobody_edits_an_opinion_behind_its_form(client, assessors, judgement):
    client.force_login(assessors.planner)
    own = judgement.opinions.get(department=assessors.plan)
    assert (
        client.post(f"{reverse('opinion:index')}edit/{own.pk}/", {"text": "改口"}).status_code
        == 404
    )
    own.refresh_from_db()
    assert own.text == ""


def test_what_is_overdue_stands_on_the_list_and_the_record(client, people, judgement, long_ago):
    Opinion.objects.filter(department__name="市发改委").update(due_on=long_ago)
    client.force_login(people.officer)
    assert (
        "市发改委" in client.get(reverse("assessment:index")).content.decode().split("<tbody")[-1]
    )
    body = client.get(reverse("opinion:index"), {"all": "1"}).content.decode()
    assert body.split("<tbody")[-1].count("逾期") + body.split("<tbody")[-1].count("overdue") >= 1


def test_only_a_draft_of_the_criteria_is_edited(client, people):
    client.force_login(people.headquarters)
    current = in_force().criteria.first()
    draft = new_version(by=people.headquarters, title="新版").criteria.first()
    for criterion, weight in ((current, 25), (draft, 40)):
        fields = {
            "scheme": criterion.scheme_id,
            "name": criterion.name,
            "measure": criterion.measure,
            "weight": "40",
            "scale": criterion.scale,
        }
        client.post(reverse("criterion:edit", args=[criterion.pk]), fields)
        criterion.refresh_from_db()
        assert criterion.weight == weight
    for criterion, left in ((current, 12), (draft, 11)):
        client.post(reverse("criterion:delete", args=[criterion.pk]))
        assert Criterion.objects.count() == left


def test_the_figures_stand_once_a_department_has_judged_by_them(
    client, people, assessors, judgement, answer
):
    client.force_login(people.officer)
    url, fields = (
        reverse("assessment:edit", args=[judgement.pk]),
        {"investment": "60000", "land_mu": "300", "content": ""},
    )
    client.post(url, fields)
    judgement.refresh_from_db()
    assert judgement.land_mu == 300
    answer(judgement.opinions.get(department=assessors.plan), assessors.planner)
    client.post(url, {**fields, "land_mu": "10"})
    judgement.refresh_from_db()
    assert judgement.land_mu == 300


def test_a_scale_that_can_not_be_read_is_refused_at_its_field(client, people):
    draft = new_version(by=people.headquarters, title="新版")
    criterion = draft.criteria.first()
    client.force_login(people.headquarters)
    fields = {
        "scheme": draft.pk,
        "name": criterion.name,
        "measure": "words",
        "weight": "40",
        "scale": "优 100",
    }
    page = client.post(reverse("criterion:edit", args=[criterion.pk]), fields)
    assert page.status_code == 200
    assert "scale" in page.context["form"].errors


def test_a_version_is_copied_on_the_screen(client, people):
    client.force_login(people.headquarters)
    client.post(reverse("scheme:copy_version", args=[in_force().pk]), {"title": "2027年标准"})
    client.force_login(people.officer)
    assert client.post(
        reverse("scheme:copy_version", args=[in_force().pk]), {"title": "私改"}
    ).status_code in (302, 403)
    from leads.models import Scheme

    assert list(Scheme.objects.values_list("title", flat=True)) == [
        "2027年标准",
        "招商项目研判标准",
    ]
