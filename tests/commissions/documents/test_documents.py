"""Documents: each is issued once with what it says, replaced by one of its own, and stays."""

import io
from datetime import date

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from commissions.documents import issue as issuing
from commissions.documents.facts import offer
from commissions.documents.issue import issue, mark_of, preview, record, unsealed
from commissions.documents.kinds import DOCUMENT_KINDS
from commissions.documents.seal import seal_for
from commissions.documents.templates import current_version
from commissions.documents.verify import verify
from commissions.models import Agreement, DocumentTemplate, IssuedDocument, Payment
from crm.core.errors import NotPermitted, Refused, WrongState
from crm.core.transitions import move, perform
from parks.models import EntryApplication, Supplement
from tests.commissions.documents.reading import content_of, pages_of, text_of
from tests.markup import flat

K = IssuedDocument.Kind


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
    # those of meetings and awards stand with them: tests/dispatch
    assert set(subjects) == set(DOCUMENT_KINDS) - {K.BRIEF, K.AWARD}
    for kind, (subject, by, says, prefix) in subjects.items():
        document = issue(kind, subject, by=by)
        assert (document.number, document.state) == (f"{prefix}〔{document.year}〕1号", "issued")
        assert says in text_of(document), kind
        with pikepdf.open(io.BytesIO(content_of(document))) as file:
            assert file.check_pdf_syntax() == [], kind  # what qpdf says of it
        assert verify(document).problems == []
    assert set(
        IssuedDocument.objects.visible_to(people.agency).values_list("kind", flat=True)
    ) == set(subjects) - {K.ENTRY, K.SUPPLEMENT, K.APPROVAL, K.OFFER}
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
