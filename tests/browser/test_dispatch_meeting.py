"""The dispatch of the 20th with its brief; and a meeting held on a tablet, from who came to its
brief.
"""

import io
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from tests.browser.screens import SIDEWAYS, Screens, found_by_axe
from tests.browser.test_whole_deal import step

BEIJING = ZoneInfo("Asia/Shanghai")
# Latin words that are data
DATA = frozenset({"DD", "FW", "GDP", "APP", "PDF"})
TABLET = {"width": 768, "height": 1024}
OFFICE = "指挥部办公室"
CALLED = """
from django.utils import timezone
from crm.core.models import User
from crm.dispatch.meetings.prepare import call_meeting, send
from crm.dispatch.models import DispatchBody
by = User.objects.get(username="demo_headquarters")
body = DispatchBody.objects.get(name="政委、指挥长")
meeting = call_meeting(by=by, body=body, meets_on=timezone.localdate())
send(meeting, by=by)
print("called", meeting.pk)
"""


@pytest.fixture
def of_the_20th(server) -> int:
    """The office's newest meeting of a 20th."""
    found = server.sql(
        "select m.id from dispatch_dispatchmeeting m join dispatch_dispatchbody b on b.id = "
        f"m.body_id where b.name = '{OFFICE}' and m.state = 'briefed' and "
        "extract(day from m.due_on) = 20"
    )
    assert len(found) == 1
    return found[0][0]


def read(page, link) -> str:
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return "".join("".join(each.extract_text().split()) for each in pages)


def test_the_dispatch_of_the_20th_with_its_brief(log_in, of_the_20th):
    page = log_in("leader")
    screens = Screens(page, data=DATA)
    page.goto("/admin/dispatchmeeting/")
    page.locator(f"a[href*='/dispatchmeeting/inspect/{of_the_20th}/']").first.click()
    page.wait_for_url(f"**/inspect/{of_the_20th}/**")
    assert OFFICE in page.locator("h1").inner_text()
    main = page.locator("main").inner_text()
    for part in ("上次议定、尚未办结的事项", "进度最落后的目标", "红灯、黄灯目标", "会议要求"):
        assert part in main, part
    charts = page.locator("[data-controller=chart]")
    assert charts.count() == page.locator(".ds-graph__table table").count() == 3
    text = read(page, page.locator("[data-brief]"))
    for part in ("调度简报", "一、总体情况", "图1目标亮灯情况", "进度最落后的目标", "议定事项"):
        assert part in text, part
    screens.open(f"/admin/dispatchmeeting/inspect/{of_the_20th}/")
    assert [str(fault) for fault in screens.faults()] == []


def test_each_item_opens_its_record(log_in, of_the_20th):
    page = log_in("leader")
    page.goto(f"/admin/dispatchmeeting/inspect/{of_the_20th}/")
    links = page.locator(".ds-meeting__items > li > div > b a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) > 15
    for address in addresses:
        assert page.request.get(address).status == 200, address


def test_a_meeting_is_held_on_a_tablet(server, log_in):
    called = server.manage("shell", "--verbosity=0", "-c", CALLED)
    meeting = int(re.search(r"called (\d+)", called.stdout).group(1))
    page = log_in("headquarters")
    page.set_viewport_size(TABLET)

    def fits():
        assert found_by_axe(page) == [], page.url
        assert page.evaluate(SIDEWAYS) is None, page.url

    page.goto(f"/admin/dispatchmeeting/{meeting}/minutes/")
    fits()
    first = page.locator(".ds-minutes__person").first
    first.locator("label:has-text('他人代会')").click()
    first.locator("input[type=text]").fill("李副市长")
    page.click(".ds-minutes__foot .ds-btn--primary")
    page.wait_for_url(re.compile(r"/minutes/\d+/$"))
    fits()
    # typed text survives a reload
    page.fill("[name=note]", "原则同意，按月考核。")
    page.wait_for_timeout(500)
    page.reload()
    assert page.input_value("[name=note]") == "原则同意，按月考核。"
    # and a decision that names no department
    page.fill("[name=text]", "约谈进度滞后的责任单位")
    page.click(".ds-minutes__foot .ds-btn--primary")
    page.locator(".ds-mistakes").wait_for()
    assert page.input_value("[name=note]") == "原则同意，按月考核。"
    assert page.input_value("[name=text]") == "约谈进度滞后的责任单位"
    fits()
    page.select_option("[name=department]", label="市工信局")
    page.fill("[name=due_on]", (datetime.now(BEIJING) + timedelta(days=10)).date().isoformat())
    if not page.input_value("[name=heading]"):
        page.select_option("[name=heading]", index=1)
    page.click("[name=again]")
    page.locator("form:has-text('约谈进度滞后的责任单位') button:has-text('删除')").wait_for()
    page.goto(f"/admin/dispatchmeeting/{meeting}/minutes/end/")
    fits()
    page.fill("[name=summary]", "逐件销号，不以会代办。")
    page.click(".ds-minutes__foot .ds-btn--primary")
    page.wait_for_url(f"**/inspect/{meeting}/**")
    step(page, "hold")
    assert "约谈进度滞后的责任单位" in page.locator("main").inner_text()
    page.goto(f"/admin/issueddocument/issue/brief/{meeting}/")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/issueddocument/inspect/**")
    page.goto(f"/admin/dispatchmeeting/inspect/{meeting}/")
    text = read(page, page.locator("[data-brief]"))
    for part in ("李副市长（代", "原则同意，按月考核。", "约谈进度滞后的责任单位", "市工信局"):
        assert part in text, part
