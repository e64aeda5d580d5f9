"""Documents in batches, in the background."""

import io
import zipfile
from datetime import date

import pytest
from django.urls import reverse

from commissions.documents import issue_of_batch as batches
from commissions.documents import tasks
from commissions.documents.batch import awaiting, begin_batch, discard_batch
from commissions.documents.issue_of_batch import give_up_line, issue_line
from commissions.models import Agreement, BatchDocument, DocumentBatch, IssuedDocument
from crm.core.errors import NotPermitted, Refused
from crm.core.models import Notification

K = IssuedDocument.Kind


@pytest.fixture
def three(people, agent, policy_version):
    """Approved agreements, the second with a character that no font has."""
    facts = {
        "agent": agent,
        "policy_version": policy_version,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "state": "approved",
    }
    return [
        Agreement.objects.create(number=f"XY-1-{n}", special_terms="𪚥" if n == 2 else "", **facts)
        for n in (1, 2, 3)
    ]


@pytest.fixture
def batch(people, three, handed_over, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return begin_batch(K.AGREEMENT, three, by=people.officer)


@pytest.fixture
def queued(batch, handed_over):
    """The lines handed to the workers."""
    return [line for task, [line] in handed_over if task == tasks.issue_of_batch.name]


def test_each_is_issued_by_a_task_of_its_own_and_what_fails_is_named(people, batch, queued):
    assert queued == list(batch.lines.values_list("pk", flat=True))
    for pk in queued:
        tasks.issue_of_batch(pk)
    assert [
        (line.document and line.document.serial, bool(line.problem)) for line in batch.lines.all()
    ] == [(1, False), (None, True), (2, False)]
    told = Notification.objects.get(kind="documents_issued")
    assert (told.recipient, told.values["issued"], told.values["failed"]) == (people.officer, 2, 1)


def test_a_task_that_is_given_twice_or_cut_off_issues_once(people, batch, queued, monkeypatch):
    monkeypatch.setattr(batches, "finish", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        issue_line(queued[0])
    monkeypatch.undo()
    for _each in range(2):
        issue_line(queued[0])
    document = IssuedDocument.objects.get()
    assert (document.state, document.serial, BatchDocument.objects.get(pk=queued[0]).document) == (
        "issued",
        1,
        document,
    )


def test_a_batch_has_its_screens(
    client, people, three, handed_over, django_capture_on_commit_callbacks
):
    client.force_login(people.officer)
    address = reverse("issueddocument:new_batch") + "?kind=agreement"
    assert all(each.number in client.get(address).text for each in three)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(address, {"record": [three[0].pk, three[2].pk]})
    queued = [line for _task, [line] in handed_over]
    batch = DocumentBatch.objects.get()
    assert page.url == reverse("issueddocument:batch", args=[batch.pk])
    state = reverse("issueddocument:batch_state", args=[batch.pk])
    assert state in client.get(page.url).text
    assert (client.get(state).json()["done"], client.get(state).json()["running"]) == (0, True)
    issue_line(queued[0])
    assert client.get(state).json() | {"phase": ""} == {
        "running": True,
        "phase": "",
        "done": 1,
        "total": 2,
        "percent": 50,
    }
    issue_line(queued[1])
    zipped = client.get(reverse("issueddocument:batch_zip", args=[batch.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped.streaming_content))) as archive:
        assert archive.namelist() == [
            f"{document.number}.pdf" for document in IssuedDocument.objects.order_by("serial")
        ]
        assert all(archive.read(name).startswith(b"%PDF-1.7") for name in archive.namelist())
    for who, status in (("outsider", 404), ("auditor", 200), ("agency", 302)):
        client.force_login(getattr(people, who))
        for name in ("batch", "batch_state", "batch_zip"):
            assert (
                client.get(reverse(f"issueddocument:{name}", args=[batch.pk])).status_code == status
            ), (who, name)


def test_what_is_discarded_is_not_issued_any_more_and_what_is_issued_stays(
    client, people, batch, queued
):
    discard = reverse("issueddocument:discard_batch", args=[batch.pk])
    for who, status in (("outsider", 404), ("auditor", 302)):
        client.force_login(getattr(people, who))
        assert client.post(discard).status_code == status
    assert not batch.lines.filter(is_done=True).exists()
    issue_line(queued[0])
    client.force_login(people.officer)
    assert discard in client.get(reverse("issueddocument:batch", args=[batch.pk])).text
    client.post(discard)
    for pk in queued:
        issue_line(pk)
    assert [(line.document_id is not None, line.problem) for line in batch.lines.all()] == [
        (True, ""),
        (False, "已取消，未制发。"),
        (False, "已取消，未制发。"),
    ]
    with pytest.raises(Refused):
        discard_batch(batch, by=people.officer)


def test_a_document_that_is_given_up_says_so(batch, queued):
    give_up_line(queued[0])
    assert batch.lines.first().problem == "已多次执行但均未完成。"


def test_nothing_chosen_and_no_right_are_refused(people, three, client):
    with pytest.raises(Refused):
        begin_batch(K.AGREEMENT, [], by=people.officer)
    with pytest.raises(NotPermitted):
        begin_batch(K.STATEMENT, three, by=people.officer)
    assert awaiting(K.STATEMENT, people.officer) == []
    client.force_login(people.auditor)
    assert client.get(reverse("issueddocument:new_batch")).status_code == 302
