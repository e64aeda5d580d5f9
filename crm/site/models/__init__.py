from .approval import SecondPerson
from .city import City
from .contact import PublicContact
from .district import District
from .home import HomePage
from .industries import IndustriesPage, IndustryPage
from .news import (
    ArticlePage,
    EventPage,
    EventsPage,
    MajorProjectPage,
    NewsPage,
    ProgressPage,
)
from .offers import OfferPage, OffersPage
from .office import ContactsPage, FiguresPage, FormPage, PublicForm
from .page import SitePage
from .page_text import PageText
from .places import ParkPage, ParksPage
from .received import Received
from .shown import answers, shows
from .text import TextPage

__all__ = [
    "ArticlePage",
    "City",
    "ContactsPage",
    "District",
    "EventPage",
    "EventsPage",
    "FiguresPage",
    "FormPage",
    "HomePage",
    "IndustriesPage",
    "IndustryPage",
    "MajorProjectPage",
    "NewsPage",
    "OfferPage",
    "OffersPage",
    "PageText",
    "ParkPage",
    "ParksPage",
    "ProgressPage",
    "PublicContact",
    "PublicForm",
    "Received",
    "SecondPerson",
    "SitePage",
    "TextPage",
    "answers",
    "shows",
]
