"""An officer works three companies of a campaign on the phone; its figures follow."""

import re
from datetime import date, timedelta

from django.utils import timezone

from tests.browser.test_portal_on_a_phone import WIDTH, assert_fits, on_a_phone

UNTOUCHED = ".ds-task:has(.ds-task__kind:text-is('未联系'))"


def assert_as_wide_as_the_phone(page):
    scroll, inner = page.evaluate(WIDTH)
    assert scroll <= inner == 390, page.url


def figures(page, campaign) -> dict[str, int]:
    """The figures above the tabs of the campaign's page, by their names."""
    page.goto(campaign)
    shown = page.locator(".ds-figure")
    labels = shown.locator(".ds-figure__label").all_inner_texts()
    values = shown.locator(".ds-figure__value").all_inner_texts()
    return {
        label: int(value)
        for label, value in zip(labels, values, strict=True)
        if value.strip().isdigit()
    }


def open_card(page, address):
    page.goto(f"/admin/worklist/?open={address.split('/')[-2]}")
    card = page.locator(".ds-task--open")
    assert card.locator("a.strong").get_attribute("href") == address
    return card


def write_down(page, address, said, step, way="", native=False, until=None):
    card = open_card(page, address)
    assert_fits(page)
    card.locator("[name=summary]").fill(said)
    card.locator("[name=step]").select_option(step)
    if way:
        card.locator("[name=way]").select_option(way)
    if native:
        card.locator("[name=native]").select_option(index=1)
    if until:
        card.locator("[name=next_on]").fill(until.isoformat())
    card.locator("button.ds-btn--primary").click()
    page.locator(".messages .success").wait_for()


def march() -> date:
    """The next first of March that lies a week ahead at least."""
    today = timezone.localdate()
    return next(
        day
        for year in (today.year, today.year + 1)
        if (day := date(year, 3, 1)) > today + timedelta(days=7)
    )


def test_three_companies_are_worked_and_one_becomes_a_lead(log_in):
    officer = on_a_phone(log_in, "officer")
    officer.goto("/admin/worklist/")
    assert_fits(officer)
    links = officer.locator(f"{UNTOUCHED} .ds-task__what a")
    by_native, to_meet, later = (links.nth(n).get_attribute("href") for n in range(3))
    officer.goto(by_native)
    campaign = officer.locator(".ds-head a[href*='/campaign/inspect/']").get_attribute("href")
    before = figures(officer, campaign)
    assert_as_wide_as_the_phone(officer)

    card = open_card(officer, by_native)
    assert not card.locator("[name=native]").is_visible(), "asked for where a native is the way"
    write_down(officer, by_native, "乡贤电话引荐，加了微信", "approach", "native", native=True)
    write_down(officer, to_meet, "电话说明来意，约好面谈", "approach", "direct")
    write_down(officer, to_meet, "在长沙面谈一小时", "meet")
    write_down(officer, later, "对方忙于年报，三月再联系", "put_off", until=march())
    officer.goto("/admin/worklist/")
    assert officer.locator(".ds-queue h2", has_text="暂缓").count() == 1

    officer.goto(to_meet)
    form = officer.locator("form:has([name=step][value=open_lead])").first
    if not form.is_visible():
        officer.locator("summary", has_text="转为线索").first.click()
    form.locator("button[type=submit]").click()
    lead = officer.locator("#tab a[href*='/lead/inspect/']").first
    lead.click()
    officer.wait_for_url(re.compile(r"/lead/inspect/\d+/"))
    assert "在长沙面谈一小时" in officer.locator("main").inner_text()
    assert_as_wide_as_the_phone(officer)

    after = figures(officer, campaign)
    grown = {label: after[label] - before[label] for label in before}
    assert {label: n for label, n in grown.items() if n} == {
        "已联系企业": 2,
        "已洽谈企业": 1,
        "形成线索": 1,
    }
