from .city import City
from .home import HomePage
from .page import SitePage
from .policy import PolicyIndexPage, PolicyMatchPage, PolicyPage
from .policy_application import PolicyApplication
from .policy_fact import PolicyFact
from .policy_subscription import PolicySubscription
from .policy_words import PolicyKind, Qualification
from .shown import answers, shows
from .text import TextPage

__all__ = [
    "City",
    "HomePage",
    "PolicyApplication",
    "PolicyFact",
    "PolicyIndexPage",
    "PolicyKind",
    "PolicyMatchPage",
    "PolicyPage",
    "PolicySubscription",
    "Qualification",
    "SitePage",
    "TextPage",
    "answers",
    "shows",
]
