"""WeasyPrint, and what a document may load. It takes a second to import, so on first use only, and
from here only.
"""

from threading import local

from PIL import ImageFile
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .fonts import FONTS, font

__all__ = ["HTML", "Attachment", "OwnAssets", "known_fonts"]

# WeasyPrint makes Pillow accept truncated pictures in the whole process; the site refuses them.
ImageFile.LOAD_TRUNCATED_IMAGES = False

_of_thread = local()


class OwnAssets(URLFetcher):
    """The documents' fonts; any other address is refused and stops the rendering."""

    def fetch(self, url, headers=None):
        if url not in FONTS:
            raise ValueError(f"documents fetch nothing from {url}")
        return URLFetcherResponse(url, font(url), {"Content-Type": "font/otf"})


def known_fonts() -> FontConfiguration:
    """Where WeasyPrint keeps the fonts that it has read: one a thread, as Pango's are not shared.

    With one for each document it would write and read their 30 megabytes each time.
    """
    if not hasattr(_of_thread, "fonts"):
        _of_thread.fonts = FontConfiguration()
    return _of_thread.fonts
