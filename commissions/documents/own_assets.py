"""What a document may load. Imports WeasyPrint, which takes a second, so on first use only."""

from weasyprint.urls import URLFetcher, URLFetcherResponse

from .render import FONTS, font


class OwnAssets(URLFetcher):
    """The documents' fonts; any other address is refused and stops the rendering."""

    def fetch(self, url, headers=None):
        if url not in FONTS:
            raise ValueError(f"documents fetch nothing from {url}")
        return URLFetcherResponse(url, font(url), {"Content-Type": "font/otf"})
