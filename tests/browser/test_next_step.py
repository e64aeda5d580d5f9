"""The next step on a record's page: what is filled in there changes the page without a reload."""

import re

MISSING = re.compile(r"缺\s*(\d+)|(\d+) missing")


def test_the_button_in_the_head_counts_what_is_still_missing(log_in):
    page = log_in("officer")
    page.goto("/admin/project/?state=negotiating&view=all")
    links = page.locator("main td a[href*='/project/inspect/']").evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    for link in dict.fromkeys(links):
        page.goto(link)
        if page.locator(".ds-head__next:has-text('缺')").count():
            break
    head = page.locator(".ds-head__next")
    before = missing(head)
    page.locator(".ds-next [name=contract_number]").fill("HT-2026-77")
    page.locator(".ds-next button[name=fact][value=contract_number]").click()
    page.locator(".ds-next .is-done:has-text('HT-2026-77')").wait_for()
    assert missing(head) == before - 1
    assert head.count() == 1


def missing(head) -> int:
    (number,) = filter(None, MISSING.search(head.inner_text()).groups())
    return int(number)
