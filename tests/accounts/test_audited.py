"""Whatever way a password or a second factor changes, the audit log tells of it, and never what
the password is.
"""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from crm.accounts.audit import FACTOR, PASSWORD
from crm.core.models import AuditEntry
from crm.portal.agency.logins import invite
from crm.portal.invite import code_of, link_of
from crm.portal.tasks import send_reset_letters
from crm.staff.people.enter import enter_person, set_password
from crm.staff.people.log_in import take_away_factors

from .conftest import PASSWORD as OLD
from .conftest import code_of as shown_by_app
from .test_factors import APP, secret_on

NEW = "another-quiet-lotus-2"


def told(kind) -> list[tuple]:
    """(who, about whom, how) of each entry."""
    rows = AuditEntry.objects.filter(kind=kind).order_by("pk")
    assert NEW not in str(list(rows.values_list()))
    return [(row.by and row.by.username, row.record.split()[-1], row.said) for row in rows]


def typed(prefix="", **more) -> dict:
    passwords = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    return {f"{prefix}{name}": value for name, value in (passwords | more).items()}


def test_ones_own_in_the_portal(client, people, log_in):
    log_in(client, "agency", door="portal:login")
    wrong = typed(old_password="wrong")
    assert client.post(reverse("portal:password_change"), wrong).status_code == 200
    assert told(PASSWORD) == []
    assert client.post(reverse("portal:password_change"), typed()).status_code == 302
    assert told(PASSWORD) == [("agency", "agency", "本人修改")]


def test_ones_own_in_the_staff_admin(client, people, log_in):
    people.officer.is_demo = True  # who is asked for no second factor
    people.officer.save()
    log_in(client, "officer")
    others = {"theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    answer = client.post(reverse("wagtailadmin_account"), others | typed("password-"))
    assert answer.status_code == 302
    assert told(PASSWORD) == [("officer", "officer", "本人修改")]


def test_by_an_administrator_and_of_somebody_new(administrators, people):
    person = enter_person(
        by=administrators.security, codes=[], password=NEW, username="linxl", name="linxl"
    )
    set_password(people.officer, by=administrators.security, password=NEW)
    about = [record for _who, record, _how in told(PASSWORD)]
    assert about == [str(person), "officer"]


@pytest.mark.parametrize(
    ("screen", "templates"),
    [
        ("portal", ("portal/password_reset_subject.txt", "portal/password_reset_letter.txt")),
        (
            "staff",
            (
                "wagtailadmin/account/password_reset/email_subject.txt",
                "wagtailadmin/account/password_reset/email.txt",
            ),
        ),
    ],
)
def test_a_letter_and_the_password_that_it_leads_to(client, people, screen, templates):
    person = people.agency if screen == "portal" else people.officer
    person.email = "lin@example.cn"
    person.save()
    send_reset_letters("lin@example.cn", *templates, "zh-hans", "10.1.2.3")
    send_reset_letters("nobody@example.cn", *templates, "zh-hans", "10.1.2.3")
    path = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    form = client.get(path, follow=True).redirect_chain[-1][0]
    assert client.post(form, typed()).status_code == 302
    assert told(PASSWORD) == [
        (None, person.username, "已发重设密码的邮件"),
        (None, person.username, "经邮件或邀请中的链接"),
    ]
    letter, used = AuditEntry.objects.filter(kind=PASSWORD).order_by("pk")
    assert letter.address == "10.1.2.3"
    assert used.path.endswith("/set-password/")  # not the secret of the link


def test_by_an_invitation(client, people, agent, settings):
    settings.EMAIL_IS_SET_UP = False
    invitation = invite(agent, name="李经理", by=people.officer)
    path = re.sub(r"^https?://[^/]+", "", link_of(invitation))
    facts = {"username": "li", "email": "li@example.com", "password": NEW, "again": NEW}
    assert client.post(path, facts | {"code": code_of(invitation)}).status_code == 302
    assert told(PASSWORD) == [(None, "李经理", "经邮件或邀请中的链接")]


def test_by_a_command_of_the_machine(people, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
    call_command("changepassword", "officer", verbosity=0)
    [(who, about, how)] = told(PASSWORD)
    assert (who, about) == (None, "officer") and how.startswith("@command ")


def test_a_hash_that_is_brought_up_to_date_is_no_new_password(client, people, log_in, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    log_in(client, "officer")
    people.officer.refresh_from_db()
    assert people.officer.password.startswith("pbkdf2_sha256$") and told(PASSWORD) == []


def test_second_factors(client, people, administrators, log_in):
    log_in(client, "officer")
    client.post(APP, {"code": shown_by_app(secret_on(client.get(APP).text))})
    client.post(reverse("mfa_generate_recovery_codes"), {})
    take_away_factors(people.officer, by=administrators.security, reason="手机丢失")
    assert told(FACTOR) == [
        ("officer", "officer", "已设置验证器应用。"),
        ("officer", "officer", "已生成新的恢复码。"),
        ("security", "officer", "管理员已解除您的第二因素。"),
    ]
