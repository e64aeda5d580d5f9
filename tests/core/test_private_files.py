"""Private files are the product's own: modes, and names that every file system takes."""

import os
import stat
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from crm.core.files import attach
from crm.core.private import tighten
from leads.models import Company


def mode(path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture
def company(db):
    return Company.objects.create(name="示范有限公司")


def large_upload():
    upload = TemporaryUploadedFile("licence.pdf", "application/pdf", 20, None)
    upload.write(b"%PDF-1.7 in a file of")
    upload.seek(0)
    return upload


@pytest.mark.parametrize(
    "upload", [lambda: SimpleUploadedFile("licence.pdf", b"%PDF-1.7"), large_upload]
)
def test_a_private_file_and_its_folders_are_readable_by_the_product_alone(people, company, upload):
    before, chosen = os.umask(0), upload()
    try:
        stored = attach(company, chosen, by=people.officer)
    finally:
        os.umask(before)
        chosen.close()
    path = Path(stored.file.path)
    assert mode(path) == 0o600
    root = Path(storages["private"].location)
    folders = [path.parent, path.parent.parent]
    assert [mode(folder) for folder in folders] == [0o700, 0o700]
    assert folders[-1].parent == root


def test_what_was_stored_open_is_closed(tmp_path):
    folder = tmp_path / "imports"
    folder.mkdir(mode=0o755)
    (folder / "a.csv").write_text("x")
    (folder / "a.csv").chmod(0o644)
    assert tighten(tmp_path) >= 2
    assert (mode(folder), mode(folder / "a.csv")) == (0o700, 0o600)
    assert tighten(tmp_path) == 0


def test_a_name_of_two_hundred_characters_is_stored_and_told_whole(people, company):
    name = "营" * 190 + ".pdf"
    stored = attach(company, SimpleUploadedFile(name, b"%PDF-1.7"), by=people.officer)
    assert stored.name == name
    assert len(Path(stored.file.path).name.encode()) < 255
    assert stored.file.path.endswith(".pdf")
