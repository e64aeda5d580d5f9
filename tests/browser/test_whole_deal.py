import io

from django.utils import timezone
from pypdf import PdfReader

from commissions.models import Statement
from crm.core.money import in_words, yuan
from leads.models import Lead, Registration
from tests.set_up import with_history

LIST = (
    "rank,name_zh,name_en,country_zh,revenue_musd\n1,沃尔玛,WALMART,美国,713163\n2,"
    "示范世界企业,DEMO WORLD,德国,700000\n"
)
YEAR = timezone.localdate().year
AGENCY = "江海招商咨询有限公司"
EVIDENCE = {"name": "evidence.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 evidence"}


def step(page, name, **fields):
    """Take the step ``name`` on the record page, filling in its form."""
    box = page.locator(f"[data-step={name}]")
    box.wait_for(state="attached")  # the step before may still be drawn
    open_all = "box => [box, ...box.querySelectorAll('details')].forEach(each => each.open = true)"
    box.evaluate(open_all)
    fill(box, **fields)
    box.locator("button[type=submit]:not([name=fact])").click()
    form = f"form[data-step={name}], [data-step={name}] form"
    page.wait_for_function("form => !document.querySelector(form)", arg=form)


def fill(form, **fields):
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if isinstance(value, dict):
            field.set_input_files(value)
        elif field.get_attribute("type") == "hidden":
            choose(form, field.get_attribute("id"), value)
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)


def choose(form, field_id, text):
    """Search for ``text`` in the field's chooser window and take the row that shows it."""
    page = form.page
    form.locator(f"[id={field_id}-chooser] [data-chooser-action-choose]").first.click()
    page.fill(".modal [name=q]", text)
    page.locator(f".modal a[data-chooser-modal-choice]:has-text('{text}')").first.click()
    page.wait_for_selector(".modal", state="hidden")


def row_link(page, list_url, text):
    page.goto(list_url)
    return page.locator(f"a:has-text('{text}')").first


def record_url(page, list_url, text):
    """The record page of the newest row that shows ``text``."""
    href = row_link(page, list_url, text).get_attribute("href")
    return href.replace("/edit/", "/inspect/")


def report(page, **fields):
    page.goto("/admin/contribution/new/")
    fill(page.locator("form[enctype], form:has([name=metric])").first, evidence=EVIDENCE, **fields)
    page.locator(
        "button[type=submit]:has-text('保存'), button[type=submit]:has-text('创建')"
    ).last.click()
    page.wait_for_url("**/admin/contribution/inspect/*/")


def test_a_deal_from_the_world_list_to_a_commission_paid(server, log_in):
    carried = settled_now(server)
    officer, agency, head = log_in("officer"), log_in("agency"), log_in("section_head")
    park, finance, leader, auditor = (
        log_in("park_officer"),
        log_in("finance"),
        log_in("leader"),
        log_in("auditor"),
    )
    second = log_in("finance_2")
    headquarters = log_in("headquarters")
    headquarters.goto("/admin/targetentry/")
    headquarters.locator("a:has-text('导入名单')").first.click()
    upload = {"name": "world.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    fill(
        headquarters.locator("form:has([name=kind])"),
        kind="世界500强",
        year=str(YEAR + 1),
        file=upload,
    )
    headquarters.locator("button:has-text('预览')").click()
    headquarters.locator("button:has-text('导入')").click()

    officer.goto("/admin/targetentry/?q=示范世界企业")
    assert officer.locator("text=示范世界企业").count() > 0
    company = record_url(officer, "/admin/company/?q=示范世界企业", "示范世界企业")
    officer.goto(company.replace("/inspect/", "/edit/"))
    officer.fill("[name=credit_code]", "91430700MA4L16JQ9C")
    officer.locator("button[type=submit]:has-text('保存')").last.click()

    agency.goto("/leads/new/")
    fill(agency.locator("main form"), company="示范世界企业", title="全球项目", investment="30000")
    agency.click("main button:not([name=check])")
    received = f"'{YEAR - 3}-01-10 09:00+08'"
    earlier = f"update leads_lead set received_at = {received} where title = '全球项目'"
    server.sql(with_history(earlier, Lead, "~"))
    of_agency = (
        f"update leads_registration set received_at = {received} where lead_id = "
        "(select id from leads_lead where title = '全球项目')"
    )
    server.sql(with_history(of_agency, Registration, "~"))

    lead = record_url(head, "/admin/lead/?q=全球项目", "全球项目")
    head.goto(lead)
    step(head, "judge", owner="林晓岚")
    officer.goto(lead)
    officer.locator(".ds-next a:has-text('记录活动')").click()
    fill(
        officer.locator("form:has([name=summary])"),
        kind="电话",
        happened_at=f"{YEAR - 3}-01-12 10:00",
        summary="首次通话",
    )
    officer.locator(
        "button[type=submit]:has-text('保存'), button[type=submit]:has-text('创建')"
    ).last.click()
    officer.wait_for_url(f"**{lead}")
    step(officer, "engage")
    step(officer, "negotiate", investment="30000")
    step(officer, "convert", industry="锂离子电池制造")

    project = record_url(officer, "/admin/project/?q=全球项目", "全球项目")
    officer.goto(project)
    step(
        officer,
        "sign",
        contract_number="HT-全球-1",
        contract_amount="30000",
        signed_on=f"{YEAR - 3}-03-01",
        planned_start_on=f"{YEAR - 3}-06-01",
    )

    park.goto(project)
    park.locator(".ds-next__foot a.ds-btn:has-text('入园')").click()
    free = park.locator("[name=plot] option:has-text('A-01')").inner_text()
    fill(
        park.locator("form:has([name=plot])"),
        plot=free,
        starts_on=f"{YEAR - 3}-04-01",
        name="示范世界（常德）有限公司",
        credit_code="91430700MA4L16JQ9C",
        registered_on=f"{YEAR - 3}-03-15",
    )
    park.locator("form:has([name=plot]) button[type=submit]").click()
    park.goto(project)
    step(park, "start", happened_on=f"{YEAR - 3}-06-01", evidence=EVIDENCE)
    step(park, "produce", happened_on=f"{YEAR - 2}-01-10", evidence=EVIDENCE)
    enterprise = "示范世界（常德）有限公司"
    report(
        park,
        enterprise=enterprise,
        metric="固定资产投资",
        amount="120000000",
        happened_on=f"{YEAR - 3}-12-20",
    )
    for year, total, local in (
        (YEAR - 2, "10000000", "4000000"),
        (YEAR - 1, "15000000", "6000000"),
    ):
        report(
            park,
            enterprise=enterprise,
            metric="税收",
            amount=total,
            local_amount=local,
            happened_on=f"{year}-12-31",
            period_from=f"{year}-01-01",
            period_to=f"{year}-12-31",
        )

    for _each in range(3):
        finance.goto(f"/admin/contribution/?state=reported&q={enterprise}")
        href = finance.locator("main tbody a[href*='/contribution/']").first.get_attribute("href")
        finance.goto(href.replace("/edit/", "/inspect/"))
        step(finance, "verify")

    carried += withdraw_open_statement(server, head)
    finance.goto("/admin/statement/desk/")
    finance.locator("button:has-text('执行结算')").click()
    settle_as_a_worker(server)
    finance.wait_for_selector("[data-state-url]", state="detached")
    finance.goto("/admin/statement/desk/")
    finance.locator(f"form:has-text('{AGENCY}') button").click()

    statement = record_url(finance, "/admin/statement/?state=draft&q=江海招商", "DZ-")
    pk = statement.rstrip("/").split("/")[-1]
    agency.goto(f"/statements/{pk}/")
    agency.locator("button:has-text('确认')").click()
    agency.locator("a:has-text('登记发票')").click()
    total = agency.locator("main p").first.inner_text().split("·")[1].split()[0].replace(",", "")
    fill(
        agency.locator("main form"),
        number="25432000000012345678",
        issued_on="2026-01-05",
        amount=total,
    )
    agency.locator("main form button").click()
    for page, name in (
        (head, "review"),
        (finance, "approve"),
        (leader, "leader_approve"),
        (finance, "publish"),
    ):
        page.goto(statement)
        step(page, name)
    over = f"update commissions_statement set notice_until = '2020-01-01' where id = {pk}"
    server.sql(with_history(over, Statement, "~"))
    second.goto(statement)
    step(second, "order_payment")
    second.locator(".ds-next__foot a.ds-btn:has-text('登记付款')").click()
    fill(second.locator("form:has([name=bank_reference])"), bank_reference="BANK-2026-1")
    second.locator("form:has([name=bank_reference]) button[type=submit]").click()
    second.wait_for_url(f"**{statement}")
    finance.goto(f"/admin/issueddocument/issue/statement/{pk}/")
    finance.locator("main form button[type=submit]").last.click()
    finance.wait_for_url("**/admin/issueddocument/inspect/**")
    link = finance.locator("a[href^='/documents/']").first.get_attribute("href")
    pdf = finance.request.get(link).body()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace(
        "\n", ""
    )
    # 0.5 % of 50 and 0.3 % of 70 million, half at the start and half at production; 5 % of
    # 4,000,000 and of 6,000,000; 200,000 for a company of the world list; and what the
    # demonstration carried.
    total = 460_000 + 200_000 + 300_000 + 200_000 + carried
    for part in ("230,000.00", "200,000.00", "300,000.00", yuan(total), in_words(total)):
        assert part in text

    auditor.goto(statement)
    story = auditor.locator("main").inner_text()
    for actor in ("曹莹", "周致远", "郑敏", "孙国梁", "BANK-2026-1"):
        assert actor in story
    assert server.manage("verify_ledger").returncode == 0
    server.sql(
        "alter table commissions_ledgerentry disable trigger all; update "
        "commissions_ledgerentry set amount = amount + 1 where sequence = 2"
    )
    red = server.manage("verify_ledger")
    assert (red.returncode, "row 2 " in red.stderr) == (1, True)


def settle_as_a_worker(server):
    """Do what a press of the button handed to the workers: none runs beside this house."""
    code = (
        "from commissions.models import SettlementRun\n"
        "from commissions.settlement.work import work_on_run\n"
        "work_on_run(SettlementRun.objects.latest('id').pk)"
    )
    done = server.manage("shell", "-c", code)
    assert done.returncode == 0, done.stderr


def settled_now(server):
    """Settle what the demonstration left unsettled; returns what the agency is owed of it."""
    owed = (
        f"select coalesce(sum(amount), 0) from commissions_ledgerentry join leads_agent on "
        f"leads_agent.id = payee_id where name like '{AGENCY}%'"
    )
    before = server.sql(owed)[0][0]
    assert server.manage("settle").returncode == 0
    return server.sql(owed)[0][0] - before


def withdraw_open_statement(server, head):
    """The demonstration's statement that waits for the leader is withdrawn, so that one holds all
    that is owed; returns what it came to.
    """
    statement = record_url(head, "/admin/statement/?state=approved&q=江海招商", "DZ-")
    head.goto(statement)
    step(head, "withdraw", note="合并结算")
    return server.sql(
        f"select total from commissions_statement where id = "
        f"{int(statement.rstrip('/').split('/')[-1])}"
    )[0][0]
