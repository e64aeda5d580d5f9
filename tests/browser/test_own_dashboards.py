"""A leader puts a dashboard together by hand, shares it, and takes it along."""


def test_it_is_put_together_shared_opened_and_taken_along(log_in):
    page = log_in("leader")
    page.set_viewport_size({"width": 1440, "height": 1600})
    page.goto("/admin/dashboard/own/new/")
    page.fill("[name=name]", "晨会看板")
    page.locator(".own-card__handle").nth(2).focus()
    page.keyboard.press("ArrowUp")
    assert indicators(page)[:3] == ["signed_amount", "signed_projects", "paid_in"]
    page.locator(".own-card__handle").nth(5).drag_to(
        page.locator(".own-card").nth(0), target_position={"x": 200, "y": 4}
    )
    assert kinds(page).index("bars") < 5, "it was dragged further up"
    with page.expect_navigation():  # the same form again, with one card more
        page.locator("button[value='add:table']").click()
    last = page.locator(".own-card").last
    last.locator("[name=what]").select_option("signed_projects")
    last.locator("[name=by]").select_option("park")
    page.get_by_role("button", name="保存").last.click()
    page.get_by_role("heading", name="晨会看板").wait_for()
    own = page.url
    page.goto(f"{own}share/")
    page.locator("[name=role]").select_option(label="招商专员")
    page.locator(".own-share button").click()
    page.get_by_text("全体招商专员").wait_for()
    opened_by_another(log_in, own)
    taken_along(page, own)


def indicators(page) -> list[str]:
    return [each.input_value() for each in page.locator("select[name=what]").all()]


def kinds(page) -> list[str]:
    return [each.input_value() for each in page.locator("select[name=kind]").all()]


def opened_by_another(log_in, own: str):
    page = log_in("officer")
    page.goto("/admin/dashboard/own/")
    page.get_by_role("link", name="晨会看板").click()
    assert page.url == own
    page.locator(".ds-graph__place svg").first.wait_for()
    assert page.get_by_role("link", name="编辑").count() == 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def taken_along(page, own: str):
    page.goto(own)
    picture = page.locator(".ds-graph__picture").first
    picture.wait_for()
    with page.expect_download() as saved:
        picture.click()
    assert saved.value.suggested_filename.endswith(".png")
    for kind in ("pdf", "xlsx"):
        page.goto(f"{own}?export={kind}")
        page.fill("[name=reason]", "月度调度材料")
        with page.expect_download() as saved:
            page.locator("main form [type=submit]").first.click()
        assert saved.value.suggested_filename.endswith(f".{kind}")
