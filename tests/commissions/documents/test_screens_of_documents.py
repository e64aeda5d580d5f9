"""The register of documents, who opens one, and where they are issued."""

import pytest
from django.urls import reverse

from commissions.documents.issue import issue
from commissions.models import IssuedDocument

K = IssuedDocument.Kind


def test_a_document_opens_for_its_payee_and_not_for_strangers(client, people, issued):
    for who, status in (
        ("agency", 200),
        ("auditor", 200),
        ("referrer", 404),
        ("outsider", 404),
        ("park_officer", 404),
    ):
        client.force_login(getattr(people, who))
        assert client.get(reverse("document", args=[issued.pk])).status_code == status
    client.logout()
    assert client.get(reverse("document", args=[issued.pk])).status_code == 302
    client.force_login(people.agency)
    own = client.get(reverse("portal:all", args=["documents"])).text
    assert reverse("document", args=[issued.pk]) in own


def test_the_register_and_its_screens(client, people, confirmed_statement):
    client.force_login(people.finance)
    address = reverse("issueddocument:issue", args=[K.STATEMENT, confirmed_statement.pk])
    record = reverse("statement:inspect", args=[confirmed_statement.pk])
    assert address in client.get(record + "?tab=documents").text
    assert (
        reverse("issueddocument:preview", args=[K.STATEMENT, confirmed_statement.pk])
        in client.get(address).text
    )
    assert (
        client.get(reverse("issueddocument:preview", args=[K.STATEMENT, confirmed_statement.pk]))[
            "Content-Type"
        ]
        == "application/pdf"
    )
    client.post(address)
    document = IssuedDocument.objects.of(confirmed_statement).get()
    listed = client.get(
        reverse("issueddocument:index") + f"?kind=statement&year={document.year}&state=issued"
    )
    assert document.number in listed.text
    replace = reverse("issueddocument:replace", args=[document.pk])
    assert replace in client.get(reverse("issueddocument:inspect", args=[document.pk])).text
    client.post(replace, {"note": "更正"})
    client.post(
        reverse("issueddocument:step", args=[document.replaced_by.pk]),
        {"step": "withdraw", "note": "作废"},
    )
    assert list(IssuedDocument.objects.order_by("id").values_list("state", flat=True)) == [
        "replaced",
        "withdrawn",
    ]
    for who, status in (("auditor", 200), ("outsider", 200), ("agency", 302)):
        client.force_login(getattr(people, who))
        page = client.get(reverse("issueddocument:index"))
        assert page.status_code == status
        assert (document.number in page.text) == (who == "auditor")


def test_a_projects_page_offers_what_may_be_issued(client, people, deal):
    referral, entry = deal.project.referrals.get(), deal.project.entries.get()
    page = reverse("project:inspect", args=[deal.project.pk]) + "?tab=documents"
    links = [
        reverse("issueddocument:issue", args=[kind, subject.pk])
        for kind, subject in ((K.REFERRAL, referral), (K.CERTIFICATE, referral), (K.ENTRY, entry))
    ]
    for who, offered in (("officer", links[:2]), ("park_officer", links[2:]), ("auditor", [])):
        client.force_login(getattr(people, who))
        text = client.get(page).text
        assert [link for link in links if link in text] == offered, who
    issued = issue(K.REFERRAL, referral, by=people.officer)
    client.force_login(people.officer)
    text = client.get(page).text
    assert reverse("issueddocument:inspect", args=[issued.pk]) in text and links[0] not in text


@pytest.mark.parametrize(
    ("who", "status"), [("auditor", 302), ("outsider", 404), ("agency", 302), ("officer", 404)]
)
def test_who_may_not_issue_has_no_screen_for_it(client, people, confirmed_statement, who, status):
    client.force_login(getattr(people, who))
    for name in ("issue", "preview"):
        assert (
            client.get(
                reverse(f"issueddocument:{name}", args=[K.STATEMENT, confirmed_statement.pk])
            ).status_code
            == status
        )
