"""Documents: what they say, how they look, that they are sealed, and that a change of one byte is
found.
"""

import hashlib
import io
import json
from collections import Counter
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import gettext as _
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from commissions.documents import issue as issuing
from commissions.documents.facts import offer
from commissions.documents.fonts import FANG_URL, FONTS, SONG_URL, missing_glyphs
from commissions.documents.issue import data_of, issue, mark_of, preview, record, unsealed
from commissions.documents.kinds import DOCUMENT_KINDS
from commissions.documents.own_assets import OwnAssets
from commissions.documents.render import MissingGlyph
from commissions.documents.seal import seal_for
from commissions.documents.templates import current_version
from commissions.documents.verify import data_in, verify
from commissions.models import Agreement, DocumentTemplate, IssuedDocument, Payment
from crm.core.errors import NotPermitted, Refused, WrongState
from crm.core.transitions import move, perform
from parks.models import EntryApplication, Supplement
from tests.markup import flat

K = IssuedDocument.Kind


@pytest.fixture
def issued(people, confirmed_statement):
    return issue(K.STATEMENT, confirmed_statement, by=people.finance)


@pytest.fixture
def approved(agreement):
    """An agreement that waits to be issued and signed."""
    Agreement.objects.filter(pk=agreement.pk).update(state="approved")
    agreement.refresh_from_db()
    return agreement


def content_of(document) -> bytes:
    document.refresh_from_db()
    with document.file.open() as file:
        return file.read()


def pages_of(content: bytes):
    return PdfReader(io.BytesIO(content)).pages


def text_of(document) -> str:
    return "".join(page.extract_text() for page in pages_of(content_of(document))).replace("\n", "")


def test_a_statement_is_issued_with_its_numbers_and_its_reasons(issued):
    text = text_of(issued)
    for part in ("460,000.00", "肆拾陆万元整", "5‰ ＝ 250,000。", issued.number, "— 1 —"):
        assert part in text


@pytest.fixture
def an_offer(monkeypatch):
    """One policy fits every lead."""
    told = {
        "title": "设备投资补助办法",
        "number": "示招发〔2026〕3号",
        "word": "符合",
        "gives": ["设备投资补助：约 760 万元"],
        "amount": "约 760 万元",
        "missing": [],
    }
    monkeypatch.setattr(offer, "_OFFERS", [lambda lead: [told]])


def test_every_kind_is_issued_and_says_what_it_is(
    people, deal, confirmed_statement, approved, agent, an_offer
):
    ordered = {
        "reviewed_by": people.head,
        "approved_by": people.finance,
        "ordered_by": people.finance2,
        "ordered_on": date(2026, 2, 2),
    }
    type(confirmed_statement).objects.filter(pk=confirmed_statement.pk).update(
        state="paid", **ordered
    )
    payment = Payment(
        statement=confirmed_statement,
        paid_on=date(2026, 2, 3),
        bank_reference="YH0001",
        amount=confirmed_statement.net,
        account=confirmed_statement.account,
        recorded_by=people.finance2,
    )
    payment.save()
    confirmed_statement.refresh_from_db()
    referral, entry = deal.project.referrals.get(), deal.project.entries.get()
    subjects = {
        K.SUPPLEMENT: (
            approved_supplement(people, entry),
            people.park_officer,
            "RYXY-1 号《项目入园协议书》",
            "招补",
        ),
        K.AGREEMENT: (approved, people.officer, "委托招商协议", "招协"),
        K.ENTRY: (entry, people.park_officer, "A-01 号", "招园"),
        K.REFERRAL: (referral, people.officer, "唯一引荐人", "招荐"),
        K.STATEMENT: (confirmed_statement, people.finance, "招商佣金结算单", "招结"),
        K.PAYMENT: (payment, people.finance, "2026年2月3日", "招付"),
        K.APPROVAL: (confirmed_statement, people.finance, "审批表", "招审"),
        K.CERTIFICATE: (referral, people.officer, "肆拾陆万元整", "招奖"),
        K.OFFER: (deal.lead, people.officer, "设备投资补助办法", "招函"),
    }
    assert set(subjects) == set(DOCUMENT_KINDS)
    for kind, (subject, by, says, prefix) in subjects.items():
        document = issue(kind, subject, by=by)
        assert (document.number, document.state) == (f"{prefix}〔{document.year}〕1号", "issued")
        assert says in text_of(document), kind
        with pikepdf.open(io.BytesIO(content_of(document))) as file:
            assert file.check_pdf_syntax() == [], kind  # what qpdf says of it
        assert verify(document).problems == []
    assert set(
        IssuedDocument.objects.visible_to(people.agency).values_list("kind", flat=True)
    ) == set(DOCUMENT_KINDS) - {K.ENTRY, K.SUPPLEMENT, K.APPROVAL, K.OFFER}
    call_command("verify_documents", verbosity=0)


def approved_supplement(people, entry):
    terms = {
        "promised_start_on": date(2022, 6, 1),
        "promised_production_on": date(2023, 5, 31),
        "output_per_mu": 1_000_000,
        "tax_per_mu": 50_000,
    }
    facts = {
        "number": "RY-1",
        "project": entry.project,
        "plot": entry.plot,
        "agreement_number": "RYXY-1",
        "agreed_on": date(2022, 3, 1),
    }
    application = EntryApplication.objects.create(
        **facts,
        **terms,
        promised_investment=200_000_000,
        state="handed_over",
        applied_by=people.officer,
    )
    changed = {
        **terms,
        "promised_investment": 250_000_000,
        "area_sqm": entry.plot.area_sqm,
        "reason": "增资扩产",
    }
    return Supplement.objects.create(
        number="BC-1",
        application=application,
        **changed,
        drafted_by=people.park_officer,
        state="approved",
    )


def test_the_page_holds_22_lines_of_28_characters(people, approved):
    """Also where a character of a line comes from the other font."""
    approved.special_terms = ("甲" * 27 + "堃") * 60
    approved.save()
    lines = {}
    pages = pages_of(content_of(issue(K.AGREEMENT, approved, by=people.officer)))
    for number, page in enumerate(pages):
        page.extract_text(
            visitor_text=lambda text, _cm, matrix, _font, _size, page=number: lines.setdefault(
                (page, round(float(matrix[5]))), []
            ).append(text.strip())
        )
    full = {
        place: len("".join(texts))
        for place, texts in lines.items()
        if "甲" in texts[0] and set("".join(texts)) <= {"甲", "堃"}
    }
    assert max(full.values()) == 28
    assert max(Counter(page for page, _height in full).values()) == 22
    assert (round(float(pages[0].mediabox.width)), round(float(pages[0].mediabox.height))) == (
        595,
        842,
    )


def test_every_font_of_a_document_is_embedded(issued):
    fonts = [
        font.get_object()
        for page in pages_of(content_of(issued))
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        assert font["/BaseFont"].endswith(("+song", "+fang"))
        descendant = font["/DescendantFonts"][0].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_the_body_is_in_fang_and_what_fang_lacks_in_song(people, approved):
    approved.special_terms = "乙方联系人：王堃旸"
    approved.save()
    fonts = {}
    for page in pages_of(content_of(issue(K.AGREEMENT, approved, by=people.officer))):
        page.extract_text(
            visitor_text=lambda text, _cm, _matrix, font, _size: [
                fonts.setdefault(char, set()).add(font and font["/BaseFont"][-4:])
                for char in text.strip()
            ]
        )
    assert (fonts["系"], fonts["堃"], fonts["旸"], fonts["7"]) == (
        {"fang"},
        {"song"},
        {"song"},
        {"song"},
    )
    assert fonts["委"] == {"song", "fang"}, "the title 委托招商协议 is in song"


def test_it_is_a_pdf_a_3_with_its_data(people, issued):
    content = content_of(issued)
    catalog = PdfFileReader(io.BytesIO(content)).root
    metadata = catalog["/Metadata"].data.decode()
    assert 'pdfaid:part="3"' in metadata and 'pdfaid:conformance="U"' in metadata
    assert (len(catalog["/AF"]), catalog["/AF"][0]["/AFRelationship"]) == (1, "/Data")
    data = json.loads(data_in(content))
    assert (
        data["number"],
        data["facts"]["total"],
        [each["amount"] for each in data["facts"]["lines"]],
    ) == (issued.number, "460000.00", ["230000.00", "230000.00"])


def test_the_same_inputs_give_the_same_bytes_before_the_seal(people, issued):
    mark = mark_of(issued, seal_for(is_demo=False))
    before = unsealed(issued, mark=mark)
    assert before == unsealed(IssuedDocument.objects.get(pk=issued.pk), mark=mark)
    assert content_of(issued).startswith(before), (
        "the seal is added behind, nothing before it is touched"
    )


def test_one_changed_byte_is_found_everywhere(client, issued):
    path = issued.file.path
    sound = content_of(issued)
    address = reverse("verify", args=[issued.token])
    assert 'data-result="test"' in client.get(address).text
    call_command("verify_documents", verbosity=0)
    for place in (
        10,
        len(sound) // 3,
        len(sound) // 2,
        sound.rindex(b"/ByteRange") - 200,
        len(sound) - 3,
    ):
        changed = bytearray(sound)
        changed[place] ^= 1
        with open(path, "wb") as file:
            file.write(changed)
        assert 'data-result="unsound"' in client.get(address).text, place
        with pytest.raises(CommandError, match=issued.number):
            call_command("verify_documents", verbosity=0)
    with open(path, "wb") as file:
        file.write(sound)
    call_command("verify_documents", verbosity=0)


def test_a_forged_hash_in_the_register_does_not_help(issued):
    """Who changes file and hash alike still lacks the key."""
    forged = bytearray(content_of(issued))
    forged[len(forged) // 2] ^= 1
    with open(issued.file.path, "wb") as file:
        file.write(forged)
    IssuedDocument.objects.filter(pk=issued.pk).update(sha256=hashlib.sha256(forged).hexdigest())
    issued.refresh_from_db()
    found = verify(issued)
    assert (found.hash_agrees, found.signature_is_sound) == (True, False)


def test_facts_changed_in_the_register_are_found(issued):
    IssuedDocument.objects.filter(pk=issued.pk).update(facts={**issued.facts, "total": "1.00"})
    issued.refresh_from_db()
    assert verify(issued).problems == [_("The data in the register are not those of the file.")]


def test_the_public_page_shows_nothing_of_the_content_and_cannot_be_guessed(client, people, issued):
    page = client.get(reverse("verify", args=[issued.token]))
    assert issued.number in page.text and issued.sha256 in page.text
    for secret in ("460,000.00", "460000", issued.agent.name, "动力电池", str(people.finance)):
        assert secret not in page.text
    assert len(issued.token) == 32
    for guess in (
        str(issued.pk),
        "1",
        issued.token[:-1] + ("a" if issued.token[-1] != "a" else "b"),
        "A" * 32,
    ):
        assert client.get(reverse("verify", args=[guess])).status_code == 404


def test_a_copy_is_compared_on_the_public_page(client, issued):
    content, address = content_of(issued), reverse("verify", args=[issued.token])

    def shown(copy):
        upload = SimpleUploadedFile("copy.pdf", copy)
        return client.post(address, {"file": upload}).text

    assert 'data-copy="same"' in shown(content)
    assert 'data-copy="other"' in shown(content[:-1] + b"x")
    assert client.post(address, {}).status_code == 200


def test_the_qr_code_leads_to_the_public_page(issued):
    assert f"/verify/{issued.token}/" in text_of(issued)
    assert json.loads(data_of(issued))["verify"].endswith(f"/verify/{issued.token}/")


def test_a_document_is_issued_once_and_its_number_has_no_gap(people, confirmed_statement, issued):
    with pytest.raises(Refused, match=issued.number):
        issue(K.STATEMENT, confirmed_statement, by=people.finance)
    assert (IssuedDocument.objects.count(), issued.serial) == (1, 1)


def test_an_unconfirmed_statement_is_not_issued(people, confirmed_statement):
    perform(confirmed_statement, "return", by=people.head, note="核对")
    with pytest.raises(Refused):
        issue(K.STATEMENT, confirmed_statement, by=people.finance)


def test_who_may_not_issue_does_not(people, confirmed_statement, deal):
    referral = deal.project.referrals.get()
    for kind, subject, by in (
        (K.STATEMENT, confirmed_statement, people.agency),
        (K.STATEMENT, confirmed_statement, people.officer),
        (K.REFERRAL, referral, people.finance),
        (K.REFERRAL, referral, people.outsider),
    ):
        with pytest.raises(NotPermitted):
            issue(kind, subject, by=by)
        with pytest.raises(NotPermitted):
            preview(kind, subject, by=by)
    assert not IssuedDocument.objects.exists()


def test_names_show_and_user_text_stays_text(people, approved):
    hostile = (
        "堃玥㛃 <img src=file:///etc/passwd><link rel=stylesheet "
        "href=http://169.254.169.254/x><svg onload=1><style>@import "
        "url(http://169.254.169.254/)</style> {% include 'x' %}{{ facts }}"
    )
    approved.special_terms = hostile
    approved.save()
    document = issue(K.AGREEMENT, approved, by=people.officer)
    assert hostile.replace(" ", "") in text_of(document).replace(" ", "")
    data_names = PdfFileReader(io.BytesIO(content_of(document))).root["/Names"]["/EmbeddedFiles"][
        "/Names"
    ]
    assert len(data_names) == 2, "the data and nothing else is embedded"


def test_a_character_without_a_glyph_stops_the_issue_and_takes_no_number(people, approved):
    Agreement.objects.filter(pk=approved.pk).update(special_terms="𪚥")
    approved.refresh_from_db()
    for act in (issue, preview):
        with pytest.raises(MissingGlyph, match="U\\+2A6A5"):
            act(K.AGREEMENT, approved, by=people.officer)
    assert IssuedDocument.objects.count() == 0
    Agreement.objects.filter(pk=approved.pk).update(special_terms="")
    assert issue(K.AGREEMENT, approved, by=people.officer).serial == 1


@pytest.mark.parametrize(
    ("url", "chars"),
    [
        (SONG_URL, "堃玥㛃￥①‰—〔〕0Aa"),
        (SONG_URL, "㎡㎥㎏㎜㎝㎞★☆✓Ωαμ℃のカЖ"),
        (FANG_URL, "仿宋元￥①—〔〕，。"),
    ],
)
def test_the_fonts_show_what_names_and_amounts_need(url, chars):
    """With an outline: a text can be read out of a PDF that shows boxes."""
    assert missing_glyphs(chars) == set()
    font = TTFont(FONTS[url])
    glyphs = font.getGlyphSet()
    for char in chars:
        pen = BoundsPen(glyphs)
        glyphs[font.getBestCmap()[ord(char)]].draw(pen)
        assert pen.bounds and pen.bounds[2] > pen.bounds[0], char


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://127.0.0.1/", "ftp://127.0.0.1/x", "data:text/css,x"]
)
def test_documents_fetch_nothing(url):
    with pytest.raises(ValueError, match="fetch nothing"):
        OwnAssets().fetch(url)


def test_a_preview_leaves_nothing_behind(people, confirmed_statement):
    content = preview(K.STATEMENT, confirmed_statement, by=people.finance)
    assert "预览稿" in "".join(page.extract_text() for page in pages_of(content))
    assert not IssuedDocument.objects.exists() and not DocumentTemplate.objects.exists()
    assert issue(K.STATEMENT, confirmed_statement, by=people.finance).serial == 1


def test_work_cut_off_is_finished_under_the_same_number(
    people, confirmed_statement, approved, monkeypatch, client
):
    monkeypatch.setattr(issuing, "put_seal", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        issue(K.STATEMENT, confirmed_statement, by=people.finance)
    monkeypatch.undo()
    document = IssuedDocument.objects.get()
    assert (document.state, document.serial, document.sha256) == ("preparing", 1, "")
    assert client.get(reverse("verify", args=[document.token])).status_code == 404
    with pytest.raises(CommandError, match="not made yet"):
        call_command("verify_documents", verbosity=0)
    perform(document, "finish", by=people.finance)
    assert verify(document).problems == []
    with pytest.raises(WrongState):
        perform(document, "finish", by=people.finance)
    assert issue(K.AGREEMENT, approved, by=people.officer).serial == 1, (
        "each kind has numbers of its own"
    )


def test_a_document_is_replaced_by_one_of_its_own(people, confirmed_statement, issued, approved):
    with pytest.raises(Refused):
        issue(K.AGREEMENT, approved, by=people.head, replaces=issued, note="x")
    assert IssuedDocument.objects.get().state == "issued"


def test_the_document_of_an_agreement_in_force_is_not_taken_back(people, approved):
    document = issue(K.AGREEMENT, approved, by=people.officer)
    Agreement.objects.filter(pk=approved.pk).update(state="active")
    for step in ("withdraw", "replace"):
        with pytest.raises(Refused):
            move(document, step, by=people.head, note="x")


def test_a_withdrawn_document_stays_readable_and_is_marked(
    client, people, confirmed_statement, issued
):
    with pytest.raises(NotPermitted):
        move(issued, "withdraw", by=people.officer, note="有误")
    move(issued, "withdraw", by=people.finance, note="收款人名称有误")
    client.force_login(people.agency)
    address, sealed = reverse("document", args=[issued.pk]), content_of(issued)
    assert b"".join(client.get(address + "?original").streaming_content) == sealed
    marked = b"".join(client.get(address).streaming_content)
    assert marked.startswith(sealed), "the mark is added behind what was sealed"
    assert all("已撤回" in page.extract_text() for page in pages_of(marked))
    shown = flat(client.get(reverse("portal:statement", args=[confirmed_statement.pk])))
    after = shown.split(f"{issued.number}</a>")[1]
    told = f"{issued.get_kind_display()} · {issued.get_state_display()}"
    assert after.strip().startswith(told)
    assert 'data-result="withdrawn"' in client.get(reverse("verify", args=[issued.token])).text
    again = issue(K.STATEMENT, confirmed_statement, by=people.finance)
    assert (again.serial, again.replaces) == (2, None)


def test_a_replacement_names_what_it_replaces(client, people, confirmed_statement, issued):
    new = issue(K.STATEMENT, confirmed_statement, by=people.finance, replaces=issued, note="更正")
    issued.refresh_from_db()
    assert (issued.state, new.serial, new.replaces, issued.replaced_by) == (
        "replaced",
        2,
        issued,
        new,
    )
    assert verify(issued).problems == []
    assert new.number in client.get(reverse("verify", args=[issued.token])).text
    client.force_login(people.auditor)
    marked = b"".join(client.get(reverse("document", args=[issued.pk])).streaming_content)
    assert f"由{new.number}替换" in "".join(pages_of(marked)[0].extract_text().split())
    page = client.get(reverse("issueddocument:inspect", args=[issued.pk]))
    assert new.number in page.text
    assert (
        reverse("issueddocument:replace", args=[new.pk])
        not in client.get(reverse("issueddocument:inspect", args=[new.pk])).text
    )


def test_the_template_is_kept_with_what_it_produced(
    people, confirmed_statement, issued, approved, monkeypatch
):
    from commissions.documents import templates

    old = issued.template
    assert current_version(K.STATEMENT) == old
    changed = templates.current_files(K.STATEMENT) | {
        "document.html": (
            '{% extends "base.html" %}{% block body %}新版 {{ facts.total|yuan }}{% endblock %}'
        )
    }
    monkeypatch.setattr(templates, "current_files", lambda kind: changed)
    mark = mark_of(issued, seal_for(is_demo=False))
    assert content_of(issued).startswith(unsealed(issued, mark=mark)), (
        "an old document still comes from its own template"
    )
    move(issued, "withdraw", by=people.finance, note="换版")
    new = issue(K.STATEMENT, confirmed_statement, by=people.finance)
    assert (
        old.version,
        new.template.version,
        DocumentTemplate.objects.filter(kind="statement").count(),
    ) == (1, 2, 2)
    assert "新版 460,000.00" in text_of(new)


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


def test_a_document_outlives_its_record(client, people, deal):
    referral = deal.project.referrals.get()
    issued = issue(K.REFERRAL, referral, by=people.officer)
    referral.delete()
    for who, status in (("auditor", 200), ("officer", 404)):
        client.force_login(getattr(people, who))
        assert client.get(reverse("issueddocument:inspect", args=[issued.pk])).status_code == status
    assert verify(issued).problems == []
    client.force_login(people.agency)
    assert client.get(reverse("document", args=[issued.pk])).status_code == 200


def test_recording_is_apart_from_rendering(people, confirmed_statement, monkeypatch):
    """While others wait for their numbers nothing is rendered."""
    monkeypatch.setattr(issuing, "pdf_of", lambda *_args, **_kwargs: 1 / 0)
    assert record(K.STATEMENT, confirmed_statement, by=people.finance).state == "preparing"
