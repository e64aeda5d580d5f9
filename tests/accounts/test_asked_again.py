"""Whatever is grave asks again who one is, and what was typed goes on after it."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.urls import reverse

from commissions.models import Statement
from crm.accounts.models import Suspended, SuspendedFile
from crm.core import again
from crm.core.again import AskAgain
from crm.core.models import ExportLog, Parameter, User
from crm.core.roles import ASKED_AGAIN, ROLES
from crm.core.runs.begin import begin_run
from crm.core.runs.steps import LIST_STEPS
from crm.core.transitions import move, perform
from crm.staff.bulk_actions import RecordBulkAction
from crm.staff.form_screens import ScopedCreate, ScopedDelete, ScopedEdit, right_to
from leads.models import AccountChange, PayeeAccount

from .conftest import PASSWORD, code_of

REPO = Path(__file__).parents[2]
ROOMS = ("crm", "leads", "parks", "commissions")
ANYBODY = SimpleNamespace(pk=1, has_perm=lambda _right: True)
# Rights that sound grave and move neither money, personal data, accounts nor rights.
NOT_GRAVE = {
    "core.decide_calendarday",  # decided on as proposals, which ask
    "core.decide_parameter",
    "core.decide_user",
    "commissions.decide_approvalstep",
    "dispatch.decide_plantarget",
    "leads.decide_warningrule",
    "parks.decide_exchangerate",
    "dispatch.decide_scorescheme",  # points of departments
    "dispatch.publish_scorerun",
    "desk.publish_knowledgeentry",
    "leads.decide_dispute",  # whose lead it is; what is paid for it is approved by itself
    "leads.sign_project",
}
GRAVE_WORDS = re.compile(
    r"\.(\w*approve\w*|pay_\w+|decide_\w+|sign_\w+|publish_\w+|grant_\w+|manage_people|\w*account\w*)$"
)
# Functions that ask for a grave right and do nothing by it: they show something, open a form, or
# call a use case that asks.
SHOW = {
    "crm.staff.people.enter": ["_check"],
    "crm.staff.people.log_in": ["_check"],
    "crm.staff.people.log_in_screen": ["log_in"],
    "crm.staff.people.screens": ["new_password", "password_action"],
    "leads.agents.referrers": ["edit_account", "account_action"],
    "parks.contributions.reconcile_screen": ["show", "verify_month"],
    "parks.contributions.screens": ["may_read_file"],
    "parks.models.application": ["was_refused_by_a_leader"],
    "parks.models.supplement": ["not_to_be_approved", "refused_by_a_leader_before"],
    "commissions.statements.payout_screens": [
        "advance",
        "new_batch",
        "download_batch",
        "advance_action",
        "batch_actions",
    ],
    "commissions.statements.results_screen": ["results"],
    "commissions.statements.screens": ["pay_action", "pay_statement", "finance_desk"],
}


@pytest.fixture
def stale():
    with again.during(ANYBODY, lambda: False):
        yield ANYBODY


def grave_steps():
    return [
        (model, name)
        for model in apps.get_models()
        for name, step in getattr(model, "TRANSITIONS", {}).items()
        if step.permission in ASKED_AGAIN
    ]


def sources():
    """(name, text) of every module of the rooms, but for what only sets up."""
    left_out = {"migrations", "management", "settings", "demo", "launch"}
    for room in ROOMS:
        for path in sorted((REPO / room).rglob("*.py")):
            parts = path.relative_to(REPO).with_suffix("").parts
            if not left_out & set(parts):
                yield ".".join(parts), path.read_text(encoding="utf-8")


def test_every_grave_step_asks_by_whichever_door(db, stale):
    steps = grave_steps()
    assert len(steps) > 40
    for model, name in steps:
        for door in (perform, move):
            with pytest.raises(AskAgain):
                door(model(), name, by=stale)


def test_every_grave_step_with_many_rows_asks(db, stale):
    grave = [code for code, step in LIST_STEPS.items() if step.transition.permission in ASKED_AGAIN]
    assert len(grave) >= 1
    for code in grave:
        with pytest.raises(AskAgain):
            begin_run(code, [], by=stale)


def test_every_use_case_that_asks_does_so_before_anything_else(stale):
    assert {f"{each.__module__}.{each.__name__}" for each in again.GRAVE} >= {
        "commissions.statements.advance.grant_advance",
        "commissions.statements.batch.make_batch",
        "commissions.statements.pay.pay",
        "commissions.statements.pay.reverse",
        "commissions.statements.results.record_results",
        "crm.accounts.factors.take_away_factors",
        "crm.core.tables.exporting.begin_export",
        "crm.core.tables.exporting.note_export",
        "crm.staff.people.enter.change_person",
        "crm.staff.people.enter.enter_person",
        "crm.staff.people.enter.set_password",
        "crm.staff.people.log_in.end_all_sessions",
        "crm.staff.people.log_in.take_away_factors",
        "crm.staff.people.log_in.unlock",
        "leads.agents.accounts.ask_change",
        "leads.agents.accounts.change_account",
        "parks.contributions.verify_many.verify_some",
    }
    for function in again.GRAVE:
        with pytest.raises(AskAgain):
            function(by=stale)


def test_no_right_that_sounds_grave_is_left_out():
    known = set().union(*(role.permissions for role in ROLES.values()))
    sounding = {each for each in known if GRAVE_WORDS.search(each) and ".view_" not in each}
    assert sounding - ASKED_AGAIN == NOT_GRAVE
    assert known >= ASKED_AGAIN


def test_whoever_asks_for_a_grave_right_asks_again():
    """Every function that asks for one is guarded, or stands on the list of those that show."""
    found = {name: list(_unguarded(source)) for name, source in sources()}
    assert {name: functions for name, functions in found.items() if functions} == SHOW


def _unguarded(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and _asks_for_grave(node):
            named = {ast.unparse(each) for each in node.decorator_list}
            if "asks_again" not in named:
                yield node.name


def _asks_for_grave(node) -> bool:
    return any(
        isinstance(each, ast.Call)
        and _name_called(each) in ("has_perm", "permitted")
        and any(isinstance(arg, ast.Constant) and arg.value in ASKED_AGAIN for arg in each.args)
        for each in ast.walk(node)
    )


def _name_called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_the_base_of_steps_with_many_records_asks(rf, stale):
    class Paying(RecordBulkAction):
        display_name = aria_label = action_type = "pay"
        permission = "commissions.pay_statement"
        records: list = []

    action = Paying.__new__(Paying)
    action.model, action.request = Statement, SimpleNamespace(user=stale)
    with pytest.raises(AskAgain):
        action.form_valid(SimpleNamespace(cleaned_data={}))


def test_the_base_of_forms_asks_for_each_of_the_three(stale):
    for base, action in ((ScopedEdit, "change"), (ScopedCreate, "add"), (ScopedDelete, "delete")):
        view = base()
        view.model, view.request = PayeeAccount, SimpleNamespace(user=stale)
        right = right_to(action, PayeeAccount)
        if right in ASKED_AGAIN:
            with pytest.raises(AskAgain):
                view.form_valid(None)
        else:
            assert not any(right in role.permissions for role in ROLES.values()), right


def test_what_the_program_does_meanwhile_is_not_asked():
    with again.during(ANYBODY, lambda: False):
        again.check_recent(SimpleNamespace(pk=2))
        again.check_recent(None)
    again.check_recent(ANYBODY)


# on the screens


def approve(client, statement, note="金额无误", **more):
    address = reverse("statement:step", args=[statement.pk])
    return client.post(address, {"step": "review", "note": note, **more})


def confirm(client, asked, **proof):
    key = asked["Location"].rstrip("/").split("/")[-1]
    return client.post(asked["Location"], {"resumed": key, **proof}, follow=True)


def test_an_approval_waits_for_the_password_and_keeps_its_note(
    client, people, confirmed_statement, age_proofs
):
    client.force_login(people.head)
    age_proofs(client, 14)
    Parameter.objects.filter(code="asked_again_minutes").update(value=20)
    age_proofs(client, 7)
    asked = approve(client, confirmed_statement)
    assert re.fullmatch(r"/accounts/confirm/[0-9a-f-]{36}/", asked["Location"])
    confirmed_statement.refresh_from_db()
    assert confirmed_statement.state == "confirmed"
    wrong = confirm(client, asked, password="wrong-password-1")
    assert wrong.status_code == 200 and "不是您的密码" in wrong.text
    page = confirm(client, asked, password=PASSWORD)
    assert page.redirect_chain[0] == (reverse("statement:step", args=[confirmed_statement.pk]), 307)
    confirmed_statement.refresh_from_db()
    assert confirmed_statement.state == "reviewed"
    taken = confirmed_statement.moves().get(name="review")
    assert (taken.note, taken.by) == ("金额无误", people.head)
    assert Suspended.objects.count() == 0


def test_what_waits_is_stored_encrypted(client, people, agent, age_proofs, db):
    client.force_login(people.agency)
    age_proofs(client, 16)
    client.post(
        reverse("portal:account"),
        {"holder": agent.name, "bank": "中国银行", "number": "6217 0000 1111 2222", "why": "换行"},
    )
    with connection.cursor() as cursor:
        cursor.execute("select fields from accounts_suspended")
        [(stored,)] = cursor.fetchall()
    assert "6217" not in stored and "中国银行" not in stored


def test_the_payee_proves_it_before_another_account_is_asked_for(client, people, agent, age_proofs):
    client.force_login(people.agency)
    age_proofs(client, 16)
    typed = {
        "holder": agent.name,
        "bank": "中国银行",
        "number": "6217 0000 1111 2222",
        "why": "换开户行",
    }
    asked = client.post(reverse("portal:account"), typed)
    assert asked.status_code == 302 and not AccountChange.objects.exists()
    confirm(client, asked, password=PASSWORD)
    change = AccountChange.objects.get()
    assert (change.bank, change.number, change.asked_by) == (
        "中国银行",
        "6217000011112222",
        people.agency,
    )


def test_who_has_a_second_factor_proves_it_by_that(
    client, people, confirmed_statement, age_proofs, with_app
):
    app = with_app(people.head)
    client.force_login(people.head)
    age_proofs(client, 16)
    asked = approve(client, confirmed_statement)
    page = client.get(asked["Location"]).text
    assert 'name="code"' in page and 'name="password"' not in page
    confirm(client, asked, password=PASSWORD)
    confirmed_statement.refresh_from_db()
    assert confirmed_statement.state == "confirmed"
    confirm(client, asked, code=code_of(app.secret))
    confirmed_statement.refresh_from_db()
    assert confirmed_statement.state == "reviewed"


def test_a_file_goes_on_too(client, people, deal, age_proofs, evidence):
    """Kept whole: name, kind and content."""
    client.force_login(people.agency)
    age_proofs(client, 16)
    upload = SimpleUploadedFile("证明.pdf", b"%PDF-1.7 \x00\xff whole", "application/pdf")
    asked = client.post(
        f"{reverse('portal:account')}?x=1",
        {"holder": "甲", "bank": "乙", "number": "6217000011112222", "why": "丙", "paper": upload},
    )
    kept = Suspended.objects.get()
    [file] = SuspendedFile.objects.filter(form=kept)
    name, back = file.upload()
    assert (name, back.name, back.content_type) == ("paper", "证明.pdf", "application/pdf")
    assert back.read() == b"%PDF-1.7 \x00\xff whole"
    assert kept.address == f"{reverse('portal:account')}?x=1" and asked.status_code == 302


def test_an_export_asks_and_then_hands_the_file_out(client, people, deal, age_proofs):
    client.force_login(people.officer)
    age_proofs(client, 16)
    answers = {"reason": "报市政府办月度汇总", "format": "csv"}
    asked = client.post(f"{reverse('company:index')}?export=csv", answers)
    assert asked.status_code == 302 and not ExportLog.objects.exists()
    answer = confirm(client, asked, password=PASSWORD)
    assert answer["Content-Disposition"].startswith("attachment")
    assert ExportLog.objects.get().reason == "报市政府办月度汇总"


def test_the_part_of_a_page_that_asked_comes_back_as_the_whole_page(
    client, people, confirmed_statement, age_proofs
):
    client.force_login(people.head)
    age_proofs(client, 16)
    address = reverse("statement:step", args=[confirmed_statement.pk])
    asked = client.post(f"{address}?panel=1", {"step": "review", "note": "可"})
    page = confirm(client, asked, password=PASSWORD)
    assert page.redirect_chain[-1][0] == reverse("statement:inspect", args=[confirmed_statement.pk])
    assert "<html" in page.text


def test_anothers_form_and_one_that_waited_too_long_do_not_exist(
    client, people, confirmed_statement, age_proofs
):
    client.force_login(people.head)
    age_proofs(client, 16)
    asked = approve(client, confirmed_statement)["Location"]
    client.force_login(people.officer)
    assert client.get(asked).status_code == 404
    client.force_login(people.head)
    assert client.get(asked).status_code == 200
    Suspended.objects.update(at=F("at") - timedelta(minutes=61))
    assert client.get(asked).status_code == 404


def test_wrong_passwords_there_lock_the_account(client, people, confirmed_statement, age_proofs):
    client.force_login(people.head)
    age_proofs(client, 16)
    asked = approve(client, confirmed_statement)
    statuses = [confirm(client, asked, password="wrong-password-1").status_code for _ in range(8)]
    assert statuses == [200] * 7 + [429]
    assert confirm(client, asked, password=PASSWORD).status_code == 429


def test_a_right_is_granted_after_it(client, administrators, people, age_proofs):
    client.force_login(administrators.security)
    age_proofs(client, 16)
    facts = {"name": "林", "username": "officer", "is_active": "on", "reason": "轮岗"}
    address = reverse("user:edit", args=[people.officer.pk])
    asked = client.post(address, {**facts, "codes": []})
    assert User.objects.get(pk=people.officer.pk).roles == "officer"
    confirm(client, asked, password=PASSWORD)
    assert User.objects.get(pk=people.officer.pk).roles == ""
