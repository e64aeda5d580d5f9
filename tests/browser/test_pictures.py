"""An editor puts a picture in where it is needed."""

from io import BytesIO

from PIL import Image


def picture() -> dict:
    file = BytesIO()
    Image.new("RGB", (1200, 800), "#246").save(file, "PNG")
    return {"name": "plant.png", "mimeType": "image/png", "buffer": file.getvalue()}


def test_an_editor_uploads_a_picture_in_the_chooser_of_a_page(server, log_in):
    page = log_in("editor")
    missed = []
    page.on("response", lambda got: missed.append(got.url) if got.status >= 400 else None)
    [(pk,)] = server.sql("select page_ptr_id from site_homepage order by 1 limit 1")
    page.goto(f"/admin/pages/{pk}/edit/")
    page.locator("[role=tab]").nth(1).click()
    field = page.locator("[id=id_share_picture-chooser]")
    field.locator("[data-chooser-action-choose]").first.click()
    modal = page.locator(".modal")
    modal.locator("[role=tab]").nth(1).click()
    modal.locator("[name=image-chooser-upload-title]").fill("厂房")
    modal.locator("[name=image-chooser-upload-file]").set_input_files(picture())
    modal.locator("form button[type=submit]").last.click()
    page.wait_for_selector(".modal", state="hidden")
    assert "厂房" in field.inner_text()
    assert server.sql("select title from wagtailimages_image") == [("厂房",)]
    assert missed == []
