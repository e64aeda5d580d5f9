"""The cells of a list, drawn without templates: the same that Wagtail's templates draw."""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import override
from wagtail.admin.ui.tables import Column

from crm.staff.quick_cells import QuickColumn
from leads.models import Company, Lead
from leads.pipeline.register import register_lead

VALUES = [
    "常德",
    "<b>&",
    mark_safe("<b>ready</b>"),
    None,
    "",
    " ",
    0,
    12345,
    True,
    date(2026, 11, 3),
    Decimal("1234.50"),
    Decimal("0.00"),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_drawn_as_by_the_template(value, language):
    quick, slow = (
        QuickColumn("fact", accessor=lambda row: value),
        Column("fact", accessor=lambda row: value),
    )
    with override(language):
        drawn = quick.render_cell_html(None, {})
        expected = render_to_string(
            slow.cell_template_name, slow.get_cell_context_data(None, {"row": None, "table": None})
        )
    assert squeezed(drawn) == squeezed(expected)


def test_a_classname_goes_with_it():
    assert (
        QuickColumn("fact", accessor=lambda row: 1, classname="num").render_cell_html(None, {})
        == '<td class="num">1</td>'
    )


def test_a_row_is_named_linked_and_ticked(client, people):
    company = Company.objects.create(name="<i>沅江</i>实业")
    lead = register_lead(
        by=people.officer, company=company, title="基地", channel="list500", department=people.city
    )
    client.force_login(people.head)
    page = client.get(reverse("lead:index"), {"view": "all"}).content.decode()
    assert (
        f'<a href="{reverse("lead:inspect", args=[lead.pk])}"><span '
        f'id="lead_{lead.pk}_title">{lead.number}</span></a>'
    ) in page
    assert f'aria-describedby="lead_{lead.pk}_title"' in page
    assert "&lt;i&gt;沅江&lt;/i&gt;实业" in page
    assert "<i>沅江" not in page


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


def squeezed(html: str) -> str:
    return html.replace("\n", "").replace("<td >", "<td>").replace("    ", "").strip()
