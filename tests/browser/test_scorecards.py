"""A scorecard is contested by the park that it is about, and corrected on record."""

from datetime import date, timedelta

from crm.dispatch.models import ScoreRun
from tests.browser.screens import found_by_axe
from tests.set_up import with_history

OPEN = """
update dispatch_scorerun set state = 'published', contest_until = '{until}'
where id = (select min(id) from dispatch_scorerun where state = 'frozen')
"""
CARD = """
select card.run_id, card.subject_id from dispatch_scorecard card
join dispatch_scoresubject subject on subject.id = card.subject_id
join parks_park park on park.id = subject.park_id
where card.run_id = (select min(run_id) from dispatch_scorecard) and park.name = '常德经开区'
"""


def sound(page):
    """Axe finds nothing on the page."""
    page.wait_for_load_state()
    found = found_by_axe(page)
    assert found == [], found


def test_a_scorecard_contested_and_corrected(server, log_in):
    until = date.today() + timedelta(days=3)  # noqa: DTZ011
    server.sql(with_history(OPEN.format(until=until), ScoreRun, "~"))
    run, subject = server.sql(CARD)[0]
    address = f"/admin/scorerun/{run}/card/{subject}/"

    park = log_in("park_officer")
    park.goto(address)
    score = park.locator(".ds-tree__line--sum .ds-money").inner_text()
    sound(park)
    line = park.locator(".ds-tree > li > ul > li", has_text="园区企业税收").first
    before = line.locator(".ds-money").first.inner_text()
    park.locator("select[name=line]").select_option(label="园区企业税收")
    park.click("section[aria-labelledby=contest] button[type=submit]")  # nothing is said yet
    assert park.locator("select[name=line]").evaluate("e => e.selectedOptions[0].text") == (
        "园区企业税收"
    )
    park.fill("textarea[name=text]", "一笔 9 月所属期税款月末入库，未计入本季。")
    file = {"name": "税票.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 tax"}
    park.set_input_files("input[name=evidence]", file)
    park.click("section[aria-labelledby=contest] button[type=submit]")
    contests = park.locator("section[aria-labelledby=contests]")
    contests.locator(".ds-tag", has_text="待答复").wait_for()

    office = log_in("headquarters")
    office.goto("/admin/")
    office.goto("/admin/waiting/")
    office.locator("a", has_text="常德经开区").first.wait_for()
    office.goto(address)
    office.locator("section[aria-labelledby=contests] a", has_text="答复申诉").click()
    office.locator("input[name=is_upheld]").first.wait_for()
    sound(office)
    office.check("input[name=is_upheld][value=yes]")
    office.fill("textarea[name=answer]", "经核对税票，予以补计。")
    office.fill("input[name=value]", "4000")
    office.click("main form button[type=submit]")
    office.locator("section[aria-labelledby=contests]", has_text="予以补计").wait_for()

    park.goto(address)
    line = park.locator(".ds-tree > li > ul > li", has_text="园区企业税收").first
    assert line.locator("s").inner_text() == before.split("\n")[0].split("分")[0].strip()
    assert "4,000" in line.inner_text()
    assert park.locator(".ds-tree__line--sum .ds-money").inner_text() != score
    assert "经核对税票，予以补计。" in park.inner_text("main")
    park.goto(f"/admin/scorerun/inspect/{run}/")
    park.locator(".ds-graph canvas, .ds-graph svg").first.wait_for()
    park.locator(".ds-graph__table summary").click()
    assert park.locator(".ds-graph__table tbody tr").count() == 12
    sound(park)
    park.set_viewport_size({"width": 390, "height": 844})
    park.goto(address)
    assert park.evaluate("document.documentElement.scrollWidth") <= 390
