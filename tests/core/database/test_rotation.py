"""Keys of encrypted fields change without a standstill."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection

from crm.accounts.models import Suspended
from crm.core.encryption import (
    UnknownKey,
    _by_aes,
    decrypted,
    encrypted,
    is_of_today,
    key_id,
)
from leads.models import PayeeAccount

NUMBER = "6217000011112222"


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_a_text_says_its_cipher_and_key_and_not_itself(settings, cipher):
    settings.FIELD_CIPHER, settings.ACCOUNT_NUMBER_KEY = cipher, "first"
    stored = encrypted(NUMBER)
    assert stored.startswith(f"{cipher}1.{key_id('first')}.") and NUMBER not in stored
    assert decrypted(stored) == NUMBER and stored != encrypted(NUMBER)
    head, body = stored[:-12], stored[-12:]
    with pytest.raises(UnknownKey):
        decrypted(head + ("A" if body[0] != "A" else "B") + body[1:])


def test_an_earlier_key_is_read_while_it_is_named(settings):
    settings.ACCOUNT_NUMBER_KEY = "first"
    old, oldest = encrypted(NUMBER), _by_aes(NUMBER.encode(), "first")
    settings.ACCOUNT_NUMBER_KEY, settings.FIELD_CIPHER = "second", "sm4"
    with pytest.raises(UnknownKey):
        decrypted(old)
    settings.ACCOUNT_NUMBER_KEYS_BEFORE = ["zeroth", "first"]
    assert decrypted(old) == decrypted(oldest) == NUMBER
    assert not is_of_today(old) and not is_of_today(oldest) and is_of_today(encrypted(NUMBER))


def stored_numbers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select number from leads_payeeaccount union all "
            "select number from leads_historicalpayeeaccount"
        )
        return [number for (number,) in cursor.fetchall()]


def test_all_is_encrypted_anew_histories_too(agent, settings):
    before = PayeeAccount.objects.get(agent=agent).number
    settings.ACCOUNT_NUMBER_KEYS_BEFORE = [settings.ACCOUNT_NUMBER_KEY]
    settings.ACCOUNT_NUMBER_KEY, settings.FIELD_CIPHER = "a new one", "sm4"
    assert len(stored_numbers()) >= 2 and not any(map(is_of_today, stored_numbers()))
    call_command("rotate_keys", stdout=io.StringIO())
    connection.check_constraints()  # no row is written without its row of history
    assert all(map(is_of_today, stored_numbers()))
    settings.ACCOUNT_NUMBER_KEYS_BEFORE = []
    assert PayeeAccount.objects.get(agent=agent).number == before
    assert PayeeAccount.history.filter(agent=agent).first().number == before
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    assert "leads_payeeaccount.number: 0" in out.getvalue()


def test_what_waits_for_a_confirmation_and_secrets_of_second_factors_too(people, settings):
    """Keys that are no numbers; a secret within a structure."""
    waits = [
        Suspended.objects.create(person=people.officer, method="POST", address="/", fields="typed")
        for _time in range(3)
    ]
    factor = Authenticator.objects.create(
        user=people.officer,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"seed": encrypted("a seed"), "used_mask": 5},
    )
    settings.ACCOUNT_NUMBER_KEYS_BEFORE = [settings.ACCOUNT_NUMBER_KEY]
    settings.ACCOUNT_NUMBER_KEY = "a new one"
    out = io.StringIO()
    call_command("rotate_keys", stdout=out)
    assert "accounts_suspended.fields: 3" in out.getvalue()
    assert "mfa_authenticator.data: 1" in out.getvalue()
    settings.ACCOUNT_NUMBER_KEYS_BEFORE = []
    factor.refresh_from_db()
    assert (decrypted(factor.data["seed"]), factor.data["used_mask"]) == ("a seed", 5)
    assert {Suspended.objects.get(pk=wait.pk).fields for wait in waits} == {"typed"}


def test_a_lost_key_is_said_and_nothing_is_lost(agent, settings):
    before = stored_numbers()
    settings.ACCOUNT_NUMBER_KEY = "a new one"
    with pytest.raises(CommandError, match="add the key"):
        call_command("rotate_keys", stdout=io.StringIO())
    assert stored_numbers() == before
