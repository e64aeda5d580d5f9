"""Pictures of the public site: how editors put them in, and how visitors are shown them."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.forms import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from PIL import Image as PillowImage
from PIL import ImageOps
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from crm.core.incoming.field import IncomingFile
from crm.core.incoming.kinds import DAMAGED
from crm.core.incoming.purposes import PICTURE

A_DAY = 24 * 60 * 60
QUALITY = 90  # of JPEG; PNG loses nothing


# What Pillow says of a file that is no picture, ends early or is made to break it.
BROKEN = (OSError, SyntaxError, ValueError)


class PictureField(IncomingFile, WagtailImageField):
    """A picture is checked as every file that comes in, before anything is read of it."""

    def to_python(self, data):
        if not data:
            return None
        self.check(data)
        try:
            return super().to_python(data)
        except BROKEN:
            raise ValidationError(_(DAMAGED)) from None


class PictureForm(BaseImageForm):
    """Wagtail's form, with our look at the file."""

    file = PictureField(
        PICTURE, label=gettext_lazy("file"), widget=BaseImageForm.Meta.widgets["file"]
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        return drawn_anew(upload) if "file" in self.changed_data else upload


def drawn_anew(upload) -> ContentFile:
    """The picture without what the camera wrote into the file: place, device, owner, preview. It is
    turned upright, since the note of which way is up is removed, too.
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
    """A picture in the size of a place on a page; 404 for the original, which no page shows."""
    renditions = get_image_model().get_rendition_model().objects
    rendition = get_object_or_404(renditions, file=f"images/{name}")
    return FileResponse(rendition.file.open())
