from .application import Breach, EntryApplication, ReviewOpinion
from .channel_facts import ExpansionFacts, ParkFacts
from .contribution import Contribution
from .entry import Enterprise, Entry
from .exchange_rate import ExchangeRate
from .need import SpaceNeed
from .offer import Alliance, AllianceAction, Facility, ScienceProject
from .park import Park, ParkIndustry
from .plot import Availability, Plot
from .reservation import Reservation

__all__ = [
    "Alliance",
    "AllianceAction",
    "Availability",
    "Breach",
    "Contribution",
    "Enterprise",
    "Entry",
    "EntryApplication",
    "ExchangeRate",
    "ExpansionFacts",
    "Facility",
    "Park",
    "ParkFacts",
    "ParkIndustry",
    "Plot",
    "Reservation",
    "ReviewOpinion",
    "ScienceProject",
    "SpaceNeed",
]
