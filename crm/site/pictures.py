"""Pictures of the public site: how editors put them in, and how visitors are shown them."""

from django.forms import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm

from crm.core.incoming.bad_file import BadFile
from crm.core.incoming.check import check
from crm.core.incoming.purposes import PICTURE

A_DAY = 24 * 60 * 60


class PictureForm(BaseImageForm):
    """Wagtail's form; the file is looked at as every file that comes in."""

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                check(upload, PICTURE)
            except BadFile as bad:
                raise ValidationError(str(bad)) from None
        return upload


@require_safe
@cache_control(public=True, max_age=A_DAY)
def picture(request, name: str):
    """A picture in the size of a place on a page. 404 for the file as it was put in: it may tell
    where and with what it was taken, and is never handed out.
    """
    renditions = get_image_model().get_rendition_model().objects
    shown = get_object_or_404(renditions, file=f"images/{name}")
    return FileResponse(shown.file.open())
