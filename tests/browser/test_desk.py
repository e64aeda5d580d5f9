"""A day of an officer and a morning of a leader, counted in clicks from the home page."""

import re

MOST_CLICKS = 3
PHONE = {"width": 390, "height": 844}

# What has come in overnight: told by the same use cases as the screens call.
OVERNIGHT = """
from decimal import Decimal
from django.utils import timezone
from commissions.models import Statement
from crm.core.models import User
from crm.core.granting import give_role
from crm.core.transitions import move
from leads.daily.next_steps import record_activity
from leads.messages.send import send
from leads.models import Company, Industry, Lead
from leads.pipeline.assign import assign
from leads.pipeline.register import register_lead
from leads.protection.register import register
who = {name: User.objects.get(username=f"demo_{name}") for name in
       ("officer", "section_head", "finance", "agency")}
head = who["section_head"]
officer = User.objects.create_user("demo_new_officer", password="deshang-demo", name="顾新",
    is_demo=True,
    department=who["officer"].department)
give_role(officer, "officer")
officer = User.objects.get(pk=officer.pk)
agent = who["agency"].agents.get()
news = register(by=who["agency"], agent=agent, company_name="沅岸数控机床有限公司", title="减速器")
news.lead.owner = officer
news.lead.save()
asked = register(by=who["agency"], agent=agent, company_name="津沣制药有限公司", title="注射剂产线")
asked.lead.owner = officer
asked.lead.save()
move(asked, "respond", by=officer)
send(asked.lead, agent, text="请问选址方案何时给？", by=who["agency"])
ready = register_lead(by=officer, company=Company.objects.create(name="桃溪传动有限公司"),
    title="桃溪减速器二期", channel="park", department=officer.department, owner=officer)
ready.channel, ready.agent = "agent", agent
ready.save()
ready.refresh_from_db()
ready.investment = Decimal(20_000_000)
ready.save()
move(ready, "judge", by=head, owner=officer)
record_activity(by=officer, lead=ready, kind="call", happened_at=timezone.now(), summary="通话")
move(ready, "engage", by=officer)
move(ready, "negotiate", by=officer)
ready.refresh_from_db()
ready.industry, ready.investment = Industry.objects.get(code="3841"), None
ready.save()
waits = {"state": "approved", "asked_steps__contains": ["leader_approve"]}
due = Statement.objects.filter(**waits).order_by("pk").first()
print("STATEMENT", due.number)
"""


class Hand:
    """A person's hand on a page: counts what it clicks; typing is not counted."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, place):
        place.click()
        self.clicks += 1


def overnight(server):
    done = server.manage("shell", "-v", "0", "-c", OVERNIGHT)
    assert done.returncode == 0, done.stderr
    return re.search(r"STATEMENT (\S+)", done.stdout).group(1)


def task(page, title):
    return page.locator(f".ds-task:has(a:text-is('{title}'))").first


def find(hand, title):
    """The task on the home page; on a day with many it stands behind “n more”."""
    hand.page.goto("/admin/")
    if not task(hand.page, title).count():
        hand.click(hand.page.locator("#queue .ds-queue__more a").first)
        hand.page.wait_for_load_state()
    return task(hand.page, title)


def test_a_day_of_an_officer_and_a_morning_of_a_leader(server, log_in):
    number = overnight(server)
    officer = log_in("new_officer")
    officer.set_viewport_size({"width": 1440, "height": 1000})
    accept_a_report(officer)
    answer_an_agent(officer)
    fill_in_and_convert(officer)
    approve_a_statement(log_in("leader"), number)


def accept_a_report(page):
    hand = Hand(page)
    row = find(hand, "沅岸数控机床有限公司")
    hand.click(row.locator("button:has-text('受理')"))
    page.wait_for_selector("#queue .ds-toast:has-text('沅岸数控机床有限公司')")
    assert not row.is_visible()
    assert hand.clicks <= MOST_CLICKS


def answer_an_agent(page):
    hand = Hand(page)
    row = find(hand, "注射剂产线")
    hand.click(row.locator("a:text-is('答复')"))
    page.wait_for_selector("#queue .ds-task--open:has-text('请问选址方案何时给？')")
    page.fill("#queue .ds-task--open textarea", "下周三发给您。")
    hand.click(page.locator("#queue .ds-task--open button:has-text('答复')"))
    page.wait_for_selector("#queue .ds-toast:has-text('已答复')")
    assert hand.clicks <= MOST_CLICKS


def fill_in_and_convert(page):
    hand = Hand(page)
    hand.click(find(hand, "桃溪减速器二期").locator("a:has-text('转为项目')"))
    page.wait_for_selector("#queue .ds-task--open .ds-next")
    form = page.locator("#queue .ds-task--open .ds-next form").first
    form.locator("[name=investment]").fill("2000")
    hand.click(form.locator("button[type=submit]:has-text('转为项目')"))
    page.wait_for_selector("#queue:not(:has(.ds-task--open a:text-is('桃溪减速器二期')))")
    page.goto("/admin/project/?q=桃溪减速器二期")
    assert page.locator("main a:has-text('桃溪减速器二期')").count() == 1
    assert hand.clicks <= MOST_CLICKS


def approve_a_statement(page, number):
    page.set_viewport_size(PHONE)
    page.goto("/admin/")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    hand = Hand(page)
    row = page.locator(f"#queue .ds-task:has-text('{number}')").first
    hand.click(row.locator("button").first)
    page.wait_for_selector("#queue .ds-toast")
    assert hand.clicks <= MOST_CLICKS
    page.goto(f"/admin/statement/?q={number}")
    assert "领导" in page.locator("main").inner_text()


def test_the_queue_is_walked_by_keys(server, log_in):
    page = log_in("officer")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto("/admin/")
    page.wait_for_selector("#queue .ds-task")
    keys = "document.activeElement.id"
    page.locator("body").press("j")
    first = page.evaluate(keys)
    page.keyboard.press("j")
    second = page.evaluate(keys)
    assert first.startswith("waiting-") and second.startswith("waiting-") and first != second
    page.keyboard.press("k")
    assert page.evaluate(keys) == first
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#{second}.ds-task--open")


def test_a_row_of_the_whole_queue_is_opened_and_dealt_with_where_it_stands(server, log_in):
    page = log_in("officer")
    page.set_viewport_size({"width": 1440, "height": 1000})
    page.goto("/admin/waiting/")
    page.locator("body").press("j")
    first = page.evaluate("document.activeElement.id")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#{first}.ds-task--open")
    page.locator("#queue .ds-task button:text-is('标记完成')").first.click()
    page.wait_for_selector("#queue .ds-toast")
    assert page.url == f"{server.address}/admin/waiting/"


def test_without_a_script_each_row_is_a_form_or_a_link(server, log_in):
    page = (
        log_in("officer")
        .context.browser.new_context(
            base_url=server.address, locale="zh-CN", java_script_enabled=False
        )
        .new_page()
    )
    page.goto("/login/")
    page.fill("[name=username]", "demo_officer")
    page.fill("[name=password]", "deshang-demo")
    page.click("main button")
    page.goto("/admin/")
    link = page.locator("#queue .ds-task__do a[href*='open=']").first
    key = re.search(r"open=(\d+)", link.get_attribute("href")).group(1)
    link.click()
    assert page.locator(f"#waiting-{key}.ds-task--open").count() == 1
