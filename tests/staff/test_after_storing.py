"""Where somebody stands after they have stored something."""

from django.urls import reverse

from leads.models import Company, Lead
from leads.pipeline.register import register_lead


def test_who_stored_a_record_goes_on_to_its_page(client, people):
    client.force_login(people.officer)
    stored = client.post(
        reverse("company:add"), {"name": "沅江光明实业有限公司", "country": "中国"}
    )
    company = Company.objects.get()
    assert (stored.status_code, stored["Location"]) == (
        302,
        reverse("company:inspect", args=[company.pk]),
    )
    changed = client.post(
        reverse("company:edit", args=[company.pk]),
        {"name": company.name, "country": "中国", "remark": "首次拜访"},
    )
    assert (changed.status_code, changed["Location"]) == (
        302,
        reverse("company:inspect", args=[company.pk]),
    )
    assert Company.objects.get().remark == "首次拜访"


def test_who_gave_a_record_away_goes_back_to_the_list(client, people):
    lead = register_lead(
        by=people.officer,
        company=Company.objects.create(name="沅江光明"),
        title="基地",
        channel="list500",
        department=people.city,
    )
    Lead.objects.filter(pk=lead.pk).update(owner=people.officer, department=people.other_department)
    client.force_login(people.officer)
    form = client.get(reverse("lead:edit", args=[lead.pk])).context["form"]
    facts = {name: form[name].value() or "" for name in form.fields}
    stored = client.post(
        reverse("lead:edit", args=[lead.pk]), facts | {"owner": people.outsider.pk}
    )
    assert stored.status_code == 302, stored.context["form"].errors
    assert stored["Location"] == reverse("lead:index")
    assert Lead.objects.get().owner == people.outsider


def test_who_wrote_down_a_call_goes_back_to_the_lead(client, people):
    lead = register_lead(
        by=people.officer,
        company=Company.objects.create(name="沅江光明"),
        title="基地",
        channel="list500",
        department=people.city,
    )
    client.force_login(people.officer)
    stored = client.post(
        reverse("activity:add"),
        {"lead": lead.pk, "kind": "call", "happened_at": "2026-11-03 10:00", "summary": "首次通话"},
    )
    assert (stored.status_code, stored["Location"]) == (
        302,
        reverse("lead:inspect", args=[lead.pk]),
    )
