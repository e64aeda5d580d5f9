"""The public site says the same to everybody: what is drawn for one is handed out to others."""

import pytest
from django.utils import timezone
from wagtail.models import Page

from crm.core.models import User


@pytest.fixture
def demo(in_the_demonstration, db):
    """Read only."""


def test_every_kind_of_page_says_to_people_from_outside_what_it_says_to_strangers(
    client, demo, monkeypatch
):
    now = timezone.now()  # two pages of one minute say the same minute
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    monkeypatch.setattr("crm.site.forms.asked.new_stamp", lambda: "a stamp")
    one_of_a_kind = {
        page.specific_class: page.url for page in Page.objects.live().public() if page.url
    }
    assert len(one_of_a_kind) > 10
    for login in ("demo_agency", "demo_enterprise"):
        for kind, address in one_of_a_kind.items():
            client.logout()
            stranger = client.get(address).content
            client.force_login(User.objects.get(username=login))
            assert client.get(address).content == stranger, kind
