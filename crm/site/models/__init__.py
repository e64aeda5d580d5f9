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
from .office import ContactsPage, FiguresPage, FormPage, PublicForm, ServicePage
from .page import SitePage
from .page_text import PageText
from .places import ParkPage, ParksPage
from .policy import PolicyIndexPage, PolicyMatchPage, PolicyPage
from .policy_application import PolicyApplication
from .policy_fact import PolicyFact
from .policy_subscription import PolicySubscription
from .policy_words import PolicyKind, Qualification
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
    "PolicyApplication",
    "PolicyFact",
    "PolicyIndexPage",
    "PolicyKind",
    "PolicyMatchPage",
    "PolicyPage",
    "PolicySubscription",
    "ProgressPage",
    "PublicContact",
    "PublicForm",
    "Qualification",
    "Received",
    "SecondPerson",
    "ServicePage",
    "SitePage",
    "TextPage",
    "answers",
    "shows",
]
