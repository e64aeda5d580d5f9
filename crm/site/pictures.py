"""Pictures of the public site: how editors put them in, and how visitors are shown them."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.forms import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image as PillowImage
from PIL import ImageOps
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm

from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.check import check
from crm.core.incoming.purposes import PICTURE

A_DAY = 24 * 60 * 60
QUALITY = 90  # of JPEG; PNG loses nothing


class PictureForm(BaseImageForm):
    """Wagtail's form; the file is looked at as every file that comes in."""

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return upload
        try:
            check(upload, PICTURE)
        except BadFile as bad:
            raise ValidationError(str(bad)) from None
        return drawn_anew(upload)


def drawn_anew(upload) -> ContentFile:
    """The picture without what the camera wrote into the file: place, device, owner, preview. It
    stands upright, since what said which way is up goes, too.
    """
    upload.seek(0)
    picture, anew = PillowImage.open(upload), BytesIO()
    colours = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture).save(
        anew, picture.format, icc_profile=colours, exif=b"", quality=QUALITY
    )
    return ContentFile(anew.getvalue(), name=upload.name)


@require_safe
@cache_control(public=True, max_age=A_DAY)
def picture(request, name: str):
    """A picture in the size of a place on a page; 404 for the whole one, which is no page's."""
    renditions = get_image_model().get_rendition_model().objects
    shown = get_object_or_404(renditions, file=f"images/{name}")
    return FileResponse(shown.file.open())
