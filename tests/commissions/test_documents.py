import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from pypdf import PdfReader

from commissions.documents.issue import issue_agreement, issue_statement
from commissions.documents.render import MissingGlyph, OwnAssets, missing_glyphs
from commissions.models import Agreement, IssuedDocument
from commissions.settlement.settle import settle
from commissions.statements.draw_up import draw_up
from crm.core.errors import Refused
from crm.core.transitions import move, perform
from parks.report import report


@pytest.fixture
def statement(people, deal, agent, evidence):
    contribution = report(
        deal.enterprise, by=people.park_officer, evidence=evidence(), metric="fixed_assets", amount=Decimal(120_000_000), happened_on=date(2023, 12, 20)
    )
    perform(contribution, "verify", by=people.finance)
    settle(as_of=date(2026, 1, 1))
    statement = draw_up(agent, by=people.head)
    move(statement, "confirm", by=people.agency)
    return statement


def pages_of(document):
    with document.file.open() as file:
        return PdfReader(io.BytesIO(file.read())).pages


def test_a_statement_is_issued_with_its_numbers_and_its_reasons(people, statement):
    document = issue_statement(statement, by=people.finance)
    text = "".join(page.extract_text() for page in pages_of(document)).replace("\n", "")
    for part in ("460,000.00", "肆拾陆万元整", "5‰ ＝ 250,000。", document.number, "— 1 —"):
        assert part in text


def test_every_font_of_a_document_is_embedded(people, statement):
    document = issue_statement(statement, by=people.finance)
    fonts = [font.get_object() for page in pages_of(document) for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert font["/BaseFont"].endswith("+song")
        descendant = font["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_a_document_is_issued_once(people, statement):
    issue_statement(statement, by=people.finance)
    with pytest.raises(Refused):
        issue_statement(statement, by=people.finance)
    assert IssuedDocument.objects.count() == 1


def test_an_unconfirmed_statement_is_not_issued(people, statement):
    perform(statement, "return", by=people.head, note="核对")
    with pytest.raises(Refused):
        issue_statement(statement, by=people.finance)


def test_an_agreement_is_issued_after_review_and_then_signed(people, agent, agreement):
    Agreement.objects.filter(pk=agreement.pk).update(state="draft")
    agreement.refresh_from_db()
    move(agreement, "review", by=people.head)
    agreement.special_terms = "联系人：堃玥㛃 <img src=file:///etc/passwd>"
    agreement.save()
    document = issue_agreement(agreement, by=people.officer)
    text = "".join(page.extract_text() for page in pages_of(document)).replace("\n", "")
    assert "堃玥㛃 <img src=file:///etc/passwd>" in text
    assert len(pages_of(document)) >= 2
    move(agreement, "sign", by=people.leader)
    assert agreement.state == "active"


def test_a_character_without_a_glyph_stops_the_issue(people, agent, agreement):
    Agreement.objects.filter(pk=agreement.pk).update(state="reviewed", special_terms="𪚥")
    agreement.refresh_from_db()
    with pytest.raises(MissingGlyph) as refused:
        issue_agreement(agreement, by=people.officer)
    assert "U+2A6A5" in str(refused.value)
    assert IssuedDocument.objects.count() == 0


@pytest.mark.parametrize("char", "堃玥㛃￥①‰—")
def test_the_font_shows_what_names_and_amounts_need(char):
    assert missing_glyphs(char) == set()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://127.0.0.1/", "ftp://127.0.0.1/x"])
def test_documents_fetch_nothing(url):
    with pytest.raises(ValueError, match="fetch nothing"):
        OwnAssets().fetch(url)


def test_a_document_opens_for_its_payee_and_not_for_strangers(client, people, statement):
    document = issue_statement(statement, by=people.finance)
    for who, status in (("agency", 200), ("auditor", 200), ("referrer", 404), ("outsider", 404)):
        client.force_login(getattr(people, who))
        assert client.get(reverse("document", args=[document.pk])).status_code == status


def test_issuing_and_paying_have_their_screens(client, people, statement):
    client.force_login(people.finance)
    page = client.get(reverse("statement:inspect", args=[statement.pk])).content.decode()
    assert reverse("statement:issue", args=[statement.pk]) in page
    client.post(reverse("statement:issue", args=[statement.pk]))
    assert IssuedDocument.objects.of(statement).exists()
