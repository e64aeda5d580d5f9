"""What is stored encrypted is not kept readable by the browser into which it was typed."""

import re

import pytest
from django.apps import apps
from django.db.models import Field
from django.urls import reverse

from crm.core.encryption import EncryptedTextField

pytestmark = pytest.mark.django_db


def encrypted_fields() -> list[Field]:
    return [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedTextField) and not hasattr(model, "history_object")
    ]


def test_every_form_of_such_a_field_says_so():
    fields = [each for each in encrypted_fields() if each.editable]
    assert len(fields) >= 6
    for field in fields:
        attributes = field.formfield().widget.attrs
        assert (attributes["autocomplete"], attributes["data-secret"]) == ("off", ""), field


@pytest.mark.parametrize(
    ("who", "screen", "name"),
    [
        ("finance", "agent:account", "number"),
        ("headquarters", "personrequest:add", "id_number"),
        ("agency", "portal:account", "number"),
    ],
)
def test_a_screen_that_asks_for_a_number_says_so(client, people, agent, who, screen, name):
    client.force_login(getattr(people, who))
    page = client.get(reverse(screen, args=[agent.pk] if screen == "agent:account" else [])).text
    [field] = re.findall(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', page)
    assert "data-secret" in field and 'autocomplete="off"' in field
