"""The project board by mouse and by keyboard; a move that is not possible leaves the card and says
why.
"""

import re

from django.utils import timezone

from leads.records.board import CARDS_AT_FIRST

BOARD = "/admin/project/board/"
YEAR = timezone.localdate().year


def card_in(page, stage):
    return page.locator(f".ds-column[data-stage={stage}] .ds-bcard").first


def drag(page, card, stage):
    """Drop the card on the column of ``stage``, as the browser reports a drag."""
    card.drag_to(page.locator(f".ds-column[data-stage={stage}] h2"))


def stage_of(server, pk):
    return server.sql(f"select state from leads_project where id = {int(pk)}")[0][0]


def number_of(card):
    return re.search(r"/project/inspect/(\d+)", card.locator("a").first.get_attribute("href"))[1]


def test_a_card_is_dragged_to_the_next_stage_and_the_form_of_its_step_opens(server, log_in):
    page = log_in("officer")
    page.goto(BOARD)
    card = card_in(page, "negotiating")
    pk = number_of(card)
    drag(page, card, "signed")
    page.wait_for_url(f"**/project/inspect/{pk}/#step-sign")
    step = page.locator("#step-sign")
    assert step.is_visible()
    for name, value in (
        ("contract_number", "HT-拖动-1"),
        ("contract_amount", "12000"),
        ("signed_on", f"{YEAR}-01-05"),
        ("planned_start_on", f"{YEAR}-06-01"),
    ):
        step.locator(f"[name={name}]").fill(value)
    with page.expect_navigation():
        step.locator("button[type=submit]:not([name=fact])").click()
    assert stage_of(server, pk) == "signed"
    page.goto(BOARD)
    assert page.locator(f".ds-column[data-stage=signed] a[href*='/inspect/{pk}/']").count() == 1


def test_the_same_move_by_keyboard(server, log_in):
    page = log_in("officer")
    page.goto(BOARD)
    card = card_in(page, "negotiating")
    pk = number_of(card)
    card.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(f"**/project/inspect/{pk}/#step-sign")
    page.goto(BOARD)
    card_in(page, "negotiating").focus()
    page.keyboard.press("m")
    menu = card_in(page, "negotiating").locator("details")
    assert menu.get_attribute("open") is not None
    menu.locator("a[data-target=signed]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/project/inspect/*/#step-sign")


def test_a_move_that_leaves_stages_out_returns_the_card_and_says_why(server, log_in):
    page = log_in("officer")
    page.goto(BOARD)
    card = card_in(page, "negotiating")
    pk = number_of(card)
    drag(page, card, "producing")
    page.wait_for_function("() => document.getElementById('board-says').textContent.trim() !== ''")
    assert page.url.endswith(BOARD)
    assert number_of(card_in(page, "negotiating")) == pk
    assert stage_of(server, pk) == "negotiating"


def test_without_the_right_neither_mouse_nor_keyboard_moves_a_card(server, log_in):
    page = log_in("auditor")
    page.goto(BOARD)
    card = card_in(page, "negotiating")
    pk = number_of(card)
    for move in (
        lambda: drag(page, card, "signed"),
        lambda: (card.focus(), page.keyboard.press("ArrowRight")),
    ):
        page.evaluate("document.getElementById('board-says').textContent = ''")
        move()
        page.wait_for_function(
            "() => document.getElementById('board-says').textContent.trim() !== ''"
        )
        assert page.url.endswith(BOARD)
    assert stage_of(server, pk) == "negotiating"


OLD_ONES = """
from crm.core.models import User
from crm.core.writing.bulk import update_alike
from leads.models import Project
from leads.pipeline.register import register_lead
from django.utils import timezone
officer = User.objects.get(username="demo_officer")
first = Project.objects.visible_to(officer).filter(state="negotiating").first()
kept = ("company", "channel", "department", "owner", "industry", "investment")
same = {name: getattr(first, name) for name in kept}
for n in range(60):
    lead = register_lead(
        by=first.owner, company=first.company, title=f"旧项目{n}", channel=first.channel,
        department=first.department,
    )
    Project.objects.create(number=f"OLD-{n}", name=f"旧项目{n}", lead=lead, **same)
then = timezone.datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone())
old = list(Project.objects.filter(number__startswith="OLD-").values_list("pk", flat=True))
update_alike(Project, old, {"updated_at": then}, by=first.owner, reason="旧项目")
"""
NO_OLD_ONES = """
from leads.models import Lead, Project
Project.objects.filter(number__startswith="OLD-").delete()
Lead.objects.filter(title__startswith="旧项目").delete()
"""


def test_the_cards_that_follow_come_as_one_scrolls_and_move_as_the_first_do(server, log_in):
    made = server.manage("shell", "-c", OLD_ONES)
    assert made.returncode == 0, made.stderr
    page = log_in("officer")
    wide = page.viewport_size
    column = page.locator(".ds-column[data-stage=negotiating]")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(BOARD)
    column.locator(".board-more").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert column.locator(".ds-bcard").count() == CARDS_AT_FIRST  # the next column can be reached
    page.set_viewport_size(wide)
    page.goto(BOARD)
    while column.locator(".board-more").count():
        before = column.locator(".ds-bcard").count()
        column.locator(".board-more").scroll_into_view_if_needed()
        page.wait_for_function(
            "n => document.querySelectorAll('.ds-column[data-stage=negotiating] "
            ".ds-bcard').length > n",
            arg=before,
        )
    cards = column.locator(".ds-bcard")
    addresses = {
        cards.nth(n).locator("a").first.get_attribute("href") for n in range(cards.count())
    }
    assert len(addresses) == cards.count() == int(column.locator("h2 small").inner_text())
    cards.last.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "() => document.getElementById('board-says')?.textContent.trim() || location.hash === "
        "'#step-sign'"
    )
    assert server.manage("shell", "-c", NO_OLD_ONES).returncode == 0
