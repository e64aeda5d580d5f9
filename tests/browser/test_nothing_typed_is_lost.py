"""Two officers in one form, an ended session, a closed window: the text is still there."""

import threading
import urllib.error
import urllib.parse
import urllib.request

COMPANIES = "/admin/company/"


def edit_url(server, nth=0):
    return (
        f"{COMPANIES}edit/"
        f"{server.sql(f'select id from leads_company order by id limit 1 offset {nth}')[0][0]}"
        f"/"
    )


def remark_of(server, url):
    return server.sql(
        f"select remark from leads_company where id = {int(url.rstrip('/').split('/')[-1])}"
    )[0][0]


def save(page):
    page.locator("form[data-edit-form] footer button[type=submit]").first.click()
    page.wait_for_load_state()


def type_into(page, name, text):
    page.fill(f"[name={name}]", text)
    page.wait_for_timeout(500)  # the draft follows the last stroke


def test_two_officers_edit_at_once_and_neither_loses_text(server, log_in):
    url = edit_url(server)
    officer, head = log_in("officer"), log_in("section_head")
    for page in (officer, head):
        page.goto(url)
    type_into(officer, "remark", "专员写的：已约下周拜访")
    save(officer)
    type_into(head, "remark", "科长写的：请先看环评")
    type_into(head, "name_en", "SECOND HAND LTD")
    save(head)
    beside = head.locator(".beside")
    assert head.input_value("[name=remark]") == "科长写的：请先看环评"
    assert head.input_value("[name=name_en]") == "SECOND HAND LTD"
    assert "专员写的：已约下周拜访" in beside.inner_text()
    beside.locator("[data-append]").click()
    save(head)
    assert remark_of(server, url).splitlines() == ["科长写的：请先看环评", "专员写的：已约下周拜访"]


def test_of_two_saves_in_one_instant_one_is_asked_and_nothing_is_overwritten(server, log_in):
    url = edit_url(server, 1)
    pages, requests = [log_in("officer"), log_in("section_head")], []
    for page, text in zip(pages, ("甲同时写的", "乙同时写的"), strict=True):
        page.goto(url)
        page.fill("[name=remark]", text)
        data = page.evaluate(
            "Object.fromEntries(new FormData(document.querySelector('form[data-edit-form]')))"
        )
        cookies = "; ".join(f"{cooky['name']}={cooky['value']}" for cooky in page.context.cookies())
        headers = {"Cookie": cookies, "Referer": server.address + url}
        requests.append(
            urllib.request.Request(
                server.address + url, urllib.parse.urlencode(data).encode(), headers
            )
        )
    barrier, answers = threading.Barrier(2), []

    def send(request):
        barrier.wait()
        with urllib.request.urlopen(request) as answer:
            answers.append((answer.geturl().endswith(url), answer.read().decode()))

    threads = [threading.Thread(target=send, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (stored, _page), (asked, form) = sorted(answers)
    assert (stored, asked) == (False, True)
    assert all(text in form for text in ("甲同时写的", "乙同时写的"))


def test_an_ended_session_loses_nothing(server, log_in):
    url = edit_url(server, 2)
    page = log_in("officer")
    page.goto(url)
    type_into(page, "remark", "会话中断前写的")
    page.context.clear_cookies(name="sessionid")
    save(page)
    page.wait_for_url("**/login/**")
    page.fill("[name=username]", "demo_officer")
    page.fill("[name=password]", "deshang-demo")
    page.click("main button")
    page.goto(url)
    assert page.input_value("[name=remark]") == "会话中断前写的"
    assert page.locator(".draft-notice").count() == 1
    save(page)
    assert remark_of(server, url) == "会话中断前写的"
    page.goto(url)
    assert page.locator(".draft-notice").count() == 0


def test_a_draft_is_its_writers_alone_and_can_be_discarded(server, log_in):
    url = edit_url(server, 3)
    page = log_in("officer")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(url)
    before = page.input_value("[name=remark]")
    type_into(page, "remark", "只有我看见")
    page.goto(COMPANIES)
    page.context.clear_cookies()
    page.goto("/login/")
    page.fill("[name=username]", "demo_section_head")
    page.fill("[name=password]", "deshang-demo")
    page.click("main button")
    page.goto(url)
    assert page.input_value("[name=remark]") == before
    page.context.clear_cookies()
    page.goto("/login/")
    page.fill("[name=username]", "demo_officer")
    page.fill("[name=password]", "deshang-demo")
    page.click("main button")
    page.goto(url)
    assert page.input_value("[name=remark]") == "只有我看见"
    page.locator(".draft-notice button").click()
    assert page.input_value("[name=remark]") == before


def test_what_is_stored_encrypted_stays_in_no_draft(server, log_in):
    page = log_in("headquarters")
    page.goto("/admin/personrequest/new/")
    type_into(page, "id_number", "430702199001011234")
    type_into(page, "name", "周启明")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "周启明" in kept and "430702199001011234" not in kept
