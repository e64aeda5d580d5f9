"""Headquarters go after the missing links of a chain: companies are chosen and shared out."""

import re
from datetime import timedelta

from django.utils import timezone

from tests.browser.test_whole_deal import fill, step

SIXTY = 60


def take(page, most) -> int:
    """Tick so many of the companies found that are free, and take them; how many there were."""
    boxes = page.locator("[name=company]")
    count = min(boxes.count(), most)
    for n in range(count):
        boxes.nth(n).check()
    page.click("[data-choose] button.ds-btn--primary")
    page.wait_for_url(re.compile(r"/campaign/inspect/\d+/"))
    return count


def test_sixty_companies_of_the_missing_links_are_shared_out_evenly(server, log_in):
    head = log_in("headquarters")
    head.goto("/admin/campaign/new/")
    today = timezone.localdate()
    form = head.locator("main form[method=post]").first
    fill(
        form,
        name="装备制造产业链补链行动",
        theme="补齐装备制造产业链的缺失环节",
        chain="装备制造与军民融合",
        starts_on=f"{today}",
        ends_on=f"{today + timedelta(days=90)}",
        department="市商务局",
        leader="孙国梁",
        companies_wanted="60",
        talks_wanted="20",
        visits_wanted="6",
        leads_wanted="4",
        signed_wanted="2",
        money_wanted="50000",
    )
    form.locator("button[type=submit]").first.click()
    head.wait_for_url(re.compile(r"/campaign/inspect/\d+/"))
    campaign = head.url.split("?")[0].split("#")[0]
    pk = campaign.rstrip("/").split("/")[-1]

    head.goto(f"/admin/campaign/{pk}/choose/")
    assert head.locator("[name=link]").input_value() == "missing", "the theme is asked at once"
    of_the_chain = take(head, SIXTY)
    assert of_the_chain > 10
    head.goto(f"/admin/campaign/{pk}/choose/?link=&list_kind=private500")
    assert take(head, SIXTY - of_the_chain) == SIXTY - of_the_chain

    for officer in ("林晓岚", "黄一帆", "陈思远"):
        head.goto(f"/admin/campaignmember/new/?campaign={pk}")
        form = head.locator("main form[method=post]").first
        fill(form, officer=officer)
        form.locator("button[type=submit]").first.click()
        head.wait_for_url(re.compile(r"/inspect/\d+/"))
    head.goto(f"/admin/campaign/{pk}/share/")
    head.select_option("[name=rule]", "even")
    head.click("main form[method=post] button[type=submit]")
    head.wait_for_url(re.compile(rf"/campaign/inspect/{pk}/"))
    assert head.locator(".messages").inner_text().count("20") == 3
    step(head, "start")
    owned = server.sql(
        f"select count(*) from leads_campaigntarget where campaign_id = {pk} group by owner_id"
    )
    assert sorted(owned) == [(20,), (20,), (20,)]
