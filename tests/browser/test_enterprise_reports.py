"""An enterprise reports on the phone what it has built and paid, its park verifies it at the desk,
and the commission of the agency that brought it grows; the enterprise reads nothing of that.
"""

import re

from django.utils import timezone

from parks.models import EnterprisePerson
from tests.browser.test_portal_on_a_phone import assert_fits, on_a_phone
from tests.browser.test_whole_deal import EVIDENCE, step
from tests.set_up import with_history

LEDGER = "select coalesce(sum(amount), 0) from commissions_ledgerentry"


def test_an_enterprise_reports_and_its_park_verifies(server, log_in):
    boss = on_a_phone(log_in, "enterprise")
    boss.goto("/portal/")
    assert_fits(boss)
    boss.locator("main a.ds-btn--big").first.click()
    assert_fits(boss)
    boss.locator("a[href$='/fixed_assets/']").click()
    boss.fill("[name=amount]", "3250.5")
    boss.fill("[name=happened_on]", f"{timezone.localdate()}")
    assert_fits(boss)
    boss.click(".portal__send button")
    boss.wait_for_selector(".errors")  # without evidence nothing is taken, and nothing lost
    assert boss.input_value("[name=amount]") == "3250.5"
    boss.set_input_files("[name=evidence]", EVIDENCE)
    boss.click(".portal__send button")
    boss.wait_for_url(re.compile(r"/enterprise/money/\d+/$"))
    assert "待园区核实" in boss.content()
    assert_fits(boss)
    number = boss.url.rstrip("/").split("/")[-1]

    park = log_in("park_officer")
    park.goto(f"/admin/contribution/inspect/{number}/")
    park.locator("[data-step=vouch]").first.evaluate(
        "box => [box, ...box.querySelectorAll('details')].forEach(each => each.open = true)"
    )
    park.locator("[data-step=vouch] button[type=submit]:not([name=fact])").first.click()
    park.wait_for_function("() => !document.querySelector('[data-step=vouch] button[type=submit]')")
    state = f"select state from parks_contribution where id = {number}"
    assert server.sql(state) == [("verified",)]

    boss.goto("/portal/")
    boss.click("nav.ds-bottombar a[href='/enterprise/money/']")
    assert boss.locator(".ds-item:has-text('3,250.5') .ds-tag--done").count() == 1
    page = boss.content()
    assert "佣金" not in page and "江海" not in page


def test_a_milestone_goes_to_the_park_with_its_evidence(server, log_in):
    colleague = on_a_phone(log_in, "enterprise_2")
    colleague.goto("/enterprise/progress/")
    assert_fits(colleague)
    assert "万元" not in colleague.locator("main").inner_text()
    colleague.locator("main a.ds-btn--big").click()
    colleague.select_option("[name=kind]", "producing")
    colleague.fill("[name=happened_on]", f"{timezone.localdate()}")
    colleague.set_input_files("[name=evidence]", EVIDENCE)
    colleague.click(".portal__send button")
    colleague.wait_for_url(re.compile(r"/enterprise/progress/\d+/$"))
    number = colleague.url.rstrip("/").split("/")[-1]

    park = log_in("park_officer")
    park.goto(f"/admin/milestonereport/inspect/{number}/")
    park.locator("[data-step=accept] button[type=submit]:not([name=fact])").first.click()
    park.wait_for_function(
        "() => !document.querySelector('[data-step=accept] button[type=submit]')"
    )
    colleague.goto("/enterprise/progress/")
    assert colleague.locator(".ds-steps .is-now:has-text('投产')").count() == 1


def test_every_page_of_an_enterprise_fits_the_phone(log_in):
    boss = on_a_phone(log_in, "enterprise")
    seen, ahead = set(), ["/portal/"]
    while ahead and len(seen) < 30:
        address = ahead.pop(0)
        kind = re.sub(r"\d+", "0", address)
        if kind in seen:
            continue
        seen.add(kind)
        boss.goto(address)
        assert_fits(boss)
        links = boss.eval_on_selector_all(
            "main a[href^='/'], nav a[href^='/']",
            "all => all.map(each => each.getAttribute('href'))",
        )
        ahead += [link for link in links if link.startswith(("/enterprise/", "/portal/"))]
    assert {
        "/enterprise/",
        "/enterprise/progress/",
        "/enterprise/progress/0/",
        "/enterprise/money/",
        "/enterprise/money/0/",
        "/enterprise/money/new/tax/",
        "/enterprise/papers/",
        "/enterprise/people/",
        "/enterprise/people/0/",
    } <= seen


def test_the_commission_follows_the_tax_that_an_enterprise_reports_and_its_park_verifies(
    server, log_in
):
    """The agency earns 5 % of the local share. That of the first login's own project is at its
    cap, so she acts for another enterprise of the park, whose years of tax are running.
    """
    moved = (
        "update parks_enterpriseperson set enterprise_id = (select id from parks_enterprise where "
        "name like '楚屹光电科技%') where user_id = (select id from core_user where "
        "username = 'demo_enterprise')"
    )
    server.sql(with_history(moved, EnterprisePerson, "~"))
    assert server.manage("settle").returncode == 0
    before = server.sql(LEDGER)[0][0]
    today = timezone.localdate()
    boss = on_a_phone(log_in, "enterprise")
    boss.goto("/enterprise/money/new/tax/")
    boss.fill("[name=period_from]", f"{today}")  # the months before stand in the bureau's files
    boss.fill("[name=period_to]", f"{today}")
    boss.fill("[name=amount]", "100")
    boss.fill("[name=happened_on]", f"{today}")
    boss.set_input_files("[name=evidence]", EVIDENCE)
    boss.click(".portal__send button")
    boss.wait_for_url(re.compile(r"/enterprise/money/\d+/$"))
    number = boss.url.rstrip("/").split("/")[-1]
    assert server.manage("settle").returncode == 0
    assert server.sql(LEDGER)[0][0] == before, "what nobody has verified earns nothing"

    park = log_in("park_officer")
    park.goto(f"/admin/contribution/inspect/{number}/")
    step(park, "vouch", local_amount="40")
    assert server.manage("settle").returncode == 0
    assert server.sql(LEDGER)[0][0] - before == 20_000
    boss.goto("/portal/")
    page = boss.content()
    assert "佣金" not in page and "江海" not in page
