from .city import City
from .home import HomePage
from .page import SitePage
from .shown import shows
from .text import TextPage

__all__ = ["City", "HomePage", "SitePage", "TextPage", "shows"]
