"""Sealed documents in an object store: issued, read, verified and packed from there."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from commissions.documents.issue import issue
from commissions.documents.verify import verify
from commissions.models import IssuedDocument
from tests.core.files_in_a_store import PRIVATE, settings_with, store


@pytest.fixture
def in_the_store(settings, private_files_in_a_temporary_folder):
    with store() as running:
        settings.STORAGES = settings_with(running, settings.STORAGES)
        yield running


def test_a_sealed_document_lives_in_the_store(client, people, in_the_store, confirmed_statement):
    made = issue(IssuedDocument.Kind.STATEMENT, confirmed_statement, by=people.finance)
    assert made.file.name in in_the_store.names(PRIVATE)
    assert verify(made).is_sound
    client.force_login(people.finance)
    answer = client.get(f"/documents/{made.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")

    content = in_the_store.content(PRIVATE, made.file.name)
    storages["private"].delete(made.file.name)
    storages["private"].save(made.file.name, ContentFile(content + b" "))
    assert not verify(made).is_sound
    storages["private"].delete(made.file.name)
    assert verify(made).problems == ["文件缺失。"]
    in_the_store.kill()
    with pytest.raises(ConnectionError):
        verify(made)
