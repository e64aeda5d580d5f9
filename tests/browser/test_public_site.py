"""The public site as strangers and editors meet it, on a phone and at a desk."""

import re

import pytest
from django.utils import timezone

from tests.browser.screens import found_by_axe

PHONE = {"width": 390, "height": 844}
PAGES = (
    "",
    "industries/equipment/",
    "parks/development-zone/",
    "projects/precision-castings/",
    "events/talk-changsha/",
    "enquiry/",
)


@pytest.fixture
def stranger(log_in, server):
    """A phone on which nobody ever logged in."""
    context = log_in.browser.new_context(
        base_url=server.address, locale="zh-CN", viewport=PHONE, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.faults = []
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda sent: None if sent.url.startswith(server.address) else page.faults.append(sent.url),
    )
    yield page
    assert page.faults == []
    context.close()


def test_six_pages_on_a_phone_in_both_languages(stranger):
    found = {}
    for prefix in ("/", "/en/"):
        for path in PAGES:
            stranger.goto(prefix + path)
            faults = found_by_axe(stranger)
            width = stranger.evaluate("() => document.documentElement.scrollWidth")
            if faults or width > PHONE["width"]:
                found[prefix + path] = (faults, width)
    assert found == {}
    assert stranger.context.cookies() == []


def test_the_first_page_is_light(stranger):
    sizes = []
    stranger.on("response", lambda got: sizes.append(int(got.headers.get("content-length", 0))))
    stranger.goto("/")
    stranger.wait_for_load_state("networkidle")
    assert len(sizes) > 3
    assert sum(sizes) <= 150_000


def test_an_enquiry_becomes_a_lead_of_its_district_with_its_clock(stranger, server):
    stranger.goto("/parks/development-zone/")
    stranger.locator(".site__plot a.ds-btn").first.click()
    assert "常德经开区" in stranger.input_value("[name=content]")
    stranger.fill("[name=company]", "掌上隔膜科技有限公司")
    stranger.fill("[name=name]", "方经理")
    stranger.fill("[name=phone]", "13900000009")
    stranger.fill("[name=content]", "想看 A-03 地块")
    stranger.select_option("[name=district]", label="石门县")
    stranger.wait_for_timeout(2_100)
    stranger.click("form.site__form button")
    stranger.wait_for_selector(".site__sent")
    department, next_on, next_by = server.sql(
        "select d.short_name, a.next_on, a.next_by_id is not null from leads_lead l "
        "join leads_company c on c.id = l.company_id "
        "join core_department d on d.id = l.department_id "
        "join leads_activity a on a.lead_id = l.id where c.name = '掌上隔膜科技有限公司'"
    )[0]
    assert (department, next_by) == ("石门县", True)
    assert timezone.localdate() < next_on
    assert f"{next_on}" in stranger.inner_text(".site__sent")
    assert stranger.context.cookies() == []


def test_a_native_recommends_a_company(stranger, server):
    stranger.goto("/")
    stranger.click(".site__foot a:has-text('推荐企业')")
    stranger.fill("[name=company]", "掌上精铸有限公司")
    stranger.fill("[name=name]", "覃先生")
    stranger.fill("[name=phone]", "13900000008")
    stranger.click("form.site__form button")
    assert "提交过快" in stranger.inner_text("[role=alert]")
    assert stranger.input_value("[name=company]") == "掌上精铸有限公司"
    stranger.wait_for_timeout(2_100)
    stranger.click("form.site__form button")
    stranger.wait_for_selector(".site__sent")
    rows = server.sql(
        "select a.name, a.kind, r.state from leads_registration r "
        "join leads_agent a on a.id = r.agent_id where r.company_name = '掌上精铸有限公司'"
    )
    assert rows == [("覃先生", "referrer", "received")]


def test_an_editors_page_goes_to_the_public_through_a_second_person(log_in, server, stranger):
    home = server.sql(
        "select h.page_ptr_id from site_homepage h join wagtailcore_page p "
        "on p.id = h.page_ptr_id join wagtailcore_locale l on l.id = p.locale_id "
        "where l.language_code = 'zh-hans'"
    )[0][0]
    editor = log_in("editor")
    editor.wait_for_url(re.compile("/admin/"))
    editor.goto(f"/admin/pages/add/site/textpage/{home}/")
    editor.fill("#id_title", "营商环境十条")
    editor.fill("#id_intro", "说到做到")
    editor.evaluate("document.querySelector('[name=slug]').value = 'ten-points'")
    with editor.expect_navigation():
        editor.evaluate("document.querySelector('button[name=action-submit]').click()")
    address = editor.url
    slug = server.sql("select slug from wagtailcore_page where title = '营商环境十条'")[0][0]
    assert stranger.goto(f"/{slug}/").status == 404
    stranger.faults.clear()
    publisher = log_in("publisher")
    publisher.wait_for_url(re.compile("/admin/"))
    pk = server.sql("select id from wagtailcore_page where title = '营商环境十条'")[0][0]
    publisher.goto(f"/admin/pages/{pk}/edit/")
    with publisher.expect_navigation():
        publisher.evaluate(
            "document.querySelector('button[data-workflow-action-name=approve]').click()"
        )
    assert stranger.goto(f"/{slug}/").status == 200, address
    assert stranger.inner_text("h1") == "营商环境十条"
