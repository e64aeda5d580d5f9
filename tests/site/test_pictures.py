"""Editors put pictures in while they write; visitors are shown them in the size of their place."""

from importlib import import_module
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images import get_image_model

from crm.core.granting import give_role
from crm.core.models import User
from crm.site.models import TextPage

CREATE = "wagtailimages_chooser:create"
ARTIST, ORIENTATION = 0x013B, 0x0112


@pytest.fixture(autouse=True)
def pictures_in_a_temporary_folder(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def editor(client, db):
    user = User.objects.create_user("ed", password="a-long-password-1", name="ed")
    give_role(user, "editor")
    client.force_login(user)
    return user


def jpeg(name="plant.jpg", size=(1600, 900), turned=1) -> SimpleUploadedFile:
    """A picture that says who took it, and how the camera was held."""
    exif, file = Picture.Exif(), BytesIO()
    exif[ARTIST], exif[ORIENTATION] = "Zhang San", turned
    Picture.new("RGB", size, "#246").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def put_in(client, file, title="厂房"):
    return client.post(
        reverse(CREATE),
        {"image-chooser-upload-title": title, "image-chooser-upload-file": file},
    )


def test_a_picture_of_an_editor_is_shown_on_the_page_without_what_the_camera_told(
    client, home, editor
):
    upload = jpeg()
    assert b"Zhang San" in upload.read()
    upload.seek(0)
    assert put_in(client, upload).status_code == 200
    stored = get_image_model().objects.get()
    assert (stored.title, stored.uploaded_by_user) == ("厂房", editor)
    with stored.file.open() as file:
        assert b"Zhang San" not in file.read()
    page = TextPage(title="园区", slug="shown", locale=home.locale)
    page.body = [("picture", {"picture": stored, "says": "一座厂房", "caption": ""})]
    home.add_child(instance=page)
    client.logout()
    html = client.get("/shown/").text
    source = html.split('alt="一座厂房"')[1].split('src="')[1].split('"')[0]
    answer = client.get(source)
    content = b"".join(answer.streaming_content)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert Picture.open(BytesIO(content)).width == 900
    assert b"Zhang San" not in content
    assert client.get(f"/media/{stored.file.name}").status_code == 404
    assert client.get("/media/images/..%2Foriginal_images%2Fplant.jpg").status_code == 404


def test_a_picture_taken_sideways_stands_upright(client, editor):
    put_in(client, jpeg(size=(160, 90), turned=6))
    stored = get_image_model().objects.get()
    assert (stored.width, stored.height) == (90, 160)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("plant.jpg", b"%PDF-1.7 not a picture"),
        ("plant.jpg", b""),
    ],
)
def test_what_is_no_picture_is_refused_with_words(client, editor, name, content):
    answer = put_in(client, SimpleUploadedFile(name, content))
    assert answer.status_code == 200
    assert "error" in answer.text
    assert not get_image_model().objects.exists()


@pytest.mark.parametrize("kept", [200, 3_000])
def test_a_picture_that_ends_early_is_refused_with_words(client, editor, kept):
    import_module("commissions.documents.own_assets")  # WeasyPrint would take such pictures
    whole = jpeg().read()
    answer = put_in(client, SimpleUploadedFile("plant.jpg", whole[:kept], "image/jpeg"))
    assert answer.status_code == 200
    assert "error" in answer.text
    assert not get_image_model().objects.exists()


def test_a_picture_that_fills_the_memory_is_refused(client, editor):
    put_in(client, jpeg(size=(10_000, 6_000)))
    assert not get_image_model().objects.exists()


def test_nobody_but_editors_and_publishers_puts_pictures_in(client, people):
    for person in (people.officer, people.leader, people.auditor, people.agency):
        client.force_login(person)
        assert put_in(client, jpeg()).status_code == 404
    assert not get_image_model().objects.exists()
